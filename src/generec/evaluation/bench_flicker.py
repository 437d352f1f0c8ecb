"""Benchmark of painted looks on moving clips: flicker, sharpness, strength and speed of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from generec.domain.parts import Image
from generec.editor.looks import PAINTED
from generec.evaluation.bench_editor import BenchRow
from generec.evaluation.flicker import moving, steadiness
from generec.media.chain import Painter
from generec.media.easel import shrunk
from generec.media.paint_neural import Redrawn
from generec.models import style

CLIPS = 8
MOST_FLICKER, LEAST_SHARP, STRENGTH, NEURAL_COST = 0.5, 0.9, 1.0, 1.2


def bench_flicker(videos: Sequence[Path], *, only: str | None = None) -> list[BenchRow]:
    """Four rows for each painted look and for the look of an example, over the moving ones of `videos`.

    `only` is one look's name. The example is a picture made by code. Its last row holds the whole
    painter against the bare network on the same pictures. Raises `MissingModel`.
    """
    found = dict(moving(videos, most=CLIPS))
    clips = list(found.values())
    redraw = style.redrawer(style.vector(_example()))
    looks: dict[str, Callable[[], Painter]] = {**PAINTED, "like": lambda: Redrawn(redraw)}
    rows = [BenchRow(f"moving clips: {', '.join(found)}", len(clips), CLIPS, len(clips) / CLIPS)]
    for name in looks if only is None else [only]:
        rows += _rows(name, looks[name], clips)
    if only not in (None, "like"):
        return rows
    frames = [frame for clip in clips[:2] for frame in clip[:6]]
    cost = _cost(lambda: Redrawn(redraw), frames, redraw)
    return [*rows, BenchRow("like: time against the bare network", cost, NEURAL_COST, cost / NEURAL_COST)]


def _rows(name: str, make: Callable[[], Painter], clips: Sequence[Sequence[Image]]) -> Iterator[BenchRow]:
    got = steadiness(make, clips)
    yield BenchRow(
        f"{name}: flicker against frame by frame", got.flicker, MOST_FLICKER, got.flicker / MOST_FLICKER
    )
    yield BenchRow(f"{name}: sharpness, at least", got.sharpness, LEAST_SHARP, got.sharpness / LEAST_SHARP)
    yield BenchRow(f"{name}: strength", got.strength, STRENGTH, got.strength / STRENGTH)
    yield BenchRow(
        f"{name}: frames a second, painter alone, against real time", got.fps, 25.0, got.fps / 25.0
    )


def _cost(make: Callable[[], Painter], frames: Sequence[Image], redraw: style.Redraw) -> float:
    """The painter's time to that of the network alone for every frame, in turns."""
    painter, network_s, painter_s = make(), 0.0, 0.0
    for frame in frames:
        small = shrunk(frame, Redrawn.work_side)
        bare = np.asarray(small, np.float32) / np.float32(255)
        begin = time.perf_counter()
        redraw(bare)
        between = time.perf_counter()
        painter(frame, at_s=0.0)
        network_s, painter_s = network_s + between - begin, painter_s + time.perf_counter() - between
    return painter_s / network_s


def _example() -> Image:
    """Bold strokes in few colours."""
    y, x = np.mgrid[:256, :256]
    wave = np.sin(x / 9 + 4 * np.sin(y / 31)) + np.sin(y / 7 - x / 23)
    colours = np.array([(24, 34, 92), (210, 84, 38), (240, 196, 92), (44, 128, 140)], np.uint8)
    return np.asarray(colours[np.clip(((wave + 2) * 1.0).astype(int), 0, 3)])
