"""The subtitle track that a video brings with it."""

from __future__ import annotations

import re
from pathlib import Path

import av

from generec.media.decode import Reader
from generec.media.lettering import Line

_STYLING = re.compile(r"\{[^}]*\}|<[^>]*>")
_MOST = 5000


def subtitles(path: Path) -> list[Line]:
    """What the first track of text says, by time; none where there is no such track.

    Times are seconds from the file's start. Raises `MediaError` for a file that is no video.
    """
    with Reader(path) as reader:
        for stream in reader.container.streams.subtitles:
            try:
                lines = _lines(reader, stream)
            except av.FFmpegError:
                continue
            if lines:
                return lines
    return []


def _lines(reader: Reader, stream: av.subtitles.stream.SubtitleStream) -> list[Line]:
    out: list[Line] = []
    for packet in reader.container.demux(stream):
        if packet.pts is None or not packet.size or packet.time_base is None:
            continue
        start = float(packet.pts * packet.time_base) - reader.start
        length = float((packet.duration or 0) * packet.time_base) or 3.0
        for part in packet.decode():
            text = _plain(part)
            if text and len(out) < _MOST:
                out.append(Line(text, max(0.0, start), start + length))
    return out


def _plain(part: object) -> str:
    """The words of a decoded subtitle, without styling; nothing for pictures of words."""
    said = getattr(part, "dialogue", b"") or b""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _STYLING.sub("", text).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ").strip()
