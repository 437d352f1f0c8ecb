import numpy as np
import pytest

from generec.media.music import mood_of, moods
from generec.media.music.meaning import meanings


@pytest.mark.parametrize("word", sorted(moods()))
def test_every_music_is_found_by_its_name(word):
    assert mood_of(word) == word


@pytest.mark.parametrize(
    ("word", "mood"),
    [
        (None, "neutral"),
        ("", "neutral"),
        ("Joyful", "happy"),
        ("lo-fi", "lofi"),
        ("very scary", "scary"),
        ("fröhliche", "happy"),
        ("musique triste", "sad"),
        ("música romántica", "romantic"),
        ("relaxante", "calm"),
        ("恐怖的", "scary"),
        ("techno", "dance"),
        ("gibberish", "neutral"),
    ],
)
def test_words_of_six_languages_are_known(word, mood):
    assert mood_of(word) == mood


def test_every_word_leads_to_music_that_there_is():
    assert set(meanings().values()) == set(moods())


def test_an_unknown_word_is_read_by_its_nearest_or_not_at_all():
    def vectors(texts):
        rows = np.zeros((len(texts), 3), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if text.startswith(("spooky", "grisly")) else 1 if text.startswith("zzz") else 2] = 1.0
        return rows

    assert mood_of("grisly", vectors=vectors) == "scary"
    assert mood_of("zzz", vectors=vectors) == "neutral"


@pytest.mark.parametrize(
    ("word", "mood"),
    [
        ("terrifying", "scary"),
        ("joyous", "happy"),
        ("tragic", "sad"),
        ("hilarious", "funny"),
        ("cosmic", "dreamy"),
    ],
)
def test_the_word_model_finds_words_that_are_not_listed(models, word, mood):
    from generec.encoders.words import Words

    assert word not in meanings()
    assert mood_of(word, vectors=Words()) == mood


def test_the_word_model_leaves_alone_what_is_no_mood(models):
    from generec.encoders.words import Words

    words = Words()
    assert {mood_of(word, vectors=words) for word in ("spreadsheet", "tuesday", "seventeen")} == {"neutral"}
