"""One request on its way through the loop."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from generec.domain.feed import Decision, Request
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.instructor.amending import Amendment
from generec.system.examples import Example
from generec.system.showing import Links
from generec.system.trace import Trace


def rng_of(request: str) -> Generator:
    """The random generator of a request: from its id, a logged decision can be drawn again."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(request.encode()).digest()[:8], "big"))


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way: who asks, when, what is on screen, and what it follows."""

    id: str
    at: float
    rng: Generator
    trace: Trace
    profile: Profile
    screen: Item | None
    former: Request | None
    paging: bool
    k: int
    links: Links
    candidates: Sequence[tuple[str, float]] | None = None
    categories: Sequence[str] = ()
    wait: float = 0.0
    example: Example | None = None
    amend: Amendment | None = None
    decisions: list[Decision] = field(default_factory=list)

    @property
    def user(self) -> str:
        """The viewer."""
        return self.profile.user
