"""What checks may ask of the home in which a draft is judged: what its sources were made from, who its
viewers are, and what was found of a source before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generec.domain.drafts import Outcome
from generec.domain.items import Item
from generec.store.interface import Rows

_GENERATIONS: Final = 1_000


class Records:
    """A view of the rows of a home that only reads."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def ancestors(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """All that the items were made from, directly or not, the nearest first; without themselves.

        As it stands now: a root whose licence was changed since is seen with the new one.
        """
        seen = {item.id for item in items}
        out: list[Item] = []
        near = list(items)
        for _ in range(_GENERATIONS):
            wanted = list(dict.fromkeys(id for item in near for id in item.parents if id not in seen))
            if not wanted:
                break
            found = self._rows.items.get(wanted)
            near = [found[id] for id in wanted if id in found]
            seen.update(wanted)
            out += near
        return tuple(out)

    def standing(self, source: Item, check: str) -> Outcome:
        """What a check found of a source; what was found stands as it is: `pass`."""
        told = self._rows.making.verdicts(source.recipe, owner=source.owner) if source.recipe else []
        return next((verdict.outcome for verdict in told if verdict.check == check), "pass")

    def viewers(self) -> list[str]:
        """Ids of all viewers that are known."""
        return self._rows.viewers.known()

    def items(self, ids: Sequence[str]) -> dict[str, Item]:
        """Those of the ids that are items here."""
        return self._rows.items.get(ids)
