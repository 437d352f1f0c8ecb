"""A media file on its own, that is in no home."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generec.media.probe import probe
from generec.system.generec import GeneRec

_UNMARKED: dict[str, Any] = {"seal": {"watermark": False}}


@contextmanager
def alone(file: Path, *, under: GeneRec | None = None) -> Iterator[tuple[GeneRec, str]]:
    """A temporary home that holds the caller's own `file`, and the file's id in it; gone at the end.

    It seals and marks with the keys of the home `under`, which then trusts it and finds its marks, though it
    keeps no record of it. Without one its seals are valid and trusted by nobody, for its authority goes with
    it, and it puts no invisible marks in: so would the key to read them. Raises `MediaError` for what is no
    media, `ConfigError`.
    """
    probe(file)
    options = _UNMARKED
    if under is not None:
        seal, keys = under.settings.seal, under.parts.sealer.keys.resolve()
        options = {"seal": {**seal.model_dump(), "keys": str(keys)}, "plugins": under.settings.plugins}
    with (
        tempfile.TemporaryDirectory(prefix="generec-") as folder,
        GeneRec.open(Path(folder) / "home", options=options) as system,
    ):
        system.ingest(file, rights="own")
        _, item = next(iter(system.home.rows.items.changed()))
        yield system, item.id
