"""Where a window can be cut without encoding, and the copy of its packets.

Times here are on the clock of the video stream, in its ticks (`pts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from generec.media.decode import Reader, seek, sound_of

SLACK_S = 0.1
LEAST_COPY_S = 1.0
_LOOK_BEYOND_S = 1.0
_IDR = 5

Streams = dict[int, Any]
"""A writer's streams by the index of the source's."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be cut without loss: pts of its first frame and of its end.

    `key` is the pts of the keyframe at or before `start`; `seam` the pts of the keyframe from
    which on packets are copied, or None where `start` itself is one. `packets` counts the video
    packets from `key` to the end, in the order of decoding. `start_s` and `end_s` are seconds as
    a player counts them.
    """

    start: int
    end: int
    key: int
    seam: int | None
    packets: int
    start_s: float
    end_s: float


def find(reader: Reader, start_s: float, end_s: float, *, sound: bool = True) -> Window | None:
    """The window that can be cut without loss near the asked one, or None."""
    stream = reader.stream
    if not _copyable(reader, sound) or not stream.time_base:
        return None
    tick = float(stream.time_base)
    seek(reader, start_s)
    pts, keys = _scan(reader, stop=(end_s + reader.start + _LOOK_BEYOND_S) / tick)
    if len(pts) == 0 or not keys or keys[0] != pts[0]:
        return None
    want, goal = (start_s + reader.start) / tick, (end_s + reader.start) / tick
    end, packets = _closed_end(pts, goal, tail=1 / (reader.fps or 25.0) / tick)
    if abs(end - goal) * tick > SLACK_S:
        return None
    order = np.sort(pts)
    shown = int(np.searchsorted(order, want + 0.005 / tick, side="right"))
    start = int(order[max(0, shown - 1)])
    seam = next((k for k in keys if k >= start), None)
    if (
        seam is None
        or abs(start - want) * tick > SLACK_S
        or (seam > start and (end - seam) * tick < LEAST_COPY_S)
    ):
        return None
    return Window(
        start=start,
        end=end,
        key=max(k for k in keys if k <= start),
        seam=None if seam == start else seam,
        packets=packets,
        start_s=max(0.0, start * tick - reader.start),
        end_s=end * tick - reader.start,
    )


def nal_types(data: bytes) -> Iterator[int]:
    """Types of the NAL units of an MP4 packet, whose lengths stand before them in four bytes."""
    at = 0
    while at + 4 < len(data):
        yield data[at + 4] & 31
        at += 4 + int.from_bytes(data[at : at + 4], "big")


def copied_streams(reader: Reader, writer: Any, *, sound: bool, header: bytes | None = None) -> Streams:
    """The writer's streams by the reader's stream index; `header` replaces the video's own."""
    video = writer.add_stream_from_template(reader.stream, opaque=True)
    if header:
        video.codec_context.extradata = header
    streams = {reader.stream.index: video}
    source = sound_of(reader) if sound else None
    if source:
        streams[source.index] = writer.add_stream_from_template(source, opaque=True)
    return streams


def moved(
    reader: Reader, window: Window, streams: Streams, *, first: int, begin: int | None = None
) -> Iterator[av.Packet]:
    """The video packets from the keyframe `first` to the window's end, and the sound beside them.

    `begin` is the decoding time of what was written before, if anything was.

    The first sound packet lies one before the first that is heard: decoders need it to swing in,
    and the edit list, which the writer makes of negative times, hides it.
    """
    tick, shift = reader.stream.time_base, window.start
    assert tick
    seek(reader, float(window.key * tick) - reader.start)
    left, begun = window.packets, False
    sources = [reader.container.streams[i] for i in streams]
    done = dict.fromkeys(streams, False)
    for packet in reader.container.demux(sources):
        if packet.pts is None or packet.dts is None:
            continue
        if all(done.values()):
            return
        index, time = packet.stream.index, packet.pts * packet.time_base
        if packet.stream is reader.stream:
            left -= 1
            begun = begun or packet.pts == first
            done[index] = left <= 0
            wanted, offset = begun and left >= 0, shift
            if begun and begin is None:
                begin = packet.dts - shift
            if left == 0 and begin is not None:
                # An MP4 is as long as its steps of decoding time; the last one must bring it to the end.
                packet.duration = max(1, window.end - packet.dts + begin)
        else:
            ends = time + 2 * (packet.duration or 0) * packet.time_base
            done[index] = time >= window.end * tick
            wanted = ends > shift * tick and not done[index]
            offset = round(shift * tick / packet.time_base)
        if wanted:
            packet.pts, packet.dts, packet.stream = packet.pts - offset, packet.dts - offset, streams[index]
            yield packet


def _copyable(reader: Reader, with_sound: bool) -> bool:
    """Whether an MP4 can hold the streams as they are: H.264 with its header apart, AAC or silence."""
    context, sound = reader.stream.codec_context, sound_of(reader) if with_sound else None
    header = context.extradata or b""
    return bool(
        context.name == "h264"
        and context.pix_fmt in ("yuv420p", "yuvj420p")
        and len(header) > 8
        and header[0] == 1
        and header[4] & 3 == 3
        and (sound is None or (sound.codec_context.name == "aac" and sound.codec_context.extradata))
    )


def _scan(reader: Reader, *, stop: float) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[int]]:
    """pts of video packets in order of decoding until `stop`, and of the keyframes that stand alone."""
    pts: list[int] = []
    keys: list[int] = []
    for packet in reader.container.demux(reader.stream):
        if packet.pts is None or packet.dts is None:
            continue
        if packet.is_keyframe and _IDR in nal_types(bytes(packet)):
            keys.append(packet.pts)
        pts.append(packet.pts)
        if packet.dts > stop:
            break
    return np.array(pts, np.int64), keys


def _closed_end(pts: np.ndarray[Any, np.dtype[np.int64]], goal: float, *, tail: float) -> tuple[int, int]:
    """The end nearest to `goal` before which no frame leans on a later one: (pts, packets before it)."""
    before = np.maximum.accumulate(pts)
    after = np.append(np.minimum.accumulate(pts[::-1])[::-1][1:], pts.max() + round(tail))
    closed = np.flatnonzero(before < after)
    best = closed[np.argmin(np.abs(after[closed] - goal))]
    return int(after[best]), int(best) + 1
