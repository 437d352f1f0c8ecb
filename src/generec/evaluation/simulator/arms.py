"""What is compared: the same system with more and more of its parts switched on, and with one part off."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import Field

from generec.domain.record import Record


class Arm(Record):
    """A way in which the system runs.

    `chosen`: covers and windows are chosen for each viewer; else the page shows what people made as it is.
    `edits` and `creates` switch these routes; `words`: viewers may type.
    """

    name: str
    told: str
    chosen: bool = False
    edits: bool = False
    creates: bool = False
    words: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """The settings of the home, over its own."""
        if not (self.edits or self.creates):
            return {"generation": {"generation": "off"}}
        routes = {"edit": "on" if self.edits else "off", "create": "on" if self.creates else "off"}
        return {"generation": {"generation": "on", "routes": routes}}

    @property
    def personal(self) -> bool:
        """Whether anything is done to items, so that the effect of doing so counts."""
        return self.chosen or self.edits or self.creates


RETRIEVE = Arm(name="retrieve", told="finds and ranks, shows everything as it is")
EDIT = Arm(name="+edit", told="also chooses covers and windows, and changes items", chosen=True, edits=True)
CREATE = Arm(name="+create", told="also makes new ones", chosen=True, edits=True, creates=True)
FULL = Arm(name="full", told="also does what viewers say", chosen=True, edits=True, creates=True, words=True)
WORDS = Arm(name="words only", told="finds what viewers say, makes nothing", words=True)

MAIN = (RETRIEVE, EDIT, CREATE, FULL)
WITHOUT = (
    FULL.model_copy(
        update={"name": "full - choosing", "told": "all but covers and windows", "chosen": False}
    ),
    FULL.model_copy(update={"name": "full - editing", "told": "all but changing items", "edits": False}),
    FULL.model_copy(update={"name": "full - creating", "told": "all but new items", "creates": False}),
)
"""Everything but one part. Without words it is `+create`; without making, `words only`."""

NAMES = tuple(arm.name for arm in (*MAIN, WORDS, *WITHOUT))
"""All arms, in the order in which they are told."""

SWEPT = ((EDIT, RETRIEVE), (FULL, WORDS))
"""Arms in which something is made, and the one against which what it gains by making is counted."""


class Task(Record):
    """One run: an arm, a crowd, and what making does to it."""

    arm: Arm
    seed: int
    effect: float = Field(default=1.0)

    @property
    def name(self) -> str:
        """A folder's name for it."""
        arm = "".join(letter if letter.isalnum() else "-" for letter in self.arm.name)
        return f"{arm}.e{self.effect:g}.s{self.seed}"


def tasks(
    *, seeds: int, first: int, effects: tuple[float, ...], ablate: bool, only: Collection[str] = ()
) -> list[Task]:
    """All runs, what is most wanted first; an arm in which nothing is made has one effect alone.

    `only` names arms: no others run; where it is empty, all do but those without a part, which `ablate` adds.
    """
    crowds = range(first, first + seeds)
    arms = [
        arm
        for arm in (*MAIN, WORDS, *WITHOUT)
        if (arm.name in only if only else ablate or arm not in WITHOUT)
    ]
    out = [Task(arm=arm, seed=seed) for seed in crowds for arm in arms if arm not in WITHOUT]
    out += [
        Task(arm=arm, seed=seed, effect=effect)
        for effect in effects
        for arm, _ in SWEPT
        for seed in crowds
        if effect != 1.0 and arm in arms
    ]
    return out + [Task(arm=arm, seed=seed) for arm in WITHOUT for seed in crowds if arm in arms]
