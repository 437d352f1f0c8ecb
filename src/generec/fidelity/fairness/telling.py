"""An audit as text and as a page: sentences first, then tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final, NamedTuple

from generec.fidelity.fairness.report import Audit, Cut, Measure

_WIDEST: Final = 44
_GINI: Final = (
    "Gini: 0 where all were shown equally often, 1 where one got everything. Counted over all works (and"
    " creators) that may be shown, those never shown too."
)
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;"
    "background:#fff}table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:right;"
    "padding:.2rem .8rem;border-bottom:1px solid #d6d6dc}th:first-child,td:first-child{text-align:left}"
    ".alarm{border-left:.4rem solid #b3261e;padding:.4rem .8rem;background:#fdeceb}p.note{margin:.3rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6ea;background:#16161a}.alarm{background:#3b1f1d}"
    "th,td{border-color:#3a3a42}}"
)


class Block(NamedTuple):
    """A table with what it says above it."""

    title: str
    told: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def text(found: Audit) -> str:
    """For a shell."""
    out = [_title(found), ""]
    out += [f"! {alarm}" for alarm in found.alarms] or ["Nothing alarming was found."]
    out += [*found.notes, ""]
    for block in blocks(found):
        out += [f"{block.title}: {block.told}" if block.told else block.title, *_columns(block), ""]
    return "\n".join(out).rstrip()


def page(found: Audit) -> str:
    """One HTML page that needs nothing else."""
    alarms = "".join(f'<p class="alarm">{escape(alarm)}</p>' for alarm in found.alarms)
    parts = [alarms or "<p>Nothing alarming was found.</p>"]
    parts += [f'<p class="note">{escape(note)}</p>' for note in found.notes]
    for block in blocks(found):
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
        )
        parts.append(
            f"<h2>{escape(block.title)}</h2><p>{escape(block.told)}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    title = escape(_title(found))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1>{''.join(parts)}</html>\n"
    )


def blocks(found: Audit) -> list[Block]:
    """All tables of an audit, what is alarming in them first."""
    out = [_crowding(found)] if found.requests else []
    differing = sorted(found.quality, key=lambda one: -sum(row.differs for row in one.rows))
    out += [_quality(one, found.groups_by) for one in differing]
    out += [_exposure(one) for one in found.exposure]
    if found.requests:
        rows = [("creators", _number(found.gini_creators)), ("works", _number(found.gini_works))]
        out.append(Block("How evenly showings are spread", _GINI, ("over", "Gini"), rows))
    return out


def _title(found: Audit) -> str:
    return (
        f"Fairness audit, {_day(found.since)} to {_day(found.until)}: {found.requests} feeds,"
        f" {found.viewers} viewers, {found.shown} showings"
    )


def _crowding(found: Audit) -> Block:
    rows = [
        (
            f"{_day(one.since)} to {_day(one.until)}",
            one.state,
            str(one.viewers),
            str(one.shown),
            _share(one.ai),
            _share(one.candidates),
            _number(one.p_candidates, 4),
            _share(one.likes),
            _number(one.p_likes, 4),
        )
        for one in found.windows
        if one.shown or one is found.windows[0]
    ]
    head = (
        "window",
        "state",
        "viewers",
        "shown unasked",
        "AI of it",
        "AI of candidates",
        "p",
        "AI of likes",
        "p",
    )
    told = "what AI made and nobody asked for, against its share of what might have been shown and of likes"
    return Block("AI-made and people's", told, head, rows)


def _quality(one: Measure, groups_by: str) -> Block:
    rows = [
        (
            f"{_short(row.group)}{' *' if row.differs else ''}",
            str(row.viewers),
            str(row.n),
            _share(row.rate),
            _between(row.low, row.high),
            "-" if row.apart is None else f"{row.apart:+.1%}",
        )
        for row in one.rows
    ]
    head = ("group", "viewers", "cases", "rate", "95 %", "against all others")
    return Block(
        f"{one.name[:1].upper()}{one.name[1:]} by {groups_by}", f"{one.means} (* differs)", head, rows
    )


def _exposure(one: Cut) -> Block:
    rows = [
        (
            _short(row.group),
            str(row.items),
            _share(row.of_items),
            str(row.shown),
            _share(row.of_shown),
            _between(row.low, row.high),
            _number(row.times),
            _share(row.of_likes),
        )
        for row in one.rows
    ]
    head = ("group", "items", "of items", "shown", "of showings", "95 %", "times", "of likes")
    rest = f"; {one.more} smaller groups are one" if one.more else ""
    return Block(
        f"Exposure by {one.by}", f"share of showings against share of what may be shown{rest}", head, rows
    )


def _columns(block: Block) -> Iterable[str]:
    lines: Sequence[tuple[str, ...]] = [block.head, *block.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(block.head))]
    for line in lines:
        first, *rest = (cell for cell in line)
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  " + "  ".join([first.ljust(widths[0]), *padded]).rstrip()


def _short(group: str) -> str:
    return group if len(group) <= _WIDEST else f"{group[: _WIDEST - 1]}…"


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _between(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:.1%}-{high:.1%}"
