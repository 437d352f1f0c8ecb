"""Bursts of sound are held, even and swelling ones pass, and what the source has already too."""

import numpy as np
import pytest

from generec.fidelity.looking import opened
from generec.fidelity.loudness import LoudnessCheck, LoudnessConfig

RATE = 48_000


def tone(level_db, seconds, *, hz=440.0):
    t = np.arange(round(seconds * RATE)) / RATE
    return (10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def burst(*, quiet=-32.0, loud=-3.0, seconds=0.5):
    sound = tone(quiet, 4.0)
    noise = np.random.default_rng(1).normal(size=round(seconds * RATE)) * 10 ** (loud / 20)
    sound[2 * RATE : 2 * RATE + len(noise)] = np.clip(noise, -1, 1)
    return sound


def film(make, home, name, sound):
    return make.clip(home.folder / f"{name}.mp4", seconds=len(sound) / RATE, audio=sound)


def judged(home, make, sound, sources=(), **settings):
    given = sources or (home.source(),)
    media = film(make, home, "heard", sound)
    draft = home.draft(*given, media=media, duration_s=len(sound) / RATE)
    with opened(draft, given, files=home.blobs.path):
        return LoudnessCheck(LoudnessConfig(**settings))(draft=draft, sources=given)


def test_a_burst_is_held_and_when_it_comes_is_told(home, make):
    verdict = judged(home, make, burst())
    assert verdict.outcome == "hold"
    assert verdict.detail["time_s"] == pytest.approx(2.0, abs=0.5)
    assert "rises by" in verdict.evidence


def test_what_only_startles_is_a_warning(home, make):
    assert judged(home, make, burst(loud=-13.5)).outcome == "warn"


@pytest.mark.parametrize(
    "sound",
    [tone(-20, 4.0), burst(loud=-24.0), np.concatenate([np.zeros(2 * RATE, np.float32), tone(-12, 2.0)])],
    ids=["even", "a small click", "silence, then music"],
)
def test_ordinary_sound_passes(home, make, sound):
    assert judged(home, make, sound).outcome == "pass"


def test_sound_that_is_clipped_throughout_is_held(home, make):
    assert judged(home, make, np.clip(tone(18, 4.0), -1, 1)).outcome == "hold"


def test_a_burst_that_the_source_has_is_not_held_against_what_is_made_of_it(home, make):
    key = home.blobs.put(film(make, home, "before", burst()))
    source = home.source(kind="text").model_copy(
        update={"kind": "video", "media": key, "has_audio": True, "duration_s": 4.0}
    )
    assert judged(home, make, burst(), (source,)).outcome == "pass"
    quiet = home.source(id="b")
    assert judged(home, make, burst(), (quiet,)).outcome == "hold"


def test_a_silent_film_and_a_picture_pass(home):
    for draft in (home.draft(home.source(), has_audio=False), home.draft(home.source(id="p"), kind="image")):
        assert LoudnessCheck()(draft=draft, sources=()).outcome == "pass"
