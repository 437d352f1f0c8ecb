"""A private file of named entries, for what is secret: server keys, operators' accounts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from generec.domain.errors import ConfigError
from generec.store.durable import exclusive

_NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}$")


class Entries:
    """Entries by name in a JSON file that only its owner reads.

    Every answer comes from the file, so that a removal counts at once; of two writers one waits.
    """

    def __init__(self, file: Path, *, what: str) -> None:
        self.file = file
        self._what = what

    def named(self, name: str) -> None:
        """Raises `ConfigError` for what cannot be a name."""
        if not _NAME.match(name):
            raise ConfigError(
                f"{name!r} is no name for {self._what}: use up to 64 letters, digits, spaces or . _ @ -",
                field="name",
            )

    def read(self) -> dict[str, dict[str, Any]]:
        """All there are. Raises `ConfigError` for a file that cannot be read."""
        try:
            return dict(json.loads(self.file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self.file} cannot be read: {error}") from error

    @contextlib.contextmanager
    def changing(self) -> Iterator[dict[str, dict[str, Any]]]:
        """The entries, to be changed: written when the block ends well, by nobody else meanwhile."""
        with exclusive(self.file.with_suffix(".lock")):
            kept = self.read()
            yield kept
            write_private(self.file, json.dumps(kept, indent=1, ensure_ascii=False).encode())


def write_private(file: Path, content: bytes, *, exclusive: bool = False) -> None:
    """Atomically, never readable by others; with `exclusive` a file that is there stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(6)}")
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    if exclusive:
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    else:
        fresh.replace(file)
