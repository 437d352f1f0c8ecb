"""A ranking under a bound on what AI made: its places, and how many are left for AI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from generec.retriever.catalogue import Shelf
from generec.retriever.rerank import Ceiling

Mask = NDArray[np.bool_]
MostAi = Callable[[int], int]
"""Of so many places, how many may go to what AI made."""


@dataclass(slots=True)
class Bound:
    """What of the bound is left while a list is made. `places` is how long it would be without one;
    `left` is None where there is none."""

    places: int
    share: float = 1.0
    left: int | None = None

    @classmethod
    def of(cls, shelf: Shelf, *, k: int, most_ai: MostAi | None, pools: Sequence[Mask]) -> Self:
        """The bound of a list of `k` that is filled from `pools`, one item of a work."""
        places = _works(shelf, pools, k)
        if most_ai is None or not places:
            return cls(places)
        left = most_ai(places)
        return cls(places, share=left / places, left=left)

    def allowed(self, shelf: Shelf, rows: Sequence[int], *, k: int) -> list[int]:
        """Of rows in order, the first `k` that fit; they count at once."""
        out: list[int] = []
        for row in rows:
            if len(out) < k and (self.left is None or not shelf.ai[row] or self.left > 0):
                self.count(shelf, [row])
                out.append(row)
        return out

    def count(self, shelf: Shelf, rows: Sequence[int] | NDArray[np.int64]) -> None:
        """These rows were taken."""
        if self.left is not None:
            self.left -= int(shelf.ai[np.array(rows, np.int64)].sum())

    def open(self, shelf: Shelf, pool: Mask) -> Mask:
        """The part of a pool that may be taken from."""
        return pool & ~shelf.ai if self.left == 0 else pool

    def parts(self, shelf: Shelf, pool: Mask) -> list[Mask]:
        """The parts of a pool whose best are looked at: where AI is bounded, what people made apart too."""
        people = pool & ~shelf.ai
        if self.left is None or self.left == 0:
            return [self.open(shelf, pool)]
        return [pool, people] if people.any() else [pool]

    def ceiling(self, shelf: Shelf, rows: NDArray[np.int64]) -> Ceiling | None:
        """The same for reranking candidates."""
        among = shelf.ai[rows]
        return Ceiling(among, self.left, self.share) if self.left is not None and among.any() else None


def site_rows(shelf: Shelf, mask: Mask, site: Sequence[tuple[str, float]] | None) -> list[int]:
    """The site's own candidates that may be shown, one a work, best first."""
    rows: dict[int, int] = {}
    for id, _ in sorted(site or (), key=lambda pair: -pair[1]):
        row = shelf.find(id)
        if row >= 0 and mask[row]:
            rows.setdefault(int(shelf.work[row]), row)
    return list(rows.values())


def marked(shelf: Shelf, rows: Sequence[int]) -> Mask:
    """(n,) a mask of rows."""
    out = np.zeros(shelf.n, bool)
    out[list(rows)] = True
    return out


def pool_size(shelf: Shelf, mask: Mask) -> tuple[int, int]:
    """How many items of a mask there are, and how many of them AI made."""
    return int(mask.sum()), int((mask & shelf.ai).sum())


def _works(shelf: Shelf, pools: Sequence[Mask], k: int) -> int:
    """How many works the pools hold together, at most `k`."""
    if pools and int(pools[0].sum()) >= k:  # one row a work: no need to look closer
        return k
    every = np.logical_or.reduce(pools) if pools else np.zeros(shelf.n, bool)
    return min(k, len(np.unique(shelf.work[every])))
