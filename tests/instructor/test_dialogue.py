"""Follow-ups refer to the last guidance."""

from functools import reduce
from typing import Any

import pytest

from generec.domain.guidance import Guidance
from generec.instructor import Instructor, on_screen

ITEM = on_screen({"current_item": {"title": "Tea", "topics": ["tea"], "duration_s": 90}})


def talk(instructor: Instructor, *texts: str) -> dict[str, Any]:
    def say(last: Guidance | None, text: str) -> Guidance:
        return instructor(text=text, item=ITEM, previous=last)

    guidance = reduce(say, texts, None)
    assert guidance is not None
    return guidance.record()


@pytest.mark.parametrize(
    ("texts", "seconds"),
    [
        (("cut this to 20 seconds", "shorter still"), 12),
        (("cut this to 20 seconds", "even shorter", "shorter"), 7),
        (("cut this to 20 seconds", "longer"), 32),
        (("cut this to 20 seconds", "make that 8 seconds"), 8),
        (("cut this to 20 seconds", "half a minute instead"), 30),
        (("córtalo a diez segundos", "más corto"), 6),
    ],
)
def test_lengths_go_on_from_the_last(instructor: Instructor, texts: tuple[str, ...], seconds: float) -> None:
    assert talk(instructor, *texts)["edits"] == [{"op": "clip", "seconds": seconds}]


def test_limits_and_lengths_of_what_is_made_go_on_too(instructor: Instructor) -> None:
    assert talk(instructor, "videos under a minute", "shorter")["limits"]["max_seconds"] == 36
    made = talk(instructor, "make me a video about foxes, 30 seconds", "shorter", "and in black and white")
    assert made["create"] == {"about": [["foxes"]], "seconds": 18}
    assert made["edits"] == [{"op": "style", "name": "noir"}]


def test_undo_takes_the_last_clause_back(instructor: Instructor) -> None:
    assert talk(instructor, "more chess and mute this", "undo that")["edits"] == []
    assert talk(instructor, "more chess and mute this", "undo that")["more"] == [["chess"]]
    assert talk(instructor, "mute this", "go back")["route"] == "retrieve"


def test_the_other_one_keeps_the_wish_and_leaves_the_item(instructor: Instructor) -> None:
    said = talk(instructor, "more cats", "no, the other one")
    assert said["more"] == [["cats"]]
    assert said["less"] == [["Tea"]]


def test_instead_takes_the_place_of_the_last_topic(instructor: Instructor) -> None:
    assert talk(instructor, "more cats", "dogs instead")["more"] == [["dogs"]]
    assert talk(instructor, "make me a video about foxes", "same but with wolves")["create"]["about"] == [
        ["wolves"]
    ]


def test_even_more_of_an_edit(instructor: Instructor) -> None:
    assert talk(instructor, "play it at double speed", "even faster")["edits"] == [
        {"op": "speed", "factor": 3}
    ]
    darker = [{"op": "adjust", "what": "brightness", "by": "down"}]
    assert talk(instructor, "make it darker", "even darker")["edits"] == darker


def test_a_new_wish_is_a_new_wish(instructor: Instructor) -> None:
    assert talk(instructor, "more cats", "less politics please")["less"] == [["politics"]]
    assert talk(instructor, "more cats", "less politics please")["more"] == []
    assert talk(instructor, "more cats", "take her clothes off") == {"refuse": "unsafe"}
    assert talk(instructor, "hello", "shorter")["edits"] == [{"op": "clip", "seconds": None}]


@pytest.mark.parametrize(
    ("texts", "less"),
    [
        (("no boats", "and no lamps"), ["boats", "lamps"]),
        (("no boats", "also no lamps please"), ["boats", "lamps"]),
        (("no boats", "and no lamps", "and more trees"), ["boats", "lamps"]),
        (("nada de barcos", "y sin lámparas"), ["barcos", "lámparas"]),
        (("keine Boote", "und keine Lampen"), ["Boote", "Lampen"]),
    ],
)
def test_what_is_added_keeps_what_was_said(
    instructor: Instructor, texts: tuple[str, ...], less: list[str]
) -> None:
    assert [words[0] for words in talk(instructor, *texts)["less"]] == less


def test_what_is_said_now_holds_against_what_was_said(instructor: Instructor) -> None:
    said = talk(instructor, "more cats", "and no cats")
    assert (said["more"], said["less"]) == ([], [["cats"]])


def test_one_operation_is_taken_away_again(instructor: Instructor) -> None:
    noir = [{"op": "style", "name": "noir"}]
    assert (
        talk(instructor, "make this black and white with happy music", "and without music")["edits"] == noir
    )
    made = talk(instructor, "make me a video about foxes, 30 seconds, with music", "and without music")
    assert (made["route"], made["edits"]) == ("create", [])
    assert talk(instructor, "mute this and make it square", "turn the sound back on")["edits"] == [
        {"op": "reframe", "aspect": "1:1"}
    ]


def test_another_look_takes_the_place_of_the_last(instructor: Instructor) -> None:
    noir, square = {"op": "style", "name": "noir"}, {"op": "reframe", "aspect": "1:1"}
    assert talk(instructor, "make this a cartoon and mute it", "actually in black and white")["edits"] == [
        {"op": "mute"},
        noir,
    ]
    assert talk(instructor, "make this black and white", "same but square")["edits"] == [noir, square]
    made = talk(instructor, "make me a video about foxes and no politics", "actually in black and white")
    assert (made["create"]["about"], made["less"], made["edits"]) == ([["foxes"]], [["politics"]], [noir])


def test_a_length_beside_a_look_is_of_the_item(instructor: Instructor) -> None:
    said = talk(instructor, "make this a cartoon and 3 seconds long")
    assert said["edits"] == [{"op": "style", "name": "cartoon"}, {"op": "clip", "seconds": 3.0}]
    assert said["limits"]["max_seconds"] is None
    longer = talk(instructor, "make me a video about foxes, 30 seconds", "make it longer again")
    assert longer["create"]["seconds"] == 48.0


def test_warm_leaves_answers_as_they_were() -> None:
    cold, warm = Instructor(), Instructor()
    warm.warm()
    for text in ("brigten this and no more catz", "más gatos", "少看狗"):
        assert cold(text=text, item=ITEM) == warm(text=text, item=ITEM)
