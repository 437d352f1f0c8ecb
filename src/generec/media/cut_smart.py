"""Encode the ends of a window, with parameter sets of their own, and copy what lies between.

All parts stand in one H.264 stream whose header holds the parameter sets of both kinds under
different ids (ISO/IEC 14496-15, avcC), so that every decoder changes over at a keyframe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

from generec.domain.errors import MediaError
from generec.media.cut_copy import Window
from generec.media.decode import SAME_S, Reader, frames_from, seek
from generec.media.encode import THREADS, X264

_PROFILES = {66: "baseline", 77: "main", 100: "high"}
_START_CODE = re.compile(rb"\x00\x00\x00?\x01")
_SPS, _PPS = 7, 8
_LOOK_S = 0.4
_LEAST_PSNR = 30.0


class Header(NamedTuple):
    """An avcC box: profile, compatibility and level, the parameter sets, and what follows them."""

    profile: int
    compatibility: int
    level: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    rest: bytes


def read_header(data: bytes) -> Header:
    """Take an avcC apart."""
    at = 6
    sets: list[list[bytes]] = []
    counts = [data[5] & 31]
    for part in range(2):
        if part:
            counts.append(data[at])
            at += 1
        sets.append([])
        for _ in range(counts[part]):
            size = int.from_bytes(data[at : at + 2], "big")
            sets[part].append(data[at + 2 : at + 2 + size])
            at += 2 + size
    return Header(data[1], data[2], data[3], tuple(sets[0]), tuple(sets[1]), data[at:])


def write_header(header: Header) -> bytes:
    """Put an avcC together, with lengths of four bytes before NAL units."""
    out = bytes([1, header.profile, header.compatibility, header.level, 0xFF, 0xE0 | len(header.sps)])
    out += b"".join(len(unit).to_bytes(2, "big") + unit for unit in header.sps)
    out += bytes([len(header.pps)])
    return out + b"".join(len(unit).to_bytes(2, "big") + unit for unit in header.pps) + header.rest


def units(data: bytes) -> list[bytes]:
    """The NAL units of a byte stream with start codes."""
    return [
        part.rstrip(b"\x00") if part[0] & 31 in (_SPS, _PPS) else part
        for part in _START_CODE.split(data)
        if part
    ]


class Ends(NamedTuple):
    """What is encoded: packets before the copied ones and behind them, and the header that serves all."""

    head: list[av.Packet]
    tail: list[av.Packet]
    header: bytes | None


def ends(source: Path, window: Window) -> Ends:
    """The ends of a window that cannot be copied, encoded.

    Raises `MediaError` when the stream is of a kind that cannot be joined.
    """
    if window.seam is None and window.tail is None:
        return Ends([], [], None)
    try:
        head, tail, header = list[av.Packet](), list[av.Packet](), b""
        ahead = _ahead(source, window.first if window.seam is None else window.seam)
        if window.seam is not None:
            part = window.key, window.first, window.seam
            head, header = _encoded(source, window, part, ahead)
        if window.tail is not None:
            part = window.tail_key, window.tail, window.end
            tail, header = _encoded(source, window, part, max(0, min(ahead, window.tail - window.last - 1)))
        return Ends(head, tail, header)
    except IndexError as error:
        raise MediaError(f"{source.name}: its header cannot be joined") from error


def _encoded(
    source: Path, window: Window, part: tuple[int, int, int], ahead: int
) -> tuple[list[av.Packet], bytes]:
    """The frames of a part (from a keyframe on: from a frame to a time, as pts), and the header for all."""
    encoder: Any = None
    packets: list[av.Packet] = []
    with Reader(source) as reader:
        own = read_header(reader.stream.codec_context.extradata or b"")
        if own.profile not in _PROFILES:
            raise MediaError(f"{source.name}: H.264 profile {own.profile} is not joined")
        for frame in _frames(reader, *part):
            if frame.interlaced_frame:
                raise MediaError(f"{source.name}: interlaced video is not joined")
            encoder = encoder or _encoder(reader, frame, own)
            frame.pict_type = 0
            packets += encoder.encode(frame)
    if encoder is None:
        raise MediaError(f"{source.name}: no frame to be encoded")
    packets += encoder.encode(None)
    return _timed(packets, window, until=part[2], ahead=ahead), _both(own, units(encoder.extradata))


def _encoder(reader: Reader, frame: av.VideoFrame, own: Header) -> Any:
    """An H.264 encoder like the source's, without reordering, with parameter sets of its own."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, frame.format.name
    encoder.time_base = reader.stream.time_base
    encoder.framerate = reader.stream.average_rate or 25
    encoder.sample_aspect_ratio = reader.stream.sample_aspect_ratio or 1
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(encoder, name, getattr(frame, name))
    encoder.thread_count = THREADS
    encoder.flags |= av.codec.context.Flags.global_header | av.codec.context.Flags.bitexact
    encoder.options = {
        **X264,
        "crf": "17",
        "profile": _PROFILES[own.profile],
        "bf": "0",
        "x264-params": f"{X264['x264-params']}:sps-id={_free_id(own)}",
    }
    return encoder


def _frames(reader: Reader, key: int, start: int, end: int) -> Iterator[av.VideoFrame]:
    """The decoded frames from `start` to `end`, as pts, decoded from a keyframe on."""
    tick = reader.stream.time_base
    assert tick
    seek(reader, float(key * tick) - reader.start)
    same = SAME_S / float(tick)
    for _, frame in reader.frames():
        if frame.pts is not None and frame.pts >= end - same:
            return
        if frame.pts is not None and frame.pts >= start:
            yield frame


def _ahead(source: Path, key: int) -> int:
    """How long before it is shown a keyframe is decoded, in ticks."""
    with Reader(source) as reader:
        seek(reader, float(key * (reader.stream.time_base or 1)) - reader.start)
        packet = next(p for p in reader.container.demux(reader.stream) if p.pts == key)
        return key - (key if packet.dts is None else packet.dts)


def _timed(packets: list[av.Packet], window: Window, *, until: int, ahead: int) -> list[av.Packet]:
    """Encoded packets on the window's clock, decoded `ahead` of being shown as the copied ones are."""
    until_each = [p.pts for p in packets[1:]] + [until]
    out = []
    for packet, end in zip(packets, until_each, strict=True):
        made = av.Packet(b"".join(len(u).to_bytes(4, "big") + u for u in units(bytes(packet))))
        made.time_base = packet.time_base
        pts = packet.pts or 0
        made.pts = (window.start if pts == window.first else pts) - window.start
        made.dts = min(pts - window.start - ahead, made.pts)
        made.duration = (end or 0) - window.start - made.pts
        made.is_keyframe = packet.is_keyframe
        out.append(made)
    return out


def _free_id(own: Header) -> int:
    """An id that no parameter set of the source has."""
    taken = {_golomb(unit[4:]) for unit in own.sps} | {_golomb(unit[1:]) for unit in own.pps}
    return next(number for number in range(31, -1, -1) if number not in taken)


def _golomb(data: bytes) -> int:
    """The first unsigned Exp-Golomb number of `data` (H.264, 9.1)."""
    bits = "".join(f"{byte:08b}" for byte in data[:8])
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1], 2) - 1


def _both(own: Header, added: list[bytes]) -> bytes:
    sps = tuple(unit for unit in added if unit[0] & 31 == _SPS)
    pps = tuple(unit for unit in added if unit[0] & 31 == _PPS)
    level = max([own.level, *(unit[3] for unit in sps)])
    return write_header(own._replace(level=level, sps=own.sps + sps, pps=own.pps + pps))


def prove(source: Path, target: Path, window: Window) -> None:
    """Decode the result across its seams beside the source; raises `MediaError` where they differ.

    Copied frames must be equal to the bit, encoded ones near, and none missing or doubled.
    """
    with Reader(source, threads=1) as found:
        look = round(_LOOK_S / float(found.stream.time_base or 1))
    if window.seam is not None:
        _compare(source, target, window, window.first, min(window.seam + look, window.end))
    if window.tail is not None:
        _compare(source, target, window, max(window.first, window.tail - look), window.end)


def _compare(source: Path, target: Path, window: Window, first: int, stop: int) -> None:
    """Compare the frames from `first` to `stop`, as pts of the source."""
    with Reader(target) as made, Reader(source) as found:
        tick = float(found.stream.time_base or 1)
        begin = max(first, window.start)
        ours = (
            (t, f)
            for t, f in frames_from(made, (begin - window.start) * tick)
            if t > (begin - window.start - 1) * tick
        )
        decoded = frames_from(found, first * tick - found.start)
        theirs = ((f.pts or 0, f) for _, f in decoded if f.pts is not None and f.pts >= first)
        for wanted, other in theirs:
            if wanted >= stop - SAME_S / tick:
                break
            time, one = next(ours, (0.0, None))
            off = abs(time - (max(wanted, window.start) - window.start) * tick) > 2 * tick
            if one is None or off or not _alike(one, other, _is_copied(wanted, window)):
                raise MediaError(f"{source.name}: the cut does not hold at {wanted * tick:.2f} s")
        if stop == window.end and next(ours, None):
            raise MediaError(f"{source.name}: the cut goes on behind its end")


def _is_copied(pts: int, window: Window) -> bool:
    after = window.seam is None or pts >= window.seam
    return after and (window.tail is None or pts < window.tail)


def _alike(one: av.VideoFrame, other: av.VideoFrame, copied: bool) -> bool:
    error = np.mean((one.to_ndarray().astype(np.float32) - other.to_ndarray()) ** 2)
    return bool(error == 0 if copied else error < 255**2 / 10 ** (_LEAST_PSNR / 10))
