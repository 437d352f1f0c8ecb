"""What makes a write survive a crash: locks between processes, atomic replacement, syncing."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from generec.domain.errors import ConfigError, DataError

FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def folder(path: Path) -> Path:
    """The folder at `path`, made if absent. Raises `ConfigError` where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path} cannot be a folder of GeneRec's: {error.strerror}") from error
    return path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file `path` against other threads and processes (made if absent; waits)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync(file: BinaryIO) -> None:
    """Push what was written to `file` down to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make renames and new names inside the folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(path: Path, *, aside: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file that appears at `path` whole, durably, or not at all.

    It is written in the folder `aside` of the same disk (default: beside `path`). Raises `DataError`
    when the disk is full; the half-written file is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with room(path.parent):
        handle, name = tempfile.mkstemp(prefix=".new-", dir=aside or path.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                sync(file)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Turn the operating system's errors about a full disk into one that names the folder."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise DataError(f"no room left to write in {folder}: free some space and try again") from error
