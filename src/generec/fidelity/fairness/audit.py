"""The audit of a home over a time: exposure, concentration, quality by groups of viewers, crowding out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.random import Generator

from generec.domain.feed import Job
from generec.domain.items import Item
from generec.fidelity.fairness import crowding, exposure, quality, resample
from generec.fidelity.fairness.gather import Log, read
from generec.fidelity.fairness.report import Audit, Cut, Window
from generec.store.interface import Rows

__all__ = ["Audit", "audited"]

DAY_S: Final = 86_400.0
_JOBS: Final = 1_000_000
_STEEP: Final = 0.8
"""A Gini coefficient over creators from here on is told as alarming."""


def audited(
    rows: Rows,
    *,
    since: float,
    until: float,
    window_days: int,
    viewers: Mapping[str, str],
    creators: Mapping[str, str],
    rng: Generator,
) -> Audit:
    """The audit of the time from `since` to `until` (epoch seconds).

    `viewers` and `creators` give groups by id and by name; without them viewers are grouped by how active
    they are, creators by how many works they have. Only sums over groups come out of it.
    """
    log = read(rows, since=since, until=until)
    needed = list({*log.items, *(item for _, item, _ in log.watched)})
    known = rows.items.get(needed)
    offered = [item for _, item in rows.items.changed() if item.showable(at=until)]
    group_told, group_of = quality.groups(log, viewers)
    names = sorted(set(group_of.values()), key=lambda name: (name.startswith("("), name))
    cases = quality.measured(log, known, _jobs(rows, since, until))
    cases = [one for one in cases if one.cases]
    measures = tuple(
        quality.compared(one, group_of, names=names, rng=rng, measures=len(cases)) for one in cases
    )
    cuts = tuple(_cuts(log, known, offered, creators, rng)) if log.requests else ()
    ai = np.array([known[id].ai if id in known else False for id in log.items], bool)
    of_showings = ai[np.array(log.item, np.int64)] if len(log.item) else np.zeros(0, bool)
    found = Audit(
        since=since,
        until=until,
        requests=log.requests,
        viewers=len(log.users),
        shown=len(log.user),
        groups_by=group_told,
        exposure=cuts,
        quality=measures,
        windows=tuple(crowding.windows(log, of_showings, since=since, until=until, days=window_days)),
    )
    found = found.model_copy(update=_concentrated(log, known, offered))
    return found.model_copy(update={"alarms": tuple(_alarms(found)), "notes": tuple(_notes(found))})


def _jobs(rows: Rows, since: float, until: float) -> Iterator[Job]:
    for job in rows.jobs.list(states=("done", "held", "blocked"), limit=_JOBS):
        if since <= job.created_at <= until:
            yield job


def _cuts(
    log: Log, known: Mapping[str, Item], offered: list[Item], creators: Mapping[str, str], rng: Generator
) -> Iterable[Cut]:
    told, of = exposure.creators_by(creators, offered)
    for by, groups in (
        ("who made it", exposure.origin),
        (told, of),
        ("topic", exposure.topics),
        ("source", exposure.source),
    ):
        yield exposure.cut(by, groups, log, known, offered, rng)


def _concentrated(log: Log, known: Mapping[str, Item], offered: list[Item]) -> dict[str, float | int | None]:
    count = np.bincount(np.array(log.item, np.int64), minlength=len(log.items))
    works = dict.fromkeys((item.work for item in offered), 0)
    makers = dict.fromkeys((item.creator for item in offered if item.creator), 0)
    for id, place in log.items.items():
        if (item := known.get(id)) is None:
            continue
        if item.work in works:
            works[item.work] += int(count[place])
        if item.creator in makers:
            makers[item.creator] += int(count[place])
    return {
        "gini_creators": resample.gini(np.array(list(makers.values()), np.int64)),
        "gini_works": resample.gini(np.array(list(works.values()), np.int64)),
        "works": len(works),
        "covered": sum(n > 0 for n in works.values()),
    }


def _alarms(found: Audit) -> Iterable[str]:
    """What is alarming, the worst first."""
    for state, word in (
        ("alarm", "crowds people's work out"),
        ("warning", "has more than one of its shares"),
    ):
        for window in found.windows:
            if window.state == state:
                yield f"What AI made {word}: {_window(window)}."
    gaps = [(abs(row.apart or 0.0), one, row) for one in found.quality for row in one.rows if row.differs]
    for _, one, row in sorted(gaps, key=lambda gap: -gap[0]):
        better = ((row.apart or 0.0) > 0) == one.good
        yield (
            f"The group {row.group!r} is served {'better' if better else 'worse'} than all others by"
            f" {one.name} ({one.means}): {row.rate:.1%} ({row.low or 0:.1%} to {row.high or 0:.1%}),"
            f" {abs(row.apart or 0):.1%} {'more' if (row.apart or 0) > 0 else 'less'} than they."
        )
    if found.gini_creators is not None and found.gini_creators >= _STEEP:
        yield f"Few creators get nearly everything: Gini {found.gini_creators:.2f} over all creators."


def _window(window: Window) -> str:
    likes = (
        f"{window.likes:.1%} of what was liked" if window.likes is not None else "no likes to compare with"
    )
    return (
        f"{window.ai or 0:.1%} of {window.shown} showings that nobody asked for, in feeds of {window.viewers}"
        f" viewers, against {window.candidates or 0:.1%} of what might have been shown and {likes}"
    )


def _notes(found: Audit) -> Iterable[str]:
    if not found.requests:
        yield "No feed was served in this time, so nothing is said of exposure."
        return
    newest = found.windows[0]
    if newest.state == "too little":
        yield (
            f"Whether AI crowds people out cannot be told yet: {newest.viewers} viewers in the newest window,"
            f" and {crowding.LEAST} are needed."
        )
    elif newest.state == "nothing":
        yield f"What AI made does not crowd people's work out: {_window(newest)}."
    if found.works:
        yield f"{found.covered} of {found.works} works that may be shown were shown at least once."
    if not any(row.differs for one in found.quality for row in one.rows):
        yield "No group of viewers is served better or worse by more than chance."
