"""One open video: its frames in order, upright, with their times."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.media.sniff import sniff
from generec.media.tone import HLG, PQ, Tone, tone_of

MAX_FRAME_PIXELS = 36_000_000
"""Videos with larger frames are refused: 8K is 33 million pixels."""

MAX_THREADS = 4
INDEXED = ("mov", "matroska", "webm")
"""Containers in which one can go to a moment."""
SAME_S = 0.005
"""Times nearer than this are one: frame times are rounded to their stream's clock."""
_TAG = re.compile(r"^(\d+):(\d\d):(\d\d(?:\.\d+)?)")


class Reader:
    """A video file open for reading, as a context manager.

    `start` is the file's own first moment: all times are seconds since then, as a player shows
    them. `duration` is what the header says, or None; `keyframes` fills while frames are read.
    Raises `MediaError` when the file is no video, or has sound only.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        found = sniff(path)
        if not found.container:
            raise MediaError(f"{path.name}: is {found.mime}, not a video")
        self.path = path
        self.container_name = found.container
        self.keyframes: list[float] = []
        self.end = 0.0
        self.n_frames = 0
        self._reformatters: dict[tuple[int, int], VideoReformatter] = {}
        self._tone: Tone | None = None
        try:
            # A named format and a closed list of protocols: a file cannot make us open another one.
            self.container = av.open(
                f"file:{path.resolve()}", format=found.container, options={"protocol_whitelist": "file"}
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaError(f"{path.name}: cannot be opened as video ({reason(error)})") from error
        try:
            self._choose_stream(threads)
        except MediaError:
            self.container.close()
            raise

    def _choose_stream(self, threads: int | None) -> None:
        streams = [s for s in self.container.streams.video if not s.disposition & s.disposition.attached_pic]
        if not streams:
            sound = "has sound but no pictures" if self.container.streams.audio else "has no pictures"
            raise MediaError(f"{self.path.name}: {sound}")
        self.stream = streams[0]
        context = self.stream.codec_context
        if context is None:
            raise MediaError(f"{self.path.name}: its video codec is not known here; convert it to H.264")
        if context.width * context.height > MAX_FRAME_PIXELS:
            raise MediaError(
                f"{self.path.name}: frames of {context.width} x {context.height} are too large; "
                f"at most {MAX_FRAME_PIXELS:,} pixels"
            )
        context.thread_type = "AUTO"
        context.thread_count = threads or min(os.cpu_count() or 1, MAX_THREADS)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.container.close()

    @property
    def start(self) -> float:
        """Seconds on the file's clock at which it begins."""
        begin = self.container.start_time
        if begin is not None:
            return float(begin / av.time_base)
        own = self.stream.start_time
        return float(own * self.stream.time_base) if own is not None else 0.0

    @property
    def own_duration(self) -> float | None:
        """Length of the pictures in seconds by the header; None where it gives only the whole file's."""
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        told = _TAG.match(self.stream.metadata.get("DURATION", ""))
        if told:
            hours, minutes, seconds = told.groups()
            return int(hours) * 3600 + int(minutes) * 60 + float(seconds) or None
        return None if self.container.streams.audio else self.duration

    @property
    def duration(self) -> float | None:
        """Length in seconds by the header, of the pictures where known, else of the whole file."""
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        if self.container.duration and self.container.duration > 0:
            return float(self.container.duration / av.time_base)
        return None

    @property
    def fps(self) -> float:
        """Average frames a second by the header; 0 where it does not say."""
        rate = self.stream.average_rate or self.stream.guessed_rate
        return float(rate) if rate else 0.0

    def packets(self) -> Iterator[av.Packet]:
        """The packets of the pictures; noting keyframes on the way. A broken end ends it."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                yield from self._flush()
                return
            if packet.is_keyframe and packet.pts is not None:
                self.keyframes.append(self._seconds(packet.pts))
            yield packet

    def _flush(self) -> Iterator[av.Packet]:
        yield av.Packet(0)

    def frames(self) -> Iterator[tuple[float, VideoFrame]]:
        """(seconds, frame) in order of display; packets that cannot be decoded are passed over.

        Raises `MediaError` at the end when nothing could be decoded at all.
        """
        last, problem = -1.0, "no frame in it"
        for packet in self.packets():
            try:
                decoded = self.stream.codec_context.decode(packet if packet.size else None)
            except av.FFmpegError as error:
                problem = reason(error)
                continue
            for frame in decoded:
                time = self._seconds(frame.pts) if frame.pts is not None else last + 1 / (self.fps or 25.0)
                if time <= last:
                    continue
                last = time
                self.n_frames += 1
                self.end = time + self._length(frame)
                yield time, frame
        if not self.n_frames:
            raise MediaError(f"{self.path.name}: no frame can be decoded ({problem})")

    def rgb(self, frame: VideoFrame, *, longest: int | None = None) -> Image:
        """The frame as (height, width, 3) RGB, square pixels, upright; at most `longest` a side."""
        width, height = square(self.stream, frame)
        if max(width, height) > MAX_FRAME_PIXELS // max(1, min(width, height)):
            raise MediaError(f"{self.path.name}: a frame of {width} x {height} is too large")
        if longest and max(width, height) > longest:
            scale = longest / max(width, height)
            width, height = max(1, round(width * scale)), max(1, round(height * scale))
        shrinks = width * 2 <= frame.width
        quarter = turns(frame)
        if int(frame.color_trc) in (PQ, HLG):
            self._tone = self._tone or tone_of(frame)
            frame = self._tone(frame) if self._tone else frame
        # one for each size: making its tables anew at every other size costs more than the scaling
        to_size = self._reformatters.setdefault((width, height), VideoReformatter())
        plain = to_size.reformat(
            frame,
            width,
            height,
            "rgb24",
            interpolation=Interpolation.AREA if shrinks else Interpolation.BICUBIC,
        )
        return np.ascontiguousarray(np.rot90(plain.to_ndarray(), quarter))

    def _seconds(self, pts: int) -> float:
        return max(0.0, float(pts * self.stream.time_base) - self.start)

    def _length(self, frame: VideoFrame) -> float:
        if frame.duration and frame.time_base:
            return float(frame.duration * frame.time_base)
        return 1 / (self.fps or 25.0)


def seek(reader: Reader, at_s: float) -> bool:
    """Go to the keyframe that is shown at or before `at_s`; whether it could.

    Containers go by the order of decoding, in which a keyframe stands before frames that are shown
    ahead of it (open groups of pictures): where that is found, one keyframe further back. Containers
    without an index are read from the start.
    """
    tick = reader.stream.time_base
    if at_s <= 0 or not tick or reader.container_name not in INDEXED:
        return False
    wanted = aim = round((at_s + reader.start) / tick)
    found: int | None = None
    try:
        while True:
            reader.container.seek(aim, stream=reader.stream, backward=True)
            first = next((p for p in reader.container.demux(reader.stream) if p.dts is not None), None)
            reader.container.seek(aim, stream=reader.stream, backward=True)
            if first is None or first.pts is None or first.pts <= wanted or first.dts == found:
                return True
            found = first.dts
            aim = min(aim, first.dts) - 1
    except av.FFmpegError:
        with suppress(av.FFmpegError):
            reader.container.seek(0)
        return True


def frames_from(reader: Reader, at_s: float) -> Iterator[tuple[float, VideoFrame]]:
    """(seconds, frame) in order of display, from the one on screen at `at_s` or one before on.

    Behind a keyframe that does not stand alone decoders show nothing until they have all of a picture
    (one that is refreshed strip by strip): then it is read from a keyframe further back.
    Raises `MediaError` when nothing can be decoded.
    """
    back, tried = at_s, -1.0
    while True:
        known = len(reader.keyframes)
        went = seek(reader, back)
        frames = reader.frames()
        try:
            first = next(frames)
        except MediaError:
            if not went:
                raise
            first = None
        key = next(iter(reader.keyframes[known:]), 0.0)
        if first is not None and (not went or first[0] <= at_s + SAME_S or key == tried or key <= SAME_S):
            yield first
            yield from frames
            return
        if first is None and (key == tried or key <= SAME_S):
            raise MediaError(f"{reader.path.name}: no frame can be decoded at {at_s:.2f} s")
        tried, back = key, key - SAME_S


def sound_of(reader: Reader) -> Any:
    """The sound that players choose: the default stream, or the first, of those known here; or None."""
    known = [s for s in reader.container.streams.audio if s.codec_context is not None]
    marked = [s for s in known if s.disposition & s.disposition.default]
    return next(iter(marked or known), None)


def turns(frame: VideoFrame) -> int:
    """Quarter turns, counterclockwise, that bring the frame upright."""
    return round((frame.rotation or 0) / 90) % 4


def square(stream: av.VideoStream, frame: VideoFrame) -> tuple[int, int]:
    """(width, height) of the frame with square pixels, before it is turned upright."""
    ratio = stream.sample_aspect_ratio
    if ratio and ratio.numerator > 0 and 0.25 <= float(ratio) <= 4.0:
        return max(1, round(frame.width * float(ratio))), int(frame.height)
    return int(frame.width), int(frame.height)


def upright_size(stream: av.VideoStream, frame: VideoFrame) -> tuple[int, int]:
    """(width, height) of the frame as it is displayed."""
    width, height = square(stream, frame)
    return (height, width) if turns(frame) % 2 else (width, height)


def reason(error: BaseException) -> str:
    """An error of libav in a few words."""
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
