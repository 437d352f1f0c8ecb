"""Frame features in files, one for each media and encoder."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from urllib.parse import quote
from zipfile import BadZipFile

import numpy as np

from generec.domain.errors import DataError
from generec.domain.profiles import FrameFeatures
from generec.store.blobs import place
from generec.store.durable import folder, replacing

_ARRAYS = tuple(field.name for field in fields(FrameFeatures) if field.name != "duration_s")


class FileFeatures:
    """`generec.store.interface.Features` in a local folder: <root>/<encoder>/ab/cd/<hex>.npz."""

    def __init__(self, root: Path) -> None:
        self._root = folder(root)

    def get(self, media: str, *, encoder: str) -> FrameFeatures | None:
        """See `Features.get`. Raises `DataError` when the file is damaged."""
        path = self._path(media, encoder)
        if not path.is_file():
            return None
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in _ARRAYS}
                return FrameFeatures(**arrays, duration_s=float(file["duration_s"]))
        except (BadZipFile, EOFError, KeyError, ValueError) as error:
            raise DataError(f"{path} is damaged: delete it, and ingest computes it again") from error

    def put(self, media: str, features: FrameFeatures, *, encoder: str) -> None:
        """See `Features.put`."""
        path = self._path(media, encoder)
        if path.is_file():
            return
        arrays = {name: np.asarray(getattr(features, name), dtype=np.float32) for name in _ARRAYS}
        with replacing(path) as file:
            np.savez(file, allow_pickle=False, duration_s=np.float64(features.duration_s), **arrays)

    def delete(self, media: str) -> int:
        """See `Features.delete`."""
        gone = 0
        for path in self._root.glob(f"*/{place(media)}.npz"):
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def _path(self, media: str, encoder: str) -> Path:
        return self._root / quote(encoder, safe="") / f"{place(media)}.npz"
