"""What happens to a picture between decoder and encoder: filters and painters, in order.

Filters are libavfilter's and stay in its own colours. A painter is a function of RGB pictures that
may remember earlier ones. A chain without painters is one filter graph; with them, a graph up to
each painter and one behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Protocol

import av
import numpy as np
from av.filter import Graph

from generec.domain.parts import Image

Filter = tuple[str, str]
"""A filter of libavfilter: its name and its arguments."""


class Painter(Protocol):
    """Repaints the frames of one video, which come in order."""

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The repainted frame: (height, width, 3) RGB of the same size; `at_s` counts in the result."""
        ...


Change = Filter | Callable[[], Painter]
"""A filter, or what gives a new painter for one pass."""

Colours = tuple[int, int, int]
"""Matrix, primaries and transfer curve, as libav numbers them."""

_BT709, _UNKNOWN, _HD_LINES = 1, 2, 720

_TURNS: dict[tuple[int, int, int, int], tuple[Filter, ...]] = {
    (-1, 0, 0, 1): (("hflip", ""),),
    (1, 0, 0, -1): (("vflip", ""),),
    (-1, 0, 0, -1): (("hflip", ""), ("vflip", "")),
    (0, 1, -1, 0): (("transpose", "clock"),),
    (0, -1, 1, 0): (("transpose", "cclock"),),
    (0, 1, 1, 0): (("transpose", "cclock_flip"),),
    (0, -1, -1, 0): (("transpose", "clock_flip"),),
}
_EVEN: tuple[Filter, ...] = (
    ("pad", r"w=max(iw\,2):h=max(ih\,2)"),
    ("crop", "w=trunc(iw/2)*2:h=trunc(ih/2)*2:x=0:y=0"),
)


def upright(frame: av.VideoFrame) -> tuple[Filter, ...]:
    """The filters that turn a frame as its display matrix says, mirrored ones included."""
    kind = av.sidedata.sidedata.Type.DISPLAYMATRIX
    for part in frame.side_data:
        if part.type == kind:
            a, b, _, c, d = np.frombuffer(bytes(part), dtype="<i4")[:5]
            signs = (int(np.sign(n)) if abs(int(n)) > 1 << 14 else 0 for n in (a, b, c, d))
            return _TURNS.get(tuple(signs), ())  # type: ignore[arg-type]
    return ()


class Chain:
    """The changes laid out for a first frame; later frames of another size are brought to it.

    What comes out is upright, with square pixels and even sizes, in yuv420p of limited range, its
    colours as in `colours`. Painters and the filters behind them get and give RGB.
    """

    def __init__(self, frame: av.VideoFrame, *, ratio: Fraction | None, changes: Sequence[Change]) -> None:
        """`ratio` is the width of a pixel to its height, where the file tells it."""
        self._shape = (frame.width, frame.height, frame.format.name)
        first: list[Filter] = []
        if ratio and ratio.numerator > 0 and ratio != 1 and 0.25 <= float(ratio) <= 4.0:
            first.append(("scale", f"w={max(1, round(frame.width * float(ratio)))}:h={frame.height}"))
            first.append(("setsar", "1"))
        self._filters: list[list[Filter]] = [[*first, *upright(frame)]]
        self._painters: list[Painter] = []
        for change in changes:
            if isinstance(change, tuple):
                self._filters[-1].append(change)
            else:
                self._filters[-1] += [*_EVEN, *_to_rgb(frame)]
                self._painters.append(change())
                self._filters.append([])
        rgb = frame.format.is_rgb or bool(self._painters)
        matrix = ":out_color_matrix=bt709" if rgb else ""
        self._filters[-1] += [*_EVEN, ("scale", f"out_range=tv{matrix}"), ("format", "yuv420p")]
        self._graphs: list[Graph | None] = [None] * len(self._filters)
        if frame.format.is_rgb:
            self.colours: Colours = (_BT709, _BT709, _BT709)
        else:
            own = _BT709 if rgb else int(frame.colorspace)
            self.colours = (own, int(frame.color_primaries), int(frame.color_trc))

    def __call__(self, frame: av.VideoFrame, *, pts: int, tick: Fraction) -> av.VideoFrame:
        """The changed frame, shown at `pts` ticks of the result."""
        if (frame.width, frame.height, frame.format.name) != self._shape:
            frame = frame.reformat(*self._shape)
        for place, painter in enumerate(self._painters):
            image = self._filtered(place, frame, pts, tick).to_ndarray(format="rgb24")
            painted = painter(image, at_s=float(pts * tick))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(painted), format="rgb24")
        return self._filtered(len(self._painters), frame, pts, tick)

    def _filtered(self, place: int, frame: av.VideoFrame, pts: int, tick: Fraction) -> av.VideoFrame:
        frame.pts, frame.time_base = pts, tick
        graph = self._graphs[place]
        if graph is None:
            graph = self._graphs[place] = _laid(frame, self._filters[place])
        graph.vpush(frame)
        return graph.vpull()


def _to_rgb(frame: av.VideoFrame) -> tuple[Filter, ...]:
    """To RGB; as players do, a file that does not name its colours has those of its size's time."""
    guessed = not frame.format.is_rgb and int(frame.colorspace) == _UNKNOWN and frame.height >= _HD_LINES
    return (("scale", "in_color_matrix=bt709"),) * guessed + (("format", "rgb24"),)


def _laid(frame: av.VideoFrame, chain: Sequence[Filter]) -> Graph:
    graph = Graph()
    nodes = [
        graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
        )
    ]
    nodes += [graph.add(name, args) if args else graph.add(name) for name, args in chain]
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    return graph
