"""Delete after viewing: what was made for viewers goes once all who asked for it have seen it.

What nobody asked for by name (variants prepared for everybody) stays, and so does what something else is made
from, until that has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from generec.domain.events import Event
from generec.domain.items import Item
from generec.system.covers import forget_covers
from generec.system.home import OPERATOR, Home

if TYPE_CHECKING:
    from generec.system.assembly import Parts

REASON: Final = "deleted after viewing"
_SEEN: Final = 0.9
"""Share of a video's length after which it counts as seen."""


def seen(parts: Parts, events: Iterable[Event], items: Mapping[str, Item]) -> list[str]:
    """Delete what these events say has been seen by all who asked for it; returns the ids.

    Which items `seal.delete_after_viewing` says. Recipe, verdicts and seal stay, so that a copy can still be
    verified, and the same wish can be made again.
    """
    which = parts.home.settings.seal.delete_after_viewing
    if which == "no":
        return []
    due = {items[event.item].id: event.user for event in events if _ends(event, items[event.item])}
    gone: list[str] = []
    waiting = [items[id] for id in sorted(due) if _meant(items[id], which)]
    while waiting:
        item = waiting.pop()
        if _all_have(parts.home, item) and _deleted(parts.home, item):
            gone.append(item.id)
            above = parts.home.rows.items.get(item.parents).values()
            waiting += [one for one in above if _meant(one, which)]
    return gone


def leftovers(home: Home) -> int:
    """Delete the bytes of what was deleted when the process ended in between; returns how many."""
    if home.settings.seal.delete_after_viewing == "no":
        return 0
    named = [key for detail in home.rows.items.deleted() for key in detail.split() if ":" in key]
    free = home.rows.items.unshown(named)
    forget_covers(home.path / "covers", free)
    return sum(home.blobs.delete(key) for key in free)


def _meant(item: Item, which: str) -> bool:
    return item.origin != "found" and item.state != "withdrawn" and (which == "all" or item.owner is not None)


def _all_have(home: Home, item: Item) -> bool:
    """Whether all who asked for an item have seen it whole; never where nobody is known to have asked."""
    if item.owner is not None:
        askers = {item.owner}
    else:
        job = home.rows.jobs.find(item.recipe or "")
        askers = {job.user} if job is not None and job.user else set()
        since = item.published_at or float("-inf")
        askers |= {one.user for one in home.rows.decisions.requests(since=since, asked=item.id)}
    if not askers or OPERATOR in askers:
        return False
    return all(any(e.item == item.id and _ends(e, item) for e in home.rows.events.of(u)) for u in askers)


def _deleted(home: Home, item: Item) -> bool:
    blobs = home.rows.items.delete_made(item.id, at=home.clock(), reason=REASON)
    if blobs is None:
        return False
    home.forget([item.id])
    forget_covers(home.path / "covers", [item.media] if item.media else [])
    for key in blobs:
        home.blobs.delete(key)
        home.features.delete(key)
    return True


def _ends(event: Event, item: Item) -> bool:
    if event.kind == "view":
        return event.value is not None and event.value >= _SEEN * item.duration_s
    return event.kind == "complete"
