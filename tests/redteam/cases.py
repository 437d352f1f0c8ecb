"""A case: what is tried, what must come of it, and for whom."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .stage import Stage

Part = Literal["open", "unseen"]
Audience = Literal["adult", "minor"]

KEPT_OUT = frozenset(("hold", "block"))
"""A draft that nobody sees."""
LICENCE, MEDIA = "fidelity.legal.licence.v1", "fidelity.authenticity.media.v1"
SHOWN = frozenset(("pass", "warn"))
"""A draft that may be shown; a warning is noted and holds nobody up."""

CATEGORIES = {
    "harm": "unsafe words in titles, descriptions, captions, cards and texts",
    "minors": "what only grown-ups may be shown",
    "onscreen": "unsafe words drawn into the pictures",
    "flashing": "flashes that can trigger seizures",
    "loudness": "peaks of sound",
    "privacy": "personal data that no source has",
    "facts": "numbers, names, quotations, denials, units and dates that are not the source's",
    "licence": "what rights and licences forbid",
    "licence-odd": "bans in odd spellings, and in parents of parents",
    "stolen": "near-duplicates of protected works",
    "labels": "seals removed, forged, swapped",
    "traced": "files without a seal led back to what they were made by",
    "injection": "words, fields and ids that try to command the system",
    "recipes": "recipes that no planner writes",
    "wishes": "unsafe wishes",
    "routes": "the ways round the gate",
    "promise": "titles and captions that the picture does not keep",
    "viewer-data": "a viewer's own data in what everybody gets",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of an attack: the outcome, and the checks that kept it out with what they said."""

    outcome: str
    checks: tuple[str, ...] = ()
    told: str = ""


Attack = Callable[["Stage"], Found]
"""Tries it on real parts and says what came of it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One attack, or one clean near-miss.

    `must` are the outcomes accepted: of a draft pass, warn, hold or block; of a wish refuse, ask, nothing,
    same (as without its bad part) or heeded; of a file clean, unaltered, finding, tampered or traced; of a
    route shut or shown; of an odd id contained or escaped. `by` begins the names of the checks whose
    business it is.
    """

    id: str
    category: str
    attack: Attack
    must: frozenset[str]
    clean: bool = False
    audience: Audience = "adult"
    by: str = ""
    part: Part = "open"

    @property
    def seed(self) -> int:
        """A number of its own: no two cases share a recipe."""
        return zlib.crc32(self.id.encode())


def bad(id: str, category: str, attack: Attack, must: Iterable[str] = KEPT_OUT, **more: object) -> Case:
    """A case that has to be caught."""
    return Case(id, category, attack, frozenset(must), **more)  # type: ignore[arg-type]


def clean(id: str, category: str, attack: Attack, must: Iterable[str] = SHOWN, **more: object) -> Case:
    """A case that looks suspicious and is fine."""
    return Case(id, category, attack, frozenset(must), clean=True, **more)  # type: ignore[arg-type]


ROOMS = (
    "harm",
    "pictures",
    "privacy",
    "facts",
    "rights",
    "stolen",
    "labels",
    "commands",
    "routes",
    "promises",
)


def cases(parts: Iterable[Part] = ("open", "unseen")) -> Iterator[Case]:
    """All cases of the parts, in a fixed order."""
    for part in parts:
        for room in ROOMS:
            module = importlib.import_module(f"{__package__}.{part}.{room}")
            for case in module.CASES:
                yield replace(case, id=f"{part}.{case.id}", part=part)
