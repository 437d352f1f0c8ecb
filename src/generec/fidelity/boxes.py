"""A comment and an XMP packet in an MP4 file, without touching a sample.

Boxes as in ISO/IEC 14496-12. The comment is `moov/udta/meta/ilst/©cmt`, which players show; the XMP
packet is a top-level `uuid` box (XMP specification, part 3). Where `moov` comes before the
samples and grows, the chunk offsets in it move along.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from generec.domain.errors import MediaError

XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
COMMENT: Final = b"\xa9cmt"
_CONTAINERS: Final = frozenset((b"trak", b"mdia", b"minf", b"stbl"))
_FRAGMENTED: Final = frozenset((b"moof", b"mfra"))
_HANDLER: Final = b"\0" * 8 + b"mdirappl" + b"\0" * 9
_MOST: Final = 256 * 2**20
"""No header box is larger than this; a file that says so is damaged."""


class Box(NamedTuple):
    """A top-level box: its kind, where it begins, its length with header, and its header's length."""

    kind: bytes
    start: int
    size: int
    header: int


def label(source: Path, target: Path, *, comment: str, xmp: bytes) -> None:
    """Write `source` (MP4) to `target` with a comment and an XMP packet, in place of earlier ones.

    Raises `MediaError` for a fragmented or damaged file.
    """
    with source.open("rb") as file:
        boxes = top(file, source.name)
        kinds = [box.kind for box in boxes]
        if kinds.count(b"moov") != 1 or _FRAGMENTED & set(kinds):
            raise MediaError(
                f"{source.name}: is no plain MP4 (one moov, no fragments), so it cannot be labelled"
            )
        kept = [box for box in boxes if not _is_xmp(file, box)]
        moov = next(box for box in kept if box.kind == b"moov")
        body = _with_comment(_body(file, moov), comment)
        moved = _movement(boxes, kept, moov, len(body) + 8 - moov.size)
        with target.open("wb") as out:
            for box in kept:
                if box is moov:
                    out.write(_box(b"moov", _shift(body, moved, source.name)))
                else:
                    file.seek(box.start)
                    _copy(file, out, box.size)
            out.write(_box(b"uuid", XMP + xmp))


def read(path: Path) -> tuple[str, bytes]:
    """(comment, XMP packet) of an MP4 file; empty where there is none. Raises `MediaError`."""
    comment, xmp = "", b""
    with path.open("rb") as file:
        for box in top(file, path.name):
            if box.kind == b"moov":
                comment = _comment(_body(file, box))
            elif _is_xmp(file, box):
                xmp = _body(file, box)[len(XMP) :]
    return comment, xmp


def top(file: BinaryIO, name: str) -> list[Box]:
    """The top-level boxes. Raises `MediaError` where a box reaches beyond the file."""
    end = file.seek(0, 2)
    boxes, at = [], 0
    while at < end:
        file.seek(at)
        head = file.read(16)
        size, header = (struct.unpack(">I", head[:4])[0], 8) if len(head) >= 8 else (0, 8)
        if size == 1 and len(head) == 16:
            size, header = struct.unpack(">Q", head[8:])[0], 16
        if size < header or at + size > end:
            raise MediaError(f"{name}: is damaged or cut short at byte {at}")
        boxes.append(Box(head[4:8], at, size, header))
        at += size
    return boxes


def _movement(boxes: list[Box], kept: list[Box], moov: Box, growth: int) -> Callable[[int], int]:
    """Where a chunk that was at an offset will be: boxes before it may grow, or be left out."""
    gone = [box for box in boxes if box not in kept]

    def moved(offset: int) -> int:
        lost = sum(box.size for box in gone if box.start < offset)
        return offset - lost + (growth if moov.start < offset else 0)

    return moved


def _is_xmp(file: BinaryIO, box: Box) -> bool:
    file.seek(box.start + box.header)
    return box.kind == b"uuid" and file.read(len(XMP)) == XMP


def _body(file: BinaryIO, box: Box) -> bytes:
    if box.size > _MOST:
        raise MediaError(f"a header box of {box.size} bytes is not plausible")
    file.seek(box.start + box.header)
    return file.read(box.size - box.header)


def _children(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of the boxes inside a body; a rest too short for a box has the kind b""."""
    at = 0
    while at + 8 <= len(body):
        size = struct.unpack_from(">I", body, at)[0]
        if size < 8 or at + size > len(body):
            break
        yield body[at + 4 : at + 8], body[at + 8 : at + size]
        at += size
    if at < len(body):
        yield b"", body[at:]


def _box(kind: bytes, content: bytes) -> bytes:
    return (struct.pack(">I", len(content) + 8) + kind if kind else b"") + content


def _change(body: bytes, kind: bytes, change: Callable[[bytes], bytes], *, default: bytes = b"") -> bytes:
    """The body with the first box of a kind changed, or one made of `default` added."""
    out, rest, done = [], b"", False
    for found, content in _children(body):
        if found == b"":
            rest = content
        elif found == kind and not done:
            out.append(_box(kind, change(content)))
            done = True
        else:
            out.append(_box(found, content))
    if not done:
        out.append(_box(kind, change(default)))
    return b"".join(out) + rest


def _with_comment(moov: bytes, comment: str) -> bytes:
    empty = bytes(4) + _box(b"hdlr", _HANDLER)

    def in_meta(meta: bytes) -> bytes:
        head = _meta_header(meta)
        return meta[:head] + _change(meta[head:], b"ilst", in_list)

    def in_list(entries: bytes) -> bytes:
        kept = b"".join(_box(kind, content) for kind, content in _children(entries) if kind != COMMENT)
        data = _box(b"data", struct.pack(">II", 1, 0) + comment.encode())
        return kept + _box(COMMENT, data)

    return _change(moov, b"udta", lambda udta: _change(udta, b"meta", in_meta, default=empty))


def _meta_header(meta: bytes) -> int:
    """QuickTime's `meta` begins with its boxes, ISO's with four bytes of version and flags."""
    return 0 if meta[4:8] == b"hdlr" else 4


def _comment(moov: bytes) -> str:
    body = moov
    for kind in (b"udta", b"meta", b"ilst", COMMENT, b"data"):
        found = next((content for name, content in _children(body) if name == kind), b"")
        body = found[_meta_header(found) :] if kind == b"meta" else found
    return body[8:].decode(errors="replace")


def _shift(body: bytes, moved: Callable[[int], int], name: str) -> bytes:
    """The moov body with every chunk offset moved."""
    out = []
    for kind, content in _children(body):
        if kind in _CONTAINERS:
            content = _shift(content, moved, name)
        elif kind in (b"stco", b"co64"):
            content = _offsets(content, moved, wide=kind == b"co64", name=name)
        out.append(_box(kind, content))
    return b"".join(out)


def _offsets(content: bytes, moved: Callable[[int], int], *, wide: bool, name: str) -> bytes:
    count = struct.unpack_from(">I", content, 4)[0]
    form = f">{count}{'Q' if wide else 'I'}"
    if len(content) < 8 + struct.calcsize(form):
        raise MediaError(f"{name}: its table of chunks is cut short")
    offsets = [moved(offset) for offset in struct.unpack_from(form, content, 8)]
    if not wide and offsets and max(offsets) >= 2**32:
        raise MediaError(f"{name}: is too large to be labelled (4 GB)")
    return content[:8] + struct.pack(form, *offsets) + content[8 + struct.calcsize(form) :]


def _copy(file: BinaryIO, out: BinaryIO, size: int) -> None:
    left = size
    while left:
        block = file.read(min(2**20, left))
        if not block:
            raise MediaError("the file became shorter while it was read")
        out.write(block)
        left -= len(block)
