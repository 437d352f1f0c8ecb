"""How often somebody may call: token buckets, one for each kind of call and caller."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

Kind = Literal["calls", "wishes", "loads", "guesses"]

KEPT = 50_000
"""Buckets that are remembered; the ones not used for longest go first, full again."""


class Rates:
    """Token buckets (Turner 1986): each fills evenly to a minute's worth, and each call takes one.

    Safe to share between threads. `clock` gives seconds that never go back.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[tuple[Kind, str], tuple[float, float]] = OrderedDict()

    def take(self, kind: Kind, caller: str, *, a_minute: int) -> float:
        """Take one; 0 where there was one, else the seconds until there is."""
        with self._lock:
            now = self.clock()
            left, at = self._buckets.pop((kind, caller), (float(a_minute), now))
            left = min(float(a_minute), left + (now - at) * a_minute / 60)
            wait = 0.0 if left >= 1 else (1 - left) * 60 / a_minute
            self._buckets[kind, caller] = (left if wait else left - 1, now)
            if len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
            return wait
