"""The two ways into an MP4: pictures by H.264 and sound by AAC.

What is written plays in every browser (yuv420p, square pixels, upright) and is the same for the
same input: fixed threads, no program version and no time of writing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import av

from generec.media.decode import Reader
from generec.media.samples import Block, Form, frame_of
from generec.media.shown import Shown
from generec.media.watermark import Watermark
from generec.media.watermark.place import on_frame

MUX = {"movflags": "+faststart", "fflags": "+bitexact"}
X264 = {"preset": "fast", "crf": "19", "g": "120", "x264-params": "mbtree=0"}
"""Without macroblock trees: with them libx264 gives other bytes from run to run."""
QUICK = {**X264, "preset": "superfast", "crf": "21"}
"""For what a painter has drawn: a third of the time, no larger, 4 dB further off: at 41 to 44 dB."""
AAC = {"aac_pns": "0"}
"""Without noise in the place of bands: it made single clicks up to three times as loud as they were."""
THREADS = 2
"""Fixed, because the encoder's result depends on it."""

_BITEXACT = av.codec.context.Flags.bitexact
_SHORTEST, _LONGEST = Fraction(1, 1_000_000), Fraction(1, 100)
_USUAL = Fraction(1, 90_000)


def tick_of(reader: Reader) -> Fraction:
    """The clock of the result: the source's own, unless it is too coarse or too fine for an MP4."""
    tick = reader.stream.time_base
    return tick if tick and _SHORTEST <= tick <= _LONGEST else _USUAL


def rate_of(reader: Reader) -> Fraction:
    """Frames a second of a source, about."""
    return reader.stream.average_rate or reader.stream.guessed_rate or Fraction(25)


class Pictures:
    """Frames in, packets out."""

    def __init__(
        self, writer: Any, *, rate: Fraction, tick: Fraction, watermark: Watermark | None = None
    ) -> None:
        """`rate` is about how many frames a second there will be, `tick` the clock they are timed by.

        `watermark` is put into every frame, last of all.
        """
        self.stream: Any = writer.add_stream("libx264", rate=rate)
        self._context = self.stream.codec_context
        self._tick = tick
        self._watermark = watermark
        self.stream.time_base = self._context.time_base = self._tick
        self._context.thread_count = THREADS
        self._context.flags |= _BITEXACT
        self._lengths: dict[int, int] = {}
        self.frames = 0
        self.until_s = 0.0
        self.done = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of what is written."""
        return self.stream.width, self.stream.height

    def packets(self, shown: Iterable[Shown]) -> Iterator[av.Packet]:
        """The encoded frames, in the order of decoding."""
        return until(self._encoded(shown), lambda: round(self.until_s / self._tick), stream=self.stream)

    def _encoded(self, shown: Iterable[Shown]) -> Iterator[av.Packet]:
        last = -1
        for frame, come_s, go_s, colours, painted in shown:
            pts = max(round(come_s / self._tick), last + 1)
            if not self.frames:
                self._set_up(frame, colours, QUICK if painted else X264)
            elif (frame.width, frame.height) != self.size:
                frame = frame.reformat(*self.size)
            if self._watermark:
                frame = on_frame(frame, self._watermark)
            frame.pts, frame.time_base, frame.pict_type = pts, self._tick, 0
            self._lengths[pts] = max(round(go_s / self._tick) - pts, 1)
            last, self.until_s = pts, go_s
            self.frames += 1
            yield from self._timed(self.stream.encode(frame))
        self.done = True
        yield from self._timed(self.stream.encode(None))

    def _timed(self, packets: Iterable[av.Packet]) -> Iterator[av.Packet]:
        for packet in packets:
            packet.duration = self._lengths.pop(packet.pts, 0)
            yield packet

    def _set_up(self, shown: av.VideoFrame, colours: tuple[int, int, int], options: dict[str, str]) -> None:
        """Set up the encoder by the first frame."""
        self._context.options = dict(options)
        self.stream.width, self.stream.height = shown.width, shown.height
        self.stream.pix_fmt = "yuv420p"
        self._context.color_range = 1
        self._context.colorspace, self._context.color_primaries, self._context.color_trc = colours


class Sound:
    """Blocks of sound in, packets out."""

    def __init__(self, writer: Any, form: Form) -> None:
        self._form = form
        self.stream: Any = writer.add_stream("aac", rate=form.rate, bit_rate=form.bit_rate, options=AAC)
        self.stream.layout = form.layout
        self.stream.codec_context.flags |= _BITEXACT

    def packets(self, blocks: Iterable[Block]) -> Iterator[av.Packet]:
        """The encoded blocks, which follow on each other from the result's start."""
        done = 0
        for block in blocks:
            frame = frame_of(block, self._form, done)
            done += len(block)
            yield from self.stream.encode(frame)
        if done:
            yield from self.stream.encode(None)


def until(packets: Iterable[av.Packet], end: Callable[[], int], *, stream: Any) -> Iterator[av.Packet]:
    """The packets, in the order of decoding, with what of `stream` is shown last staying until `end()` ticks.

    Players take the shorter of two lengths: that of the edit list, up to which the last frame is shown, and
    the sum of the steps of decoding times. The last packet, which need not be of the last frame shown,
    is given what makes the shorter one right.
    """
    held: av.Packet | None = None
    begin = 0
    for packet in packets:
        if packet.stream is not stream:
            yield packet
            continue
        if held is None:
            begin = packet.dts or 0
        else:
            yield held
        held = packet
    if held is not None:
        last = end()
        held.duration = max(1, last - (held.dts or 0) + begin, last - (held.pts or 0))
        yield held


def merged(pictures: Iterator[av.Packet], sound: Iterator[av.Packet]) -> Iterator[av.Packet]:
    """The packets of both in the order of time, so that neither waits long for the other."""
    seen = next(pictures, None)
    heard = next(sound, None)
    while seen or heard:
        if heard is None or (seen is not None and _time(seen) <= _time(heard)):
            assert seen
            yield seen
            seen = next(pictures, None)
        else:
            yield heard
            heard = next(sound, None)


def _time(packet: av.Packet) -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(1))
