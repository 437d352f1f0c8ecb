"""Cover pictures: frames of videos as small JPEG files, made when first asked for and kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from generec.domain.errors import NotFound
from generec.domain.items import Item
from generec.media.frames import frame_at
from generec.media.pictures import jpeg
from generec.store.durable import replacing
from generec.store.interface import Blobs

LONGEST = 640
"""Longest side of a cover, in pixels."""


class Covers:
    """Files with the frame of an item at a second. Nothing is changed in the frame: it is a choice."""

    def __init__(self, *, folder: Path, blobs: Blobs) -> None:
        self.folder = folder
        self.blobs = blobs

    def __call__(self, item: Item, *, at_s: float) -> Path:
        """The file of the frame of `item` at `at_s` seconds. Raises `NotFound`, `MediaError`."""
        if item.media is None:
            raise NotFound(f"the item {item.id!r} has no media")
        file = _of(self.folder, item.media) / f"{at_s:.3f}-{LONGEST}.jpg"
        if not file.exists():
            with self.blobs.path(item.media) as source:
                picture = jpeg(frame_at(source, at_s, longest=LONGEST))
            with replacing(file) as stream:
                stream.write(picture)
        return file


def forget_covers(folder: Path, media: Iterable[str]) -> None:
    """Delete the files with frames of media (blob keys)."""
    for key in media:
        shutil.rmtree(_of(folder, key), ignore_errors=True)


def _of(folder: Path, media: str) -> Path:
    name = hashlib.sha256(media.encode()).hexdigest()
    return folder / name[:2] / name
