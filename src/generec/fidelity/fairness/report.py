"""What an audit says: what is alarming, and the tables under it."""

from __future__ import annotations

from typing import Literal

from generec.domain.record import Record

State = Literal["alarm", "warning", "nothing", "too little"]


class Share(Record):
    """One group of items: how many of the works that may be shown, of the showings and of the likes it has.

    `low` and `high` bound `of_shown` (95 %); `times` is `of_shown` / `of_items`; a share of nothing is None.
    """

    group: str
    items: int
    of_items: float | None
    shown: int
    of_shown: float | None
    low: float | None
    high: float | None
    times: float | None
    likes: int
    of_likes: float | None


class Cut(Record):
    """Exposure by one property of items."""

    by: str
    rows: tuple[Share, ...]
    more: int = 0


class Rate(Record):
    """One group of viewers: the rate over `n` cases of `viewers` viewers, its bounds (95 %), and how far it
    is from that of all other viewers. `differs`: the bounds of that, at 95 % over all groups, leave 0 out."""

    group: str
    viewers: int
    n: int
    rate: float | None
    low: float | None = None
    high: float | None = None
    apart: float | None = None
    differs: bool = False


class Measure(Record):
    """One measure of quality, for every group of viewers. `good` says whether more of it is better."""

    name: str
    means: str
    good: bool
    rows: tuple[Rate, ...]


class Window(Record):
    """How much of what nobody asked for AI made, against its share of what might have been shown, and of what
    was liked. `p_candidates` and `p_likes` are of one-sided tests (see `crowding`)."""

    since: float
    until: float
    viewers: int
    shown: int
    ai: float | None
    candidates: float | None
    likes: float | None
    p_candidates: float | None
    p_likes: float | None
    state: State


class Audit(Record):
    """An audit of a time. `alarms` and `notes` are sentences for people, the worst first."""

    since: float
    until: float
    requests: int
    viewers: int
    shown: int
    groups_by: str
    alarms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    gini_creators: float | None = None
    gini_works: float | None = None
    works: int = 0
    covered: int = 0
    exposure: tuple[Cut, ...] = ()
    quality: tuple[Measure, ...] = ()
    windows: tuple[Window, ...] = ()
