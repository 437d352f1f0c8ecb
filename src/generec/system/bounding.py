"""Holds a feed within the bound on what AI made unasked, and writes down what the bound is counted by.

Free of it is what the viewer asked for: what was made or changed for this request, what a standing wish
changes, and the whole feed while they want to see AI-made items alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from generec.domain.feed import FeedItem, Request
from generec.domain.guidance import Guidance
from generec.policy.exposure import DAY_S, Allowance, ExposureConfig, allowance
from generec.retriever.ranking import Ranking
from generec.store.interface import Rows
from generec.system.call import Call
from generec.system.making import Asked

PAGES = 50
"""How many former pages of a feed are looked at, so that none repeats another."""


def pages(call: Call, rows: Rows) -> list[Request]:
    """The former pages of this feed, the latest first."""
    out: list[Request] = []
    page = call.former if call.paging else None
    while page is not None and len(out) < PAGES:
        out.append(page)
        page = rows.decisions.request(page.after) if page.after else None
    return out


def most_ai(
    call: Call,
    wanted: Guidance,
    *,
    asked: Iterable[Asked],
    before: Iterable[Request],
    rows: Rows,
    config: ExposureConfig,
) -> Allowance | None:
    """How much AI may fill of the places left by what was `asked` for; None: the viewer wants just that."""
    if _only_ai(wanted):
        return None
    return allowance(
        config,
        pages=before,
        day=rows.decisions.requests(user=call.user, since=call.at - DAY_S),
        reserved=sum(one.item is not None or one.job is not None for one in asked),
    )


def logged(
    request: Request,
    *,
    wanted: Guidance,
    ranking: Ranking,
    bound: Allowance | None,
    shown: Iterable[FeedItem],
    asked: Iterable[str],
) -> Request:
    """The request with what of `shown` was `asked` for (ids), and how much AI filled of the rest's places."""
    items = list(shown)
    free = {item.id for item in items} if _only_ai(wanted) else set(asked)
    return request.model_copy(
        update={
            "asked": tuple(item.id for item in items if item.id in free),
            "ai": tuple(item.id for item in items if item.ai and item.id not in free),
            "places": max(ranking.places - bound.reserved, 0) if bound is not None else 0,
            "pool": ranking.pool,
        }
    )


def _only_ai(wanted: Guidance) -> bool:
    return wanted.limits.origin == "ai"
