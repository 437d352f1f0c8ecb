"""From viewers' results to means with intervals, paired tests, and whom to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from generec.evaluation.metrics.statistics import compared, holm, mean_of
from generec.evaluation.study.config import Task

Rows = list[dict[str, Any]]
Line = Mapping[str, Any]
_SURE = 0.05
FEW = 10
"""Fewer viewers tell nothing: their figures stand in the report and no conclusion does."""
_TOLD = 2
"""Of so many measures the outcome is told in words; all stand in the plots and tables."""


def summary(task: Task, lines: Sequence[Line], *, rng: Generator) -> dict[str, Any]:
    """The record of one task from its viewers' lines."""
    there = [line for line in lines if "values" in line]
    left = Counter(str(line["why"]) for line in lines if "why" in line)
    partly = Counter(why for line in there for why in line["left"])
    columns = {m: _columns(there, m) for m in task.measures if any(m in line["values"] for line in there)}
    means: Rows = []
    for measure, column in columns.items():
        for method, values in column.items():
            means.append({"measure": measure, "method": method, **mean_of(values, rng=rng)._asdict()})
    return {
        "name": task.name,
        "ours": list(task.ours),
        "lead": [m for m in task.lead if m in columns][:_TOLD],
        "baselines": list(task.baselines),
        "methods": dict(task.told),
        "measures": {m: task.measures[m]._asdict() for m in columns},
        "note": task.note(),
        "viewers": len(there),
        "left_out": dict(left),
        "left_out_of_some_measures": dict(partly),
        "means": means,
        "against": _against(task, columns, rng=rng),
        "points": {m: {name: _rounded(v) for name, v in column.items()} for m, column in columns.items()},
        "users": {m: [line["user"] for line in there if m in line["values"]] for m in columns},
    }


def _columns(lines: Sequence[Line], measure: str) -> dict[str, np.ndarray]:
    """(viewers,) values of each method, over viewers that have the measure for all of them."""
    kept = [line["values"][measure] for line in lines if measure in line["values"]]
    return {method: np.array([one[method] for one in kept], float) for method in kept[0]} if kept else {}


def _against(task: Task, columns: Mapping[str, Mapping[str, np.ndarray]], *, rng: Generator) -> Rows:
    """Ours less each baseline by each measure that is evidence; Holm's correction over all of the task."""
    out: Rows = []
    for measure, column in columns.items():
        for ours in task.ours:
            others = {name: column[name] for name in task.baselines if name in column}
            if ours not in column or not others:
                continue
            for name, found in compared(column[ours], others, rng=rng).items():
                out.append({"measure": measure, "ours": ours, "baseline": name, **found._asdict()})
    counted = [row for row in out if not task.measures[row["measure"]].circle]
    for row, p in zip(counted, holm([row["p"] for row in counted]), strict=True):
        row["adjusted"] = p
    return out


def examples(task: Task, lines: Sequence[Line]) -> list[tuple[str, float, str, Line]]:
    """(which, by how much, of what, line) of the best, the median and the worst viewer."""
    lead = next((m for m in task.lead if sum(m in line.get("values", {}) for line in lines)), None)
    if lead is None:
        return []
    scored = []
    for line in lines:
        if lead in line.get("values", {}) and line["shown"]:
            values = line["values"][lead]
            mine = [values[ours] for ours in task.ours if ours in values]
            scored.append((float(np.mean(mine)) - values.get(task.peer, 0.0), line))
    scored.sort(key=lambda pair: (-pair[0], pair[1]["user"]))
    if not scored:
        return []
    at = {"best": 0, "median": len(scored) // 2, "worst": len(scored) - 1}
    return [(which, scored[n][0], lead, scored[n][1]) for which, n in at.items()]


def sentences(tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """What came out of each task, in words: against every baseline, by the measures that tell most."""
    out = []
    for task in tasks:
        if task.get("unable"):
            out.append(f"{task['name'].capitalize()}: not done, {task['unable']}.")
            continue
        if task["viewers"] < FEW:
            few = "1 viewer is" if task["viewers"] == 1 else f"{task['viewers']} viewers are"
            out.append(f"{task['name'].capitalize()}: {few} too few to tell anything.")
            continue
        told = [said for m in task["lead"] for ours in task["ours"] if (said := _told(task, m, ours))]
        what = "; ".join(told) or "no viewer could be judged"
        out.append(f"{task['name'].capitalize()}, {task['viewers']} viewers. {what[0].upper()}{what[1:]}.")
    return out


_WORDS = ("above", "below", "not clearly apart from")


def _told(task: Mapping[str, Any], measure: str, ours: str) -> str:
    """One of ours by one measure: where it is beyond chance (corrected), and where not."""
    rows = [row for row in task["against"] if row["measure"] == measure and row["ours"] == ours]
    means = {row["method"]: row["mean"] for row in task["means"] if row["measure"] == measure}
    groups: dict[str, list[str]] = {word: [] for word in _WORDS}
    for row in rows:
        sure = row["adjusted"] < _SURE and (row["low"] > 0 or row["high"] < 0)
        word = _WORDS[row["mean"] < 0] if sure else _WORDS[2]
        groups[word].append(f"{row['baseline']} ({means[row['baseline']]:.3f})")
    if not rows:
        return ""
    said = ", ".join(f"{word} {' and '.join(names)}" for word, names in groups.items() if names)
    return f"{measure}: {ours} {means[ours]:.3f}, {said}"


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
