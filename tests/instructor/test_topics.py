"""Everyday topics under all their names: other words, other languages, one and many."""

import numpy as np
import pytest

from generec.instructor.glossary import english, same
from generec.instructor.instructor import Instructor
from generec.instructor.topics import Vocabulary

NAMES = ("comedy", "crafts", "film", "home", "landscape", "outdoors", "toys", "travel")
CORPUS = Vocabulary(names=NAMES, vectors=np.zeros((len(NAMES), 2), np.float32))


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        ("paisagens", "pt", "landscape"),
        ("canções", "pt", "songs"),
        ("peces", "es", "fish"),
        ("journaux", "fr", "news"),
        ("Puppen", "de", "toys"),
        ("road-trips", "en", "travel"),
        ("风光", "zh", "landscape"),
        ("qwzx", "en", None),
    ],
)
def test_a_topic_has_an_english_name_whatever_its_form(word, language, name):
    assert english(word, language=language) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clips about handicrafts", "crafts"),
        ("clips about holidays abroad and sightseeing", "travel"),
        ("quiero ver chistes", "comedy"),
        ("ich möchte Videos über Puppen", "toys"),
        ("je voudrais voir du cinéma", "film"),
        ("quero vídeos de paisagens", "landscape"),
        ("我想看户外", "outdoors"),
    ],
)
def test_a_wish_finds_what_the_corpus_calls_by_another_name(text, name):
    topics = Instructor()(text=text, vocabulary=CORPUS).more
    assert any(name in topic for topic in topics)


def test_names_of_other_topics_are_not_the_same():
    assert same("handmade", "craft")
    assert same("travel", "viajes")
    assert not same("cats", "dogs")
    assert not same("cats", "chat"), "an English name means what it means in English"
