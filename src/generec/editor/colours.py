"""What sets the colours that a viewer likes apart from everybody's, by where the viewer stands among others.

A viewer's few likes say little of colours. The fit knows which works go with them: over the
catalogue, scores of its collaborative parts are laid against palettes. So a viewer of whom three likes are
known is told apart, too, and one who has a group but no likes of their own is served by the group's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from generec.domain.errors import DataError, MediaError
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.profiles import Floats
from generec.media import pictures
from generec.media.recolour import Palette, palette
from generec.store.durable import replacing

MOST: Final = 600
"""From how many works palettes are taken: more say no more."""
LEAST: Final = 40
STRENGTH: Final = 4.0
"""How far (Lab units, mean over a palette) the liked colours are taken to lie from everybody's."""

Media = Callable[[str], AbstractContextManager[Path]]


@dataclass(frozen=True, slots=True)
class Leaning:
    """Palettes (3, 9): `base` of everybody's, and how far the viewer's lie `away` from it."""

    base: Palette
    away: Palette


@dataclass(frozen=True, slots=True)
class Colours:
    """Palettes (n, 3, 9) of works."""

    works: tuple[str, ...]
    palettes: Floats

    def leaning(self, scores: Mapping[str, float], *, trust: float = 1.0) -> Leaning | None:
        """How the palettes of works go with their scores; None where too few have one.

        The covariance of scores and palettes over the works, brought to one size: it says which way,
        and `trust` in [0, 1] how far.
        """
        rows = [row for row, work in enumerate(self.works) if work in scores]
        values = np.array([scores[self.works[row]] for row in rows], np.float64)
        if len(rows) < LEAST or not np.isfinite(values).all() or np.ptp(values) == 0:
            return None
        shown = self.palettes[rows]
        base = shown.mean(axis=0)
        away = np.tensordot(values - values.mean(), shown - base, axes=1) / len(rows)
        size = float(np.abs(away).mean())
        scale = trust * STRENGTH / max(size, 1e-9)
        return Leaning(base, np.asarray(away * scale, np.float32))

    def save(self, file: Path) -> None:
        """Write them whole or not at all."""
        with replacing(file) as stream:
            np.savez(stream, works=np.array(self.works), palettes=self.palettes)


def load(file: Path) -> Colours | None:
    """Those that were saved, or None."""
    if not file.exists():
        return None
    with np.load(file, allow_pickle=False) as kept:
        return Colours(tuple(map(str, kept["works"])), kept["palettes"])


def cover(item: Item, media: Media) -> Image | None:
    """The picture that an item is known by, at most 256 pixels; None where it has none."""
    key = item.thumbnail or (item.media if item.kind == "image" else None)
    if key is None:
        return None
    with media(key) as path:
        return pictures.read(path, longest=256)


def measured(items: Sequence[Item], media: Media) -> Colours:
    """The palettes of the covers of works, evenly spread over `items`, at most `MOST`.

    Pictures that cannot be read are left out.
    """
    seen: dict[str, Palette] = {}
    for item in items[:: max(1, len(items) // MOST)][:MOST]:
        try:
            image = cover(item, media)
        except (MediaError, DataError):
            continue
        if image is not None:
            seen[item.work] = palette([image])
    return Colours(tuple(seen), np.stack(list(seen.values())) if seen else np.zeros((0, 3, 9), np.float32))
