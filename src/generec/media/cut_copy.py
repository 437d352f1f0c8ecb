"""Where a window can be cut without encoding, and the copy of its packets.

Times here are on the clock of the video stream, in its ticks (`pts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from generec.media.decode import SAME_S, Reader, seek, sound_of

LATE_S = 0.1
"""A first picture may come so much after the file's first moment; it is then shown from there on."""
LEAST_COPY_S = 1.0
_LOOK_BEYOND_S = 1.0
_IDR = 5

Streams = dict[int, Any]
"""A writer's streams by the index of the source's."""
Ticks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be cut without loss, to the tick: all but its ends is copied.

    It runs from `start` to `end`. `first` is the pts of the frame on screen at its start, which is
    shown from `start` on, and `key` that of the keyframe at or before it. From the keyframe `seam` on
    packets are copied; None where `first` itself is one. They end before the frame `tail`, from which on
    frames lean on what comes behind the end; None where they reach it. `packets` counts the video
    packets from `key` to the last that is copied, whose decoding time is `last`; `tail_key` is the pts
    of the keyframe at or before the tail. `start_s` and `end_s` are seconds as a player counts them.
    """

    start: int
    end: int
    first: int
    key: int
    seam: int | None
    tail: int | None
    tail_key: int
    packets: int
    last: int
    start_s: float
    end_s: float


class _Index(NamedTuple):
    """pts and dts of video packets in order of decoding, and pts of the keyframes that stand alone."""

    pts: Ticks
    dts: Ticks
    keys: list[int]


def find(reader: Reader, start_s: float, end_s: float, *, sound: bool = True) -> Window | None:
    """The window that can be cut without loss, or None."""
    if not _copyable(reader, sound) or not reader.stream.time_base:
        return None
    tick = float(reader.stream.time_base)
    same = SAME_S / tick
    seek(reader, start_s)
    start, end = round((start_s + reader.start) / tick), round((end_s + reader.start) / tick)
    index = _scan(reader, stop=end + _LOOK_BEYOND_S / tick)
    if index is None or not index.keys:
        return None
    order = np.sort(index.pts)
    first = int(order[max(0, int(np.searchsorted(order, start + same, side="right")) - 1)])
    if not index.keys[0] == index.pts[0] <= first:
        return None
    count = int(np.searchsorted(order, end - same))
    seam = next((k for k in index.keys if k >= first), None)
    copied = _closed(index.pts, count)
    if seam is None or not copied or order[count - 1] < first or not _fits(index, start, end, first, tick):
        return None
    tail = None if copied == count else int(order[copied])
    if (seam > first or tail is not None) and (end if tail is None else tail) - seam < LEAST_COPY_S / tick:
        return None
    key = max(k for k in index.keys if k <= first)
    return Window(
        start=start,
        end=end,
        first=first,
        key=key,
        seam=None if seam == first else seam,
        tail=tail,
        tail_key=max(k for k in index.keys if k <= (seam if tail is None else tail)),
        packets=copied - int(np.flatnonzero(index.pts == key)[0]),
        last=int(index.dts[copied - 1]),
        start_s=start * tick - reader.start,
        end_s=end * tick - reader.start,
    )


def _fits(index: _Index, start: int, end: int, first: int, tick: float) -> bool:
    """Whether the first frame can be shown from `start` on, and the last one until `end`."""
    late = first - start
    decoded = int(index.dts[np.flatnonzero(index.pts == first)[0]])
    usual = float(np.median(np.diff(np.sort(index.pts)))) if len(index.pts) > 1 else 0.0
    return (
        late * tick <= LATE_S
        and (late <= SAME_S / tick or decoded <= start)
        and end - int(index.pts.max()) <= usual + LATE_S / tick
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


def moved(reader: Reader, window: Window, streams: Streams) -> Iterator[av.Packet]:
    """The video packets that are copied, and the sound beside them, on the window's clock.

    The first sound packet lies one before the first that is heard: decoders need it to swing in,
    and the edit list, which the writer makes of negative times, hides it.
    """
    tick = reader.stream.time_base
    assert tick
    seek(reader, float(window.key * tick) - reader.start)
    from_here = window.first if window.seam is None else window.seam
    left, counted, begun = window.packets, False, False
    sources = [reader.container.streams[i] for i in streams]
    done = dict.fromkeys(streams, False)
    for packet in reader.container.demux(sources):
        if packet.pts is None or packet.dts is None:
            continue
        if all(done.values()):
            return
        index, time = packet.stream.index, packet.pts * packet.time_base
        if packet.stream is reader.stream:
            counted = counted or packet.pts == window.key
            left -= counted
            begun = begun or packet.pts == from_here
            done[index] = left <= 0
            wanted, offset = begun and left >= 0, window.start
            packet.duration = min(packet.duration or 0, max(1, window.end - packet.pts))
            if packet.pts == window.first:
                packet.pts = window.start
        else:
            ends = time + 2 * (packet.duration or 0) * packet.time_base
            done[index] = time >= window.end * tick
            wanted = ends > window.start * tick and not done[index]
            offset = round(window.start * tick / packet.time_base)
            packet.duration = min(
                packet.duration, max(1, round(window.end * tick / packet.time_base) - packet.pts)
            )
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


def _scan(reader: Reader, *, stop: float) -> _Index | None:
    """The video packets until `stop`; None where an edit list hides one that is not at the beginning."""
    times: list[tuple[int, int]] = []
    keys: list[int] = []
    for packet in reader.container.demux(reader.stream):
        if packet.pts is None or packet.dts is None:
            continue
        if packet.is_discard and packet.pts * packet.time_base > reader.start:
            return None
        if packet.is_keyframe and _IDR in nal_types(bytes(packet)):
            keys.append(packet.pts)
        times.append((packet.pts, packet.dts))
        if packet.dts > stop:
            break
    pts, dts = np.array(times, np.int64).reshape(-1, 2).T
    return _Index(pts, dts, keys)


def _closed(pts: Ticks, count: int) -> int:
    """How many packets, at most `count`, hold just the first frames, none of which leans on a later."""
    before = np.maximum.accumulate(pts)
    after = np.append(np.minimum.accumulate(pts[::-1])[::-1][1:], np.iinfo(np.int64).max)
    closed = np.flatnonzero(before < after) + 1
    closed = closed[closed <= count]
    return int(closed[-1]) if len(closed) else 0
