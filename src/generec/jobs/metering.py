"""What making costs in processor time: a machine that others load does not make it dearer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable


def processor_s() -> float:
    """Processor time of this process, s: all its threads, and the programs that it ran to their end."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


class Meter:
    """Shares the processor time of a process among the jobs that run in it at a time.

    What the process does beside them while they run is counted with them: it cannot be told apart.
    """

    def __init__(self, reading: Callable[[], float] = processor_s) -> None:
        self._reading = reading
        self._lock = threading.Lock()
        self._spent: dict[Hashable, float] = {}
        self._last = 0.0

    def begin(self, job: Hashable) -> None:
        """Count for a job from now on."""
        with self._lock:
            self._share()
            self._spent[job] = 0.0

    def end(self, job: Hashable) -> float:
        """Seconds that were counted for a job; 0 for one that was not begun."""
        with self._lock:
            self._share()
            return self._spent.pop(job, 0.0)

    def _share(self) -> None:
        now = self._reading()
        for job in self._spent:
            self._spent[job] += (now - self._last) / len(self._spent)
        self._last = now


METER = Meter()
"""The one of this process."""
