"""Versions of a wish that were planned beside the one that was made: "another one" takes the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from typing import Final

from generec.domain.guidance import Guidance
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.policy.rights import needed
from generec.store.interface import Rows

KEPT_S: Final = 86_400.0
"""So long, s, what was planned stands for what would be planned now."""


class Versions:
    """The versions of viewers' wishes that are kept in a home."""

    def __init__(self, rows: Rows, *, clock: Callable[[], float]) -> None:
        self._rows, self._clock = rows, clock

    def keep(self, guidance: Guidance, profile: Profile, recipes: Sequence[Recipe]) -> None:
        """Keep what was planned beside what is made, the best first."""
        self._rows.kept.put(profile.user, wish_key(guidance), recipes, at=self._clock())

    def next(self, guidance: Guidance, profile: Profile, *, skip: Collection[str]) -> Recipe | None:
        """The best version that is not in `skip` (keys) and all sources of which may still be used."""
        since = self._clock() - KEPT_S
        kept = self._rows.kept.of(profile.user, wish_key(guidance), since=since)
        return next((one for one in kept if one.key() not in skip and self._possible(one, profile)), None)

    def _possible(self, recipe: Recipe, profile: Profile) -> bool:
        ids = [source.item for source in recipe.sources]
        found = self._rows.items.get(ids)
        minor = profile.viewer.minor
        return len(found) == len(set(ids)) and all(
            needed(recipe) <= item.allow and item.showable(at=self._clock(), user=profile.user, minor=minor)
            for item in found.values()
        )


def wish_key(guidance: Guidance) -> str:
    """A key of what is wished, whatever the words."""
    clauses = [clause.model_dump(mode="json", exclude={"words"}) for clause in guidance.clauses]
    return hashlib.sha256(json.dumps(clauses, sort_keys=True).encode()).hexdigest()[:32]
