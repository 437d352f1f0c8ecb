"""The two ways into an MP4: pictures by H.264 and sound by AAC, each through a chain of changes.

What is written plays in every browser (yuv420p, square pixels, upright) and is the same for the
same input: fixed threads, no program version and no time of writing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
from av.filter import Graph

from generec.media.chain import Chain, Change, Colours, Filter

MUX = {"movflags": "+faststart", "fflags": "+bitexact"}
X264 = {"preset": "fast", "crf": "19", "g": "120", "x264-params": "mbtree=0"}
"""Without macroblock trees: with them libx264 gives other bytes from run to run."""
THREADS = 2
"""Fixed, because the encoder's result depends on it."""

_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000)
_BITEXACT = av.codec.context.Flags.bitexact


class Pictures:
    """Frames in, packets out. The changes see upright frames with square pixels."""

    def __init__(
        self, writer: Any, *, source: Any, changes: Sequence[Change], options: dict[str, str] | None = None
    ) -> None:
        self._writer, self._source, self._changes = writer, source, changes
        rate = source.average_rate or source.guessed_rate or Fraction(25)
        self.stream: Any = writer.add_stream("libx264", rate=rate, options={**X264, **(options or {})})
        self._context = self.stream.codec_context
        self._tick: Fraction = source.time_base
        if self._tick < Fraction(1, 1_000_000) or self._tick > Fraction(1, 100):
            self._tick = Fraction(1, 90_000)
        self.stream.time_base = self._context.time_base = self._tick
        self._context.thread_count = THREADS
        self._context.flags |= _BITEXACT
        self._chain: Chain | None = None
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
        if self._chain is None:
            self._chain = Chain(frame, ratio=self._source.sample_aspect_ratio, changes=self._changes)
        shown = self._chain(frame, pts=pts, tick=self._tick)
        if not self.frames:
            self._set_up(shown, self._chain.colours)
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

    def _set_up(self, shown: av.VideoFrame, colours: Colours) -> None:
        """Set up the encoder by the first frame that leaves the chain."""
        self.stream.width, self.stream.height = shown.width, shown.height
        self.stream.pix_fmt = "yuv420p"
        self._context.color_range = 1
        self._context.colorspace, self._context.color_primaries, self._context.color_trc = colours


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
