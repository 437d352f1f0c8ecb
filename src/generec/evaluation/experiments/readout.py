"""The reading of one experiment from a home's log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.domain.events import Event
from generec.domain.items import Item
from generec.evaluation.experiments.sequential import effect_sequence, mismatch
from generec.evaluation.offpolicy.reading import measured
from generec.store.interface import Rows
from generec.system.experiments import Experiment

DAY_S = 86_400.0
METRICS = ("likes", "like_rate", "seconds", "return")
"""By viewer: showings liked; share of what was met that was liked; seconds watched; came back a day later."""
SUSPECT = 0.001
"""Under this p the split itself is wrong."""

Floats = NDArray[np.float64]


class Compared(NamedTuple):
    """An arm against the control by one metric, in an interval that holds however often one looks."""

    arm: str
    metric: str
    control_mean: float
    arm_mean: float
    difference: float
    low: float
    high: float
    viewers: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Readout:
    """What an experiment says by now.

    `assigned` counts viewers by arm, `complete` those whose days are over, `moved` those who were logged
    in two arms and count in none; `split_p` is the sample-ratio check's.
    """

    experiment: Experiment
    at: float
    assigned: dict[str, int]
    complete: dict[str, int]
    moved: int
    split_p: float
    compared: tuple[Compared, ...]

    @property
    def split_wrong(self) -> bool:
        """Whether viewers were not split as planned: then nothing else here means anything."""
        return self.split_p < SUSPECT

    def record(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            **self.experiment.model_dump(mode="json", exclude={"salt"}),
            "at": self.at,
            "assigned": self.assigned,
            "complete": self.complete,
            "moved": self.moved,
            "split_p": self.split_p,
            "split_wrong": self.split_wrong,
            "compared": [
                {
                    **{
                        k: None if isinstance(v, float) and not np.isfinite(v) else v
                        for k, v in one._asdict().items()
                    },
                    "clear": one.clear and not self.split_wrong,
                }
                for one in self.compared
            ],
        }


@dataclass(slots=True)
class _Viewer:
    """A viewer of the experiment: the arm, the first request, and what was shown in its days."""

    arm: int
    first: float
    requests: set[str] = field(default_factory=set)
    met: defaultdict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))
    last: float = 0.0


def read(rows: Rows, experiment: Experiment, *, at: float, alpha: float = 0.05) -> Readout:
    """The reading at a moment. It may be taken as often as one likes.

    Each viewer counts once, when `days` have passed since their first request of the experiment, with what
    happened in these days; those whose days go on are counted and not compared. Arms are held against the
    first; `alpha` is divided among them. The first metric is the one to decide by: the intervals of
    the others are not corrected for being many.
    """
    viewers, moved = _viewers(rows, experiment)
    _meet(rows, viewers, experiment)
    span = experiment.days * DAY_S
    names = [arm.name for arm in experiment.arms]
    done = sorted(((one.first + span, user) for user, one in viewers.items() if one.first + span <= at))
    items = rows.items.get(list({item for user in viewers for _, item in viewers[user].met}))
    outcomes = [(viewers[user].arm, _outcome(viewers[user], items)) for _, user in done]
    counts = np.bincount([one.arm for one in viewers.values()], minlength=len(names))
    compared = [
        _compare(outcomes, experiment, arm, metric, alpha / (len(names) - 1))
        for metric in METRICS
        for arm in range(1, len(names))
    ]
    complete = Counter(names[arm] for arm, _ in outcomes)
    return Readout(
        experiment=experiment,
        at=at,
        assigned={name: int(count) for name, count in zip(names, counts, strict=True)},
        complete={name: complete[name] for name in names},
        moved=moved,
        split_p=mismatch(counts, np.array(experiment.shares)),
        compared=tuple(compared),
    )


def _viewers(rows: Rows, experiment: Experiment) -> tuple[dict[str, _Viewer], int]:
    out: dict[str, _Viewer] = {}
    moved: set[str] = set()
    span = experiment.days * DAY_S
    for decision in rows.decisions.all(kind="experiment"):
        if decision.policy != experiment.policy:
            continue
        one = out.setdefault(decision.user, _Viewer(decision.chosen, decision.at))
        if one.arm != decision.chosen:
            moved.add(decision.user)
        if decision.at < one.first + span:
            one.requests.add(decision.request)
            one.last = max(one.last, decision.at)
    return {user: one for user, one in out.items() if user not in moved}, len(moved)


def _meet(rows: Rows, viewers: Mapping[str, _Viewer], experiment: Experiment) -> None:
    """Give each viewer the events about what the experiment's requests showed, within their days."""
    span = experiment.days * DAY_S
    for event in rows.events.all():
        one = viewers.get(event.user)
        if one is not None and event.request in one.requests and event.at < one.first + span:
            one.met[event.request or "", event.item].append(event)


def _outcome(one: _Viewer, items: Mapping[str, Item]) -> dict[str, float]:
    liked = [measured(events, items.get(item), measure="like") for (_, item), events in one.met.items()]
    watched = [event.value or 0.0 for events in one.met.values() for event in events if event.kind == "view"]
    return {
        "likes": float(sum(liked)),
        "like_rate": float(np.mean(liked)) if liked else float("nan"),
        "seconds": float(sum(watched)),
        "return": float(one.last >= one.first + DAY_S),
    }


def _compare(
    outcomes: Sequence[tuple[int, Mapping[str, float]]],
    experiment: Experiment,
    arm: int,
    metric: str,
    alpha: float,
) -> Compared:
    """One arm and the control, viewers in the order in which their days were over."""
    kept = [(at, one[metric]) for at, one in outcomes if at in (0, arm) and not np.isnan(one[metric])]
    treated = np.array([at == arm for at, _ in kept], bool)
    values = np.array([value for _, value in kept], np.float64)
    shares = experiment.shares
    control, own = (
        float(values[mask].mean()) if mask.any() else float("nan") for mask in (~treated, treated)
    )
    name = experiment.arms[arm].name
    if not len(values):
        return Compared(name, metric, control, own, float("nan"), float("-inf"), float("inf"), 0)
    found = effect_sequence(values, treated, share=shares[arm] / (shares[0] + shares[arm]), alpha=alpha)
    mean, low, high = (float(line[-1]) for line in found)
    return Compared(name, metric, control, own, mean, low, high, len(values))


def text(found: Readout) -> str:
    """The same for people."""
    one = found.experiment
    state = "running" if one.ended_at is None else "stopped"
    control, *_ = one.arms
    lines = [
        f"{one.name}: {state}, {one.traffic:.0%} of viewers, outcomes of {one.days:g} days, "
        f"control {control.name}",
        "viewers: "
        + ", ".join(f"{name} {n} ({found.complete[name]} complete)" for name, n in found.assigned.items())
        + (f"; {found.moved} in two arms, in none counted" if found.moved else ""),
        f"split as planned: p = {found.split_p:.4f}",
    ]
    if found.split_wrong:
        lines.append("! viewers were not split as planned: find out why before you believe anything below")
    for each in found.compared:
        if not np.isfinite(each.low):
            told = "not enough viewers yet"
        else:
            told = f"{each.difference:+.4f} [{each.low:+.4f}, {each.high:+.4f}]"
            told += "  clear" if each.clear and not found.split_wrong else ""
        lines.append(
            f"{each.metric:9} {each.arm}: {each.arm_mean:.4f} against {each.control_mean:.4f}: {told} "
            f"({each.viewers} viewers)"
        )
    lines.append("the intervals hold however often you look; decide by the first metric")
    return "\n".join(lines)
