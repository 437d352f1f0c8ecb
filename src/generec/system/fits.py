"""Fitted models on disk: each fit in a folder of its own, one of them current.

A fit is written to a new folder and becomes current by one atomic replacement of the file
CURRENT; whoever is killed before leaves the former fit in force. The file BEFORE in a fit's folder
names the one that it took over from, so that going back never leads to a fit that was not in force.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from generec.domain.errors import NotFound
from generec.store.durable import replacing

KEPT = 3


class Fits:
    """The folder of fits: `<n>/` each, and CURRENT, which names the one in force."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path | None:
        """The fit in force, or None before the first."""
        name = self._read()
        return self.folder / name if name and (self.folder / name).is_dir() else None

    def fresh(self) -> Path:
        """A path for a new fit; nothing is there yet."""
        return self.folder / f"{max(self._numbers(), default=0) + 1:06d}"

    def adopt(self, fit: Path) -> None:
        """Make `fit` the one in force, and remove all but the newest few."""
        current = self.current()
        with replacing(fit / "BEFORE") as file:
            file.write((current.name if current is not None else "").encode())
        self._write(fit.name)
        for number in sorted(self._numbers())[:-KEPT]:
            if f"{number:06d}" != fit.name:
                shutil.rmtree(self.folder / f"{number:06d}", ignore_errors=True)

    def rollback(self) -> Path:
        """Put the fit before the current one in force. Raises `NotFound` when there is none."""
        current = self.current()
        name = _text(current / "BEFORE") if current is not None else None
        if not name or not (self.folder / name).is_dir():
            raise NotFound("there is no earlier fit to go back to")
        self._write(name)
        return self.folder / name

    def _numbers(self) -> list[int]:
        return [int(path.name) for path in self.folder.iterdir() if path.is_dir() and path.name.isdigit()]

    def _read(self) -> str | None:
        return _text(self.folder / "CURRENT")

    def _write(self, name: str) -> None:
        with replacing(self.folder / "CURRENT") as file:
            file.write(name.encode())


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8").strip() if file.exists() else None
