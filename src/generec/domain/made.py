"""What alone can be published. Only the gate may import this: an import contract holds it to that."""

from __future__ import annotations

from generec.domain.drafts import Seal, Verdict
from generec.domain.items import Item
from generec.domain.recipes import Recipe
from generec.domain.record import Record


class Made(Record):
    """What the gate hands over for publication: the item with its seal and verdicts."""

    item: Item
    seal: Seal
    verdicts: tuple[Verdict, ...]
    recipe: Recipe
