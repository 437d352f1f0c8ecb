"""A media file on its own, outside of any home."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generec.media.probe import probe
from generec.system.generec import GeneRec

_UNMARKED = {"seal": {"watermark": False}}


@contextmanager
def alone(file: Path) -> Iterator[tuple[GeneRec, str]]:
    """A temporary home that holds the caller's own `file`, and the file's id in it; gone at the end.

    Its seals are valid and, as its authority goes with it, trusted by nobody. It puts no invisible marks in:
    the key to read them would go with it too. Raises `MediaError`
    for what is no media, `ConfigError`.
    """
    probe(file)
    with (
        tempfile.TemporaryDirectory(prefix="generec-") as folder,
        GeneRec.open(Path(folder) / "home", options=_UNMARKED) as system,
    ):
        system.ingest(file, rights="own")
        _, item = next(iter(system.home.rows.items.changed()))
        yield system, item.id
