"""Budgets: how much may be spent on making things, by viewer, by source item and for the home.

They count over the trailing 24 hours, so there is no moment at which everybody's budget is fresh.
A running job counts as a job at once and with its seconds and bytes when it ends. Seconds are processor time
(of all threads, and of programs that were run), so a machine that others load uses up no budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.record import Record

DAY_S: Final = 86_400.0
Scope = Literal["viewer", "item", "home"]
Measure = Literal["seconds", "bytes", "jobs", "money"]


class Limit(BaseModel):
    """Bounds over 24 hours; a bound that is absent is open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float | None = Field(default=None, ge=0, description="seconds of processor time")
    bytes: int | None = Field(default=None, ge=0, description="bytes stored")
    jobs: int | None = Field(default=None, ge=0, description="things made or tried")
    money: float | None = Field(default=None, ge=0, description="cost, in the unit of the prices below")


class BudgetConfig(BaseModel):
    """How much may be spent in 24 hours, and what work costs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    viewer: Limit = Field(
        default=Limit(seconds=1_800, bytes=2_000_000_000, jobs=200), description="for each viewer"
    )
    item: Limit = Field(
        default=Limit(seconds=7_200, bytes=5_000_000_000, jobs=1_000), description="for each source item"
    )
    home: Limit = Field(
        default=Limit(seconds=86_400, bytes=100_000_000_000, jobs=50_000), description="for all together"
    )
    price_second: float = Field(default=0.0, ge=0, description="what a second of processor time costs")
    price_job: float = Field(default=0.0, ge=0, description="what a job costs beside its seconds")


class BudgetDecision(Record):
    """Whether something more may be made. `reason` is a sentence for the trace."""

    allowed: bool
    reason: str
    scope: Scope | None = None
    measure: Measure | None = None
    used: float = 0.0
    limit: float | None = None


class Spent(Protocol):
    """(seconds, bytes, jobs) since a time, for a viewer or a source item (`rows.jobs.spent`)."""

    def __call__(
        self, *, since: float, user: str | None = None, source: str | None = None
    ) -> tuple[float, int, int]:
        """What was spent on the jobs begun since `since` (epoch seconds)."""
        ...


class Budget:
    """Asks what was spent and says whether one more job fits."""

    def __init__(self, config: BudgetConfig | None, spent: Spent) -> None:
        self.config = config or BudgetConfig()
        self.spent = spent

    def __call__(
        self,
        *,
        at: float,
        user: str | None = None,
        source: str | None = None,
        seconds: float = 0.0,
        bytes: int = 0,
    ) -> BudgetDecision:
        """Whether one more job, expected to take `seconds` and `bytes`, fits every budget at time `at`."""
        since = at - DAY_S
        if user is not None:
            yes = self._fits("viewer", self.spent(since=since, user=user), seconds, bytes)
            if not yes.allowed:
                return yes
        if source is not None:
            yes = self._fits("item", self.spent(since=since, source=source), seconds, bytes)
            if not yes.allowed:
                return yes
        return self._fits("home", self.spent(since=since), seconds, bytes)

    def _fits(self, scope: Scope, spent: tuple[float, int, int], seconds: float, size: int) -> BudgetDecision:
        limit: Limit = getattr(self.config, scope)
        for measure, used, more, most in self._measures(spent, seconds, size, limit):
            if most is not None and used + more > most:
                return BudgetDecision(
                    allowed=False,
                    reason=f"the {scope}'s budget of {most:g} {measure} in 24 hours is used up ({used:g})",
                    scope=scope,
                    measure=measure,
                    used=used,
                    limit=most,
                )
        return BudgetDecision(allowed=True, reason="within budget")

    def _measures(
        self, spent: tuple[float, int, int], seconds: float, size: int, limit: Limit
    ) -> Iterator[tuple[Measure, float, float, float | None]]:
        used_s, used_bytes, jobs = spent
        yield "seconds", used_s, seconds, limit.seconds
        yield "bytes", used_bytes, size, limit.bytes
        yield "jobs", jobs, 1, limit.jobs
        yield "money", self._money(used_s, jobs), self._money(seconds, 1), limit.money

    def _money(self, seconds: float, jobs: int) -> float:
        return seconds * self.config.price_second + jobs * self.config.price_job
