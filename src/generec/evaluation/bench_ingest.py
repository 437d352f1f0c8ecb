"""Benchmark of the ingest stream: decode and embed together, against the two stages by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from generec.domain.parts import Encoder, Image
from generec.evaluation.bench_editor import BenchRow
from generec.ingest.stream import Shape, Work, look
from generec.media.frames import Scan
from generec.media.pictures import jpeg, measure
from generec.media.probe import probe

FLOOR = 0.85


def bench_ingest(
    videos: Sequence[Path], *, encoder: Encoder, shape: Shape | None = None, rounds: int = 3
) -> list[BenchRow]:
    """Frames a second of the stream, against 1 / (1 / decode + 1 / embed) of the same frames.

    Decode (probing, shots and measures included), embed (the frames held in memory) and the stream
    run in turns over the same videos on the same cores, `rounds` times, after one warming call;
    figures are medians, the ratio the median of each round's. The limit is `FLOOR` times the
    combined rate; above 1 the stream is faster than that. Holds the sampled frames of all
    `videos`: give some tens of short ones.
    """
    shape = shape or Shape()
    frames = [frame.image for path in videos for frame in _scanned(path, shape)]
    encoder.both(frames[: shape.batch])
    figures, limits = [], []
    for _ in range(rounds):
        decode = _seconds(lambda: _decoded(videos, shape))
        embed = _seconds(lambda: _embedded(frames, encoder, shape.batch))
        both = _seconds(lambda: _streamed(videos, encoder, shape))
        figures.append(len(frames) / both)
        limits.append(FLOOR * len(frames) / (decode + embed))
    ratio = median(figure / limit for figure, limit in zip(figures, limits, strict=True))
    name = f"ingest stream, frames a second against {FLOOR} of the stages' ({len(videos)} videos)"
    return [BenchRow(name, median(figures), median(limits), ratio)]


def _scanned(path: Path, shape: Shape) -> Scan:
    return Scan(path, every_s=shape.every_s, limit=shape.limit, longest=shape.longest)


def _decoded(videos: Sequence[Path], shape: Shape) -> None:
    for path in videos:
        probe(path)
        with _scanned(path, shape) as scan:
            for number, frame in enumerate(scan):
                measure(frame.image)
                if number == 0:
                    jpeg(frame.image)
            _ = scan.shots


def _embedded(frames: Sequence[Image], encoder: Encoder, batch: int) -> None:
    for begin in range(0, len(frames), batch):
        encoder.both(frames[begin : begin + batch])


def _streamed(videos: Sequence[Path], encoder: Encoder, shape: Shape) -> None:
    for result in look((Work(path, path) for path in videos), encoder=encoder, shape=shape):
        if result.problem:
            raise ValueError(result.problem)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
