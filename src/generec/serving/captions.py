"""Captions of a video as WebVTT: the subtitle track that it brings with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Final

from generec.domain.items import Item
from generec.media.lettering import Line
from generec.media.subtitles import subtitles
from generec.system import GeneRec

NONE: Final = "WEBVTT\n"
KEPT: Final = 1024
LAST_S: Final = 3.0


class Captions:
    """The captions of items, the latest kept: a file's content never changes under its name."""

    def __init__(self, system: GeneRec) -> None:
        self.system = system
        self._kept = lru_cache(maxsize=KEPT)(self._read)

    def __call__(self, item: Item) -> str:
        """The captions; a page without cues where there are none. Raises `MediaError`."""
        if item.kind != "video" or item.media is None:
            return NONE
        return self._kept(item.media)

    def _read(self, media: str) -> str:
        with self.system.home.blobs.path(media) as path:
            return webvtt(subtitles(path))


def webvtt(lines: Sequence[Line]) -> str:
    """Lines of text by time as WebVTT (https://www.w3.org/TR/webvtt1/)."""
    cues = [
        f"{_time(line.start_s)} --> {_time(line.start_s + LAST_S if line.end_s is None else line.end_s)}\n"
        f"{_text(line.text)}\n"
        for line in lines
    ]
    return "\n".join([NONE, *cues])


def _text(text: str) -> str:
    """Text that is only text: no tags, no arrow, no empty line, which would end the cue."""
    rows = [escape(row, quote=False) for row in text.splitlines() if row.strip()]
    return "\n".join(rows)


def _time(second: float) -> str:
    thousandths = round(second * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{thousandths // 1000:02d}.{thousandths % 1000:03d}"
