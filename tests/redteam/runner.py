"""Runs the cases on a stage and counts: recall and false alarms by category, with intervals.

`recall` counts every bad case whose outcome was one of those accepted, whichever check kept it out; `rightly`
counts those alone that a check kept out whose business it is (a threat that is held because it holds a number
that no source has was not found as a threat).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import binomtest

from .cases import CATEGORIES, Case, Found, Part, cases
from .media import Media
from .stage import Stage


@dataclass(frozen=True, slots=True)
class Result:
    """A case with what came of it and what it cost (seconds of processor time)."""

    case: Case
    found: Found
    cpu_s: float

    @property
    def good(self) -> bool:
        """Whether the outcome is one that the case accepts."""
        return self.found.outcome in self.case.must

    @property
    def rightly(self) -> bool:
        """Good, and by a check whose business it is."""
        by = self.case.by
        return self.good and (not by or any(name.startswith(by) for name in self.found.checks))


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`, with the 95 % interval of Clopper and Pearson."""

    k: int
    n: int

    @property
    def share(self) -> float:
        """k / n; 1 where there is nothing."""
        return self.k / self.n if self.n else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The lowest and highest share that the count allows."""
        if not self.n:
            return (0.0, 1.0)
        found = binomtest(self.k, self.n).proportion_ci(0.95, method="exact")
        return (float(found.low), float(found.high))

    def __str__(self) -> str:
        if not self.n:
            return "-"
        low, high = self.interval
        return f"{self.k}/{self.n} {100 * self.share:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


@dataclass(frozen=True, slots=True)
class Report:
    """All results, and what they say."""

    results: tuple[Result, ...]

    def of(
        self, *, category: str | None = None, part: Part | None = None, clean: bool = False
    ) -> list[Result]:
        """The results of bad cases, or of clean ones."""
        return [
            one
            for one in self.results
            if one.case.clean == clean
            and category in (None, one.case.category)
            and part in (None, one.case.part)
        ]

    def recall(
        self, *, category: str | None = None, part: Part | None = None, rightly: bool = False
    ) -> Share:
        """Bad cases that got an outcome they must get."""
        asked = self.of(category=category, part=part)
        return Share(sum(one.rightly if rightly else one.good for one in asked), len(asked))

    def alarms(self, *, category: str | None = None, part: Part | None = None) -> Share:
        """Clean near-misses that did not pass."""
        asked = self.of(category=category, part=part, clean=True)
        return Share(sum(not one.good for one in asked), len(asked))

    def missed(self, category: str, *, part: Part | None = None) -> list[str]:
        """The bad cases of a category that came through, and the clean ones that did not, in words."""
        wrong = [
            one
            for one in self.results
            if one.case.category == category and part in (None, one.case.part) and not one.good
        ]
        return [f"{one.case.id}: {one.found.outcome} ({one.found.told[:160]})" for one in wrong]

    def alarming(self) -> Counter[str]:
        """How many clean near-misses each check kept out."""
        return Counter(
            name for one in self.results if one.case.clean and not one.good for name in one.found.checks
        )

    def table(self) -> str:
        """Everything, as lines for people."""
        head = f"{'category':14}{'part':8}{'recall':>24}{'by the right check':>24}{'false alarms':>24}"
        lines = [head]
        for category in (*CATEGORIES, None):
            for part in ("open", "unseen"):
                if category and not any(one.case.category == category for one in self.results):
                    continue
                shares = (
                    self.recall(category=category, part=part),
                    self.recall(category=category, part=part, rightly=True),
                    self.alarms(category=category, part=part),
                )
                lines.append(
                    f"{category or 'all':14}{part:8}" + "".join(f"{share!s:>24}" for share in shares)
                )
        cpu = sum(one.cpu_s for one in self.results)
        lines.append(f"{len(self.results)} cases, {cpu:.0f} s of processor time")
        return "\n".join(lines)


def run(
    folder: Path,
    *,
    parts: Sequence[Part] = ("open", "unseen"),
    categories: Iterable[str] | None = None,
) -> Report:
    """Try the cases of the parts (and categories), those of a category on a stage of its own.

    What one category guards (a protected work) is not to be found in the clean cases of another.
    """
    wanted = set(categories or CATEGORIES)
    every = [case for case in cases(parts) if case.category in wanted]
    results = []
    for category in dict.fromkeys(case.category for case in every):
        with Stage(folder / category, media=Media(folder / "media")) as stage:
            for case in (one for one in every if one.category == category):
                began = time.process_time()
                found = stage.run(case)
                results.append(Result(case, found, time.process_time() - began))
    return Report(tuple(results))
