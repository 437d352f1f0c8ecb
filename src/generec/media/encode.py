"""The two ways into an MP4: pictures by H.264 and sound by AAC, each through a filter chain.

What is written plays in every browser (yuv420p, square pixels, upright) and is the same for the
same input: fixed threads, no program version and no time of writing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.filter import Graph

MUX = {"movflags": "+faststart", "fflags": "+bitexact"}
X264 = {"preset": "fast", "crf": "19", "g": "120", "x264-params": "mbtree=0"}
"""Without macroblock trees: with them libx264 gives other bytes from run to run."""
THREADS = 2
"""Fixed, because the encoder's result depends on it."""

_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000)
_BITEXACT = av.codec.context.Flags.bitexact

Filter = tuple[str, str]
"""A filter of libavfilter: its name and its arguments."""

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


class Pictures:
    """Frames in, packets out. The filters see upright frames with square pixels."""

    def __init__(
        self, writer: Any, *, source: Any, filters: Sequence[Filter], options: dict[str, str] | None = None
    ) -> None:
        self._writer, self._source, self._filters = writer, source, filters
        rate = source.average_rate or source.guessed_rate or Fraction(25)
        self.stream: Any = writer.add_stream("libx264", rate=rate, options={**X264, **(options or {})})
        self._context = self.stream.codec_context
        self._tick: Fraction = source.time_base
        if self._tick < Fraction(1, 1_000_000) or self._tick > Fraction(1, 100):
            self._tick = Fraction(1, 90_000)
        self.stream.time_base = self._context.time_base = self._tick
        self._context.thread_count = THREADS
        self._context.flags |= _BITEXACT
        self._graph: Graph | None = None
        self._shape: tuple[int, int, str] = (0, 0, "")
        self._lengths: dict[int, int] = {}
        self._last = -1
        self.frames = 0
        self.until_s = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of what is written."""
        return self.stream.width, self.stream.height

    def put(self, frame: av.VideoFrame, come_s: float, go_s: float) -> None:
        """Encode a frame that is on screen from `come_s` to `go_s` (s of the result)."""
        pts = max(round(come_s / self._tick), self._last + 1)
        if self._graph is None:
            self._lay(frame)
        if (frame.width, frame.height, frame.format.name) != self._shape:
            frame = frame.reformat(*self._shape)
        frame.pts, frame.time_base = pts, self._tick
        shown = self._filtered(frame)
        if not self.frames:
            self._set_up(shown)
        shown.pts, shown.time_base, shown.pict_type = pts, self._tick, 0
        self._lengths[pts] = max(round(go_s / self._tick) - pts, 1)
        self._last, self.until_s = pts, go_s
        self.frames += 1
        self._mux(self.stream.encode(shown))

    def end(self) -> None:
        """Write what the encoder still holds."""
        if self.frames:
            self._mux(self.stream.encode(None))

    def _mux(self, packets: Iterable[av.Packet]) -> None:
        for packet in packets:
            packet.duration = self._lengths.pop(packet.pts, 0)
            self._writer.mux(packet)

    def _lay(self, frame: av.VideoFrame) -> None:
        """Lay the filter graph for the first frame; later ones of another size are brought to it."""
        self._shape = (frame.width, frame.height, frame.format.name)
        chain: list[Filter] = []
        ratio = self._source.sample_aspect_ratio
        if ratio and ratio.numerator > 0 and ratio != 1 and 0.25 <= float(ratio) <= 4.0:
            chain.append(("scale", f"w={max(1, round(frame.width * float(ratio)))}:h={frame.height}"))
            chain.append(("setsar", "1"))
        chain += [*upright(frame), *self._filters, *_EVEN]
        chain.append(("scale", f"out_range=tv{':out_color_matrix=bt709' if frame.format.is_rgb else ''}"))
        chain.append(("format", "yuv420p"))
        graph = Graph()
        nodes = [
            graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=self._tick
            )
        ]
        nodes += [graph.add(name, args) if args else graph.add(name) for name, args in chain]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        self._graph, self._rgb = graph, frame.format.is_rgb
        self._colours = (frame.colorspace, frame.color_primaries, frame.color_trc)

    def _filtered(self, frame: av.VideoFrame) -> av.VideoFrame:
        assert self._graph is not None
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _set_up(self, shown: av.VideoFrame) -> None:
        """Set up the encoder by the first frame that leaves the graph."""
        self.stream.width, self.stream.height = shown.width, shown.height
        self.stream.pix_fmt = "yuv420p"
        space, primaries, curve = (1, 1, 1) if self._rgb else self._colours
        self._context.color_range = 1
        self._context.colorspace, self._context.color_primaries = space, primaries
        self._context.color_trc = curve


class Sound:
    """Sound in, packets out: cut to the sample, gaps filled, as long as the pictures."""

    def __init__(
        self,
        writer: Any,
        *,
        source: Any,
        start_s: float,
        end_s: float,
        speed: float,
        ready: Callable[[], bool],
    ) -> None:
        """`start_s` and `end_s` count on the file's own clock.

        Packets wait until `ready`: the file's head is written with the first of them, and must
        know the pictures' size.
        """
        self._writer, self._source = writer, source
        self._span, self._speed = (start_s, end_s), speed
        rate = source.codec_context.sample_rate or 48000
        self._rate = rate if rate in _AAC_RATES else 48000
        self._layout = "mono" if source.codec_context.channels == 1 else "stereo"
        self.stream: Any = writer.add_stream("aac", rate=self._rate, bit_rate=_bit_rate(self._layout))
        self.stream.layout = self._layout
        self.stream.codec_context.flags |= _BITEXACT
        self._graph: Graph | None = None
        self._ready, self._waiting = ready, list[av.Packet]()

    def put(self, frame: av.AudioFrame) -> bool:
        """Take a decoded frame; True when it lies behind the end."""
        if frame.pts is None or frame.time_base is None:
            return False
        if float(frame.pts * frame.time_base) >= self._span[1]:
            return True
        if self._graph is None:
            self._lay(frame.sample_rate, frame.format.name, frame.layout.name, frame.time_base)
        assert self._graph is not None
        self._graph.push(frame)
        self._mux(self._pull())
        return False

    def end(self) -> None:
        """Fill up with silence and write what the encoder still holds."""
        if self._graph is None:
            context = self._source.codec_context
            self._lay(context.sample_rate, context.format.name, context.layout.name, self._source.time_base)
        assert self._graph is not None
        self._graph.push(None)
        self._mux(self._pull())
        self._mux_packets(self.stream.encode(None))

    def _lay(self, rate: int, sample: str, layout: str, tick: Fraction) -> None:
        start_s, end_s = self._span
        length = (end_s - start_s) / self._speed
        chain: list[Filter] = [
            ("atrim", f"start={start_s:.6f}:end={end_s:.6f}"),
            ("asetpts", f"PTS-{start_s:.6f}/TB"),
            *_tempo(self._speed),
            ("aresample", f"{self._rate}:async=1:first_pts=0"),
            ("apad", f"whole_dur={length:.6f}"),
            ("atrim", f"end={length:.6f}"),
            ("aformat", f"sample_fmts=fltp:channel_layouts={self._layout}"),
        ]
        graph = Graph()
        nodes = [graph.add_abuffer(sample_rate=rate, format=sample, layout=layout, time_base=tick)]
        nodes += [graph.add(name, args) for name, args in chain]
        graph.link_nodes(*nodes, graph.add("abuffersink")).configure()
        graph.set_audio_frame_size(1024)
        self._graph = graph

    def _pull(self) -> Iterator[av.AudioFrame]:
        assert self._graph is not None
        while True:
            try:
                frame = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            yield frame

    def _mux(self, frames: Iterable[av.AudioFrame]) -> None:
        for frame in frames:
            self._mux_packets(self.stream.encode(frame))

    def _mux_packets(self, packets: Iterable[av.Packet]) -> None:
        self._waiting.extend(packets)
        if self._ready():
            for packet in self._waiting:
                self._writer.mux(packet)
            self._waiting.clear()


def _tempo(speed: float) -> list[Filter]:
    """Tempo in steps of at most 2, where the filter keeps every sample and the pitch."""
    steps: list[Filter] = []
    while speed > 2.0:
        steps.append(("atempo", "2.0"))
        speed /= 2.0
    while speed < 0.5:
        steps.append(("atempo", "0.5"))
        speed /= 0.5
    return [*steps, ("atempo", f"{speed:.6f}")] if speed != 1.0 else steps


def _bit_rate(layout: str) -> int:
    return 96_000 if layout == "mono" else 160_000
