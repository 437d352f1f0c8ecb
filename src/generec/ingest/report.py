"""What an ingest did, and what it could not take, row by row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

Progress = Callable[[int, int, str], None]


@dataclass
class IngestReport:
    """Counts of one ingest.

    `items` and `events` count by outcome: new, changed (items), unchanged (items), known (events),
    repeated (the same row twice), rejected. `kinds` counts the items new or changed by kind.
    `unknown_columns` maps a table to columns that meant nothing. `rejects` is the file that tells
    what was rejected and why, or None. `embedded` counts frames that went through the encoder.
    """

    items: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unknown_columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rejects: Path | None = None
    embedded: int = 0
    seconds: float = 0.0

    @property
    def n_rejected(self) -> int:
        """How many items and events were rejected."""
        return self.items["rejected"] + self.events["rejected"]

    def record(self) -> dict[str, Any]:
        """The report as plain JSON data."""
        return {
            "items": {
                key: self.items[key] for key in ("new", "changed", "unchanged", "repeated", "rejected")
            },
            "events": {key: self.events[key] for key in ("new", "known", "repeated", "rejected")},
            "kinds": dict(self.kinds),
            "frames_embedded": self.embedded,
            "unknown_columns": {file: list(columns) for file, columns in self.unknown_columns.items()},
            "notes": list(self.notes),
            "rejects": str(self.rejects) if self.rejects else None,
            "seconds": round(self.seconds, 3),
        }

    def text(self) -> str:
        """The report in a few lines for people."""
        lines = [f"items: {_counts(self.items)}", f"events: {_counts(self.events)}"]
        for file, columns in self.unknown_columns.items():
            lines.append(f"{file}: columns not used: {', '.join(columns)}")
        lines += self.notes
        if self.rejects:
            lines.append(f"{self.n_rejected} rejected; reasons in {self.rejects}")
        lines.append(f"{self.seconds:.1f} s")
        return "\n".join(lines)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in counts.items() if n) or "none"


class Rejects:
    """The rejects file: JSON lines of file, row, field, reason. Made with the first reject."""

    def __init__(self, folder: Path | None, *, at: float) -> None:
        self.folder = folder
        self.path: Path | None = None
        self._at = at
        self._file: IO[str] | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.close()

    def add(self, *, file: str, reason: str, row: int | None = None, field: str | None = None) -> None:
        """Write one reject, at once."""
        if self.folder is None:
            return
        if self._file is None:
            self._file = self._open(self.folder)
        line = {"file": file, "row": row, "field": field, "reason": reason}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def _open(self, folder: Path) -> IO[str]:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.fromtimestamp(self._at, UTC).strftime("%Y%m%dT%H%M%S")
        names = (folder / f"{stamp}{f'-{n}' if n else ''}.jsonl" for n in range(10_000))
        self.path = next(path for path in names if not path.exists())
        return self.path.open("x", encoding="utf-8")
