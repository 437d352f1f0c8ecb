"""Painters: what each look does to a picture, and how steady it is from frame to frame."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from generec.media.blend import Blended
from generec.media.paint_cartoon import Cartoon
from generec.media.paint_neural import Redrawn
from generec.media.paint_oil import Oil
from generec.media.paint_pixel import COLOURS, Pixel, block_of
from generec.media.paint_sketch import Sketch
from generec.media.paint_watercolor import Watercolor
from generec.media.probe import probe
from generec.media.render import Look, render

PAINTERS = {"cartoon": Cartoon, "sketch": Sketch, "watercolor": Watercolor, "oil": Oil, "pixel": Pixel}
named = pytest.mark.parametrize("name", sorted(PAINTERS))


def noisy(picture, *, seed):
    """The picture as a cheap camera sees it."""
    noise = np.random.default_rng(seed).normal(0, 5, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def picture(make):
    """A still with edges and soft shades."""
    scene = make.scene(3, 320, 240).astype(float)
    shade = 0.7 + 0.3 * np.linspace(0, 1, 320)[None, :, None]
    return cv2.GaussianBlur((scene * shade).astype(np.uint8), (0, 0), 1.0)


def paint(name, image):
    return PAINTERS[name]()(image, at_s=0.0)


@named
def test_the_scene_stays_and_the_source_is_left_alone(name, picture):
    before = picture.copy()
    painted = paint(name, picture)
    assert painted.shape == picture.shape
    assert painted.dtype == np.uint8
    assert np.array_equal(before, picture)
    ours, theirs = (cv2.GaussianBlur(x.mean(axis=2), (0, 0), 6) for x in (painted, picture))
    floor = {"sketch": 0.4, "watercolor": 0.45}.get(name, 0.7)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > floor


@named
def test_the_same_frames_give_the_same_painting(name, picture):
    frames = [np.roll(picture, 3 * i, axis=1) for i in range(4)]
    one, two = PAINTERS[name](), PAINTERS[name]()
    for i, frame in enumerate(frames):
        assert np.array_equal(one(frame, at_s=i / 25), two(frame, at_s=i / 25))


@named
@pytest.mark.parametrize("noise", [True, False])
def test_a_still_scene_flickers_at_most_half_as_much_as_painted_frame_by_frame(name, picture, noise):
    frames = [noisy(picture, seed=i) if noise else picture for i in range(8)]
    painter = PAINTERS[name]()
    steady = [painter(frame, at_s=i / 25).astype(float) for i, frame in enumerate(frames)]
    naive = [paint(name, frame).astype(float) for frame in frames]
    flicker, bound = (np.mean([np.abs(b - a).mean() for a, b in pairwise(x[3:])]) for x in (steady, naive))
    assert flicker <= 0.5 * bound + 0.02


@named
def test_a_cut_leaves_nothing_of_the_scene_before(name, picture, make):
    other = make.scene(8, 320, 240)
    painter = PAINTERS[name]()
    for i in range(3):
        painter(picture, at_s=i / 25)
    assert np.abs(painter(other, at_s=0.2).astype(float) - paint(name, other)).mean() < 1.0


@named
@pytest.mark.parametrize("size", [(1, 1), (2, 30), (37, 23), (1280, 20)])
def test_any_size(name, size, make):
    image = np.ascontiguousarray(np.broadcast_to(make.scene(1, 64, 64)[:1, :1], (size[1], size[0], 3)))
    assert paint(name, image).shape == image.shape


def test_pixels_are_blocks_of_few_colours(picture):
    painted = paint("pixel", picture)
    block = block_of(*picture.shape[:2])
    assert block == 2
    blocks = painted.reshape(120, block, 160, block, 3)
    assert np.ptp(blocks, axis=(1, 3)).max() == 0
    assert len(np.unique(painted.reshape(-1, 3), axis=0)) <= COLOURS


def test_a_palette_follows_what_comes_into_the_scene():
    painter = PAINTERS["pixel"]()
    grey = np.full((168, 168, 3), 120, np.uint8)
    grey[:, 80:] = 150
    painter(grey, at_s=0)
    grey[40:120, 40:120] = (220, 30, 30)
    red = painter(grey, at_s=0.04)[80, 80].astype(int)
    assert red[0] - red[2] > 100


def test_a_cartoon_has_dark_lines_and_flat_areas():
    disc = np.full((240, 320, 3), (90, 140, 190), np.uint8)
    disc[...] = (disc * np.linspace(0.8, 1.1, 320)[:, None]).astype(np.uint8)
    cv2.circle(disc, (160, 120), 70, (225, 190, 150), -1, cv2.LINE_AA)
    source = noisy(disc, seed=0)
    painted = paint("cartoon", source)
    dark = painted.max(axis=2) < 50
    assert dark[100:140, 80:100].any(axis=1).all()
    inside = np.s_[110:130, 130:190]
    assert not dark[inside].any()
    assert painted[inside].std(axis=(0, 1)).mean() < 0.5 * source[inside].std(axis=(0, 1)).mean()


def test_a_sketch_is_grey_and_bright_with_dark_lines(picture):
    painted = paint("sketch", picture).astype(float)
    assert np.ptp(painted, axis=2).mean() < 8
    assert painted.mean() > 130
    assert painted.mean() > picture.mean() + 20
    square = np.full((240, 320, 3), 200, np.uint8)
    square[80:160, 120:200] = 90
    lines = paint("sketch", square).mean(axis=2)
    assert (lines[100:140, 116:126].min(axis=1) < 110).mean() > 0.8
    white = paint("sketch", np.full((240, 320, 3), 250, np.uint8))
    assert white.mean() > 235


def test_darker_places_of_a_sketch_have_more_strokes():
    ramp = np.repeat(np.linspace(20, 235, 320)[None, :, None], 240, axis=0).repeat(3, axis=2)
    painted = paint("sketch", ramp.astype(np.uint8)).mean(axis=2)
    bands = painted.reshape(240, 8, 40).mean(axis=(0, 2))
    assert (np.diff(bands) > 0).all()


def test_a_watercolor_is_light_with_a_bare_margin_and_darker_rims(picture):
    painted = paint("watercolor", picture).astype(float)
    rim = np.concatenate([painted[0], painted[-1], painted[:, 0], painted[:, -1]])
    assert rim.mean() > 225
    inside = np.s_[30:-30, 30:-30]
    assert painted[inside].mean() > picture[inside].mean() + 15
    split = np.full((240, 320, 3), (235, 200, 90), np.uint8)
    split[:, 160:] = (90, 150, 220)
    grey = paint("watercolor", split)[40:200].mean(axis=(0, 2))
    assert grey[150:170].min() < min(grey[90:130].mean(), grey[190:230].mean()) - 5


def test_an_oil_painting_has_strokes_where_the_source_is_plain():
    plain = np.full((240, 320, 3), (90, 120, 160), np.uint8)
    painted = paint("oil", plain).astype(float)
    assert 4 < painted.std(axis=(0, 1)).mean() < 30
    striped = plain.copy()
    striped[:, ::40] = 230
    striped = cv2.GaussianBlur(striped, (0, 0), 6)
    grey = paint("oil", striped)[40:200, 40:280].mean(axis=2)
    across, down = (np.abs(np.diff(grey, axis=axis)).mean() for axis in (1, 0))
    assert across > 1.1 * down


@named
def test_in_a_video_timing_size_sound_and_rotation_are_kept(name, make, tmp_path):
    source = make.clip(tmp_path / "in.mp4", size=(96, 64), audio=True, vfr=True, rotation=90)
    target = tmp_path / "out.mp4"
    done = render(source, target, look=Look(filters=(PAINTERS[name],)))
    # Without any change pictures would be copied, with the container's own idea of the last frame.
    render(source, plain := tmp_path / "plain.mp4", look=Look(filters=(("hue", "s=0"),)))
    before, after = probe(plain), probe(target)
    assert (done.width, done.height) == (after.width, after.height) == (64, 96)
    assert after.rotation == 0
    assert after.duration_s == pytest.approx(before.duration_s, abs=0.001)
    assert after.n_frames == before.n_frames
    assert after.has_audio
    again = tmp_path / "again.mp4"
    render(source, again, look=Look(filters=(PAINTERS[name],)))
    assert again.read_bytes() == target.read_bytes()


def test_one_frame_and_odd_sizes(make, tmp_path):
    one = make.clip(tmp_path / "one.mp4", size=(65, 49), images=[make.scene(2, 65, 49)])
    done = render(one, tmp_path / "out.mp4", look=Look(filters=(Cartoon,)))
    assert (done.frames, done.width, done.height) == (1, 64, 48)


def test_filters_before_between_and_behind_painters(make, tmp_path):
    source = make.clip(tmp_path / "in.mp4", size=(96, 64), seconds=0.5)
    grey = ("hue", "s=0")
    for changes in ((Cartoon, grey), (grey, Pixel), (("crop", "w=40:h=40"), Cartoon, Pixel, grey)):
        done = render(source, tmp_path / "out.mp4", look=Look(filters=changes))
        assert done.frames == 5
    assert (done.width, done.height) == (40, 40)


def panned(picture, *, n=10, step=3):
    """A camera that moves over the picture, with a little noise."""
    width = picture.shape[1] - n * step
    return [noisy(picture[:, i * step : i * step + width], seed=i) for i in range(n)]


@pytest.mark.parametrize("name", ["cartoon", "sketch", "watercolor", "oil"])
def test_a_moving_scene_flickers_at_most_half_as_much_and_is_as_sharp(name, picture):
    step, frames = 3, panned(cv2.resize(picture, (480, 240)))
    painter = PAINTERS[name]()
    steady = [painter(frame, at_s=i / 25) for i, frame in enumerate(frames)]
    naive = [paint(name, frame) for frame in frames]
    inside = np.s_[30:-30, 30:-30]

    def error(video):
        apart = [
            np.abs(b[:, :-step].astype(float) - a[:, step:])[inside].mean() for a, b in pairwise(video[4:])
        ]
        return float(np.mean(apart))

    def sharp(video):
        return np.mean(
            [cv2.Laplacian(cv2.cvtColor(x, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var() for x in video[4:]]
        )

    own = error(frames)
    assert error(steady) - own <= max(0.5 * (error(naive) - own), 0.0)
    assert sharp(steady) >= 0.85 * sharp(naive)


def test_less_strength_is_nearer_to_the_picture(picture):
    whole, half = (Blended.of(Cartoon, share)()(picture, at_s=0.0).astype(float) for share in (1.0, 0.5))
    assert np.array_equal(whole, paint("cartoon", picture))
    assert np.abs(half - picture).mean() == pytest.approx(0.5 * np.abs(whole - picture).mean(), rel=0.02)


def test_a_network_of_any_kind_is_steadied_and_keeps_the_size(picture):
    rng = np.random.default_rng(0)

    def trembling(image):
        return np.clip(image + np.float32(0.1) * rng.standard_normal(image.shape, dtype=np.float32), 0, 1)

    painter = Redrawn(trembling)
    steady = [painter(picture, at_s=i / 25).astype(float) for i in range(8)]
    fresh = [Redrawn(trembling)(picture, at_s=0.0).astype(float) for _ in range(8)]
    ours, bound = (np.mean([np.abs(b - a).mean() for a, b in pairwise(x[3:])]) for x in (steady, fresh))
    assert ours < 0.3 * bound
    assert Redrawn(trembling)(picture[:1, :1], at_s=0.0).shape == (1, 1, 3)


def test_a_network_is_spared_where_the_motion_tells_what_it_would_draw(picture):
    asked = []

    def inverted(image):
        asked.append(image)
        return 1 - image

    def painted(frames):
        asked.clear()
        painter = Redrawn(inverted)
        return [painter(frame, at_s=i / 25) for i, frame in enumerate(frames)], len(asked)

    panned = [np.ascontiguousarray(np.roll(picture, 2 * i, axis=1)) for i in range(8)]
    shown, calls = painted(panned)
    assert calls == 4
    for frame, out in zip(panned, shown, strict=True):
        inside = cv2.absdiff(out, 255 - frame)[:, 24:-24]
        assert inside.mean() < 6
    # What comes from nowhere is drawn at once: nothing of the last frame explains it.
    strange = [noisy(np.full_like(picture, 128), seed=i) for i in range(6)]
    jumping = [np.ascontiguousarray(cv2.resize(one[::12, ::12], picture.shape[1::-1])) for one in strange]
    wild = [np.clip((one.astype(float) - 128) * 20 + 128, 0, 255).astype(np.uint8) for one in jumping]
    assert painted(wild)[1] == len(wild)
