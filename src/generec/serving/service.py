"""What all routes share: the system, the keys, the limits, and how blocking calls are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Annotated, Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from generec.serving.captions import Captions
from generec.serving.errors import Busy
from generec.serving.keys import Keys
from generec.serving.metrics import Metrics
from generec.serving.rates import Kind, Rates
from generec.serving.studio.operators import Operators
from generec.serving.studio.sessions import Sessions
from generec.serving.watch import Watch
from generec.system import GeneRec
from generec.system.limits import ServingConfig as ServingConfig

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Service:
    """One server over one system."""

    system: GeneRec
    keys: Keys
    loopback: bool
    config: ServingConfig
    page: Callable[[], Mapping[str, Any]]
    metrics: Metrics = field(default_factory=Metrics)
    watch: Watch = field(default_factory=Watch)
    rates: Rates = field(default_factory=Rates)
    captions: Captions = field(init=False)
    sessions: Sessions = field(init=False)
    _threads: CapacityLimiter | None = None
    _slow: CapacityLimiter | None = None

    def __post_init__(self) -> None:
        self.captions = Captions(self.system)
        self.sessions = Sessions(Operators(self.keys.folder), self.system.home.rows.sessions)

    def now(self) -> float:
        """The home's clock (epoch seconds)."""
        return self.system.home.clock()

    def limit(self, kind: Kind, caller: str) -> None:
        """Count a call of somebody. Raises `Busy` where there were too many in the last minute."""
        most = {
            "calls": self.config.calls_a_minute,
            "wishes": self.config.wishes_a_minute,
            "loads": self.config.loads_a_minute,
            "guesses": self.config.guesses_a_minute,
        }[kind]
        if wait := self.rates.take(kind, caller, a_minute=most):
            raise Busy(f"at most {most} {kind} a minute: try again in {ceil(wait)} s", after=wait)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a blocking call in a thread; a server that ends does not wait for it."""
        if self._threads is None:
            self._threads = CapacityLimiter(self.config.threads)
        return await to_thread.run_sync(
            partial(function, *args, **kwargs), abandon_on_cancel=True, limiter=self._threads
        )

    async def slowly(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like `call`, for what takes seconds: kept apart, so that the feed never waits behind it.

        Raises `Busy` when all places are taken.
        """
        if self._slow is None:
            self._slow = CapacityLimiter(self.config.slow)
        if self._slow.available_tokens < 1:
            raise Busy(f"{self.config.slow} slow requests are under way: try again in a moment")
        return await to_thread.run_sync(
            partial(function, *args, **kwargs), abandon_on_cancel=True, limiter=self._slow
        )


def service_of(request: Request) -> Service:
    """The service of the app that a request came to."""
    found: Service = request.app.state.service
    return found


ServiceOf = Annotated[Service, Depends(service_of)]
