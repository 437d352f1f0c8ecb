"""What a media file is: kind, size as displayed, length, sound. By content, never by name."""

from __future__ import annotations

from itertools import islice, pairwise
from pathlib import Path

from generec.domain.errors import MediaError
from generec.domain.items import Kind
from generec.domain.record import Record
from generec.media.decode import Reader, turns, upright_size
from generec.media.pictures import open_picture, oriented_size
from generec.media.sniff import Sniffed, sniff

_PACKETS = 256
"""How many packets tell whether the frame rate varies."""


class Probe(Record):
    """A media file's facts.

    `width` and `height` are pixels as displayed: after `rotation` (0, 90, 180 or 270 degrees
    clockwise, from the file's metadata) and with square pixels. `fps` is the average;
    `variable_fps` says whether the first frames are unevenly spaced by more than a quarter.
    `n_frames` is what the header says, None where it does not. `duration_s` is 0 for pictures
    and text.
    """

    kind: Kind
    mime: str
    container: str = ""
    codec: str = ""
    pixel_format: str = ""
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    rotation: int = 0
    fps: float = 0.0
    variable_fps: bool = False
    has_audio: bool = False
    n_frames: int | None = None
    size_bytes: int = 0


def probe(path: Path) -> Probe:
    """Look at a file's header and first frame; nothing larger than that is read or held.

    A GIF or PNG of more than one frame is a video; of other animated pictures the first frame is
    taken as a picture. Raises `MediaError` in one line for whatever cannot be shown: an empty or
    damaged file, text under a media name, a video without frames, sound alone.
    """
    found = sniff(path)
    size = path.stat().st_size
    if found.kind == "text":
        return Probe(kind="text", mime=found.mime, size_bytes=size)
    if found.kind == "image":
        picture = _picture(path, found, size)
        if picture:
            return picture
    return _video(path, found, size)


def keyframes(path: Path) -> list[float]:
    """Seconds of the video's keyframes, ascending; demuxed, not decoded. Raises `MediaError`."""
    with Reader(path) as reader:
        for _ in reader.packets():
            pass
        return sorted(reader.keyframes)


def _picture(path: Path, found: Sniffed, size: int) -> Probe | None:
    with open_picture(path) as picture:
        frames = getattr(picture, "n_frames", 1) if found.container else 1
        if frames > 1:
            return None
        width, height, turn = oriented_size(picture)
        return Probe(
            kind="image",
            mime=found.mime,
            codec=(picture.format or "").lower(),
            pixel_format=picture.mode,
            width=width,
            height=height,
            rotation=turn,
            size_bytes=size,
        )


def _video(path: Path, found: Sniffed, size: int) -> Probe:
    with Reader(path, threads=1) as reader:
        _, frame = next(reader.frames())
        width, height = upright_size(reader.stream, frame)
        return Probe(
            kind="video",
            mime=found.mime,
            container=found.container,
            codec=reader.stream.codec_context.name,
            pixel_format=frame.format.name,
            duration_s=reader.own_duration or reader.duration or measured_duration(path),
            width=width,
            height=height,
            rotation=(4 - turns(frame)) % 4 * 90,
            fps=reader.fps,
            variable_fps=_varies(path),
            has_audio=bool(reader.container.streams.audio),
            n_frames=reader.stream.frames or None,
            size_bytes=size,
        )


def measured_duration(path: Path) -> float:
    """Length in seconds by the packets' own times, for files whose header does not say."""
    end = 0.0
    with Reader(path) as reader:
        scale, start = float(reader.stream.time_base), reader.start
        for packet in reader.packets():
            if packet.pts is not None:
                length = packet.duration * scale if packet.duration else 1 / (reader.fps or 25.0)
                end = max(end, packet.pts * scale - start + length)
    if end <= 0:
        raise MediaError(f"{path.name}: has no frames")
    return end


def _varies(path: Path) -> bool:
    with Reader(path) as reader:
        times = sorted(p.pts for p in islice(reader.packets(), _PACKETS) if p.pts is not None)
    steps = sorted(b - a for a, b in pairwise(times) if b > a)
    if len(steps) < 2:
        return False
    middle = steps[len(steps) // 2]
    return bool(steps[-1] - middle > 0.25 * middle or middle - steps[0] > 0.25 * middle)
