"""Blocks of samples, and their way through filters of libavfilter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from generec.media.chain import Filter

Block = NDArray[np.float32]
"""Samples (n, channels) in [-1, 1]."""

CHUNK = 4096
"""Samples at a time."""


class Form(NamedTuple):
    """Samples a second, and channels: 1 or 2."""

    rate: int
    channels: int

    @property
    def layout(self) -> str:
        """As libav names it."""
        return "mono" if self.channels == 1 else "stereo"

    @property
    def bit_rate(self) -> int:
        """What AAC needs for it."""
        return 96_000 if self.channels == 1 else 160_000

    def count(self, seconds: float) -> int:
        """How many samples are so many seconds."""
        return round(seconds * self.rate)


STUDIO = Form(48_000, 2)
"""The form in which sounds are mixed."""


def frame_of(block: Block, form: Form, first: int) -> av.AudioFrame:
    """A block as a frame whose first sample is number `first`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout=form.layout)
    frame.rate, frame.pts, frame.time_base = form.rate, first, Fraction(1, form.rate)
    return frame


def block_of(frame: av.AudioFrame) -> Block:
    """The samples of a frame in planes of floats."""
    return np.array(frame.to_ndarray().T, np.float32)


def inlet(graph: Graph, form: Form) -> Any:
    """A way into a graph for frames of that form."""
    tick = Fraction(1, form.rate)
    return graph.add_abuffer(sample_rate=form.rate, format="fltp", layout=form.layout, time_base=tick)


def chained(graph: Graph, source: Any, chain: Sequence[Filter]) -> Graph:
    """The graph with filters in a row behind `source`, ready for frames."""
    nodes = [graph.add(name, args) for name, args in chain]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    graph.set_audio_frame_size(CHUNK)
    return graph


def pulled(graph: Graph) -> Iterator[av.AudioFrame]:
    """What a graph has ready."""
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame


def filtered(blocks: Iterable[Block], chain: Sequence[Filter]) -> Iterator[av.AudioFrame]:
    """The frames that come out of filters for blocks of sound in the studio's form."""
    graph = Graph()
    chained(graph, inlet(graph, STUDIO), chain)
    done = 0
    for block in blocks:
        graph.push(frame_of(block, STUDIO, done))
        done += len(block)
        yield from pulled(graph)
    graph.push(None)
    yield from pulled(graph)
