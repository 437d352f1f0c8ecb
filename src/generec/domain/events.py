"""Events: what viewers did and said."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from generec.domain.record import Record

EventKind = Literal[
    "impression",
    "view",
    "click",
    "complete",
    "skip",
    "like",
    "dislike",
    "hide",
    "share",
    "purchase",
    "report",
    "rating",
    "why",
]

EVENT_KINDS: frozenset[str] = frozenset(get_args(EventKind))

EXPOSURE: frozenset[str] = frozenset(("impression", "view"))


class Event(Record):
    """One act of a viewer towards one item.

    `item` is the item shown (a variant's own id); training goes by its work. `value` is seconds
    watched for `view` and the given stars for `rating`. `at` is epoch seconds (UTC). `id` makes
    a retry harmless: the same id is counted once. `request` and `position` (slot, from 0) join
    an impression to the decision that caused it. `text` is the viewer's own words for `why`.
    """

    id: str | None = Field(default=None, max_length=256)
    user: str = Field(min_length=1, max_length=512)
    item: str = Field(min_length=1, max_length=512)
    kind: EventKind
    value: float | None = Field(default=None, allow_inf_nan=False)
    at: float = Field(allow_inf_nan=False)
    request: str | None = None
    position: int | None = Field(default=None, ge=0)
    text: str | None = Field(default=None, max_length=10_000)
