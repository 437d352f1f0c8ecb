"""The secret plane of signs that a watermark lives in.

Pictures are measured in a size-free way: a picture of w x h pixels is taken to cover w x h times
`SIDE` / sqrt(w h) units. The plane is a grid of cells of `CELL` units. Each cell carries a secret sign, and
either one of the coded bits or none: the latter say where the grid lies when a picture was cropped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generec.media.watermark.code import CODED, encoded

__all__ = ["CELL", "SIDE", "Plane", "plane"]

SIDE = 480.0
"""Units: square root of the area of any picture."""
CELL = 7.0
"""Units on the side of a cell."""
_CELLS = 252
_BLOCK = (18, 20)
"""Cells in which every coded bit stands once; the rest of them are for finding the grid."""


@dataclass(frozen=True, slots=True)
class Plane:
    """`signs` (252, 252), 1 and -1; `bits` (252, 252), the coded bit that a cell carries, -1 for none."""

    signs: NDArray[np.float32]
    bits: NDArray[np.int32]

    def cells(self, payload: int) -> NDArray[np.float32]:
        """(252, 252) what each cell is to carry, 1 or -1."""
        signs = np.append(encoded(payload), np.float32(1.0))
        return self.signs * signs[self.bits]

    def beacon(self) -> NDArray[np.float32]:
        """(252, 252) signs of the cells that carry no bit, 0 elsewhere."""
        return np.where(self.bits < 0, self.signs, 0.0).astype(np.float32)


@lru_cache(maxsize=8)
def plane(key: bytes) -> Plane:
    """The plane of a secret key."""
    seed = hashlib.sha256(b"generec.watermark.v1\n" + key).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))
    signs = rng.choice(np.array([-1.0, 1.0], dtype=np.float32), size=(_CELLS, _CELLS))
    tall, wide = _BLOCK
    kinds = np.full(tall * wide, -1, dtype=np.int32)
    kinds[:CODED] = np.arange(CODED)
    rows, columns = _CELLS // tall, -(-_CELLS // wide)
    blocks = rng.permuted(np.tile(kinds, (rows * columns, 1)), axis=1)
    grid = blocks.reshape(rows, columns, tall, wide).transpose(0, 2, 1, 3)
    return Plane(signs, grid.reshape(rows * tall, columns * wide)[:_CELLS, :_CELLS].copy())
