"""A worker: takes a job by lease, makes what it asks for, and ends it once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import GenerecError
from generec.domain.feed import Job, JobState
from generec.jobs.metering import METER, Meter
from generec.store.interface import Jobs

log = logging.getLogger(__name__)

Beat = Callable[[str], bool]
"""Reports progress in words; False when the job was cancelled or taken over: stop then."""


class JobsConfig(BaseModel):
    """How jobs are held."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lease_s: float = Field(
        default=60.0, gt=0, description="Seconds after which a silent worker's job is given to another."
    )
    attempts: int = Field(default=3, ge=1, description="How often a job is begun before it counts as failed.")
    longest_s: float = Field(
        default=3600.0,
        gt=0,
        description="Seconds by the clock after which a job is given up, between two shots.",
    )
    poll_s: float = Field(default=0.5, gt=0, description="Seconds between looks at an empty queue.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How making ended: the state, the item that came out, or why none did."""

    state: JobState
    item: str | None = None
    error: str | None = None
    bytes: int = 0


class Worker:
    """Runs jobs one at a time.

    `make` turns a job into an `Outcome`. It may be called twice for one job (a worker died, a
    lease ran out), so it has to be harmless when repeated; recipe keys make it so. An expected
    failure (`GenerecError`) ends the job as failed; any other error does too and is raised, so
    that a fault of the program is seen. What a job costs is its processor time (`meter`).
    """

    def __init__(
        self,
        *,
        config: JobsConfig,
        jobs: Jobs,
        make: Callable[[Job, Beat], Outcome],
        name: str,
        clock: Callable[[], float] = time.time,
        meter: Meter = METER,
    ) -> None:
        self.config = config
        self.meter = meter
        self.jobs = jobs
        self.make = make
        self.name = name
        self.clock = clock
        self.closed = False
        self._held: set[str] = set()

    def run(self, *, job: str | None = None) -> Job | None:
        """Take one job (or this `job`, if it is free) and bring it to its end; None when there is none."""
        held = self.jobs.lease(worker=self.name, now=self.clock(), seconds=self.config.lease_s, job=job)
        if held is None:
            return None
        if held.attempts > self.config.attempts:
            self._end(
                held, Outcome("failed", error=f"begun {self.config.attempts} times without an end"), 0.0
            )
            return self.jobs.get(held.id)
        key = (self.name, held.id)
        self.meter.begin(key)
        self._held.add(held.id)
        try:
            with _Heart(self, held) as heart:
                outcome = self.make(held, heart.beat)
            if heart.late and outcome.state == "cancelled":
                outcome = Outcome("failed", error=f"it took longer than {self.config.longest_s:g} s")
        except GenerecError as error:
            outcome = Outcome("failed", error=error.message)
        except Exception as error:
            self._end(held, Outcome("failed", error=f"{type(error).__name__}: {error}"), self.meter.end(key))
            raise
        except BaseException:
            self.meter.end(key)
            raise
        finally:
            self._held.discard(held.id)
        spent = self.meter.end(key)
        if not (self.closed and outcome.state == "cancelled"):
            self._end(held, outcome, spent)
        return self.jobs.get(held.id)

    def serve(self, stop: threading.Event) -> None:
        """Run jobs until `stop` is set; a fault in one is logged and the next is taken."""
        while not stop.is_set():
            try:
                idle = self.run() is None
            except Exception:
                log.exception("a job ended by a fault")
                idle = True
            if idle:
                stop.wait(self.config.poll_s)

    def close(self) -> None:
        """Let go of the job at hand, so that another worker can take it at once: the process ends."""
        self.closed = True
        for id in tuple(self._held):
            self.jobs.heartbeat(id, worker=self.name, until=self.clock(), progress="let go")

    def _end(self, job: Job, outcome: Outcome, seconds: float) -> None:
        self.jobs.finish(
            job.id,
            worker=self.name,
            state=outcome.state,
            at=self.clock(),
            item=outcome.item,
            error=outcome.error,
            seconds=seconds,
            bytes=outcome.bytes,
        )


class _Heart:
    """Renews a lease in the background for as long as the work goes on."""

    def __init__(self, worker: Worker, job: Job) -> None:
        self.worker = worker
        self.job = job
        self.progress = ""
        self.ours = True
        self.late = False
        self._until = time.monotonic() + worker.config.longest_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._pulse, name=f"heart-{job.id}", daemon=True)

    def beat(self, progress: str) -> bool:
        self.progress = progress
        self.late = time.monotonic() > self._until
        self._renew()
        return self.ours and not self.late

    def _renew(self) -> None:
        if self.worker.closed:
            self.ours = False
            return
        until = self.worker.clock() + self.worker.config.lease_s
        if not self.worker.jobs.heartbeat(
            self.job.id, worker=self.worker.name, until=until, progress=self.progress
        ):
            self.ours = False

    def _pulse(self) -> None:
        while not self._stop.wait(self.worker.config.lease_s / 3):
            self._renew()

    def __enter__(self) -> _Heart:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()
