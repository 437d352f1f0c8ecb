"""What happens to a picture between decoder and encoder: filters and painters, in order.

Filters are libavfilter's and stay in its own colours. A painter is a function of RGB pictures that
may remember earlier ones; moving crops and overlays work on the planes as they are. A chain of filters
alone is one filter graph; else there is a graph up to each of the others, and one behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

import av
import numpy as np
from av.filter import Graph

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.media.crop import Crop
from generec.media.easel import Easel
from generec.media.fitted import Fitted
from generec.media.overlay import Laying, Overlay
from generec.media.tone import tone_of

Filter = tuple[str, str]
"""A filter of libavfilter: its name and its arguments."""


class Unfit(MediaError):
    """Filters do not take a picture."""


class Painter(Protocol):
    """Repaints the frames of one video, which come in order."""

    def __call__(self, image: Image, *, at_s: float) -> Image:
        """The repainted frame: (height, width, 3) RGB of the same size; `at_s` counts in the result."""
        ...


@dataclass(frozen=True, slots=True)
class InSource:
    """What gives a new painter whose `at_s` is the time of the frame in the source, not in the result.

    For what was planned on the source's clock, such as tracks. Where stretches are joined, that
    time jumps, and each stretch has a painter of its own.
    """

    make: Callable[[], Painter]


Change = Filter | Crop | Fitted | InSource | Callable[[], Painter | Overlay]
"""A filter, a crop that may move, a fit into another frame, or what gives a new painter or overlay.

Painters and overlays are made anew for each stretch of a pass. Overlays are much quicker: they stay
in the video's colours, and touch only what they cover.
"""

Colours = tuple[int, int, int]
"""Matrix, primaries and transfer curve, as libav numbers them."""

_GBR, _BT709, _UNKNOWN, _SMPTE170M = 0, 1, 2, 6
_LIMITED, _FULL = 1, 2
_HD_LINES = 720
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"}
"""The matrices that can be converted, by their number in ITU-T H.273."""

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
_PLANAR: Final = frozenset(("hue",))
"""Filters that refuse RGB of odd sizes, as photos often have them."""
_RGB: Filter = ("format", "pix_fmts=rgb24:color_spaces=gbr:color_ranges=pc")


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
    colours as in `colours`; high dynamic range is brought to BT.709. Painters get and give RGB.
    """

    def __init__(self, frame: av.VideoFrame, *, ratio: Fraction | None, changes: Sequence[Change]) -> None:
        """`ratio` is the width of a pixel to its height, where the file tells it."""
        self._shape = (frame.width, frame.height, frame.format.name)
        first: list[Filter] = []
        if ratio and ratio.numerator > 0 and ratio != 1 and 0.25 <= float(ratio) <= 4.0:
            first.append(("scale", f"w={max(1, round(frame.width * float(ratio)))}:h={frame.height}"))
            first.append(("setsar", "1"))
        self._filters: list[list[Filter]] = [[*first, *upright(frame)]]
        self._stages: list[_Stage] = []
        self.painted = False
        self._tone = tone_of(frame)
        self._matrix = _BT709 if self._tone else matrix_of(frame)
        spaces = f"color_spaces={_MATRICES[self._matrix]}:color_ranges=tv"
        planes = (*_EVEN, ("format", f"pix_fmts=yuv420p:{spaces}"))
        for change in changes:
            if isinstance(change, tuple):
                self._filters[-1] += [*(_EVEN if change[0] in _PLANAR else ()), change]
                continue
            made = change if isinstance(change, Crop | Fitted | InSource) else change()
            if isinstance(made, Crop | Fitted | Overlay):
                self._filters[-1] += planes
                self._add(_overlaid(made) if isinstance(made, Overlay) else _cropped(made), then=[])
            else:
                self._filters[-1] += _EVEN
                shrink, enlarge = list[Filter](), list[Filter]()
                if isinstance(made, Easel):
                    self._add(_measured(made, shrink, enlarge), then=shrink)
                self._filters[-1].append(_RGB)
                self._add(_painted(made), then=enlarge)
                self.painted |= not isinstance(made, InSource)
        self._filters[-1] += planes
        self._graphs: list[Graph | None] = [None] * len(self._filters)
        self.colours: Colours = (_BT709, _BT709, _BT709)
        if not (frame.format.is_rgb or self._tone):
            self.colours = self._matrix, int(frame.color_primaries), int(frame.color_trc)

    def __call__(
        self, frame: av.VideoFrame, *, pts: int, tick: Fraction, source_s: float = 0.0
    ) -> av.VideoFrame:
        """The changed frame, shown at `pts` ticks of the result; in the source it is of `source_s`.

        Raises `Unfit` where the filters refuse it.
        """
        if (frame.width, frame.height, frame.format.name) != self._shape:
            frame = frame.reformat(*self._shape)
        if self._tone:
            frame.pts, frame.time_base = pts, tick
            frame = self._tone(frame)
        for place, stage in enumerate(self._stages):
            frame = stage(self._filtered(place, frame, pts, tick), float(pts * tick), source_s)
        return self._filtered(len(self._stages), frame, pts, tick)

    def _add(self, stage: _Stage, *, then: list[Filter]) -> None:
        """A stage, and the filters behind it."""
        self._stages.append(stage)
        self._filters.append(then)

    def _filtered(self, place: int, frame: av.VideoFrame, pts: int, tick: Fraction) -> av.VideoFrame:
        frame.pts, frame.time_base = pts, tick
        _name(frame, self._matrix)
        graph = self._graphs[place]
        try:
            if graph is None:
                graph = self._graphs[place] = _laid(frame, self._filters[place])
            graph.vpush(frame)
            return graph.vpull()
        except av.FFmpegError as error:
            names = ", ".join(name for name, _ in self._filters[place])
            raise Unfit(
                f"a picture of {frame.width} x {frame.height} cannot go through {names}: {error.strerror}"
            ) from error


_Stage = Callable[[av.VideoFrame, float, float], av.VideoFrame]
"""From a frame, its time in the result and its time in the source to the next frame."""


def _measured(easel: Easel, shrink: list[Filter], enlarge: list[Filter]) -> _Stage:
    """Scales to where an easel paints, and back, in the filters around it, once a frame tells the size.

    They change colours and size in one step, which is cheaper than one after the other.
    """
    known = False

    def stage(frame: av.VideoFrame, _: float, __: float) -> av.VideoFrame:
        nonlocal known
        size = frame.width, frame.height
        if not known and (small := easel.working(*size)) != size:
            shrink.insert(0, _scaled(*small))
            enlarge.insert(0, _scaled(*size))
        known = True
        return frame

    return stage


def _scaled(width: int, height: int) -> Filter:
    return "scale", f"w={width}:h={height}:flags=bicubic"


def _painted(change: InSource | Painter) -> _Stage:
    in_source = isinstance(change, InSource)
    painter = change.make() if isinstance(change, InSource) else change

    def stage(frame: av.VideoFrame, at_s: float, source_s: float) -> av.VideoFrame:
        image = frame.to_ndarray(format="rgb24")
        del frame  # at 4K each of these takes 25 MB
        image = np.ascontiguousarray(painter(image, at_s=source_s if in_source else at_s))
        return av.VideoFrame.from_ndarray(image, format="rgb24")

    return stage


def _cropped(crop: Crop | Fitted) -> _Stage:
    return lambda frame, _, source_s: crop(frame, source_s=source_s)


def _overlaid(overlay: Overlay) -> _Stage:
    lay = Laying()

    def stage(frame: av.VideoFrame, at_s: float, _: float) -> av.VideoFrame:
        return lay(frame, overlay.patches(frame.width, frame.height, at_s=at_s))

    return stage


def matrix_of(frame: av.VideoFrame) -> int:
    """The number of a frame's matrix; as players do, one that is not named is that of its size's time."""
    if frame.format.is_rgb:
        return _BT709
    named = int(frame.colorspace)
    return named if named in _MATRICES else _BT709 if frame.height >= _HD_LINES else _SMPTE170M


def _name(frame: av.VideoFrame, matrix: int) -> None:
    """Put on a frame what its numbers mean, so that every conversion on the way is the right one."""
    full = frame.format.is_rgb or frame.format.name.startswith("yuvj") or int(frame.color_range) == _FULL
    frame.color_range = _FULL if full else _LIMITED
    frame.colorspace = _GBR if frame.format.is_rgb else matrix
    # Primaries and curve go past the filters: these would refuse those they do not know.
    frame.color_primaries = frame.color_trc = _UNKNOWN


def _laid(frame: av.VideoFrame, chain: Sequence[Filter]) -> Graph:
    graph = Graph()
    source = graph.add(
        "buffer",
        f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base={frame.time_base}"
        f":colorspace={int(frame.colorspace)}:range={int(frame.color_range)}",
    )
    nodes = [graph.add(name, args) if args else graph.add(name) for name, args in chain]
    graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()
    return graph
