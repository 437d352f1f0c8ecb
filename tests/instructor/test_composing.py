"""Operations said in parts: a property and which way it is to go, in any words."""

from itertools import product
from typing import Any

import pytest

from generec.instructor import Instructor, on_screen

ITEM = on_screen({"current_item": {"title": "Tea", "topics": ["tea"], "duration_s": 90}})
UP = (
    "raise the {}",
    "bump up the {}",
    "crank the {} up",
    "the {} is too low",
    "a touch more {}",
    "the {} needs a boost",
)
DOWN = (
    "lower the {}",
    "tone the {} down",
    "ease off the {}",
    "the {} is too strong",
    "turn down the {}",
    "much less {}",
)


def edits(instructor: Instructor, text: str) -> list[dict[str, Any]]:
    return instructor(text=text, item=ITEM).record().get("edits", [])


@pytest.mark.parametrize(("said", "what"), list(product(UP, ("contrast", "saturation", "brightness"))))
def test_more_of_a_property(instructor: Instructor, said: str, what: str) -> None:
    assert edits(instructor, said.format(what)) == [{"op": "adjust", "what": what, "by": "up"}]


@pytest.mark.parametrize(("said", "what"), list(product(DOWN, ("contrast", "saturation", "brightness"))))
def test_less_of_a_property(instructor: Instructor, said: str, what: str) -> None:
    assert edits(instructor, said.format(what)) == [{"op": "adjust", "what": what, "by": "down"}]


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("the colors look so faded", {"op": "style", "name": "vivid"}),
        ("strip out the color", {"op": "style", "name": "noir"}),
        ("the audio is annoying", {"op": "mute"}),
        ("sube el contraste", {"op": "adjust", "what": "contrast", "by": "up"}),
        ("baisse la saturation", {"op": "adjust", "what": "saturation", "by": "down"}),
        ("Kontrast erhöhen", {"op": "adjust", "what": "contrast", "by": "up"}),
        ("aumenta o brilho", {"op": "adjust", "what": "brightness", "by": "up"}),
        ("提高对比度", {"op": "adjust", "what": "contrast", "by": "up"}),
    ],
)
def test_other_properties_and_languages(instructor: Instructor, text: str, edit: dict[str, Any]) -> None:
    assert edits(instructor, text) == [edit]


@pytest.mark.parametrize(
    "text", ["the lighting in old theatres", "more videos on colors of birds", "sound engineers"]
)
def test_a_property_that_goes_nowhere_is_no_operation(instructor: Instructor, text: str) -> None:
    assert edits(instructor, text) == []
