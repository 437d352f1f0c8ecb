"""Benchmark of a request: `recommend` in process, its decisions logged durably, beside the bare scan."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.events import Event
from generec.domain.items import Item
from generec.evaluation.bench import Row
from generec.system import GeneRec

Floats = NDArray[np.float32]
_TOPICS = tuple(f"topic {n}" for n in range(50))
_FAST = {"als_factors": (64,), "als_regularization": (1.0,), "als_alpha": (5.0,), "seen_weights": (0.0,)}
_SLACK_MS = 8.0


def bench_recommend(
    *, items: int = 100_000, viewers: int = 500, requests: int = 200, seed: int = 0
) -> list[Row]:
    """p50 and p99 of `recommend`, k = 10, beside the product of one vector with the same matrix.

    A home in a temporary folder: so many items with random unit vectors in `meaning`, viewers with
    40 events each, a fit. Requests and bare scans take turns. The limit of p50 is twice the scan's
    p50 plus 8 ms.
    """
    rng = np.random.default_rng(seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        GeneRec.open(Path(folder), options={"train": _FAST}) as system,
    ):
        _fill(system, items=items, viewers=viewers, rng=rng)
        system.fit()
        matrix = np.asarray(system.home.collection("meaning").snapshot().matrix)
        query = np.ascontiguousarray(matrix[0])
        for n in range(5):
            system.recommend(f"u{n}", k=10)
        scan, ours = np.zeros(requests), np.zeros(requests)
        for n in range(requests):
            start = time.perf_counter()
            matrix @ query
            middle = time.perf_counter()
            system.recommend(f"u{n % viewers}", k=10)
            scan[n], ours[n] = middle - start, time.perf_counter() - middle
    return _rows(1000 * scan, 1000 * ours, shape=matrix.shape)


def _fill(system: GeneRec, *, items: int, viewers: int, rng: Generator) -> None:
    rows = system.home.rows
    rows.items.put(_item(n) for n in range(items))
    rows.events.put(_events(items, viewers, rng, until=system.home.clock()))
    meaning = system.home.collection("meaning")
    vectors = rng.standard_normal((items, meaning.dim), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    meaning.put([f"i{n}" for n in range(items)], vectors)


def _item(n: int) -> Item:
    return Item(
        id=f"i{n}",
        work=f"i{n}",
        kind="video",
        title=f"Clip {n}",
        topics=(_TOPICS[n % 50], _TOPICS[n * 7 % 50]),
        creator=f"maker {n % 1000}",
        duration_s=5.0 + n % 60,
    )


def _events(items: int, viewers: int, rng: Generator, *, until: float) -> Iterator[Event]:
    """Each viewer likes and watches things of one group, the popular ones more often."""
    for viewer in range(viewers):
        picked = (rng.zipf(1.3, 40) * 7919 + viewer % 50) % items
        for step, n in enumerate(picked):
            at = until - 86_400 + 60.0 * step
            if step % 2:
                yield Event(user=f"u{viewer}", item=f"i{n}", kind="like", at=at)
            else:
                yield Event(user=f"u{viewer}", item=f"i{n}", kind="view", value=4.0, at=at)


def _rows(scan: NDArray[np.float64], ours: NDArray[np.float64], *, shape: tuple[int, ...]) -> list[Row]:
    size = f"{shape[0]:,} items x {shape[1]} float32"
    rows = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        bare, whole = float(np.quantile(scan, share)), float(np.quantile(ours, share))
        limit = 2 * bare + _SLACK_MS
        rows.append(
            Row(
                bench="recommend",
                name=f"recommend, decisions durable, {name} ({size})",
                figure=f"{whole:.1f} ms",
                against=f"{limit:.1f} ms = 2 x bare scan {bare:.1f} ms + {_SLACK_MS:g} ms",
                ratio=whole / limit,
            )
        )
    return rows
