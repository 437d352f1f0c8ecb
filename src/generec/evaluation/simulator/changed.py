"""What changing did: a viewer's moment with a changed item, beside the same viewer's with it as it was.

Changed items are not drawn at random from the catalogue, so their likes cannot be held against those of
others; what is by chance in a viewer's moment with a work is the same in all arms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from generec.evaluation.metrics.statistics import interval
from generec.evaluation.simulator.arms import RETRIEVE
from generec.evaluation.simulator.figures import Run, Show, Table

Pairs = dict[str, list[tuple[float, float]]]


def changed(table: Table) -> list[dict[str, Any]]:
    """Rows by arm, by whether it was asked for, and by measure (likes, share watched).

    `changed` and `unchanged` are means over the viewers that met both, `gain` is their difference with a
    95 % interval (bootstrap over viewers; nan for fewer than two).
    """
    plain = {run.task.seed: _plain(run) for run in table.runs if run.task.arm.name == RETRIEVE.name}
    out = []
    for arm in table.arms():
        runs = table.runs_of(arm)
        for asked in (False, True):
            for measure in ("like", "share"):
                pairs: Pairs = defaultdict(list)
                for run in runs:
                    for user, pair in _pairs(run, plain.get(run.task.seed, {}), asked=asked, measure=measure):
                        pairs[user].append(pair)
                if pairs:
                    out.append({"arm": arm, "asked": asked, "measure": measure, **_row(pairs, table)})
    return out


def _plain(run: Run) -> dict[tuple[str, str], Show]:
    """The first moment of each viewer with each work as it is."""
    out: dict[tuple[str, str], Show] = {}
    for show in run.shows:
        out.setdefault((show["user"], show["work"]), show)
    return out


def _pairs(
    run: Run, plain: dict[tuple[str, str], Show], *, asked: bool, measure: str
) -> Iterator[tuple[str, tuple[float, float]]]:
    for show in run.shows:
        before = plain.get((show["user"], show["work"]))
        if show["origin"] == "edited" and show["asked"] == asked and before is not None:
            yield show["user"], (float(show[measure]), float(before[measure]))


def _row(pairs: Pairs, table: Table) -> dict[str, Any]:
    means = np.array([np.mean(of_one, axis=0) for _, of_one in sorted(pairs.items())])
    gains = means[:, 0] - means[:, 1]
    low, high = interval(gains, rng=table.rng()) if len(gains) > 1 else (float("nan"), float("nan"))
    return {
        "changed": float(means[:, 0].mean()),
        "unchanged": float(means[:, 1].mean()),
        "gain": float(gains.mean()),
        "low": low,
        "high": high,
        "viewers": len(means),
        "showings": sum(map(len, pairs.values())),
    }
