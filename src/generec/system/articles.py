"""Made texts as files, each with its seal in a second file beside it."""

from __future__ import annotations

from pathlib import Path

from generec.domain.errors import NotFound
from generec.domain.items import Item
from generec.fidelity.sidecar import SUFFIX
from generec.system.generec import GeneRec


def save(system: GeneRec, item: Item, target: Path) -> Path | None:
    """Write a text item to the file `target`, byte for byte as it was sealed.

    Returns the seal's file, or None for what was not made here. Raises `NotFound` for an item without
    text.
    """
    if item.text is None:
        raise NotFound(f"the item {item.id!r} has no text", field="item")
    target.write_bytes(item.text.encode())
    seal = system.home.rows.making.seal(item.seal) if item.seal else None
    if seal is None or seal.manifest is None:
        return None
    beside = target.with_name(target.name + SUFFIX)
    with system.home.blobs.path(seal.manifest) as file:
        beside.write_bytes(file.read_bytes())
    return beside
