"""SHA-256 of large files, remembered from one process to the next while size and time stay the same.

What is planned within a request names the weights it is to be made with, and must not read gigabytes for
that: files of which nothing is remembered are read behind the request's back, once.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from generec.domain.errors import ConfigError, NotAllowed
from generec.models import cache

PATIENCE_S: Final = 5.0
"""So long is waited for files that are read for the first time, seconds."""

_FILE: Final = "digests.json"
_lock = threading.Lock()
_reading: dict[Path, threading.Thread] = {}


def known(path: Path) -> str | None:
    """The SHA-256 of a file that was read before and did not change in size or time since, else None."""
    return _kept(path.resolve(), _remembered())


def digests(files: Mapping[str, Path], *, what: str, patience_s: float | None = PATIENCE_S) -> dict[str, str]:
    """The SHA-256 of files by name; those that were never read are, for at most `patience_s` (None: all).

    Raises `NotAllowed` where reading goes on behind it, for that of `what`; `ConfigError` for a file that
    cannot be read.
    """
    table = _remembered()
    found = {name: _kept(path.resolve(), table) for name, path in files.items()}
    missing = [files[name].resolve() for name, digest in found.items() if digest is None]
    if missing and not _read(missing, patience_s):
        size = sum(path.stat().st_size for path in missing if path.exists()) / 1e9
        raise NotAllowed(
            f"{what} is used for the first time and is being read ({size:.1f} GB): ask again soon"
        )
    try:
        return {
            name: digest or known(files[name]) or cache.sha256(files[name].resolve())
            for name, digest in found.items()
        }
    except OSError as error:
        raise ConfigError(f"{what} cannot be read: {error}", field="model") from error


def _read(files: Sequence[Path], patience_s: float | None) -> bool:
    """Have files read in a thread; whether that ended in time."""
    with _lock:
        # A reading may have ended since the caller looked: what it found is remembered before it goes.
        table = _remembered()
        files = [path for path in files if path in _reading or _kept(path, table) is None]
        fresh = [path for path in files if path not in _reading]
        if fresh:
            # A daemon: reading may go on for minutes and be broken off anywhere.
            thread = threading.Thread(target=_learn, args=(fresh,), name="digests", daemon=True)
            _reading.update(dict.fromkeys(fresh, thread))
            thread.start()
        threads = {_reading[path] for path in files}
    for thread in threads:
        thread.join(patience_s)
    return not any(thread.is_alive() for thread in threads)


def _learn(files: Sequence[Path]) -> None:
    try:
        for path in files:
            # What cannot be read is told to whoever asks for it next.
            with suppress(OSError):
                stat = path.stat()
                _remember(path, stat, cache.sha256(path))
    finally:
        with _lock:
            for path in files:
                _reading.pop(path, None)


def _kept(path: Path, table: Mapping[str, Sequence[object]]) -> str | None:
    with suppress(OSError):
        stat = path.stat()
        size, time, digest = table.get(str(path), (None, None, None))
        if (size, time) == (stat.st_size, stat.st_mtime_ns):
            return str(digest)
    return None


def _remembered() -> dict[str, list[object]]:
    """By path: size, time of change (ns) and SHA-256. What is damaged is read anew."""
    with suppress(OSError, ValueError):
        table = json.loads((cache.folder() / _FILE).read_text(encoding="utf-8"))
        if isinstance(table, dict):
            return {str(path): list(row) for path, row in table.items() if len(row) == 3}
    return {}


def _remember(path: Path, stat: os.stat_result, digest: str) -> None:
    """Keep it for other processes, where the folder can be written to."""
    file = cache.folder() / _FILE
    with _lock, suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        table = {**_remembered(), str(path): [stat.st_size, stat.st_mtime_ns, digest]}
        part = file.with_name(f"{_FILE}.{os.getpid()}.part")
        part.write_text(json.dumps(table, indent=0), encoding="utf-8")
        part.replace(file)
