"""What an item was made from, and what was made from it: the family that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from generec.domain.items import Item
from generec.domain.record import Record
from generec.store.interface import Items

MOST = 60
"""How many items of a family are told, at most; those nearest to the item asked about come first."""


class Family(Record):
    """Items by id, the pairs (parent, child) among them, and how many more there are."""

    items: dict[str, Item]
    pairs: tuple[tuple[str, str], ...]
    more: int = 0


def family(items: Items, item: Item, *, most: int = MOST) -> Family:
    """All that an item comes from, all made from it, and what else was made from its sources."""
    up = _ancestors(items, item)
    down = items.descendants(item.id)
    beside = [id for root in up if not up[root].parents for id in items.descendants(root)]
    ids = list(dict.fromkeys([item.id, *up, *down, *beside]))
    # Other viewers' own items are not told of, nor that they are there.
    found = {id: one for id, one in items.get(ids).items() if one.owner is None or one.id == item.id}
    kept = {id: found[id] for id in [id for id in ids if id in found][:most]}
    pairs = tuple((parent, one.id) for one in kept.values() for parent in one.parents if parent in kept)
    return Family(items=kept, pairs=pairs, more=len(found) - len(kept))


def variants(family: Family, item: Item) -> list[Item]:
    """The found item of the same work and what was made of it alone, that first, the rest by id."""
    same: Iterable[Item] = (one for one in family.items.values() if one.work == item.work)
    return sorted(same, key=lambda one: (one.origin != "found", one.id))


def _ancestors(items: Items, item: Item) -> dict[str, Item]:
    out: dict[str, Item] = {}
    wanted = list(item.parents)
    while wanted:
        known = items.get([id for id in wanted if id not in out])
        out |= known
        wanted = [id for one in known.values() for id in one.parents if id not in out]
    return out
