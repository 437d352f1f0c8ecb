"""The report: a record, a table for each question as CSV, and one page that needs no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generec.evaluation.records import plain, write_csv
from generec.evaluation.simulator import page
from generec.evaluation.simulator.arms import MAIN, WITHOUT, WORDS
from generec.evaluation.simulator.changed import changed
from generec.evaluation.simulator.figures import MEASURES, Gain, Table, comparisons

Rows = list[dict[str, Any]]
LIMITS = (
    "The simulator cannot prove what it assumes. Its viewers like what has their topics, "
    "keep to a length, tire "
    "and come back by rules of ours; people do so by rules of their own.",
    "Fitted to the home's log are how many topics are liked and how much, how long items "
    "are watched, what is "
    "liked and skipped, and how long and how often visits are. Assumed are attention, "
    "sound, shape, trust in AI, "
    "fatigue, words, and how coming back hangs on satisfaction.",
    "What a made item shows is told by its sources' labels and by matching its pictures "
    "with theirs. Beauty, sense, "
    "and skill of an edit do not count at all.",
    "What a viewer says comes from our templates in six languages. Real wishes are stranger.",
)


def write(
    out: Path, table: Table, *, config: Mapping[str, Any], base: Mapping[str, Any], crowd: Mapping[str, Any]
) -> dict[str, Any]:
    """Write `report.json`, the tables as CSV, and `index.html`; the record."""
    tables = {
        "arms": _arms(table),
        "gains": [_gain(gain) for arm, against in comparisons(table) for gain in table.gains(arm, against)],
        "sweep": _sweep(table),
        "zero": [
            _gain(gain) for arm, against in _pairs(table) for gain in table.gains(arm, against, effect=0.0)
        ],
        "days": _days(table),
        "changed": changed(table),
        "wishes": table.wishes(),
        "crowd": list(crowd["fit"]),
        "viewers": _viewers(table),
    }
    record = {
        "sentences": sentences(table),
        "limits": LIMITS,
        "definitions": dict(MEASURES),
        "arms_are": {arm.name: arm.told for arm in (*MAIN, WORDS, *WITHOUT)},
        "config": dict(config),
        "home": {
            "items": len(base["catalogue"]),
            "compilations_added": base["mixes"],
            "viewers_in_the_log": crowd["viewers"],
            "residents_left_out": base["residents_left_out"],
        },
        "population": dict(crowd["parameters"]),
        **tables,
    }
    for name, rows in tables.items():
        write_csv(out / f"{name}.csv", rows)
    (out / "report.json").write_text(json.dumps(plain(record), indent=2, ensure_ascii=False), "utf-8")
    (out / "index.html").write_text(page.html(record, table), "utf-8")
    return record


def sentences(table: Table) -> list[str]:
    """What came out, in words, the most important first."""
    arms, out = table.arms(), []
    if {"full", "retrieve"} <= set(arms):
        gains = {gain.measure: gain for gain in table.gains("full", "retrieve")}
        like, back, variety = gains["like rate"], gains["return"], gains["variety"]
        likely = gains["chance to return"]
        out.append(
            f"With everything switched on, viewers liked {_both(table, 'like rate')} where items were only "
            f"found: {_points(like)}, {_verdict(like)}."
        )
        out.append(f"They came back on {_both(table, 'return')}: {_points(back)}, {_verdict(back)}.")
        out.append(
            f"Without the throw of dice whether one comes, as likely as visits had made it, that is "
            f"{_both(table, 'chance to return')}: {_points(likely)}, {_verdict(likely)}."
        )
        out.append(
            f"Variety within a visit changed by {variety.mean:+.3f} (95 %: {variety.low:+.3f} to "
            f"{variety.high:+.3f}), {_verdict(variety)}."
        )
        ours, theirs = (table.account(arm)["CPU s"] for arm in ("full", "retrieve"))
        out.append(f"That takes {ours:.1f} CPU seconds for a viewer and day, in place of {theirs:.1f}.")
    for sweep in table.sweeps():
        zero = next((point for point in sweep.points if point.effect == 0.0), None)
        if zero is not None:
            told = "a gain is found, which must not be" if zero.low > 0 else "no gain is found, as must be"
            out.append(
                f"Where making does nothing to viewers, {sweep.arm} against {sweep.against} has {told}: "
                f"{100 * zero.mean:+.1f} points ({100 * zero.low:+.1f} to {100 * zero.high:+.1f})."
            )
        if sweep.even == sweep.even:
            span = (
                f" ({sweep.even_low:.2f} to {sweep.even_high:.2f})"
                if sweep.even_low == sweep.even_low
                else ""
            )
            out.append(
                f"Likes of {sweep.arm} break even at an effect of {sweep.even:.2f}{span} of what is measured."
            )
    return out


def _both(table: Table, measure: str) -> str:
    ours, theirs = table.mean("full", measure).mean, table.mean("retrieve", measure).mean
    what = "of what they met" if measure == "like rate" else "of the days that followed the first"
    return f"{100 * ours:.1f} % {what}, against {100 * theirs:.1f} %"


def _points(gain: Gain) -> str:
    return f"{100 * gain.mean:+.1f} points (95 %: {100 * gain.low:+.1f} to {100 * gain.high:+.1f})"


def _verdict(gain: Gain) -> str:
    if gain.low > 0:
        return "more than chance explains"
    return "less, beyond chance" if gain.high < 0 else "not to be told from chance"


def _pairs(table: Table) -> list[tuple[str, str]]:
    return [
        (sweep.arm, sweep.against) for sweep in table.sweeps() if any(p.effect == 0 for p in sweep.points)
    ]


def _arms(table: Table) -> Rows:
    out = []
    for arm in table.arms():
        row: dict[str, Any] = {"arm": arm}
        for measure in MEASURES:
            mean = table.mean(arm, measure)
            row |= {measure: mean.mean, f"{measure} low": mean.low, f"{measure} high": mean.high}
        out.append({**row, "viewers": mean.n, **table.account(arm)})
    return out


def _gain(gain: Gain) -> dict[str, Any]:
    return gain._asdict()


def _sweep(table: Table) -> Rows:
    return [
        {"arm": sweep.arm, "against": sweep.against, **point._asdict(), "break_even": sweep.even}
        for sweep in table.sweeps()
        for point in sweep.points
    ]


def _days(table: Table) -> Rows:
    """Likes and visits by day."""
    out = []
    for arm in table.arms():
        runs = table.runs_of(arm)
        for day in range(table.days):
            shows = [show for run in runs for show in run.shows if show["day"] == day]
            truth = [one for run in runs for one in run.done["truth"].values()]
            came = sum(day in one["visits"] for one in truth)
            out.append(
                {
                    "arm": arm,
                    "day": day + 1,
                    "like rate": sum(show["like"] for show in shows) / max(1, len(shows)),
                    "came": came / len(truth),
                    "met": len(shows),
                    "AI share": sum(show["ai"] for show in shows) / max(1, len(shows)),
                }
            )
    return out


def _viewers(table: Table) -> Rows:
    return [
        {
            "arm": run.task.arm.name,
            "effect": run.task.effect,
            "crowd": run.task.seed,
            "viewer": user,
            **figures,
        }
        for run in table.runs
        for user, figures in sorted(_of(table, run).items())
    ]


def _of(table: Table, run: Any) -> dict[str, dict[str, float]]:
    mine = run.done["truth"]
    return {
        user: {m: table.values(run.task.arm.name, m, effect=run.task.effect)[user] for m in MEASURES}
        for user in mine
    }
