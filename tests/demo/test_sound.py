import numpy as np
import pytest

from generec.demo.moods import MOODS
from generec.demo.sound import AMBIENCES, soundtrack
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.music import RATE


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_every_mood_has_one_loudness_and_never_clips(mood: str):
    sound = soundtrack(mood, "none", seconds=4.0, changes=[2.0], key="0:a")
    assert sound.shape == (2, 4 * RATE)
    assert np.isfinite(sound).all()
    assert loudness([sound.T]) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert np.abs(sound).max() <= 0.9


@pytest.mark.parametrize("ambience", sorted(AMBIENCES))
def test_an_ambience_is_heard_beside_the_music(ambience: str):
    plain = soundtrack("calm", "none", seconds=3.0, changes=[], key="0:a")
    mixed = soundtrack("calm", ambience, seconds=3.0, changes=[], key="0:a")
    assert loudness([(mixed - plain).T]) > TARGET_LUFS - 40
    assert np.abs(mixed).max() <= 0.9


def test_it_moves_from_silence_to_silence():
    sound = soundtrack("morning", "birds", seconds=3.0, changes=[1.5], key="0:a")
    assert np.abs(sound[:, :20]).max() < 0.02
    assert np.abs(sound[:, -20:]).max() < 0.02


def test_the_key_decides_the_sound():
    one = soundtrack("city", "none", seconds=2.0, changes=[], key="0:a")
    assert np.array_equal(one, soundtrack("city", "none", seconds=2.0, changes=[], key="0:a"))
    assert not np.array_equal(one, soundtrack("city", "none", seconds=2.0, changes=[], key="1:a"))
