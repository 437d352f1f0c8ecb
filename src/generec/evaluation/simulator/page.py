"""The report as one page that needs no network: sentences first, then plots, tables, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from generec.evaluation.simulator.figures import MEASURES, SHARES, Table, comparisons
from generec.evaluation.simulator.plots import Bar, Line, intervals, lines

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1d2433;background:#fbfbfd;margin:0}
main{max-width:860px;margin:0 auto;padding:32px 20px 80px}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.12rem;margin:2.4rem 0 .5rem}
.first{font-size:1.22rem;line-height:1.45;margin:.8rem 0}p{margin:.5rem 0}
.soft{color:#6b7488;font-size:.92rem}
svg{max-width:100%;height:auto;font-size:13px;display:block;margin:.6rem 0}
table{border-collapse:collapse;font-size:.88rem;margin:.6rem 0;display:block;overflow-x:auto}
th,td{padding:.3rem .6rem;border-bottom:1px solid #dfe3ea;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}th{color:#6b7488;font-weight:600}
ul{padding-left:1.2rem}li{margin:.3rem 0}
"""


def html(record: Mapping[str, Any], table: Table) -> str:
    """The page."""
    first, *rest = record["sentences"] or ["Too few runs were done to compare anything."]
    parts = [
        "<h1>Simulated viewers</h1>",
        f'<p class="soft">{escape(_scale(record))}</p>',
        f'<p class="first">{escape(first)}</p>',
        *(f"<p>{escape(sentence)}</p>" for sentence in rest),
        _limits(record["limits"]),
        _against_finding(table),
        _without(table),
        _swept(table),
        _by_day(record["days"]),
        _arms(record),
        _changed(record["changed"]),
        _cost(record),
        _wishes(record["wishes"]),
        _crowd(record),
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Simulated "
        f"viewers</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def _scale(record: Mapping[str, Any]) -> str:
    config, home = record["config"], record["home"]
    return (
        f"{config['viewers']} viewers{_crowds(config['seeds'])}, {config['days']} days, "
        f"{home['items']} items ({home['compilations_added']} of them compilations made for this). "
        "Intervals are of 95 %, by bootstrap over viewers; the same viewers live through every arm. "
        "They are not corrected for many comparisons; gains.csv has p after Holm's correction."
    )


def _crowds(n: int) -> str:
    return f" in each of {n} crowds" if n > 1 else ""


def _limits(limits: Sequence[str]) -> str:
    return (
        "<h2>What this cannot tell</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in limits) + "</ul>"
    )


def _against_finding(table: Table) -> str:
    arms = [arm for arm, against in comparisons(table) if against == "retrieve"]
    if not arms:
        return ""
    out = ["<h2>Against finding alone</h2>"]
    for measure, unit, scale, digits in (
        ("like rate", "points", 100.0, 1),
        ("return", "points", 100.0, 1),
        ("chance to return", "points", 100.0, 1),
        ("variety", "", 1.0, 3),
    ):
        bars = [_bar(table, arm, "retrieve", measure) for arm in arms]
        out.append(f"<p><b>{measure}</b> <span class='soft'>{escape(MEASURES[measure])}</span></p>")
        out.append(intervals(bars, unit=unit, scale=scale, digits=digits))
    return "".join(out)


def _bar(table: Table, arm: str, against: str, measure: str, *, name: str | None = None) -> Bar:
    gain = next(gain for gain in table.gains(arm, against) if gain.measure == measure)
    return Bar(name or arm, gain.mean, gain.low, gain.high)


_PARTS = {
    "full - choosing": "covers and windows",
    "full - editing": "changing items",
    "full - creating": "new items",
    "+create": "words",
    "words only": "all making",
}


def _without(table: Table) -> str:
    arms = [arm for arm in _PARTS if arm in table.arms()]
    if "full" not in table.arms() or not arms:
        return ""
    out = [
        "<h2>What each part adds to the whole</h2><p class='soft'>Everything, less everything "
        "but this part.</p>"
    ]
    for measure in ("like rate", "return", "chance to return"):
        bars = [_bar(table, "full", arm, measure, name=_PARTS[arm]) for arm in arms]
        out.append(f"<p><b>{measure}</b></p>{intervals(bars, unit='points')}")
    return "".join(out)


def _swept(table: Table) -> str:
    sweeps = table.sweeps()
    if not sweeps:
        return ""
    curves = [
        Line(f"{sweep.arm} - {sweep.against}", [(p.effect, p.mean, p.low, p.high) for p in sweep.points])
        for sweep in sweeps
    ]
    return (
        "<h2>If making did less, nothing, or harm</h2><p>The effect scales what choosing, "
        "changing and making does "
        "to viewers: 1 is what the media measure, 0 nothing, -1 the opposite. Trust in the badge stays.</p>"
        + lines(curves, across="effect of making", up="likes gained, points")
    )


def _by_day(rows: Sequence[Mapping[str, Any]]) -> str:
    names = [name for name in ("retrieve", "+edit", "+create", "full") if any(r["arm"] == name for r in rows)]
    curves = [
        Line(
            name,
            [(r["day"], r["like rate"], r["like rate"], r["like rate"]) for r in rows if r["arm"] == name],
        )
        for name in names
    ]
    plot = lines(curves, across="day", up="liked of what was met, %", zero=False)
    return f"<h2>Day by day</h2>{plot}" if plot else ""


def _arms(record: Mapping[str, Any]) -> str:
    rows = [
        [
            row["arm"],
            *(_with(row, m, percent=m in SHARES) for m in MEASURES),
            f"{row['catalogue shown']:.0%}",
            f"{row['exposure Gini']:.2f}",
        ]
        for row in record["arms"]
    ]
    told = "".join(
        f"<li><b>{escape(name)}</b> {escape(text)}</li>"
        for name, text in record["arms_are"].items()
        if any(row["arm"] == name for row in record["arms"])
    )
    head = ["arm", *MEASURES, "catalogue shown", "exposure Gini"]
    return f"<h2>All arms</h2>{_table(head, rows)}<ul class='soft'>{told}</ul>"


def _with(row: Mapping[str, Any], measure: str, *, percent: bool) -> str:
    mean, low, high = row[measure], row[f"{measure} low"], row[f"{measure} high"]
    if mean != mean:
        return "-"
    scale, digits = (100.0, 1) if percent else (1.0, 2)
    return f"{scale * mean:.{digits}f} ({scale * low:.{digits}f}-{scale * high:.{digits}f})"


def _changed(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    cells = [
        [
            f"{row['arm']}, {'asked for' if row['asked'] else 'unasked'}: "
            f"{'liked' if row['measure'] == 'like' else 'share watched'}",
            f"{row['changed']:.1%}",
            f"{row['unchanged']:.1%}",
            f"{100 * row['gain']:+.1f} ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})",
            row["viewers"],
            row["showings"],
        ]
        for row in rows
    ]
    return (
        "<h2>Changed items, beside the same ones as they were</h2>"
        + _table(["", "changed", "as it was", "gain, points", "viewers", "showings"], cells)
        + "<p class='soft'>Of viewers that met a changed item here and the same item, unchanged, where items "
        "were only found. Those asked for were often seen before.</p>"
    )


def _cost(record: Mapping[str, Any]) -> str:
    names = ("CPU s", "of it rendering, s", "kB kept", "made", "not passed")
    rows = [[row["arm"], *(f"{row[name]:.2f}" for name in names)] for row in record["arms"]]
    return (
        "<h2>What it costs, for a viewer and day</h2>"
        + _table(["arm", *names], rows)
        + "<p class='soft'>CPU time of every call to the system, fits included. What several "
        "runs wanted was rendered "
        "once, and is charged to each of them.</p>"
    )


def _wishes(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    cells = [[f"{row['by']}: {row['name']}", row["said"], f"{row['granted']:.0%}"] for row in rows]
    return (
        "<h2>What viewers said, and how far it came true</h2>"
        + _table(["wish", "said", "granted"], cells)
        + "<p class='soft'>Judged by the viewer, on the screen that came next: for a topic the "
        "share of items that show "
        "it, for a change whether it was made and is as asked.</p>"
    )


def _crowd(record: Mapping[str, Any]) -> str:
    if not record["crowd"]:
        return "<h2>How like the log the crowd is</h2><p>The log is too small to fit a crowd to: the "
        "packaged one is used.</p>"
    rows = [
        [
            row["what"],
            " / ".join(map(str, row["real"])),
            " / ".join(map(str, row["simulated"])),
            row["gap"],
            row["n"],
        ]
        for row in record["crowd"]
    ]
    return (
        "<h2>How like the log the crowd is</h2><p>On viewers of the log that had no part in "
        "the fit: the tenth, the "
        "half and nine tenths lie below. The gap is the largest between both distribution "
        "functions (0 the same, 1 "
        "apart).</p>" + _table(["", "log", "simulated", "gap", "n"], rows)
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    top = "".join(f"<th>{escape(str(name))}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
