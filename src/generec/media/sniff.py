"""What a file is, by its first bytes alone. Names are never believed."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from generec.domain.errors import MediaError

HEAD = 65_536
"""How many bytes are looked at."""

TEXT_SUFFIXES = frozenset((".txt", ".md", ".markdown", ".text", ""))

_STILL_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"))
_MOV_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
_SOUND = (
    (b"ID3", "MP3"),
    (b"fLaC", "FLAC"),
    (b"\xff\xfb", "MP3"),
    (b"\xff\xf3", "MP3"),
    (b"\xff\xf1", "AAC"),
)


class Sniffed(NamedTuple):
    """`kind` is video, image or text; `mime` its media type; `container` libav's name, for video."""

    kind: str
    mime: str
    container: str = ""


def sniff(path: Path) -> Sniffed:
    """Tell a video container, a picture or a text by the first bytes of `path`.

    An animated GIF or PNG is told from a still one later, by who opens it. Only containers that
    hold their own data are known: playlists and the like, which point elsewhere, are never opened.
    Raises `MediaError` for a file that is absent, empty, sound only, or of no known format.
    """
    head = _head(path)
    found = _picture(path, head) or _container(head)
    if found:
        return found
    sound = next((name for magic, name in _SOUND if head.startswith(magic)), None)
    if sound or (head.startswith(b"RIFF") and head[8:12] == b"WAVE"):
        raise MediaError(
            f"{path.name}: {sound or 'WAV'} sound without pictures; give a video, a picture or a text"
        )
    if _is_text(head):
        return _text(path)
    raise MediaError(f"{path.name}: of no known format; give a video, a picture or a text")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise MediaError(f"{path.name}: cannot be read ({error.strerror})") from error
    if not head:
        raise MediaError(f"{path.name}: is empty (0 bytes)")
    return head


def _picture(path: Path, head: bytes) -> Sniffed | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Sniffed("image", "image/jpeg")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Sniffed("image", "image/png", "apng")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return Sniffed("image", "image/gif", "gif")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Sniffed("image", "image/webp")
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return Sniffed("image", "image/tiff")
    if (
        head.startswith(b"BM")
        and len(head) > 18
        and head[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    ):
        return Sniffed("image", "image/bmp")
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in _HEIF_BRANDS:
        raise MediaError(f"{path.name}: HEIF pictures are not supported; convert it to JPEG or PNG")
    return Sniffed("image", _STILL_BRANDS[brand]) if brand in _STILL_BRANDS else None


def _container(head: bytes) -> Sniffed | None:
    if head[4:8] in _MOV_BOXES:
        quicktime = head[4:12] == b"ftypqt  " or head[4:8] != b"ftyp"
        return Sniffed("video", "video/quicktime" if quicktime else "video/mp4", "mov")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        webm = b"webm" in head[:64]
        return Sniffed("video", "video/webm" if webm else "video/x-matroska", "matroska")
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return Sniffed("video", "video/x-msvideo", "avi")
    if head.startswith(b"OggS"):
        return Sniffed("video", "video/ogg", "ogg")
    if head.startswith(b"FLV\x01"):
        return Sniffed("video", "video/x-flv", "flv")
    if head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
        return Sniffed("video", "video/x-ms-asf", "asf")
    if head.startswith(b"\x00\x00\x01\xba"):
        return Sniffed("video", "video/mpeg", "mpeg")
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return Sniffed("video", "video/mp2t", "mpegts")
    return None


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    control = set(head) & (set(range(32)) - set(b"\t\n\r\f\x1b"))
    return not control and _utf8(head)


def _utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _text(path: Path) -> Sniffed:
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise MediaError(f"{path.name}: holds text, not media; name it .txt or .md if the text is meant")
    return Sniffed("text", "text/markdown" if path.suffix.lower().startswith(".m") else "text/plain")
