"""Delete after viewing: what was made for one viewer alone goes once they have seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generec.domain.events import Event
from generec.domain.items import Item
from generec.system.assembly import Parts

_SEEN = 0.9
"""Share of a video's length after which it counts as seen."""


def seen(parts: Parts, events: Iterable[Event], items: Mapping[str, Item]) -> list[str]:
    """Take down what these events say its owner has seen, and delete its bytes; returns the ids.

    Where `seal.delete_after_viewing` is on, and of private made items alone: others belong to everybody.
    Recipe, verdicts and seal stay, so that a copy can still be verified.
    """
    if not parts.home.settings.seal.delete_after_viewing:
        return []
    done = {event.item for event in events if _ends(event, items[event.item])}
    gone = []
    for item in (items[id] for id in sorted(done)):
        if item.origin == "found" or item.owner is None or item.state == "withdrawn":
            continue
        gone += parts.corpus.withdraw(item.id, reason="deleted after viewing")
        for blob in {item.media, item.thumbnail} - {None}:
            parts.home.blobs.delete(str(blob))
    return gone


def _ends(event: Event, item: Item) -> bool:
    if event.kind == "view":
        return event.value is not None and event.value >= _SEEN * item.duration_s
    return event.kind == "complete"
