"""Encode the frames before a keyframe with their own parameter sets, and copy the rest.

Both parts stand in one H.264 stream whose header holds the parameter sets of both under
different ids (ISO/IEC 14496-15, avcC), so that every decoder changes over at the keyframe.
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
from generec.media.decode import Reader, seek
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


def head(reader: Reader, window: Window) -> tuple[list[av.Packet], bytes]:
    """The encoded packets before the seam, and the header that serves them and the copied rest.

    Raises `MediaError` when the stream is of a kind that cannot be joined.
    """
    try:
        own = read_header(reader.stream.codec_context.extradata or b"")
        return _head(reader, window, own)
    except IndexError as error:
        raise MediaError(f"{reader.path.name}: its header cannot be joined") from error


def _head(reader: Reader, window: Window, own: Header) -> tuple[list[av.Packet], bytes]:
    """The encoded packets before the seam, and the header that serves both parts."""
    if own.profile not in _PROFILES:
        raise MediaError(f"{reader.path.name}: H.264 profile {own.profile} is not joined")
    encoder: Any = None
    packets: list[av.Packet] = []
    for frame in _frames(reader, window):
        if frame.interlaced_frame:
            raise MediaError(f"{reader.path.name}: interlaced video is not joined")
        encoder = encoder or _encoder(reader, frame, own)
        frame.pict_type = 0
        packets += encoder.encode(frame)
    if encoder is None:
        raise MediaError(f"{reader.path.name}: no frame before the keyframe")
    packets += encoder.encode(None)
    return _timed(packets, reader, window), _both(own, units(encoder.extradata))


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


def _frames(reader: Reader, window: Window) -> Iterator[av.VideoFrame]:
    """The decoded frames from the window's start to the seam."""
    tick = reader.stream.time_base
    assert tick
    assert window.seam is not None
    seek(reader, float(window.key * tick) - reader.start)
    for _, frame in reader.frames():
        if frame.pts is not None and frame.pts >= window.seam:
            return
        if frame.pts is not None and frame.pts >= window.start:
            yield frame


def _timed(packets: list[av.Packet], reader: Reader, window: Window) -> list[av.Packet]:
    """The head's packets on the window's clock, decoded as long ahead as the copied ones are."""
    seek(reader, float((window.seam or 0) * (reader.stream.time_base or 1)) - reader.start)
    seam = next(p for p in reader.container.demux(reader.stream) if p.pts == window.seam)
    ahead = (seam.pts or 0) - (seam.dts if seam.dts is not None else seam.pts or 0)
    ends = [p.pts for p in packets[1:]] + [window.seam]
    out = []
    for packet, end in zip(packets, ends, strict=True):
        made = av.Packet(b"".join(len(u).to_bytes(4, "big") + u for u in units(bytes(packet))))
        made.time_base = reader.stream.time_base
        made.pts = (packet.pts or 0) - window.start
        made.dts = made.pts - ahead
        made.duration = (end or 0) - (packet.pts or 0)
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
    """Decode the result across the seam beside the source; raises `MediaError` where they differ.

    Copied frames must be equal to the bit, encoded ones near, and none missing or doubled.
    """
    with Reader(target) as made, Reader(source) as found:
        seek(found, window.start_s)
        tick = float(found.stream.time_base or 1)
        seam_s = (window.seam or 0) * tick - found.start
        end_s = min(window.end_s - 1.5 * tick, seam_s + _LOOK_S)
        ours = ((t + window.start_s, f) for t, f in made.frames())
        theirs = ((t, f) for t, f in found.frames() if t >= window.start_s - tick / 2)
        for (time, one), (wanted, other) in zip(ours, theirs, strict=False):
            if wanted >= end_s:
                return
            error = np.mean((one.to_ndarray().astype(np.float32) - other.to_ndarray()) ** 2)
            near = error == 0 if wanted >= seam_s - tick / 2 else error < 255**2 / 10 ** (_LEAST_PSNR / 10)
            if not near or abs(time - wanted) > 2 * tick:
                raise MediaError(f"{source.name}: the cut does not hold at {wanted:.2f} s")
        raise MediaError(f"{source.name}: the cut ends before its seam")
