"""How often clips without a mark are taken for marked, under random keys.

Two figures. At the place where a mark is put, a million keys a clip are tried: a key there is a random subset
of cells and a random sign for each, and the score is the reader's own. With the whole search over places and
scales, real keys go through the real reader; as it takes long, they are fewer, and the rate at the
threshold is read off a Gumbel distribution fitted to their scores. `verify` asks for more than a grid that is
found: for a right check sum, or votes that agree with a payload that is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import stats

from generec.evaluation.bench import Row
from generec.fidelity import marking
from generec.media.watermark import FOUND, Ballot
from generec.media.watermark.plane import plane

BENCH = "watermark"
CLIPS, SEARCHES = 5, 400
_SEED = 23
_SUBSETS, _BATCH = 200, 1000


def false_marks(clips: Sequence[Path], *, keys: int, searches: int = SEARCHES) -> Iterator[Row]:
    """The rows over a few of the clips, which carry no mark."""
    some = clips[:: max(1, len(clips) // CLIPS)][:CLIPS]
    ballots = [marking.seen(clip).ballot for clip in some]
    rng = np.random.default_rng(_SEED)
    highest = [_tried(ballot, keys, rng) for ballot in ballots]
    over = sum(count for count, _ in highest)
    yield Row(
        bench=BENCH,
        name=f"false marks at the place it is put, {keys:,} random keys on each of {len(some)} clips",
        figure=f"{over}, highest score {max(top for _, top in highest):.2f}",
        against=f"found from {FOUND:g}",
    )
    each = -(-searches // len(ballots))
    readings = [ballot.read(rng.bytes(32)) for ballot in ballots for _ in range(each)]
    scores = np.array([reading.score for reading in readings])
    place, scale = stats.gumbel_r.fit(scores)
    rate = float(stats.gumbel_r.sf(FOUND, place, scale))
    yield Row(
        bench=BENCH,
        name=f"false marks with the whole search, {len(scores)} random keys on {len(some)} clips",
        figure=f"{int((scores >= FOUND).sum())}, highest score {scores.max():.2f};"
        f" {sum(one.payload is not None for one in readings)} with a right check sum;"
        f" found by a fit, not counted: {rate:.1g} a key",
        against=f"found from {FOUND:g}",
    )


def _tried(ballot: Ballot, keys: int, rng: Generator) -> tuple[int, float]:
    """(scores at the threshold or above, the highest) of random keys at the place where a mark is put."""
    cells = ballot.cells()
    over, top = 0, -math.inf
    each = -(-keys // _SUBSETS)
    for _ in range(_SUBSETS):
        secret = plane.__wrapped__(rng.bytes(32))
        chosen = _beacon(cells, secret.bits)
        norm = float(np.linalg.norm(chosen))
        for begin in range(0, each, _BATCH):
            scores = _signs(rng, min(_BATCH, each - begin), len(chosen)) @ chosen / norm
            over += int((scores >= FOUND).sum())
            top = max(top, float(scores.max()))
    return over, top


def _beacon(cells: NDArray[np.float32], bits: NDArray[np.int32]) -> NDArray[np.float32]:
    """The votes of the cells that say where the grid lies."""
    height, width = (min(a, b) for a, b in zip(cells.shape, bits.shape, strict=True))
    found = cells[:height, :width][bits[:height, :width] < 0]
    return np.asarray(found[found != 0.0], dtype=np.float32)


def _signs(rng: Generator, n: int, size: int) -> NDArray[np.float32]:
    """(n, size) random signs."""
    bits = np.unpackbits(np.frombuffer(rng.bytes(n * -(-size // 8)), np.uint8).reshape(n, -1), axis=1)
    return np.asarray(bits[:, :size], np.float32) * 2 - 1
