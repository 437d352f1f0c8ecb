"""What all routes share: the system, the keys, the limits, and how blocking calls are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from generec.serving.captions import Captions
from generec.serving.errors import Busy
from generec.serving.keys import Keys
from generec.serving.metrics import Metrics
from generec.serving.studio.operators import Operators
from generec.serving.studio.sessions import Sessions
from generec.serving.watch import Watch
from generec.system import GeneRec

P = ParamSpec("P")
R = TypeVar("R")


class ServingConfig(BaseModel):
    """Limits of the server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body_bytes: int = Field(default=16 << 20, gt=0, description="Longest body of a request, in bytes.")
    upload_bytes: int = Field(default=256 << 20, gt=0, description="Longest file to verify, in bytes.")
    threads: int = Field(default=16, ge=1, description="Calls worked on at once; more wait their turn.")
    slow: int = Field(default=8, ge=1, description="Calls that make, check or wait, at once; more get 429.")
    streams: int = Field(default=500, ge=1, description="Open streams; more get 429.")
    streams_of_viewer: int = Field(default=6, ge=1, description="Open streams of one viewer; more get 429.")
    link_minutes: float = Field(
        default=60, gt=0, description="How long an address of media is good, at least."
    )
    origins: tuple[str, ...] = Field(
        default=(), description="Origins of other sites whose pages may call, such as https://example.org."
    )


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
    captions: Captions = field(init=False)
    sessions: Sessions = field(init=False)
    _threads: CapacityLimiter | None = None
    _slow: CapacityLimiter | None = None

    def __post_init__(self) -> None:
        self.captions = Captions(self.system)
        self.sessions = Sessions(Operators(self.keys.folder))

    def now(self) -> float:
        """The home's clock (epoch seconds)."""
        return self.system.home.clock()

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
