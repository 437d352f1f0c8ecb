"""Content-addressed bytes in a local folder: <root>/ab/cd/<hex>."""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from generec.domain.errors import DataError, NotFound
from generec.store.durable import folder, replacing

_KEY = re.compile(r"sha256:[0-9a-f]{64}")
_HEX = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20
_ABANDONED_S = 24 * 3600.0


def is_key(key: str) -> bool:
    """Whether `key` has the form of a blob key."""
    return _KEY.fullmatch(key) is not None


def place(key: str) -> str:
    """Where a key's content stands below the root. Raises `NotFound` for what is no key."""
    if not is_key(key):
        raise NotFound(f"{key!r} is no blob key: one looks like sha256:<64 hex digits>")
    name = key.removeprefix("sha256:")
    return f"{name[:2]}/{name[2:4]}/{name}"


def copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copy piece by piece; returns the key of what was copied."""
    hasher = hashlib.sha256()
    while piece := source.read(_PIECE):
        hasher.update(piece)
        target.write(piece)
    return "sha256:" + hasher.hexdigest()


def digest(source: BinaryIO) -> str:
    """The key of a stream's content, read piece by piece."""
    hasher = hashlib.sha256()
    while piece := source.read(_PIECE):
        hasher.update(piece)
    return "sha256:" + hasher.hexdigest()


@contextmanager
def reading(source: bytes | Path) -> Iterator[BinaryIO]:
    """A stream over bytes or over a file."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        with source.open("rb") as file:
            yield file


class FileBlobs:
    """`generec.store.interface.Blobs` in a local folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._aside = folder(root / "new")
        for left in self._aside.iterdir():
            # What a killed writer left; a living one may be at work on younger files, or just be done.
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _ABANDONED_S:
                    left.unlink()

    def put(self, source: bytes | Path) -> str:
        """See `Blobs.put`. What was written is read back; a damaged earlier copy is replaced.

        Raises `DataError` when the disk is full or gives back other bytes than were written.
        """
        with reading(source) as content:
            key = digest(content)
            size = content.tell()
            target = self._root / place(key)
            if target.is_file() and target.stat().st_size == size:
                return key
            content.seek(0)
            with replacing(target, aside=self._aside) as file:
                copied = copy(content, file)
                file.flush()
                file.seek(0)
                if not copied == key == digest(file):
                    raise DataError(f"{_name(source)} changed while it was stored, or the disk is failing")
        return key

    def get(self, key: str) -> bytes:
        """See `Blobs.get`."""
        return self._there(key).read_bytes()

    def open(self, key: str) -> BinaryIO:
        """See `Blobs.open`."""
        return self._there(key).open("rb")

    @contextmanager
    def path(self, key: str) -> Iterator[Path]:
        """See `Blobs.path`. It is the stored file itself: read it only."""
        yield self._there(key)

    def size(self, key: str) -> int:
        """See `Blobs.size`."""
        return self._there(key).stat().st_size

    def exists(self, key: str) -> bool:
        """See `Blobs.exists`."""
        return is_key(key) and (self._root / place(key)).is_file()

    def delete(self, key: str) -> bool:
        """See `Blobs.delete`."""
        if not self.exists(key):
            return False
        (self._root / place(key)).unlink(missing_ok=True)
        return True

    def keys(self) -> Iterator[str]:
        """See `Blobs.keys`."""
        for path in self._root.glob("??/??/*"):
            if _HEX.fullmatch(path.name):
                yield f"sha256:{path.name}"

    def _there(self, key: str) -> Path:
        path = self._root / place(key)
        if not path.is_file():
            raise NotFound(f"no blob {key} in {self._root}")
        return path


def _name(source: bytes | Path) -> str:
    return "the content" if isinstance(source, bytes) else str(source)
