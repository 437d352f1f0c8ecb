"""From what was met in all runs to figures of each viewer, and what an arm is worth against another."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.evaluation.metrics.exposure import coverage, diversity, gini
from generec.evaluation.metrics.statistics import Mean, compared, holm, interval, mean_of
from generec.evaluation.simulator.arms import NAMES, RETRIEVE, SWEPT, Task
from generec.evaluation.simulator.living import DONE, SHOWS

Floats = NDArray[np.float64]
Show = Mapping[str, Any]

MEASURES: Mapping[str, str] = {
    "like rate": "share of the items met that were liked",
    "dwell": "share watched of what plays, mean over the items met",
    "return": "share of the days after the first on which the viewer came back",
    "chance to return": "mean over these days of how likely that was, after all that came before: the same "
    "expectation without the throw of dice (conditioning; Owen, Monte Carlo theory, 2013, section 8.7)",
    "items a day": "items met on each day of the run",
    "variety": "mean distance between topics of two items met in one visit (1 - cosine)",
    "AI share": "share of the items met that AI made, in part or whole",
}
"""Of each viewer."""
SHARES = frozenset({"like rate", "dwell", "return", "chance to return", "AI share"})
"""Those that are told in percent."""


class Run(NamedTuple):
    """One run as it was written down: its task, account, truth, and what was met."""

    task: Task
    done: Mapping[str, Any]
    shows: Sequence[Show]


class Gain(NamedTuple):
    """One arm less another, viewer by viewer: mean, 95 % interval, p after Holm over the measures."""

    measure: str
    arm: str
    against: str
    mean: float
    low: float
    high: float
    adjusted: float
    n: int


class Swept(NamedTuple):
    """Likes gained by making at one effect."""

    effect: float
    mean: float
    low: float
    high: float


class Sweep(NamedTuple):
    """What making gains by its effect, and where it breaks even (with an interval; nan where it does not)."""

    arm: str
    against: str
    points: tuple[Swept, ...]
    even: float
    even_low: float
    even_high: float


def read(out: Path, tasks: Iterable[Task]) -> list[Run]:
    """All runs that were done."""
    found = []
    for task in tasks:
        folder = out / "runs" / task.name
        if (folder / DONE).exists():
            done = json.loads((folder / DONE).read_text("utf-8"))
            lines = (folder / SHOWS).read_text("utf-8").splitlines()
            found.append(Run(task, done, [json.loads(line) for line in lines]))
    return found


def per_viewer(run: Run, *, days: int) -> dict[str, dict[str, float]]:
    """Of each viewer the measures; nan where one cannot be."""
    shows: defaultdict[str, list[Show]] = defaultdict(list)
    for show in run.shows:
        shows[show["user"]].append(show)
    names = sorted({topic for show in run.shows for topic in show["topics"]})
    index = {name: n for n, name in enumerate(names)}
    out = {}
    for user, truth in run.done["truth"].items():
        mine = shows[user]
        out[user] = {
            "like rate": _mean([show["like"] for show in mine]),
            "dwell": _mean([show["share"] for show in mine]),
            "return": (len(truth["visits"]) - 1) / max(1, days - 1),
            "chance to return": _mean(truth["chances"]),
            "items a day": len(mine) / days,
            "variety": _variety(mine, index),
            "AI share": _mean([show["ai"] for show in mine]),
        }
    return out


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _variety(shows: Sequence[Show], index: Mapping[str, int]) -> float:
    """Mean over visits."""
    by_day: defaultdict[int, list[Floats]] = defaultdict(list)
    for show in shows:
        row = np.zeros(len(index))
        row[[index[topic] for topic in show["topics"]]] = 1.0
        if row.any():
            by_day[show["day"]].append(row)
    visits = [np.stack(rows) for rows in by_day.values() if len(rows) > 1]
    return float(np.mean(diversity(visits))) if visits else float("nan")


class Table:
    """Figures of all runs by arm, effect and viewer."""

    def __init__(self, runs: Sequence[Run], *, days: int, catalogue: Sequence[str], seed: int = 0) -> None:
        self.runs = runs
        self.days = days
        self.catalogue = catalogue
        self.seed = seed
        self._values: dict[tuple[str, float], dict[str, dict[str, float]]] = defaultdict(dict)
        for run in runs:
            self._values[run.task.arm.name, run.task.effect].update(per_viewer(run, days=days))

    def rng(self) -> Generator:
        """The same for every figure, so that each can be repeated alone."""
        return np.random.default_rng((self.seed, 9))

    def values(self, arm: str, measure: str, *, effect: float = 1.0) -> dict[str, float]:
        """A measure of each viewer."""
        found = self._values.get((arm, effect), {})
        return {user: figures[measure] for user, figures in found.items()}

    def arms(self) -> list[str]:
        """The arms that ran as they are, in order."""
        return [name for name in NAMES if (name, 1.0) in self._values]

    def runs_of(self, arm: str) -> list[Run]:
        """The runs of an arm as it is."""
        return [run for run in self.runs if run.task.arm.name == arm and run.task.effect == 1.0]

    def mean(self, arm: str, measure: str) -> Mean:
        """The mean over viewers, with its interval."""
        values = np.array(list(self.values(arm, measure).values()), np.float64)
        return mean_of(values[~np.isnan(values)], rng=self.rng())

    def gains(self, arm: str, against: str, *, effect: float = 1.0) -> list[Gain]:
        """One arm less another in every measure, over the viewers of both."""
        pairs = {}
        for measure in MEASURES:
            ours, theirs = self.values(arm, measure, effect=effect), self.values(against, measure)
            users = [u for u in ours if u in theirs and ours[u] == ours[u] and theirs[u] == theirs[u]]
            pairs[measure] = np.array([[ours[u], theirs[u]] for u in users], np.float64).reshape(-1, 2)
        found = {
            measure: compared(values[:, 0], {against: values[:, 1]}, rng=self.rng())[against]
            for measure, values in pairs.items()
        }
        adjusted = holm([one.p for one in found.values()])
        return [
            Gain(measure, arm, against, one.mean, one.low, one.high, p, one.n)
            for (measure, one), p in zip(found.items(), adjusted, strict=True)
        ]

    def account(self, arm: str) -> dict[str, float]:
        """Of an arm as it is: costs for a viewer and day, and how much of the catalogue it showed."""
        runs = self.runs_of(arm)
        days = sum(len(run.done["truth"]) for run in runs) * self.days
        lists: defaultdict[str, list[str]] = defaultdict(list)
        for run in runs:
            for show in run.shows:
                lists[show["user"]].append(show["work"])
        made = sum(run.done["jobs"].get("done", 0) for run in runs)
        return {
            "CPU s": sum(run.done["cpu_s"] for run in runs) / days,
            "of it rendering, s": sum(run.done["rendering_s"] for run in runs) / days,
            "kB kept": sum(run.done["bytes"] for run in runs) / days / 1000,
            "made": made / days,
            "not passed": sum(
                run.done["jobs"].get(state, 0) for run in runs for state in ("held", "blocked", "failed")
            )
            / days,
            "catalogue shown": coverage(lists, catalogue=self.catalogue),
            "exposure Gini": gini(lists, catalogue=self.catalogue),
        }

    def sweeps(self) -> list[Sweep]:
        """What is gained by making, at each effect that was run."""
        out = []
        for arm, against in SWEPT:
            effects = sorted(effect for name, effect in self._values if name == arm.name)
            if len(effects) > 1 and (against.name, 1.0) in self._values:
                out.append(self._sweep(arm.name, against.name, effects))
        return out

    def _sweep(self, arm: str, against: str, effects: Sequence[float]) -> Sweep:
        base = self.values(against, "like rate")
        columns = [self.values(arm, "like rate", effect=effect) for effect in effects]
        users = [u for u in base if all(column.get(u, np.nan) == column.get(u, np.nan) for column in columns)]
        users = [u for u in users if base[u] == base[u]]
        table = np.array([[column[u] - base[u] for column in columns] for u in users], np.float64)
        points = []
        for n, effect in enumerate(effects):
            low, high = interval(table[:, n], rng=self.rng())
            points.append(Swept(effect, float(table[:, n].mean()), low, high))
        rng = self.rng()
        draws = [
            break_even(effects, table[rng.integers(len(users), size=len(users))].mean(axis=0))
            for _ in range(500)
        ]
        found = [draw for draw in draws if draw == draw]
        low, high = np.quantile(found, (0.025, 0.975)) if len(found) > 450 else (np.nan, np.nan)
        even = break_even(effects, table.mean(axis=0))
        return Sweep(arm, against, tuple(points), even, float(low), float(high))

    def wishes(self) -> list[dict[str, Any]]:
        """How far wishes were granted, by kind and by language, in the arm with everything."""
        said = [
            (truth["tongue"], kind, granted)
            for run in self.runs
            if run.task.arm.words and run.task.arm.edits and run.task.arm.creates and run.task.arm.chosen
            and run.task.effect == 1.0
            for truth in run.done["truth"].values()
            for kind, _, _, _, granted in truth["wishes"]
            if granted is not None
        ]  # fmt: skip
        out = []
        for by, pick in (("kind", 1), ("language", 0)):
            for name in sorted({one[pick] for one in said}):
                values = [one[2] for one in said if one[pick] == name]
                out.append({"by": by, "name": name, "said": len(values), "granted": round(_mean(values), 3)})
        return out


def break_even(effects: Sequence[float], gains: Sequence[float] | Floats) -> float:
    """The effect at which the gain passes zero for the last time on its way up, between two that were run.

    nan where it does not: it gains, or loses, at all of them.
    """
    even = float("nan")
    for (a, x), (b, y) in zip(
        zip(effects, gains, strict=True), list(zip(effects, gains, strict=True))[1:], strict=False
    ):
        if x <= 0 < y:
            even = a + (b - a) * (0 - x) / (y - x)
    return float(even)


def comparisons(table: Table) -> list[tuple[str, str]]:
    """Which arm is held against which: all against finding alone, and everything against all but one part."""
    arms = table.arms()
    out = [(arm, RETRIEVE.name) for arm in arms if arm != RETRIEVE.name and RETRIEVE.name in arms]
    if "full" in arms:
        out += [("full", arm) for arm in arms if arm not in (RETRIEVE.name, "full", "+edit")]
    return out
