"""How many edits are held as drifted when they are put under another item's name, and when they are not.

Photos, posters and clips are ingested and edited; each edit is judged beside its own source, where none
may be held, and beside the next item of its kind, in whose name it is false. Bounds as in `bench_fidelity`.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile, Viewer
from generec.domain.recipes import Source
from generec.evaluation.bench import Row
from generec.evaluation.bench_fidelity import held_row, sample
from generec.fidelity.drift import NAME
from generec.fidelity.judging import judge
from generec.fidelity.looking import opened
from generec.fidelity.table import KEPT_OUT
from generec.system import GeneRec
from generec.system.operations import wish

EACH: Final = 6
_BOTH: Final = ("style:warm", "caption:Look at this", "reframe:1:1", "style:noir", "style:cartoon")
_DRAWN: Final = ("style:pixel", "style:oil", "style:watercolor", "style:sketch", "reframe:1:1 + style:sketch")
OPERATIONS: Final[dict[Kind, tuple[str, ...]]] = {
    "image": (*_BOTH, *_DRAWN),
    "video": (*_BOTH, *_DRAWN, "clip:4", "thumbnail"),
    "text": (),
}


def bench_swapped(folder: Path, *, each: int = EACH) -> list[Row]:
    """Two rows for each operation: held beside another item (of which all should be), and beside its own."""
    held: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name, GeneRec.open(name) as system:
        path = sample(folder, Path(name) / "sample", ("photos", "posters", "clips"), each)
        system.ingest(path, rights="own")
        found = [item for _, item in system.home.rows.items.changed()]
        for kind, operations in OPERATIONS.items():
            items = [item for item in found if item.kind == kind]
            for number, item in enumerate(items):
                other = items[(number + 1) % len(items)]
                for operation in operations:
                    for draft in _edited(system, item, operation):
                        held[operation].append((_held(system, draft, item), _held(system, draft, other)))
    rows = []
    for operation, pairs in held.items():
        own, others = zip(*pairs, strict=True)
        rows.append(held_row(f"swapped, {operation}: held beside another", others, most=1.0))
        rows.append(held_row(f"swapped, {operation}: held beside its own", own))
    return rows


def _edited(system: GeneRec, item: Item, operation: str) -> Iterator[Draft]:
    """The draft of an edit, while it is judged; none where it cannot be done with this item."""
    maker = system.parts.maker
    profile = Profile(Viewer(id="bench"))
    try:
        plans = maker.plan(
            item=item, guidance=wish(operation.split(" + ")), profile=profile, rng=np.random.default_rng(0)
        )
    except NotAllowed:
        return
    for recipe in plans:
        draft = maker.editors.named(recipe.steps[0].component).render(recipe, [item])
        try:
            yield draft
        finally:
            for file in (draft.media, draft.thumbnail):
                if file is not None:
                    file.unlink(missing_ok=True)


def _held(system: GeneRec, draft: Draft, source: Item) -> bool:
    """Whether the check keeps out what is said to be an edit of `source`."""
    recipe = draft.recipe.model_copy(update={"sources": (Source(item=source.id, media=source.media),)})
    said = draft.model_copy(update={"recipe": recipe})
    checks = [check for check in system.parts.maker.gate.checks if check.name == NAME]
    with opened(said, [source], checks=checks):
        (verdict,) = judge(checks, draft=said, sources=[source], timeout_s=600.0)
    return verdict.outcome in KEPT_OUT
