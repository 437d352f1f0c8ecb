"""Files that appear whole or not at all: written beside their name, then moved to it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STALE_S = 86_400.0
"""A part that nobody wrote to for so long is what a killed process left behind."""


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A new path `<name>.<process>.<thread>.part` beside `target`, moved there where the block ends well.

    Where it does not, it is removed and `target` stays as it was. Nobody else writes to it; parts of
    the same target that were left behind long ago are removed first.
    """
    for old in target.parent.glob(f"{_literal(target.name)}.*.part"):
        with suppress(FileNotFoundError):  # another process may remove it too
            if time.time() - old.stat().st_mtime > STALE_S:
                old.unlink()
    part = target.with_name(f"{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _literal(name: str) -> str:
    """A pattern that matches nothing but the name."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
