"""Decode, change and encode a stretch of video in one pass, with bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import av

from generec.domain.errors import DataError, MediaError
from generec.media.chain import Change
from generec.media.decode import Reader, reason
from generec.media.encode import MUX, Pictures, Sound

_SAME_S = 0.005
"""Times nearer than this are one: frame times are rounded to their stream's clock."""
_LAST_STAYS_S = 1.0
_INDEXED = ("mov", "matroska", "webm")


@dataclass(frozen=True, slots=True)
class Look:
    """What is changed on the way: filters and painters on the picture in order, tempo, sound or none.

    `max_fps` thins frames out where a faster tempo would pack them closer.
    """

    filters: Sequence[Change] = ()
    speed: float = 1.0
    mute: bool = False
    max_fps: float = 60.0


class Rendered(NamedTuple):
    """What was made: length (s), size in pixels, how many frames, and whether it has sound."""

    duration_s: float
    width: int
    height: int
    frames: int
    has_audio: bool


def render(
    source: Path, target: Path, *, start_s: float = 0.0, end_s: float | None = None, look: Look | None = None
) -> Rendered:
    """Write the stretch of `source` from `start_s` to `end_s` to `target`, changed by `look`.

    The result is an MP4 that every browser plays: H.264 and AAC, upright, square pixels, even
    sizes, the source's own frame times, index first; the same input gives the same bytes. The
    first frame is the one on screen at `start_s`, and sound is cut to the sample. `target` is
    replaced at the end. Raises `MediaError` for a file without video or one that does not decode,
    `DataError` for a stretch outside it.
    """
    part = target.with_name(target.name + ".part")
    try:
        with Reader(source) as reader:
            start_s, end_s = stretch(reader, start_s, end_s)
            with av.open(str(part), "w", format="mp4", options=dict(MUX)) as writer:
                made = _Pass(reader, writer, look or Look(), start_s, end_s).run()
        part.replace(target)
    except av.FFmpegError as error:
        raise MediaError(f"{source.name}: cannot be rendered ({reason(error)})") from error
    finally:
        part.unlink(missing_ok=True)
    return made


def stretch(reader: Reader, start_s: float, end_s: float | None) -> tuple[float, float]:
    """The stretch within the file: an end beyond the video is the video's end. Raises `DataError`."""
    name = reader.path.name
    end = math.inf if end_s is None else end_s
    if not (math.isfinite(start_s) and start_s >= 0 and end > start_s):
        raise DataError(
            f"{name}: a window from {start_s} s to {end_s} s cannot be cut; it runs from 0 on, forwards",
            field="start_s",
        )
    length = reader.duration
    if length is None:
        return start_s, end
    first = reader.stream.start_time
    if first is not None and reader.stream.time_base:
        length += max(0.0, float(first * reader.stream.time_base) - reader.start)
    if start_s >= length:
        raise DataError(f"{name}: is {length:.2f} s long; no window starts at {start_s:g} s", field="start_s")
    return start_s, min(end, length)


def seek(reader: Reader, at_s: float) -> None:
    """Go to the keyframe at or before `at_s`; containers without an index are read from the start."""
    if at_s <= 0 or not reader.stream.time_base or reader.container_name not in _INDEXED:
        return
    at = int((at_s + reader.start) / reader.stream.time_base)
    try:
        reader.container.seek(at, stream=reader.stream, backward=True)
    except av.FFmpegError:
        with suppress(av.FFmpegError):
            reader.container.seek(0)


def sound_of(reader: Reader) -> Any:
    """The first sound stream that can be decoded, or None."""
    return next((s for s in reader.container.streams.audio if s.codec_context is not None), None)


class _Pass:
    """One pass over the packets of a stretch."""

    def __init__(self, reader: Reader, writer: Any, look: Look, start_s: float, end_s: float) -> None:
        self.reader, self.look = reader, look
        self.start_s, self.end_s = start_s, end_s
        self.pictures = Pictures(writer, source=reader.stream, changes=look.filters)
        self.source = None if look.mute else sound_of(reader)
        self.sound = self.source and Sound(
            writer,
            source=self.source,
            start_s=reader.start + start_s,
            end_s=reader.start + (end_s if math.isfinite(end_s) else start_s + 86_400.0),
            speed=look.speed,
            ready=lambda: self.pictures.frames > 0,
        )
        self.held: tuple[float, av.VideoFrame] | None = None
        self.next_s = 0.0

    def run(self) -> Rendered:
        """Everything, in the order of the packets."""
        seek(self.reader, self.start_s)
        streams = [s for s in (self.reader.stream, self.source) if s is not None]
        seen, heard = False, self.sound is None
        for packet in self.reader.container.demux(streams):
            if packet.stream is self.reader.stream:
                seen = seen or self._look_at(packet)
            elif not heard and self.sound:
                heard = any(map(self.sound.put, _decoded(packet)))
            if seen and heard:
                break
        self._finish(seen)
        width, height = self.pictures.size
        return Rendered(self.pictures.until_s, width, height, self.pictures.frames, self.sound is not None)

    def _look_at(self, packet: av.Packet) -> bool:
        """Encode what the packet shows; True when it lies behind the end.

        A frame is held back until the next one tells how long it stays.
        """
        for frame in _decoded(packet):
            if frame.time is None:
                continue
            at = float(frame.time) - self.reader.start
            if self.held and at > self.start_s + _SAME_S:
                self._encode(min(at, self.end_s))
            self.held = (at, frame)
            if at >= self.end_s - _SAME_S:
                return True
        return False

    def _encode(self, go_s: float) -> None:
        """Encode the held frame, which stays until `go_s` (s of the source)."""
        assert self.held
        at, frame = self.held
        come = max(0.0, at - self.start_s) / self.look.speed
        if come + _SAME_S >= self.next_s:
            self.pictures.put(frame, come, (go_s - self.start_s) / self.look.speed)
            self.next_s = come + (1 / self.look.max_fps if self.look.speed > 1 else 0.0)

    def _finish(self, seen: bool) -> None:
        if self.held and not seen:
            at, frame = self.held
            length = float((frame.duration or 0) * (frame.time_base or 0)) or 1 / (self.reader.fps or 25.0)
            last = max(at, self.start_s) + length
            # A last frame stays to the end of the video, unless a wrong header puts that far off.
            self._encode(self.end_s if self.end_s - last < _LAST_STAYS_S else min(last, self.end_s))
        if not self.pictures.frames:
            raise DataError(
                f"{self.reader.path.name}: shows nothing from {self.start_s:g} s to {self.end_s:g} s",
                field="start_s",
            )
        self.pictures.end()
        if self.sound:
            self.sound.end()


def _decoded(packet: av.Packet) -> Iterator[Any]:
    """What a packet holds; nothing where it is damaged, as players do."""
    with suppress(av.error.InvalidDataError):
        yield from packet.decode()
