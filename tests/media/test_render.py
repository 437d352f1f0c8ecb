"""Several stretches, moving crops, painters on the source's clock: one pass, in step."""

from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.media.chain import InSource
from generec.media.crop import Crop
from generec.media.decode import Reader
from generec.media.mix import Music
from generec.media.probe import probe
from generec.media.render import Look, render
from generec.media.spans import in_result, in_source, timeline


def hum(seconds):
    """A soft tone."""
    wave = 0.1 * np.sin(np.arange(round(seconds * 48_000)) / 30)
    yield np.stack([wave, wave], axis=1).astype(np.float32)


SPANS = [(0.2, 2.4), (5.1, 7.0), (3.0, 4.3)]
FLASHES = [0.3, 0.8, 1.3, 1.8, 2.6, 3.1, 3.6, 4.1, 4.6, 5.1]


@pytest.fixture(scope="module")
def source(tmp_path_factory, make):
    return make.film(tmp_path_factory.mktemp("render") / "source.mp4", seconds=8.0)


def test_stretches_follow_on_each_other_in_step(source, tmp_path, make):
    made = render(source, out := tmp_path / "out.mp4", spans=SPANS)
    assert made.duration_s == pytest.approx(5.4)
    assert probe(out).duration_s == pytest.approx(5.4, abs=0.01)
    np.testing.assert_allclose(make.flashes(out), FLASHES, atol=0.002)
    np.testing.assert_allclose(make.heard(out), FLASHES, atol=0.012)
    assert (np.diff(make.timing(out)) > 0.03).all()


def test_stretches_at_another_tempo(source, tmp_path, make):
    for speed in (0.5, 2.0):
        made = render(source, out := tmp_path / "out.mp4", spans=SPANS, look=Look(speed=speed))
        assert made.duration_s == pytest.approx(5.4 / speed)
        np.testing.assert_allclose(make.flashes(out), np.array(FLASHES) / speed, atol=0.02)
        np.testing.assert_allclose(make.heard(out)[: len(FLASHES)], np.array(FLASHES) / speed, atol=0.03)


def test_stretches_that_touch_are_one(source):
    with Reader(source) as reader:
        spans = timeline(reader, [(1.0, 2.0), (2.0, 3.0), (6.0, None)], speed=2.0)
    assert [span[:3] for span in spans] == [(1.0, 3.0, 0.0), (6.0, 8.0, 1.0)]
    assert in_source(0.5, spans) == 2.0
    assert in_source(1.5, spans) == 7.0
    assert in_result(7.0, spans) == [1.5]
    assert in_result(4.0, spans) == []


def test_no_stretch_and_one_outside_are_told(source, tmp_path):
    with pytest.raises(DataError, match="no stretch"):
        render(source, tmp_path / "out.mp4", spans=[])
    with pytest.raises(DataError, match="no window starts at 9 s"):
        render(source, tmp_path / "out.mp4", spans=[(0.0, 1.0), (9.0, None)])
    assert not list(tmp_path.iterdir())


def test_sounds_fade_into_each_other(tmp_path, make):
    source = make.clip(tmp_path / "in.mp4", seconds=4.0, audio=True)
    waves = []
    for fade_s in (0.0, 0.08):
        render(
            source, out := tmp_path / "out.mp4", spans=[(0.0, 1.001), (2.5, 4.0)], look=Look(fade_s=fade_s)
        )
        waves.append(make.wave(out))
    jump, smooth = (np.abs(np.diff(w, 2))[15_000:17_200].max() for w in waves)
    assert smooth < jump / 2


def test_mute_and_music_leave_the_packets_of_the_pictures_alone(source, tmp_path, make):
    looks = {"mute": Look(mute=True), "music": Look(music=Music(hum)), "nothing": Look()}
    for name, look in looks.items():
        for span, mode in (((0.0, None), "copy"), ((1.0, 6.0), "copy"), ((0.7, 6.0), "smart")):
            made = render(source, out := tmp_path / "out.mp4", spans=[span], look=look)
            assert (made.mode, made.has_audio) == (mode, name != "mute")
            assert (made.width, made.height, made.frames) == (160, 96, round(made.duration_s * 30))
            wanted = np.arange(0.5, 8.0, 0.5)
            wanted = wanted[(wanted > span[0] + 0.01) & (wanted < made.duration_s + span[0] - 0.01)] - span[0]
            seen = make.flashes(out)
            np.testing.assert_allclose(seen[seen > 0.01], wanted, atol=0.002)
            assert (probe(source).width, probe(out).duration_s) == (
                160,
                pytest.approx(made.duration_s, abs=0.03),
            )
            known = make.packets(source)
            assert sum(packet in known for packet in make.packets(out)) >= 0.9 * made.frames * (
                mode == "copy"
            )
    render(source, out, spans=[(1.0, 6.0)], look=Look(music=Music(hum, under_db=20)))
    heard = make.heard(out, loud=0.5)
    np.testing.assert_allclose(heard[heard > 0.03], np.arange(0.5, 5.0, 0.5), atol=0.012)


class Clock:
    """A painter that notes the time."""

    seen: ClassVar[list[float]] = []

    def __call__(self, image, *, at_s):
        self.seen.append(at_s)
        return image


def test_painters_count_in_the_result_or_in_the_source(source, tmp_path):
    for change, wanted in ((Clock, [0.0, 0.5, 1.0, 1.5]), (InSource(Clock), [5.0, 5.5, 2.0, 2.5])):
        Clock.seen = []
        render(source, tmp_path / "out.mp4", spans=[(5.0, 6.0), (2.0, 3.0)], look=Look(filters=[change]))
        assert Clock.seen[::15] == pytest.approx(wanted, abs=0.01)


def test_a_crop_moves_between_pixels(tmp_path, make):
    still = make.scene(5, 320, 180)
    source = make.clip(tmp_path / "in.mp4", size=(320, 180), images=[still] * 41, fps=10)
    crop = Crop((9, 16), times=(0.0, 4.0), x=(0.4, 0.5), y=(0.5, 0.5))
    made = render(source, out := tmp_path / "out.mp4", look=Look(filters=[crop]))
    assert (made.width, made.height) == (100, 180)
    frames = make.images(out)
    steps = [np.abs(b.astype(float) - a).mean() for a, b in pairwise(frames)]
    # 22 pixels in 40 steps: with whole or even pixels every other step or more would stand still.
    assert min(steps) > 0.25 * np.median(steps)
    room = 320 - 100
    for index in (0, 20, 40):
        left = round((0.4 + 0.1 * index / 40) * room)
        wanted = still[:, left : left + 100].astype(float)
        assert np.abs(frames[index] - wanted).mean() < 6


def test_a_crop_jumps_where_it_is_told_and_stands_where_nothing_is_planned(tmp_path, make):
    crop = Crop((1, 1), times=(1.0, 2.0, 2.001, 3.0), x=(0.1, 0.1, 0.9, 0.9), y=(0.5,) * 4)
    assert [crop.at(t)[0] for t in (0.0, 1.5, 1.999, 2.002, 9.0)] == pytest.approx([0.1, 0.1, 0.1, 0.9, 0.9])
    assert Crop((16, 9), zoom=2.0).size(1280, 720) == (640, 360)
    with pytest.raises(DataError, match="ascending"):
        Crop((1, 1), times=(0.0, 0.0), x=(0.1, 0.2), y=(0.5, 0.5))
