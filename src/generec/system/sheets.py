"""What was made beside what it was made from, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from generec.creator.film.storyboard import FPS
from generec.creator.film.timeline import on_screen
from generec.domain.errors import NotFound
from generec.domain.items import Item
from generec.domain.recipes import Recipe
from generec.editor.sheet import Moment, gathered, sheet
from generec.media.pictures import png
from generec.system.assembly import Parts


def compared(parts: Parts, made: Item) -> bytes:
    """A PNG picture: moments of a source over the same of the result; of a film, each shot's own source.

    Raises `NotFound` for what was found, `Gone` for a source that is no longer there, `MediaError`.
    """
    if not made.parents:
        raise NotFound(f"the item {made.id!r} was made from nothing", field="item")
    recipe = parts.home.rows.making.recipe(made.recipe) if made.recipe else None
    cuts = _cuts(recipe) if recipe is not None and made.origin == "created" else []
    with ExitStack() as stack:

        def file(item: Item) -> Path:
            return stack.enter_context(parts.home.blobs.path(item.media or ""))

        result = file(made)
        if recipe is None or not cuts:
            source = parts.reading.item(made.parents[0], user=made.owner)
            return png(sheet(file(source), result, steps=recipe.steps if recipe else ()))
        ids = list(dict.fromkeys(recipe.sources[number].item for _, number, _ in cuts))
        items = {id: parts.reading.item(id, user=made.owner) for id in ids}
        files = {id: file(item) for id, item in items.items()}
        moments = [
            Moment(shown_s, files[id], source_s, items[id].title or id)
            for shown_s, number, source_s in cuts
            for id in [recipe.sources[number].item]
        ]
        return png(gathered(moments, result))


def _cuts(recipe: Recipe) -> Sequence[tuple[float, int, float]]:
    """(second of the result, number of the source, second of it) in the middle of each shot of footage."""
    out: list[tuple[float, int, float]] = []
    for one in on_screen(recipe, "shot"):
        params: Any = recipe.steps[one.place].params
        half_s = (one.end - one.begin) / 2 / FPS
        out.append((one.begin_s + half_s, params["source"], params["start_s"] + half_s * params["speed"]))
    return out
