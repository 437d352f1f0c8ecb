"""Sound and picture stay together whatever is combined: flashes and clicks are looked for in the result."""

from itertools import combinations

import av
import cv2
import numpy as np
import pytest

from generec.media.crop import Crop
from generec.media.mix import Music
from generec.media.paint_cartoon import Cartoon
from generec.media.probe import probe
from generec.media.render import Look, render
from generec.media.spans import Span

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


def wanted(made, late_s):
    """When what flashes and clicks comes in the result, away from where stretches meet."""
    out = []
    for span in made.spans:
        for moment in np.arange(0.5, SECONDS, 0.5):
            inside = min(moment - span.start_s, span.end_s - moment) / span.speed
            if inside > 0.06 and moment > late_s:
                out.append(Span(*span).shown_at(moment))
    return np.array(out)


def lights(path):
    """(seconds of frames that are much lighter than the others, the longest time between frames)"""
    with av.open(str(path)) as reader:
        luma = np.array([(f.time, f.to_ndarray(format="gray").mean()) for f in reader.decode(video=0)])
    bright = luma[:, 1] > (luma[:, 1].min() + luma[:, 1].max()) / 2
    return luma[bright, 0], float(np.diff(luma[:, 0]).max())


def apart(found, moments):
    """How far the farthest moment lies from what was found nearest to it."""
    return max(float(np.abs(found - at).min()) for at in moments)


@pytest.fixture(scope="module")
def sources(tmp_path_factory, make):
    folder = tmp_path_factory.mktemp("sync")
    return {
        key: make.film(folder / name, **{"seconds": SECONDS, **how}) for key, (name, how) in SOURCES.items()
    }


TRIPLES = sorted(combinations(OPERATIONS, 3))
PICKED = np.random.default_rng(20).choice(len(TRIPLES), 30, replace=False)


@pytest.mark.parametrize("number", sorted(int(n) for n in PICKED))
def test_any_three_operations_keep_sync(sources, tmp_path, make, number):
    rng = np.random.default_rng(number)
    kind = sorted(SOURCES)[number % len(SOURCES)]
    spans, look = asked(TRIPLES[number], rng)
    made = render(sources[kind], out := tmp_path / "out.mp4", spans=spans, look=look)
    facts = probe(out)
    assert (facts.codec, facts.pixel_format, facts.has_audio) == ("h264", "yuv420p", not look.mute)
    planned = sum(span.length_s for span in made.spans)
    assert facts.duration_s == pytest.approx(planned, abs=0.05)
    moments = wanted(made, SOURCES[kind][1].get("late_s", 0.0))
    seen, step = lights(out)
    late = max(APART_S, step)
    if look.speed <= 1:
        assert apart(seen, moments) <= late
    if not look.mute:
        clicks = make.heard(out, loud=0.4 * np.abs(make.wave(out)).max())
        assert apart(clicks, moments) <= late
        assert apart(clicks, [at for at in seen if np.abs(moments - at).min() < 0.1]) <= late
