"""Content-addressed bytes in any file system that fsspec reaches, such as S3."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from generec.domain.errors import DataError, NotFound
from generec.store.blobs import copy, is_key, place, reading


class RemoteBlobs:
    """`generec.store.interface.Blobs` below `root` of an fsspec file system.

    The file system must make an object appear whole or not at all, as object stores do.
    """

    def __init__(self, files: Any, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    def put(self, source: bytes | Path) -> str:
        """See `Blobs.put`. It is copied aside first, so that what is sent is what was hashed."""
        with tempfile.NamedTemporaryFile(prefix="generec-blob-") as aside:
            with reading(source) as content:
                key = copy(content, cast(BinaryIO, aside))
            aside.flush()
            size = aside.tell()
            if self.exists(key) and self.size(key) == size:
                return key
            self._files.makedirs(self._at(key).rpartition("/")[0], exist_ok=True)
            self._files.put_file(aside.name, self._at(key))
        if self.size(key) != size:
            raise DataError(f"blob {key} arrived in {self._root} with another length: try again")
        return key

    def get(self, key: str) -> bytes:
        """See `Blobs.get`."""
        content: bytes = self._files.cat_file(self._there(key))
        return content

    def open(self, key: str) -> BinaryIO:
        """See `Blobs.open`."""
        return cast(BinaryIO, self._files.open(self._there(key), "rb"))

    @contextmanager
    def path(self, key: str) -> Iterator[Path]:
        """See `Blobs.path`. The copy is removed at the end."""
        there = self._there(key)
        with tempfile.TemporaryDirectory(prefix="generec-blob-") as folder:
            local = Path(folder) / key.removeprefix("sha256:")
            self._files.get_file(there, str(local))
            yield local

    def size(self, key: str) -> int:
        """See `Blobs.size`."""
        return int(self._files.info(self._there(key))["size"])

    def exists(self, key: str) -> bool:
        """See `Blobs.exists`."""
        return is_key(key) and bool(self._files.isfile(self._at(key)))

    def delete(self, key: str) -> bool:
        """See `Blobs.delete`."""
        if not self.exists(key):
            return False
        self._files.rm_file(self._at(key))
        return True

    def keys(self) -> Iterator[str]:
        """See `Blobs.keys`."""
        for path in self._files.find(self._root):
            key = "sha256:" + str(path).rpartition("/")[2]
            if is_key(key):
                yield key

    def _at(self, key: str) -> str:
        return f"{self._root}/{place(key)}"

    def _there(self, key: str) -> str:
        if not self.exists(key):
            raise NotFound(f"no blob {key} in {self._root}")
        return self._at(key)
