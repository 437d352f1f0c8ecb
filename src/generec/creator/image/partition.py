"""How pictures of different shapes share a sheet: justified rows or columns, with gutters, hardly cropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.random import Generator

Cell = tuple[int, int, int, int]
"""Left, top, width and height, pixels."""

_ORDERS = 160
_LEAST = 0.14


@dataclass(frozen=True, slots=True)
class Partition:
    """The cell of each picture, in the order of the pictures, and how far their shapes are bent (0: not)."""

    cells: tuple[Cell, ...]
    bent: float


def partition(aspects: Sequence[float], *, width: int, height: int, gutter: int, rng: Generator) -> Partition:
    """Cells that fill a sheet of (width, height) pixels, for pictures of such aspects (width to height).

    Rows (or columns) are as high as their pictures need to fill the width. Of all ways to share the
    pictures out, over many orders, the one that crops least wins; it is worth a little that the first
    picture has the largest cell, and that cells differ.
    """
    best: tuple[float, Partition] | None = None
    for order in _orders(len(aspects), rng):
        for rows in _compositions(len(aspects)):
            for turned in (False, True):
                found = _filled(aspects, order, rows, width, height, gutter, turned=turned)
                if found is not None and (best is None or _cost(found) < best[0]):
                    best = _cost(found), found
    assert best is not None
    return best[1]


def _cost(one: Partition) -> float:
    areas = np.array([cell[2] * cell[3] for cell in one.cells], float)
    share = areas / areas.sum()
    lead = float(share[0] >= share.max() - 1e-9)
    return one.bent - 0.06 * lead - 0.25 * min(float(share.std()) * len(share), 0.5)


def _orders(n: int, rng: Generator) -> Iterator[tuple[int, ...]]:
    """All orders of few pictures, some of many."""
    if n <= 4:
        yield from permutations(range(n))
        return
    yield tuple(range(n))
    for _ in range(_ORDERS):
        yield tuple(int(i) for i in rng.permutation(n))


def _compositions(n: int) -> Iterator[tuple[int, ...]]:
    """All ways to share `n` out to rows of at most four; no more than four rows."""

    def grown(left: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            yield ()
        for first in range(1, min(4, left) + 1):
            for rest in grown(left - first):
                yield (first, *rest)

    for rows in grown(n):
        if 1 < len(rows) <= 4 or n == 1:
            yield rows


def _filled(
    aspects: Sequence[float],
    order: Sequence[int],
    rows: Sequence[int],
    width: int,
    height: int,
    gutter: int,
    *,
    turned: bool,
) -> Partition | None:
    """The cells of one way; None where one of them would be a sliver."""
    shapes = [1 / a if turned else a for a in aspects]
    across, down = (height, width) if turned else (width, height)
    groups, at = [], 0
    for n in rows:
        groups.append(order[at : at + n])
        at += n
    natural = [(across - gutter * (len(g) - 1)) / sum(shapes[i] for i in g) for g in groups]
    free = down - gutter * (len(groups) - 1)
    scale = free / sum(natural)
    heights = [high * scale for high in natural]
    if min(heights) < _LEAST * down:
        return None
    cells: dict[int, Cell] = {}
    edges = np.round(np.cumsum([0.0, *(high + gutter for high in heights)])).astype(int)
    for row, group in enumerate(groups):
        top = int(edges[row])
        tall = (int(edges[row + 1]) - gutter if row + 1 < len(groups) else down) - top
        wides = [shapes[i] * natural[row] for i in group]
        lefts = np.round(np.cumsum([0.0, *(wide + gutter for wide in wides)])).astype(int)
        for place, i in enumerate(group):
            left = int(lefts[place])
            wide = (int(lefts[place + 1]) - gutter if place + 1 < len(group) else across) - left
            if wide < _LEAST * across:
                return None
            cells[i] = (top, left, tall, wide) if turned else (left, top, wide, tall)
    return Partition(tuple(cells[i] for i in range(len(aspects))), abs(float(np.log(scale))))
