"""Benchmark of bulk selection: covers and windows of every video for every viewer."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.editor.select import covers_and_windows

Floats = NDArray[np.float32]


class BenchRow(NamedTuple):
    """One line of a benchmark: `ratio` is `figure` over `limit` (a limit, or a peer's figure)."""

    name: str
    figure: float
    limit: float
    ratio: float


def bench_selection(
    *, scale: float = 1.0, frames: int = 16, dim: int = 512, window: int = 8, pairs: int = 5, seed: int = 0
) -> list[BenchRow]:
    """Covers and best windows of 4,570 videos for 7,895 viewers, both counts times sqrt(`scale`).

    Random unit vectors. Ours and the bare product of viewers and frames (into an array made
    beforehand) run in turns, `pairs` times; the figures are medians. The loop over items is timed
    once, on an eighth of the items. Memory is what arrays need at the peak, inputs and results
    included.
    """
    side = scale**0.5
    users_n, videos = max(1, round(7895 * side)), max(8, round(4570 * side))
    rng = np.random.default_rng(seed)
    users, rows = _unit(rng, users_n, dim), _unit(rng, videos * frames, dim)
    offsets = np.arange(videos + 1) * frames
    covers_and_windows(users[:2], rows[: 2 * frames], offsets[:3], window)

    ours, bare = _pairs(
        lambda: covers_and_windows(users, rows, offsets, window), _product(users, rows), pairs=pairs
    )
    loop = (
        8
        * _seconds(lambda: _loop(users, rows[: videos // 8 * frames], frames, window))
        * videos
        / (videos // 8 * 8)
    )
    peak = _peak(lambda: covers_and_windows(users, rows, offsets, window)) + users.nbytes + rows.nbytes
    size = f"{users_n} viewers x {videos} videos x {frames} frames x {dim}"
    return [
        BenchRow(
            f"covers and windows, seconds against 1.5 x the bare product ({size})",
            ours,
            1.5 * bare,
            ours / bare / 1.5,
        ),
        BenchRow("covers and windows, seconds against the bare product", ours, bare, ours / bare),
        BenchRow("covers and windows, seconds against a loop over items", ours, loop, ours / loop),
        BenchRow("covers and windows, peak of arrays in MB", peak / 1e6, 1000.0, peak / 1e9),
    ]


def _unit(rng: np.random.Generator, n: int, dim: int) -> Floats:
    rows = rng.standard_normal((n, dim), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def _product(users: Floats, rows: Floats) -> Callable[[], object]:
    """The bare product, with its result array made beforehand."""
    slab = min(len(rows), 750_000_000 // len(users))
    room = np.zeros((slab, len(users)), np.float32)

    def run() -> None:
        for low in range(0, len(rows), slab):
            part = rows[low : low + slab]
            np.matmul(part, users.T, out=room[: len(part)])

    return run


def _loop(users: Floats, rows: Floats, frames: int, window: int) -> None:
    """The straightforward way: item by item, scores, best frame, best mean of a window."""
    for low in range(0, len(rows), frames):
        scores = users @ rows[low : low + frames].T
        scores.argmax(axis=1)
        sums = np.cumsum(np.pad(scores, ((0, 0), (1, 0))), axis=1)
        ((sums[:, window:] - sums[:, :-window]) / window).argmax(axis=1)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _pairs(one: Callable[[], object], other: Callable[[], object], *, pairs: int) -> tuple[float, float]:
    """Median seconds of both, run in turns so that a busy machine burdens both alike."""
    one(), other()
    timed = np.array([(_seconds(one), _seconds(other)) for _ in range(pairs)])
    return float(np.median(timed[:, 0])), float(np.median(timed[:, 1]))


def _peak(run: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
