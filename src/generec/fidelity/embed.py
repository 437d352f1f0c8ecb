"""The visible label inside media files, as XMP (and, in MP4, the comment that players show).

It stands outside the signed manifest, so simple tools can read it and it outlives a stripped manifest;
the signature covers it all the same.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

from generec.domain.errors import MediaError
from generec.fidelity import boxes
from generec.fidelity.labels import NAME, VOCABULARY, Label

_JPEG_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_XMP: Final = b"XML:com.adobe.xmp\0"
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_OURS: Final = "{urn:generec:label:1}"
_IPTC: Final = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_CREDIT_CHARS: Final = 4_000
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MP4: Final = frozenset(("video/mp4", "video/quicktime"))


def write(source: Path, target: Path, *, mime: str, label: Label) -> None:
    """Write `source` to `target` with the label in it; pixels and samples stay as they are.

    JPEG, PNG, WebP and MP4. Raises `MediaError` for other types and for damaged files.
    """
    packet = _packet(label)
    if mime in MP4:
        boxes.label(source, target, comment=label.text, xmp=packet)
    elif mime in _WRITERS:
        target.write_bytes(_WRITERS[mime](source.read_bytes(), packet, source.name))
    else:
        raise MediaError(f"{source.name}: {mime} cannot be labelled (JPEG, PNG, WebP and MP4 can)")


def read(path: Path, *, mime: str) -> Label | None:
    """The label in a file, or None. Raises `MediaError` for a damaged MP4."""
    if mime in MP4:
        packet = boxes.read(path)[1]
    elif mime in _READERS:
        packet = _READERS[mime](path.read_bytes())
    else:
        return None
    return _parse(packet)


def _packet(label: Label) -> bytes:
    credit = "\n".join(" ".join(line.split()) for line in label.credit)[:_CREDIT_CHARS]
    rights = _alternatives("dc:rights", credit) if credit else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' xmlns:generec="urn:generec:label:1" xmp:CreatorTool="{NAME}"'
        f" Iptc4xmpExt:DigitalSourceType={quoteattr(VOCABULARY + label.source_type)}"
        f" generec:mark={quoteattr(label.mark)}>"
        f"{_alternatives('dc:description', label.text)}{rights}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _alternatives(name: str, text: str) -> str:
    plain = escape(_UNPRINTABLE.sub("", text))
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{plain}</rdf:li></rdf:Alt></{name}>'


def _parse(packet: bytes) -> Label | None:
    """What a packet says; None where it is not one of ours. Entities are never expanded."""
    if not packet or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return None
    begin, end = packet.find(b"<x:xmpmeta"), packet.find(b"</x:xmpmeta>")
    try:
        tree = ElementTree.fromstring(packet[begin : end + 12].decode()) if 0 <= begin < end else None
    except (ElementTree.ParseError, UnicodeDecodeError):
        return None
    about = tree.find(f".//{_RDF}Description[@{_OURS}mark]") if tree is not None else None
    if about is None:
        return None
    credit = _text(about, "rights")
    return Label(
        text=_text(about, "description"),
        source_type=about.get(f"{_IPTC}DigitalSourceType", "").removeprefix(VOCABULARY),
        mark=about.get(f"{_OURS}mark", ""),
        credit=tuple(credit.split("\n")) if credit else (),
    )


def _text(about: ElementTree.Element, name: str) -> str:
    found = about.find(f"{_DC}{name}/{_RDF}Alt/{_RDF}li")
    return (found.text or "") if found is not None else ""


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, marker and payload) of the segments before the picture's data."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        size = struct.unpack_from(">H", data, at + 2)[0]
        yield at, at + 2 + size, data[at + 1 : at + 2] + data[at + 4 : at + 2 + size]
        at += 2 + size


def _write_jpeg(data: bytes, packet: bytes, name: str) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise MediaError(f"{name}: is not a JPEG")
    payload = _JPEG_XMP + packet
    ours = b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload
    head, at, placed = [data[:2]], 2, False
    for start, end, segment in _jpeg_segments(data):
        first = segment[0] == 0xE0 or segment.startswith(b"\xe1Exif")
        if not placed and not first:
            head.append(ours)
            placed = True
        if not segment.startswith(b"\xe1" + _JPEG_XMP):
            head.append(data[start:end])
        at = end
    return b"".join([*head, b"" if placed else ours, data[at:]])


def _read_jpeg(data: bytes) -> bytes:
    prefix = b"\xe1" + _JPEG_XMP
    return next((s[len(prefix) :] for _, _, s in _jpeg_segments(data) if s.startswith(prefix)), b"")


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _write_png(data: bytes, packet: bytes, name: str) -> bytes:
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise MediaError(f"{name}: is not a PNG")
    out = [data[:8]]
    for kind, content in _png_chunks(data):
        if kind == b"iTXt" and content.startswith(_PNG_XMP):
            continue
        out.append(_png_chunk(kind, content))
        if kind == b"IHDR":
            out.append(_png_chunk(b"iTXt", _PNG_XMP + bytes(4) + packet))
    return b"".join(out)


def _read_png(data: bytes) -> bytes:
    skip = len(_PNG_XMP) + 4
    found = (c for kind, c in _png_chunks(data) if kind == b"iTXt" and c.startswith(_PNG_XMP))
    return next((content[skip:] for content in found), b"")


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _webp_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _write_webp(data: bytes, packet: bytes, name: str) -> bytes:
    if data[:4] + data[8:12] != b"RIFFWEBP":
        raise MediaError(f"{name}: is not a WebP")
    chunks = [(kind, content) for kind, content in _webp_chunks(data) if kind != b"XMP "]
    extended = chunks and chunks[0][0] == b"VP8X"
    head = bytearray(chunks.pop(0)[1]) if extended else _webp_header(data)
    head[0] |= 0x04
    body = b"".join(_webp_chunk(kind, content) for kind, content in chunks)
    whole = b"WEBP" + _webp_chunk(b"VP8X", bytes(head)) + body + _webp_chunk(b"XMP ", packet)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _webp_header(data: bytes) -> bytearray:
    """The extended header of a simple file: flags, then width and height less one, 24 bits each."""
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
        alpha = 0x10 if picture.mode == "RGBA" else 0
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytearray(bytes((alpha, 0, 0, 0)) + sides)


def _read_webp(data: bytes) -> bytes:
    return next((content for kind, content in _webp_chunks(data) if kind == b"XMP "), b"")


_WRITERS: Final = {"image/jpeg": _write_jpeg, "image/png": _write_png, "image/webp": _write_webp}
_READERS: Final = {"image/jpeg": _read_jpeg, "image/png": _read_png, "image/webp": _read_webp}
