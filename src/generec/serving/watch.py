"""Which jobs a viewer waits for, and who is listening."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict

JOBS = 64
USERS = 10_000


class Watch:
    """Jobs by viewer, the latest kept. The same wish of two viewers is one job: both wait for it.

    Used on the event loop only.
    """

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self.listening: Counter[str] = Counter()
        self._jobs: OrderedDict[str, dict[str, float]] = OrderedDict()

    def add(self, user: str, job: str, *, at: float) -> None:
        """Note that a viewer was told of a job."""
        jobs = self._jobs.setdefault(user, {})
        self._jobs.move_to_end(user)
        jobs[job] = at
        while len(jobs) > JOBS:
            jobs.pop(next(iter(jobs)))
        while len(self._jobs) > USERS:
            self._jobs.popitem(last=False)

    def since(self, user: str, at: float) -> set[str]:
        """The jobs a viewer was told of since `at`."""
        return {job for job, told in self._jobs.get(user, {}).items() if told >= at}

    def knows(self, user: str, job: str) -> bool:
        """Whether the viewer was told of the job."""
        return job in self._jobs.get(user, {})

    def forget(self, user: str) -> None:
        """Drop everything of a viewer."""
        self._jobs.pop(user, None)
