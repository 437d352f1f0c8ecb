"""How facts are told: what of each is shown, for how long, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from generec.domain.facts import Fact
from generec.domain.record import Record

Face = Literal["words", "number", "bars", "line", "map"]

_LEAD_S, _BY_LETTER_S = 1.3, 0.052
"""To notice a text, and to read it."""
_BY_VALUE_S, _DRAWN_S = 0.45, 1.6
_BREATH_S = 0.9
"""What a spoken line has around it."""


class Telling(Record):
    """A fact (its number) as it is told: how it looks, and whether it fills the screen or lies over footage.

    `seconds` is how long it needs; `spoken_s` how long its words take where they are read aloud (0: they
    are not). `begin` and `frames` are its place in the storyboard, in frames.
    """

    fact: int = Field(ge=0)
    face: Face
    seconds: float = Field(gt=0)
    drawn: bool
    spoken_s: float = Field(default=0.0, ge=0)
    begin: int = Field(default=0, ge=0)
    frames: int = Field(default=0, ge=0)


def face_of(fact: Fact, *, maps: bool) -> Face:
    """What a fact is shown as: a chart or a map where it brings what they need, a number, or its words."""
    if fact.series is not None:
        return "line" if fact.series.kind == "line" else "bars"
    if fact.places and maps:
        return "map"
    return "number" if fact.number else "words"


def telling(number: int, fact: Fact, *, spoken_s: float, maps: bool) -> Telling:
    """How one fact is told."""
    face = face_of(fact, maps=maps)
    read_s = _LEAD_S + _BY_LETTER_S * len(fact.text)
    if face in ("bars", "line"):
        assert fact.series
        read_s = max(read_s, _DRAWN_S + _BY_VALUE_S * len(fact.series.points)) + 0.6
    elif face == "map":
        read_s = max(read_s, _DRAWN_S + 0.7 * len(fact.places))
    heard_s = spoken_s + _BREATH_S if spoken_s else 0.0
    return Telling(
        fact=number,
        face=face,
        seconds=round(max(read_s, heard_s, 3.0), 3),
        drawn=face != "words",
        spoken_s=round(spoken_s, 3),
    )


def in_turn(tellings: Sequence[Telling]) -> list[Telling]:
    """The same, words and drawings by turns as far as they last; each kind in the order it was in."""
    left, out = list(tellings), list[Telling]()
    while left:
        drawn = out[-1].drawn if out else True
        out.append(next((one for one in left if one.drawn != drawn), left[0]))
        left.remove(out[-1])
    return out
