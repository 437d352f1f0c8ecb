"""When each step of a film's recipe is on screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from generec.creator.film.storyboard import FPS
from generec.creator.story.stating import FACT
from generec.domain.recipes import Recipe

SHOTS = ("shot", "card", FACT, "credits")
"""Operations that are on screen, one behind the other."""


class Seen(NamedTuple):
    """A step on screen: its place among the steps, and from which frame to which, of `FPS` a second."""

    place: int
    begin: int
    end: int

    @property
    def begin_s(self) -> float:
        """When it comes."""
        return self.begin / FPS

    @property
    def end_s(self) -> float:
        """When it goes."""
        return self.end / FPS


def on_screen(recipe: Recipe, *ops: str) -> Iterator[Seen]:
    """The steps on screen in their order, or those of `ops` alone."""
    places = [place for place, step in enumerate(recipe.steps) if step.op in SHOTS]
    lengths = [int(str(recipe.steps[place].params["frames"])) for place in places]
    for place, length, end in zip(places, lengths, accumulate(lengths), strict=True):
        if not ops or recipe.steps[place].op in ops:
            yield Seen(place, end - length, end)
