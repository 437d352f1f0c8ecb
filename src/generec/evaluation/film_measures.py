"""What was made, measured from the outside: length, loudness, black frames, stretches twice, and its cost."""

from __future__ import annotations

import resource
import time
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import av

from generec.domain.recipes import Recipe
from generec.media.encode import Pictures
from generec.media.probe import probe
from generec.media.shown import Shown
from generec.system import GeneRec

_BLACK_LUMA, _BLACK_SPREAD = 20, 3.0


class Measured(NamedTuple):
    """`late_s` is how far the length is off; `encode_s` the CPU seconds of encoding the same frames alone."""

    seconds: float
    late_s: float
    lufs: float
    black: int
    twice: int
    wall_s: float
    cpu_s: float
    encode_s: float


def measured(system: GeneRec, say: str) -> Measured:
    """Make what `say` asks for in this process and measure it. Raises `NotAllowed`."""
    wall, cpu = time.perf_counter(), _cpu_s()
    made = system.create(say)
    wall, cpu = time.perf_counter() - wall, _cpu_s() - cpu
    recipe = system.home.rows.making.recipe(made.recipe or "")
    assert recipe is not None
    with system.media(made) as path:
        seconds = probe(path).duration_s
        return Measured(
            seconds=seconds,
            late_s=abs(seconds - float(say.split()[0])),
            lufs=integrated_lufs(path),
            black=black_frames(path),
            twice=twice(recipe),
            wall_s=wall,
            cpu_s=cpu,
            encode_s=encode_s(path) if seconds >= 30 else 0.0,
        )


def _cpu_s() -> float:
    """CPU seconds of this process and of those that it ran."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def integrated_lufs(path: Path) -> float:
    """Integrated loudness by ffmpeg's filter ebur128 (EBU R128), which nothing here is made with."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=stream)
        meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        told = "-inf"
        for frame in [*container.decode(stream), None]:
            graph.push(frame)
            while True:
                try:
                    metered: Any = graph.pull()
                except (av.error.BlockingIOError, av.error.EOFError):
                    break
                told = metered.metadata.get("lavfi.r128.I", told)
        return float(told)


def black_frames(path: Path) -> int:
    """How many frames are dark and without anything in them."""
    count = 0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray(format="gray")
            count += int(luma.mean() < _BLACK_LUMA and luma.std() < _BLACK_SPREAD)
    return count


def twice(recipe: Recipe) -> int:
    """How many pairs of shots show a part of the same stretch of the same source."""
    spans = []
    for step in recipe.steps:
        if step.op == "shot":
            params: Any = step.params
            length = params["frames"] / 30 * params["speed"]
            spans.append((params["source"], params["start_s"], params["start_s"] + length))
    return sum(
        one[0] == other[0] and one[1] < other[2] - 0.02 and other[1] < one[2] - 0.02
        for one, other in combinations(spans, 2)
    )


def encode_s(path: Path) -> float:
    """CPU seconds of encoding the finished frames once more: with decoding them, less decoding alone."""
    begin = _cpu_s()
    with av.open(str(path)) as container:
        for _ in container.decode(video=0):
            pass
    decoding = _cpu_s() - begin
    with av.open(str(path)) as container, av.open("-", "w", format="null") as writer:
        rate = Fraction(container.streams.video[0].average_rate or 30)
        pictures = Pictures(writer, rate=rate, tick=1 / (rate * 512))
        shown = (
            Shown(frame, number / float(rate), (number + 1) / float(rate), (1, 1, 1))
            for number, frame in enumerate(container.decode(video=0))
        )
        for packet in pictures.packets(shown):
            writer.mux(packet)
    return _cpu_s() - begin - 2 * decoding
