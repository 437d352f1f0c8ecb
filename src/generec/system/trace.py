"""The trace of a request: what each part did, why, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from generec.domain.feed import TraceStep


@dataclass(slots=True)
class Note:
    """What a step writes about itself while it runs."""

    did: str = ""
    because: str = ""


class Trace:
    """Collects steps in order."""

    def __init__(self) -> None:
        self.steps: list[TraceStep] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Note]:
        """Time a step; what it wrote into the note is kept, unless it did nothing."""
        note = Note()
        began = time.perf_counter()
        yield note
        if note.did:
            self.add(name, note.did, because=note.because, ms=(time.perf_counter() - began) * 1000)

    def add(self, name: str, did: str, *, because: str = "", ms: float = 0.0) -> None:
        """Add a finished step."""
        self.steps.append(TraceStep(step=name, did=did, because=because, ms=round(ms, 2)))
