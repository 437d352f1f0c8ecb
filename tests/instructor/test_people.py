"""What a picture can show of a wish, and who the people in it are."""

import pytest

from generec.instructor.people import who


@pytest.mark.parametrize(
    ("phrase", "shown", "words"),
    [
        ("gay people cooking", "people cooking", {"gay"}),
        ("Black football players", "football players", {"black"}),
        ("German amateur football players", "amateur football players", {"german"}),
        ("dark-skinned dancers", "dancers", {"dark", "skinned"}),
        ("young and old people dancing", "people dancing", {"young", "old"}),
        ("trans women and their dogs", "people and their dogs", {"trans", "women"}),
        ("Chinese women and men", "people", {"chinese", "women", "men"}),
        ("women's football", "people football", {"women"}),
        ("a woman cooking", "a person cooking", {"woman"}),
        ("the disabled", "people", {"disabled"}),
        ("films by Poles", "films by people", {"poles"}),
        ("Two women cook. Deaf chefs too.", "two people cook . chefs too .", {"women", "deaf"}),
    ],
)
def test_words_for_who_somebody_is_are_parted_from_what_is_seen(phrase, shown, words):
    assert who(phrase) == (shown, words)


@pytest.mark.parametrize(
    "phrase",
    [
        *(
            "Indian food",
            "Chinese food",
            "black cats",
            "egg whites",
            "ski poles",
            "old castles",
            "the old city",
        ),
        *(
            "French bulldogs playing",
            "black and white dogs",
            "old dogs and people",
            "white water",
            "Black and white",
        ),
        *("people cooking", "kids playing", "a person", "tennis serves", ""),
    ],
)
def test_what_is_not_about_people_or_is_seen_stays_as_it_was_said(phrase):
    assert who(phrase) == (phrase, frozenset())
