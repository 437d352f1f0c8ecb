"""How well each group of viewers is served: the same measures for each, with bounds, against all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.random import Generator

from generec.domain.feed import Job
from generec.domain.items import Item
from generec.fidelity.fairness import resample
from generec.fidelity.fairness.gather import Log
from generec.fidelity.fairness.report import Measure, Rate

FEW: Final = 5
"""Groups of fewer viewers are put together: a table must not tell of one person."""
LEAST: Final = 20
"""A group of fewer viewers, or against fewer others, is never said to differ."""
_DRAWS: Final = 4000
SMALL: Final = "(groups of fewer than 5)"
UNKNOWN: Final = "(not given)"
_ENDED: Final = frozenset(("done", "held", "blocked"))

Cases = dict[int, tuple[float, float]]
"""By viewer: sum and number of cases."""


class Measured(NamedTuple):
    """The cases of one measure."""

    name: str
    means: str
    good: bool
    cases: Cases


def measured(log: Log, known: Mapping[str, Item], jobs: Iterable[Job]) -> list[Measured]:
    """The cases of every measure."""
    return [
        Measured("like rate", "of what was shown, how much was liked", True, _likes(log)),
        Measured("dwell ratio", "of a video's length, how much was watched", True, _dwell(log, known)),
        Measured(
            "wish satisfaction",
            "of wishes whose answer met a reaction, those with more good ones than bad",
            True,
            _wishes(log),
        ),
        Measured("refusals", "of what was said, how much was refused", False, _replies(log, "refuse")),
        Measured("questions", "of what was said, how much was asked back", False, _replies(log, "ask")),
        Measured("held by checks", "of what was made, how much was kept out", False, _held(log, jobs)),
    ]


def groups(log: Log, given: Mapping[str, str]) -> tuple[str, dict[int, str]]:
    """The group of every viewer: as given, else by how much they did, in thirds."""
    if given:
        found = {who: given.get(user) or UNKNOWN for user, who in log.users.items()}
        sizes: dict[str, int] = defaultdict(int)
        for group in found.values():
            sizes[group] += 1
        small = {group for group, size in sizes.items() if size < FEW}
        return "viewers' groups, as given", {w: SMALL if g in small else g for w, g in found.items()}
    order = sorted(log.acts, key=lambda who: (log.acts[who], who))
    told = ("least active third", "middle third", "most active third")
    return "how active viewers are", {who: told[3 * n // len(order)] for n, who in enumerate(order)}


def compared(
    one: Measured, group_of: Mapping[int, str], *, names: Sequence[str], rng: Generator, measures: int = 1
) -> Measure:
    """One measure for all groups. That a group differs holds at 95 % over all groups of all `measures`."""
    width = len(names)
    column = {name: place for place, name in enumerate(names)}
    users = sorted(one.cases)
    top, bottom = np.zeros((len(users), 2 * width)), np.zeros((len(users), 2 * width))
    for line, who in enumerate(users):
        own = column[group_of[who]]
        others = [width + place for place in range(width) if place != own]
        top[line, [own, *others]], bottom[line, [own, *others]] = one.cases[who]
    drawn = resample.ratios(top, bottom, rng=rng, draws=_DRAWS) if len(users) > 1 else None
    rows = []
    for place, name in enumerate(names):
        n, viewers = bottom[:, place].sum(), int((bottom[:, place] > 0).sum())
        rate = float(top[:, place].sum() / n) if n else None
        rest = bottom[:, width + place].sum()
        apart = rate - float(top[:, width + place].sum() / rest) if rate is not None and rest else None
        low, high, differs = None, None, False
        if drawn is not None and rate is not None:
            if viewers >= FEW:
                low, high = resample.bounds(drawn[:, place]) or (None, None)
            level = 1 - 0.05 / (width * measures)
            between = resample.bounds(drawn[:, place] - drawn[:, width + place], level=level)
            enough = viewers >= LEAST and len(users) - viewers >= LEAST
            differs = enough and between is not None and (between[0] > 0 or between[1] < 0)
        rows.append(
            Rate(
                group=name,
                viewers=viewers,
                n=int(n),
                rate=rate,
                low=low,
                high=high,
                apart=apart,
                differs=differs,
            )
        )
    return Measure(name=one.name, means=one.means, good=one.good, rows=tuple(rows))


def _summed(cases: Iterable[tuple[int, float]]) -> Cases:
    out: Cases = {}
    for who, value in cases:
        total, n = out.get(who, (0.0, 0.0))
        out[who] = (total + value, n + 1)
    return out


def _likes(log: Log) -> Cases:
    return _summed(zip(log.user, log.liked.astype(float).tolist(), strict=True))


def _dwell(log: Log, known: Mapping[str, Item]) -> Cases:
    long = {id: item.duration_s for id, item in known.items() if item.duration_s > 0}
    return _summed((who, min(1.0, max(0.0, s) / long[id])) for who, id, s in log.watched if id in long)


def _wishes(log: Log) -> Cases:
    met = ((who, log.reactions[request]) for who, request, _ in log.said if request in log.reactions)
    return _summed((who, float(good > bad)) for who, (good, bad) in met)


def _replies(log: Log, kind: str) -> Cases:
    return _summed(
        (who, float(bool(said.refuse) if kind == "refuse" else said.ask)) for who, _, said in log.said
    )


def _held(log: Log, jobs: Iterable[Job]) -> Cases:
    ended = (job for job in jobs if job.state in _ENDED and job.user in log.users)
    return _summed((log.users[str(job.user)], float(job.state != "done")) for job in ended)
