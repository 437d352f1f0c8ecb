"""Sound and picture stay together whatever is combined: flashes and clicks are looked for in the result."""

from itertools import combinations

import av
import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generec.media.crop import Crop
from generec.media.mix import Music
from generec.media.paint_cartoon import Cartoon
from generec.media.probe import probe
from generec.media.render import Look, render

APART_S = 0.04
"""What nobody notices; a frame of a slow film may be longer."""
SECONDS = 9.0
SOURCES = {
    "plain": ("a.mp4", {}),
    "film": ("b.mp4", {"fps": 24, "codec": "mpeg4", "options": {}}),
    "rotated": ("c.mp4", {"rotate": 90, "fps": 25}),
    "webm": ("d.webm", {"codec": "libvpx", "sound": "libopus", "options": {}}),
    "late": ("e.mkv", {"late_s": 0.7, "sound_s": SECONDS - 0.7}),
    "stream": ("f.ts", {"container": "mpegts"}),
    "open": ("g.mp4", {"options": {"g": "30", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}}),
    "uneven": ("h.mp4", {"times": [t for t in np.cumsum([0, *([1, 2, 3, 1, 1] * 34)]) / 30 if t < SECONDS]}),
}
OPERATIONS = ("cut", "spans", "reframe", "speed", "look", "caption", "mute", "music", "adjust")


class Words:
    """A painter that writes the time."""

    def __call__(self, image, *, at_s):
        return cv2.putText(image.copy(), f"{at_s:.1f}", (4, 20), cv2.FONT_HERSHEY_PLAIN, 1, (250, 250, 0))


def tune(seconds):
    """A soft tone in blocks."""
    for begin in range(0, round(seconds * 48_000), 6_000):
        wave = 0.1 * np.sin(np.arange(begin, min(begin + 6_000, round(seconds * 48_000))) / 40)
        yield np.stack([wave, wave], axis=1).astype(np.float32)


def asked(names, rng):
    """The stretches and the look of a combination, its free choices drawn."""
    spans, filters, speed, music = [(0.0, None)], [], 1.0, None
    if "cut" in names:
        start = round(float(rng.uniform(0, 3)), 2)
        spans = [(start, round(start + float(rng.uniform(2.5, 5)), 2))]
    if "spans" in names:
        spans = [(0.2, 2.3), (5.2, 7.4), (3.15, 4.4)]
    if "reframe" in names:
        filters.append(
            Crop((1, 1), (0.0, 4.0, 8.0), tuple(rng.uniform(0, 1, 3)), (0.5,) * 3)
            if rng.random() < 0.5
            else ("crop", r"w=min(iw\,ih):h=ow:x=(iw-ow)*0.3:y=(ih-oh)*0.3")
        )
    if "speed" in names:
        speed = float(rng.choice([0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 3.0]))
    if "look" in names:
        filters += [Cartoon] if rng.random() < 0.3 else [("hue", "s=0"), ("vignette", "angle=PI/6")]
    if "adjust" in names:
        filters.append(("curves", "master='0/0 0.25/0.14 0.5/0.35 0.75/0.61 1/0.95'"))
    if "caption" in names:
        filters.append(Words)
    if "music" in names:
        music = Music(tune, under_db=20)
    return spans, Look(filters=filters, speed=speed, mute="mute" in names and music is None, music=music)


def wanted(made, *, margin_s, late_s=0.0):
    """When what flashes and clicks comes in the result, so far at least from where stretches meet."""
    out = []
    for span in made.spans:
        for moment in np.arange(0.5, SECONDS, 0.5):
            inside = min(moment - span.start_s, span.end_s - moment) / span.speed
            if inside > margin_s and moment > late_s:
                out.append(span.begin_s + (moment - span.start_s) / span.speed)
    return np.array(out)


def lights(path):
    """Seconds of frames that are much lighter than the others."""
    with av.open(str(path)) as reader:
        luma = np.array([(f.time, f.to_ndarray(format="gray").mean()) for f in reader.decode(video=0)])
    return luma[luma[:, 1] > (luma[:, 1].min() + luma[:, 1].max()) / 2, 0]


def apart(found, moments):
    """How far the farthest moment lies from what was found nearest to it."""
    return max((float(np.abs(found - at).min(initial=np.inf)) for at in moments), default=0.0)


@pytest.fixture(scope="module")
def sources(tmp_path_factory, make):
    folder = tmp_path_factory.mktemp("sync")
    return {
        key: make.film(folder / name, **{"seconds": SECONDS, **how}) for key, (name, how) in SOURCES.items()
    }


TRIPLES = sorted(combinations(OPERATIONS, 3))
TRIED = st.tuples(st.sampled_from(TRIPLES), st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32 - 1))
"""Three operations, a source, and the seed of what is free in them."""


def decoded(path):
    """Decode all of a file, strictly, and hold that time only runs on; the seconds at which pictures come."""
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture() as said, av.open(str(path)) as reader:
        before, times = {}, []
        for stream in reader.streams:
            stream.codec_context.options = {"err_detect": "explode"}
            stream.codec_context.thread_count = 1
        for packet in reader.demux():
            if packet.dts is not None:
                assert packet.dts > before.get(packet.stream.index, packet.dts - 1)
                before[packet.stream.index] = packet.dts
            times += [frame.time for frame in packet.decode() if isinstance(frame, av.VideoFrame)]
    av.logging.set_level(None)
    assert not said
    assert np.diff(times).min() > 0
    return np.array(times)


def kept_in_step(sources, folder, make, tried):
    """Make a combination; hold its form, its length, and where its flashes and clicks come."""
    names, kind, seed = tried
    spans, look = asked(names, np.random.default_rng(seed))
    made = render(sources[kind], out := folder / "out.mp4", spans=spans, look=look)
    facts = probe(out)
    assert (facts.codec, facts.pixel_format, facts.has_audio) == ("h264", "yuv420p", not look.mute)
    frame_s = float(np.diff(decoded(out)).max())
    planned = sum(span.length_s for span in made.spans)
    # A transport stream does not tell how long its pictures are, only how long all of it is.
    near_s = 0.05 if kind == "stream" else min(frame_s / 2, APART_S)
    assert facts.duration_s == pytest.approx(planned, abs=near_s)
    late = max(APART_S, frame_s) + 1e-6  # just as late as may be is not later: seconds are rounded
    seen, near = lights(out), wanted(made, margin_s=-late)
    # What is on screen where a stretch begins may have come a frame before it.
    first = np.array([any(abs(at - span.begin_s) < 1e-3 for span in made.spans) for at in seen], bool)
    assert apart(near, seen[~first]) <= late
    assert apart(wanted(made, margin_s=-late - frame_s), seen[first]) <= late + frame_s
    moments = wanted(made, margin_s=0.06, late_s=SOURCES[kind][1].get("late_s", 0.0))
    if look.speed <= 1:
        assert apart(seen, moments) <= late
    if not look.mute:
        clicks = make.heard(out, loud=0.4 * np.abs(make.wave(out)).max())
        assert apart(clicks, moments) <= late
        assert apart(clicks, [at for at in seen if np.abs(moments - at).min() < 0.1]) <= late


@settings(max_examples=25, deadline=None, derandomize=True)
@given(TRIED)
@example((("cut", "reframe", "speed"), "stream", 206))
@example((("cut", "caption", "adjust"), "rotated", 1))
@example((("cut", "caption", "music"), "stream", 1))
@example((("cut", "reframe", "speed"), "stream", 1))
def test_any_three_operations_keep_sync(sources, tmp_path_factory, make, tried):
    kept_in_step(sources, tmp_path_factory.mktemp("three"), make, tried)


@pytest.mark.bench
@settings(max_examples=400, deadline=None)
@given(TRIED)
def test_hundreds_of_combinations_keep_sync(sources, tmp_path_factory, make, tried):
    kept_in_step(sources, tmp_path_factory.mktemp("many"), make, tried)
