"""Cuts of made videos: flashes and clicks at known times show whether sound keeps to picture."""

import hashlib
from typing import NamedTuple

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generec.domain.errors import DataError, MediaError
from generec.media.cut_smart import read_header, units, write_header
from generec.media.decode import Reader
from generec.media.frames import frame_at
from generec.media.probe import probe
from generec.media.render import Look, render
from generec.media.spans import length_of

FRAME_S = 1 / 30


class Cut(NamedTuple):
    start_s: float
    end_s: float
    mode: str


def cut(source, target, start_s, end_s, *, lossless=True):
    """One stretch with nothing changed, and what came out of the source's seconds."""
    made = render(source, target, spans=[(start_s, end_s)], lossless=lossless)
    return Cut(made.spans[0].start_s, made.spans[0].start_s + made.duration_s, made.mode)


EVERY_S = 0.5


@pytest.fixture(scope="module")
def source(tmp_path_factory, make):
    return make.film(tmp_path_factory.mktemp("cut") / "source.mp4")


WINDOWS = [
    (1.0, 3.0, "copy"),
    (0.0, 2.2, "copy"),
    (0.7, 3.5, "smart"),
    (1.5, 4.0, "smart"),
    (2.13, 3.1, "encode"),
    (0.31, 0.93, "encode"),
]


@pytest.mark.parametrize(("start", "end", "mode"), WINDOWS)
@pytest.mark.parametrize("lossless", [True, False])
def test_sound_keeps_to_picture(source, tmp_path, start, end, mode, lossless, make):
    done = cut(source, tmp_path / "out.mp4", start, end, lossless=lossless)
    assert done.mode == (mode if lossless else "encode")
    assert done.start_s == pytest.approx(start, abs=0.001)
    assert done.end_s == pytest.approx(end, abs=0.001)
    facts = probe(tmp_path / "out.mp4")
    assert facts.duration_s == pytest.approx(done.end_s - done.start_s, abs=FRAME_S / 2)
    assert (facts.codec, facts.pixel_format) == ("h264", "yuv420p")
    seen, clicked = make.flashes(tmp_path / "out.mp4"), make.heard(tmp_path / "out.mp4")
    there = np.arange(EVERY_S, 4.0, EVERY_S)
    wanted = there[(there > start + 0.01) & (there < done.end_s - 0.01)] - done.start_s
    np.testing.assert_allclose(seen[seen > 0.01], wanted, atol=0.002)
    clicked = clicked[clicked > 0.03]
    np.testing.assert_allclose(clicked[: len(wanted)], wanted, atol=0.012)


def test_copied_packets_are_the_sources(source, tmp_path):
    cut(source, tmp_path / "out.mp4", 1.0, 3.0)
    with av.open(str(source)) as a, av.open(str(tmp_path / "out.mp4")) as b:
        known = {bytes(p) for p in a.demux(video=0)}
        assert all(bytes(p) in known for p in b.demux(video=0))


def test_smart_cut_shows_every_frame_of_the_source_once(source, tmp_path):
    done = cut(source, tmp_path / "out.mp4", 0.7, 3.5)
    with av.open(str(source)) as a, av.open(str(tmp_path / "out.mp4")) as b:
        theirs = [
            f.to_ndarray() for f in a.decode(video=0) if done.start_s - 0.01 <= f.time < done.end_s - 0.01
        ]
        ours = [f.to_ndarray() for f in b.decode(video=0)]
    assert len(ours) == len(theirs) == round((done.end_s - done.start_s) * 30)
    error = [np.mean((x.astype(float) - y) ** 2) for x, y in zip(ours, theirs, strict=True)]
    assert max(error[:9]) < 30
    # From the keyframe on as they were; behind, no more than those that lean on a frame that is cut off.
    copied = [number for number, one in enumerate(error) if one == 0]
    assert copied[:70] == list(range(9, 79))
    assert max(error[79:]) < 30


@pytest.mark.parametrize(("start", "end"), [(1.0, 3.0), (0.7, 3.5), (0.31, 0.93)])
def test_same_input_gives_the_same_bytes(source, tmp_path, start, end):
    hashes = set()
    for number in range(3):
        cut(source, tmp_path / f"{number}.mp4", start, end)
        hashes.add(hashlib.sha256((tmp_path / f"{number}.mp4").read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_the_index_stands_before_the_media(source, tmp_path):
    for lossless in (True, False):
        cut(source, tmp_path / "out.mp4", 1.0, 2.0, lossless=lossless)
        data = (tmp_path / "out.mp4").read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("window", [(1.0, 2.0), (0.5, 2.9), (0.4, 0.9)])
@pytest.mark.parametrize("rotate", [90, -90, 180])
def test_rotated_video_stays_upright(tmp_path, window, rotate, make):
    source = make.film(tmp_path / "rotated.mp4", rotate=rotate, seconds=3.0)
    cut(source, tmp_path / "out.mp4", *window)
    facts, found = probe(tmp_path / "out.mp4"), probe(source)
    assert (facts.width, facts.height) == (found.width, found.height)
    ours = frame_at(tmp_path / "out.mp4", 0.2).astype(float)
    theirs = frame_at(source, window[0] + 0.2).astype(float)
    assert np.abs(ours - theirs).mean() < 6


@pytest.mark.parametrize("window", [(0.0, 1.5), (1.27, 2.0)])
def test_uneven_frame_times_are_kept(tmp_path, window, make):
    rng = np.random.default_rng(3)
    times = np.round(np.cumsum(rng.choice([1, 2, 5], 60)) / 30, 4)
    times -= times[0]
    source = make.film(tmp_path / "vfr.mp4", times=list(times), seconds=times[-1] + 0.03)
    done = cut(source, tmp_path / "out.mp4", *window)
    inside = times[(times >= done.start_s - 0.001) & (times < done.end_s - 0.01)] - done.start_s
    ours = np.array(make.timing(tmp_path / "out.mp4"))
    np.testing.assert_allclose(ours[-len(inside) :], inside, atol=0.002)
    assert len(ours) - len(inside) in (0, 1)  # the frame that was on screen already
    assert probe(tmp_path / "out.mp4").duration_s == pytest.approx(done.end_s - done.start_s, abs=0.01)


OTHERS = [
    ("a.webm", {"codec": "libvpx", "sound": "libopus", "options": {}}),
    ("b.mp4", {"codec": "mpeg4", "options": {}}),
    ("c.mkv", {"codec": "libx264"}),
    ("d.mp4", {"pix_fmt": "yuv444p"}),
    ("e.mov", {"sound": "pcm_s16le"}),
    ("f.ts", {"container": "mpegts"}),
]


@pytest.mark.parametrize(("name", "how"), OTHERS)
def test_other_formats_become_playable_mp4(tmp_path, name, how, make):
    source = make.film(tmp_path / name, seconds=3.0, **how)
    cut(source, tmp_path / "out.mp4", 0.7, 2.4)
    facts = probe(tmp_path / "out.mp4")
    assert (facts.mime, facts.codec, facts.pixel_format) == ("video/mp4", "h264", "yuv420p")
    assert facts.has_audio
    assert facts.duration_s == pytest.approx(1.7, abs=0.11)
    seen, clicked = make.flashes(tmp_path / "out.mp4"), make.heard(tmp_path / "out.mp4")
    np.testing.assert_allclose(seen, [0.3, 0.8, 1.3], atol=0.04)
    np.testing.assert_allclose(clicked[:3], seen, atol=0.04)


def test_gif_becomes_video(tmp_path, make):
    source = make.film(
        tmp_path / "a.gif", codec="gif", sound=None, fps=10, pix_fmt="rgb8", options={}, seconds=2.0
    )
    done = cut(source, tmp_path / "out.mp4", 0.5, 1.5)
    assert done.mode == "encode"
    assert probe(tmp_path / "out.mp4").n_frames == 10


@pytest.mark.parametrize("size", [(161, 97), (2, 2), (33, 64)])
def test_odd_sizes(tmp_path, size, make):
    source = make.film(tmp_path / "odd.mp4", size=size, seconds=1.0, pix_fmt="yuv444p")
    cut(source, tmp_path / "out.mp4", 0.2, 0.8)
    facts = probe(tmp_path / "out.mp4")
    assert (facts.width, facts.height) == (size[0] // 2 * 2, size[1] // 2 * 2)


def test_silent_video_and_video_of_one_frame(tmp_path, make):
    silent = make.film(tmp_path / "silent.mp4", sound=None, seconds=2.0)
    assert not probe(cut_to(silent, tmp_path, 0.3, 1.2)).has_audio
    one = make.film(tmp_path / "one.mp4", times=[0.0], seconds=0.03, sound=None)
    facts = probe(cut_to(one, tmp_path, 0.0, 5.0))
    assert facts.n_frames == 1
    assert 0 < facts.duration_s < 0.1


def cut_to(source, folder, start, end):
    cut(source, folder / "cut.mp4", start, end)
    return folder / "cut.mp4"


def test_sound_that_starts_late_or_ends_early_stays_in_place(tmp_path, make):
    late = make.film(tmp_path / "late.mp4", late_s=0.8, sound_s=3.2)
    early = make.film(tmp_path / "early.mp4", sound_s=1.2)
    for start in (0.0, 0.31):
        out = cut_to(late, tmp_path, start, 2.3)
        np.testing.assert_allclose(make.heard(out)[:3], np.array([1.0, 1.5, 2.0]) - start, atol=0.02)
        out = cut_to(early, tmp_path, start, 2.3)
        np.testing.assert_allclose(make.heard(out)[:2], np.array([0.5, 1.0]) - start, atol=0.02)
    behind = cut_to(early, tmp_path, 2.31, 3.17)
    assert make.flashes(behind) == pytest.approx([0.19, 0.69], abs=0.02)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 119), st.integers(1, 120))
def test_any_window_starts_and_ends_where_it_says(source, tmp_path_factory, make, first, length):
    start, end = first / 30, min(4.0, (first + length) / 30)
    out = tmp_path_factory.mktemp("any") / "out.mp4"
    done = cut(source, out, start, end)
    assert abs(done.start_s - start) < 0.001
    assert abs(done.end_s - end) < 0.001
    assert len(make.timing(out)) == round((done.end_s - done.start_s) * 30)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1), (4.0, 5), (99, 100), (float("nan"), 1)])
def test_window_outside_is_told(source, tmp_path, start, end):
    with pytest.raises(DataError, match=r"source\.mp4"):
        cut(source, tmp_path / "out.mp4", start, end)
    assert not list(tmp_path.iterdir())


def test_end_beyond_the_video_is_the_videos_end(source, tmp_path):
    assert cut(source, tmp_path / "out.mp4", 3.0, 99.0).end_s == pytest.approx(4.0)


def test_no_video_and_broken_files_are_told(source, tmp_path, make):
    sound = tmp_path / "sound.m4a"
    with av.open(str(sound), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=make.RATE)
        for packet in make.clicks(stream, 0.0, 1.0):
            out.mux(packet)
    (tmp_path / "broken.mp4").write_bytes(source.read_bytes()[:3000])
    (tmp_path / "empty.mp4").write_bytes(b"")
    keep = tmp_path / "keep.mp4"
    keep.write_bytes(b"before")
    for name in ("sound.m4a", "broken.mp4", "empty.mp4"):
        with pytest.raises(MediaError, match=name):
            cut(tmp_path / name, keep, 0.0, 1.0)
    assert keep.read_bytes() == b"before"
    assert not list(tmp_path.glob("*.part"))


def test_header_of_two_streams_is_read_back(source):
    with av.open(str(source)) as reader:
        data = reader.streams.video[0].codec_context.extradata
    header = read_header(data)
    assert write_header(header) == data
    twice = header._replace(sps=header.sps * 2, pps=header.pps * 2)
    assert read_header(write_header(twice)) == twice
    assert units(b"\0\0\0\1\x67ab\0\0\1\x65c\0") == [b"\x67ab", b"\x65c\0"]


def test_tempo_keeps_sync(source, tmp_path, make):
    for speed in (0.25, 0.5, 0.75, 1.25, 2.0, 3.0):
        made = render(source, tmp_path / "out.mp4", look=Look(speed=speed, max_fps=30))
        assert made.duration_s == pytest.approx(4 / speed, abs=0.05)
        seen, clicked = make.flashes(tmp_path / "out.mp4"), make.heard(tmp_path / "out.mp4")
        if speed <= 1:
            np.testing.assert_allclose(seen, np.arange(0.5, 4, 0.5) / speed, atol=0.04)
        np.testing.assert_allclose(clicked[:6], np.arange(0.5, 3.5, 0.5) / speed, atol=0.035)
        steps = np.diff(make.timing(tmp_path / "out.mp4"))
        assert steps.min() > 1 / 31


def test_mute_takes_the_sound_away(source, tmp_path):
    assert not render(source, tmp_path / "out.mp4", look=Look(mute=True)).has_audio
    assert not probe(tmp_path / "out.mp4").has_audio


def held_to(source, out, start, end):
    """Cut without loss, and hold the result to what was asked: its length as players tell it, its frames.

    The length is that of the container and of its pictures; the frames are the source's, the first shown
    from the start on.
    """
    with Reader(source) as reader:
        frame_s = 1 / (reader.fps or 25.0)
        theirs = [(t, f.to_ndarray(format="gray").astype(float)) for t, f in reader.frames()]
    made = render(source, out, spans=[(start, end)])
    with av.open(str(out)) as reader:
        pictures = reader.streams.video[0]
        lengths = (made.duration_s, reader.duration / 1e6, float(pictures.duration * pictures.time_base))
        ours = [(f.time, f.to_ndarray(format="gray").astype(float)) for f in reader.decode(video=0)]
    told = f"{source.name}, {start:.3f} to {end:.3f} s, {made.mode}"
    assert lengths == pytest.approx([end - start] * 3, abs=frame_s / 2), f"{told}: length"
    nexts = [time for time, _ in theirs[1:]] + [np.inf]
    inside = [
        (max(time, start) - start, image)
        for (time, image), after in zip(theirs, nexts, strict=True)
        if time < end - 0.005 and after > start + 0.005
    ]
    assert [time for time, _ in ours] == pytest.approx([time for time, _ in inside], abs=0.002), (
        f"{told}: times of frames"
    )
    apart = {
        round(time, 3): round(np.abs(a - b).mean(), 1)
        for (time, a), (_, b) in zip(ours, inside, strict=True)
        if np.abs(a - b).mean() >= 8
    }
    assert not apart, f"{told}: frames (s) that differ, by how much"
    return made.mode


TIMES = {
    "even": {},
    "uneven": {"times": list(np.cumsum([0.0, *([1, 2, 5, 1, 1] * 12)])[:60] / 30)},
    "pyramid": {"options": {"g": "60", "bf": "6", "b-pyramid": "strict", "x264-params": "b-adapt=0:ref=4"}},
    "open": {"options": {"g": "30", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}},
    "refreshed": {"options": {"g": "30", "bf": "2", "x264-params": "intra-refresh=1:scenecut=0"}},
    "no reordering": {"options": {"g": "25", "bf": "0"}, "fps": 25},
}


@pytest.fixture(scope="module")
def films(tmp_path_factory, make):
    folder = tmp_path_factory.mktemp("films")
    return {name: make.film(folder / f"{name}.mp4", **how) for name, how in TIMES.items()}


@pytest.mark.parametrize("kind", sorted(TIMES))
def test_pictures_on_the_way_to_a_keyframe_are_all_there(films, tmp_path, kind):
    """Before a keyframe that is decoded early, at it, and where a picture is refreshed strip by strip."""
    with Reader(films[kind]) as reader:
        theirs = [(t, reader.rgb(f).astype(float)) for t, f in reader.frames()]
    for start, end in ((1.96, 3.9), (0.95, 1.6), (2.0, 2.5), (2.5, 3.7)):
        held_to(films[kind], tmp_path / "out.mp4", start, end)
        wanted = [image for time, image in theirs if time <= start + 1e-6][-1]
        assert np.abs(frame_at(films[kind], start) - wanted).mean() < 1


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(TIMES)), st.integers(0, 2999), st.integers(60, 3900))
def test_a_clip_is_as_long_as_was_asked(films, tmp_path_factory, kind, first_ms, length_ms):
    start, end = first_ms / 1000, min(3.9, (first_ms + length_ms) / 1000)
    held_to(films[kind], tmp_path_factory.mktemp("clip") / "out.mp4", start, end)


@pytest.mark.data
def test_real_clips_are_as_long_as_was_asked(data, tmp_path):
    rng = np.random.default_rng(4)
    modes = set()
    for source in sorted((data / "microvideo" / "videos").glob("*.mp4"))[::8]:
        with Reader(source) as reader:
            length = length_of(reader)
        start = round(float(rng.uniform(0, max(0.0, length - 1.5))), 2)
        end = round(min(length, start + float(rng.uniform(1, 8))), 2)
        modes.add(held_to(source, tmp_path / "out.mp4", start, end))
    assert modes & {"copy", "smart"}


def test_the_last_frames_stay_is_kept_when_encoded(films, tmp_path):
    source, out = films["uneven"], tmp_path / "out.mp4"
    with Reader(source) as reader:
        last = max(time for time, _ in reader.frames())
        length = length_of(reader)
    assert length > last
    for look in (Look(), Look(mute=True), Look(filters=[("hue", "s=0")], mute=True)):
        made = render(source, out, look=look, lossless=False)
        assert made.duration_s == pytest.approx(length, abs=0.002)
        assert probe(out).duration_s == pytest.approx(length, abs=0.002)
        assert probe(out).n_frames == len(TIMES["uneven"]["times"])
