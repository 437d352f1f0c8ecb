"""Logs to estimate from: a home's decisions joined with what viewers did, or anybody's table."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from generec.domain.errors import DataError
from generec.domain.events import Event
from generec.domain.feed import Decision
from generec.domain.items import Item
from generec.evaluation.offpolicy.log import Logged, gather
from generec.ingest.tables import open_table
from generec.store.interface import Rows
from generec.system.variants import reward_of

Kind = Literal["variant", "cover", "window", "headline", "route"]
Measure = Literal["like", "outcome", "dwell"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MEASURES: tuple[Measure, ...] = get_args(Measure)

_GOOD = frozenset(("like", "share", "complete", "purchase"))
_BAD = frozenset(("dislike", "hide", "report"))


def measured(events: Sequence[Event], item: Item | None, *, measure: Measure) -> float:
    """How one showing that a client reported went, in [0, 1].

    `like`: whether the viewer liked, shared, finished or bought it, and did not reject it. `outcome`: what
    variants learn from, the time watched against what is expected of the length. `dwell`: the share of
    the item that was watched. A showing that nothing followed counts as 0.
    """
    kinds = {event.kind for event in events}
    if measure == "like":
        return float(bool(kinds & _GOOD) and not kinds & _BAD)
    if item is None:
        return 0.0
    if measure == "outcome":
        return reward_of(events, item) or 0.0
    watched = sum(event.value or 0.0 for event in events if event.kind == "view")
    return min(1.0, watched / item.duration_s) if item.duration_s > 0 else float("complete" in kinds)


def read_home(
    rows: Rows, *, kind: Kind, measure: Measure = "like", since: float = -math.inf, until: float = math.inf
) -> Logged:
    """The decisions of a kind that a viewer was reported to have met, with how each went.

    What was never reported as seen is left out, and counted: a choice that nobody saw says nothing. The
    context is the place in the feed, and from the viewer's past in this log how many showings there
    were and how they went. Variants are named by what was done ("original", "clip+style:noir"), other
    options by their order. For a route it is the mean over all that the request showed and was met.
    """
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in rows.events.all():
        if event.request is not None:
            events[event.request].append(event)
    items = rows.items.get(list({event.item for some in events.values() for event in some}))
    name = _namer(rows)
    out, left = [], Counter[str]()
    past: defaultdict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for decision in rows.decisions.all(kind=kind):
        if not since <= decision.at < until:
            continue
        met = [one for one in events.get(decision.request, ()) if _is_of(decision, one, items)]
        if not met:
            left["not reported as seen"] += 1
            continue
        value = _mean_over_items(met, items, measure)
        n, total = past[decision.user]
        context = (float(decision.slot or 0), math.log1p(n), (total + 0.5) / (n + 1))
        out.append(_choice(decision, value, context, name))
        past[decision.user] = n + 1, total + value
    return gather(out, left_out=left)


def _choice(
    decision: Decision, value: float, context: tuple[float, ...], name: Callable[[str], str]
) -> dict[str, Any]:
    named = decision.kind in ("variant", "route")
    names = map(name, decision.options) if decision.kind == "variant" else decision.options
    return {
        "user": decision.user,
        "names": tuple(names) if named else tuple(f"option {n}" for n in range(len(decision.options))),
        "odds": decision.probabilities,
        "chosen": decision.chosen,
        "reward": value,
        "context": context,
    }


def _is_of(decision: Decision, event: Event, items: Mapping[str, Item]) -> bool:
    """Whether an event of the same request is about what was decided."""
    if decision.kind == "route":
        return True
    if decision.kind == "variant":
        return event.item == decision.options[decision.chosen]
    return event.item in items and items[event.item].work == decision.work


def _mean_over_items(events: Sequence[Event], items: Mapping[str, Item], measure: Measure) -> float:
    by_item: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_item[event.item].append(event)
    values = [measured(some, items.get(id), measure=measure) for id, some in by_item.items()]
    return sum(values) / len(values)


def _namer(rows: Rows) -> Callable[[str], str]:
    """What was done to make an item, as a name; remembered."""
    known: dict[str, str] = {}

    def name(id: str) -> str:
        if id not in known:
            item = rows.items.get([id]).get(id)
            recipe = rows.making.recipe(item.recipe) if item is not None and item.recipe else None
            steps = recipe.steps if recipe is not None else ()
            parts = sorted(f"{s.op}:{s.params['name']}" if "name" in s.params else s.op for s in steps)
            known[id] = "+".join(parts) or "original"
        return known[id]

    return name


# tables

_NEEDED = ("user", "options", "probabilities", "chosen", "reward")


def read_table(path: Path) -> Logged:
    """A table with the columns user, options, probabilities, chosen, reward, one choice in a row.

    `options` and `probabilities` are divided by `;` (lists in JSON lines and Parquet); `chosen` is an
    option's name, or its index from 0 where none has that name; `target` may hold another policy's
    probabilities, and every column `x_...` is a number known before the choice. Raises `DataError` with
    file, row and field.
    """
    table = open_table(path)
    absent = [name for name in _NEEDED if name not in table.columns]
    if absent:
        raise DataError(f"there is no column {absent[0]!r}", file=path.name, field=absent[0])
    extra = sorted(name for name in table.columns if name.startswith("x_"))
    out = []
    for row in table.rows():
        if row.problem:
            raise DataError(row.problem, file=path.name, row=row.number)
        one = _of_row(row.cells, extra, path=path, number=row.number)
        try:
            gather([one])
        except DataError as error:
            raise DataError(error.reason, file=path.name, row=row.number, field=error.field) from error
        out.append(one)
    return gather(out)


def _of_row(cells: Mapping[str, Any], extra: Sequence[str], *, path: Path, number: int) -> dict[str, Any]:
    def numbers(field: str) -> list[float]:
        return [number_of(value, field) for value in _list(cells[field])]

    def number_of(value: Any, field: str) -> float:
        try:
            return float(value)
        except (TypeError, ValueError):
            told = f"{value!r} is no number"
            raise DataError(told, file=path.name, row=number, field=field) from None

    names = [str(name) for name in _list(cells["options"])]
    chosen = str(cells["chosen"])
    if chosen not in names and not chosen.isdecimal():
        raise DataError(f"{chosen!r} is none of the options", file=path.name, row=number, field="chosen")
    return {
        "user": str(cells["user"]),
        "names": names,
        "odds": numbers("probabilities"),
        "chosen": names.index(chosen) if chosen in names else int(chosen),
        "reward": number_of(cells["reward"], "reward"),
        "context": [number_of(cells[field], field) for field in extra],
        "target": numbers("target") if cells.get("target") not in (None, "") else None,
    }


def _list(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in str(value).split(";")]


def names_of(log: Logged) -> Iterator[tuple[str, int]]:
    """The options' names with how often each was chosen, the most frequent first."""
    chosen = zip(log.names, log.chosen.tolist(), strict=True)
    yield from Counter(names[at] for names, at in chosen).most_common()
