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
