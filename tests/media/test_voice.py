"""A voice over other sound: where it speaks the rest steps back, and both keep their times."""

import numpy as np
import pytest

from generec.media.loudness import loudness
from generec.media.samples import STUDIO
from generec.media.voice import BACK_DB, VOICE_LUFS, Spoken, voiced


def tone(hertz, seconds, level):
    at = np.arange(STUDIO.count(seconds)) / STUDIO.rate
    return np.repeat(level * np.sin(2 * np.pi * hertz * at)[:, None], 2, axis=1).astype(np.float32)


def share(block, hertz):
    """The amplitude of one tone."""
    at = np.arange(len(block)) / STUDIO.rate
    return 2 * abs(np.mean(block[:, 0] * np.exp(-2j * np.pi * hertz * at)))


def test_the_rest_steps_back_under_the_voice_and_comes_again():
    own = [tone(300, 6.0, 0.1)[at : at + 4096] for at in range(0, STUDIO.count(6.0), 4096)]
    out = np.concatenate(list(voiced(own, [Spoken(2.0, tone(1000, 2.0, 0.5))], length_s=6.0)))
    second = {at: out[STUDIO.count(at) : STUDIO.count(at + 0.5)] for at in (0.5, 2.5, 5.0)}
    assert share(second[0.5], 300) == pytest.approx(0.1, rel=0.02)
    assert share(second[5.0], 300) == pytest.approx(0.1, rel=0.02)
    assert share(second[2.5], 300) == pytest.approx(0.1 * 10 ** (-BACK_DB / 20), rel=0.1)
    assert share(second[0.5], 1000) < 0.002
    assert share(second[2.5], 1000) > 0.05
    assert np.abs(np.diff(out[:, 0])).max() < 0.1


def test_the_voice_alone_is_as_long_as_the_whole_and_as_loud_as_it_should_be():
    out = np.concatenate(list(voiced(None, [Spoken(0.5, tone(1000, 2.0, 0.02))], length_s=3.0)))
    assert out.shape == (STUDIO.count(3.0), 2)
    assert loudness(iter([out])) == pytest.approx(VOICE_LUFS, abs=1.0)
    assert not out[: STUDIO.count(0.49)].any()


def test_what_reaches_beyond_the_end_is_cut_and_nothing_said_changes_nothing():
    out = np.concatenate(list(voiced(None, [Spoken(2.5, tone(1000, 2.0, 0.1))], length_s=3.0)))
    assert len(out) == STUDIO.count(3.0)
    own = [tone(300, 1.0, 0.1)]
    assert np.array_equal(np.concatenate(list(voiced(own, [], length_s=1.0))), own[0])
