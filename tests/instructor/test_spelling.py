"""Misspelt cue words are read as what they mean; topics stay as they were written."""

from typing import Any

import pytest

from generec.instructor import Instructor, on_screen
from generec.instructor.spelling import is_slip, slipped

ITEM = on_screen({"current_item": {"title": "Tea", "topics": ["tea"], "duration_s": 90}})


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("no videso about boats", "less", [["boats"]]),
        ("muestarme barcos", "more", [["barcos", "boats"]]),
        ("hazme un vdieo sobre barcos", "route", "create"),
        ("wenigr Politik bitte", "less", [["Politik", "politics"]]),
        ("zegi mir Leuchttürme", "more", [["Leuchttürme", "lighthouses"]]),
        ("@ mach es hellre", "edits", [{"op": "adjust", "what": "brightness", "by": "up"}]),
        ("moins de videeos de boxe", "less", [["boxe", "boxing"]]),
        ("je veux moisn de boxe", "less", [["boxe", "boxing"]]),
        ("quero ver mias gatos", "more", [["gatos", "cats"]]),
        ("mehhr Boote", "more", [["Boote", "boats"]]),
        ("@ macj das heller", "edits", [{"op": "adjust", "what": "brightness", "by": "up"}]),
    ],
)
def test_cue_words_survive_slips(instructor: Instructor, text: str, field: str, value: Any) -> None:
    item = ITEM if text.startswith("@") else None
    assert instructor(text=text.removeprefix("@ "), item=item).record()[field] == value


@pytest.mark.parametrize(
    "text", ["más toros", "más cabras", "mehr Ziegen", "plus de lamas", "mais patos", "más casas"]
)
def test_topics_are_no_slips(instructor: Instructor, text: str) -> None:
    (topic,) = instructor(text=text).more
    assert topic[0] == text.split()[-1]


def test_what_counts_as_a_slip() -> None:
    assert is_slip("muestrmae", "muestrame")
    assert is_slip("wenigr", "weniger")
    assert is_slip("grabar", "gravar")
    assert not is_slip("toros", "todos")
    assert not is_slip("gatos", "datos")
    assert slipped("xyzzy", ["todos"]) is None
