"""Held drafts for the studio: what waits with its evidence, its sources and what was asked; and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from generec.domain.drafts import SEVERITY, Verdict
from generec.domain.errors import GenerecError
from generec.domain.reviews import Review
from generec.serving import files
from generec.serving.bodies import Body
from generec.serving.describe import item_of, record
from generec.serving.links import Urls
from generec.serving.review_routes import State, opened
from generec.serving.service import ServiceOf
from generec.serving.studio.access import LinksOf, OperatorOf
from generec.system import GeneRec

router = APIRouter(prefix="/studio/api/reviews", include_in_schema=False)


_SECOND: Final = re.compile(r"\bat (\d+(?:\.\d+)?) s\b")
"""How checks name a second in their sentences."""

_MOST: Final = 6


class Decided(Body):
    """A decision. Who decides is who is signed in."""

    decision: Literal["approve", "reject"]
    note: Annotated[str, Field(max_length=2000)] = ""


@router.get("")
async def held(
    operator: OperatorOf,
    service: ServiceOf,
    links: LinksOf,
    state: State = "waiting",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Held drafts, the one that waits longest first, and how often people agreed with each check."""
    states = () if state == "all" else (state,)
    found = await service.call(service.system.reviews, states=states, limit=limit)
    told = await service.call(lambda: [_told(service.system, one, links) for one in found])
    stats = await service.call(service.system.review_stats)
    return {"reviews": told, "checks": [row.model_dump() for row in stats]}


@router.get("/waiting")
async def waiting(operator: OperatorOf, service: ServiceOf) -> dict[str, list[str]]:
    """The ids of what waits, and no more: an open page asks again and again."""
    found = await service.call(service.system.reviews, states=("waiting",), limit=200)
    return {"ids": [one.id for one in found]}


@router.get("/{id}")
async def one(id: str, operator: OperatorOf, service: ServiceOf, links: LinksOf) -> dict[str, Any]:
    """A held draft, and what was decided of it by whom."""
    review = await service.call(service.system.held, id)
    return await service.call(_told, service.system, review, links)


@router.get("/{id}/media")
async def media(id: str, operator: OperatorOf, service: ServiceOf, request: Request) -> Response:
    """What a waiting draft shows, whole or in ranges."""
    review, file, size = await service.call(opened, service.system, id)
    return await files.send(request, file, size, mime=review.draft.mime, tag=str(review.media)[-32:])


@router.post("/{id}")
async def decide(
    id: str, body: Decided, operator: OperatorOf, service: ServiceOf, links: LinksOf
) -> dict[str, Any]:
    """Approve (it is sealed and published) or reject for good, in the name of who is signed in."""
    decided = await service.slowly(service.system.review, id, body.decision, by=operator.name, note=body.note)
    return await service.call(_told, service.system, decided, links)


def _told(system: GeneRec, review: Review, links: Urls) -> dict[str, Any]:
    draft = review.draft
    plain = draft.model_dump(
        mode="json",
        include={"kind", "title", "description", "text", "duration_s", "width", "height", "changes", "asked"},
    )
    told = review.model_dump(mode="json", include={"id", "state", "at", "decided_at", "by", "note", "item"})
    verdicts = sorted(review.verdicts, key=lambda one: -SEVERITY[one.outcome])
    return told | {
        **plain,
        "private": review.owner is not None,
        "origin": draft.origin,
        "media": f"/studio/api/reviews/{review.id}/media" if review.media else None,
        "wish": _wish(system, review),
        "sources": [_source(system, one.item, review, links) for one in draft.recipe.sources],
        "verdicts": [_verdict(one) for one in verdicts],
    }


def _wish(system: GeneRec, review: Review) -> dict[str, Any] | None:
    """What was asked, as it was understood: the viewer's own words are not kept beside it."""
    job = system.home.rows.jobs.find(review.recipe, owner=review.owner)
    request = system.home.rows.decisions.request(job.request) if job and job.request else None
    return request.guidance.record() if request is not None else None


def _source(system: GeneRec, id: str, review: Review, links: Urls) -> dict[str, Any]:
    try:
        item = item_of(system, id, user=review.owner, local=links.local)
    except GenerecError as error:
        return {"id": id, "title": id, "kind": None, "gone": error.message}
    return record(item, links) | {"rights": item.rights}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    out = verdict.model_dump(mode="json", exclude={"detail"})
    return out | {"places": list(places(verdict))}


def places(verdict: Verdict) -> Iterator[dict[str, Any]]:
    """Where a verdict's evidence is: a second (`time_s`) and a `box` there (shares of width and height),
    words (`span`), or an item and second that it is like (`pair`)."""
    found = [] if verdict.outcome == "pass" else list(_places(verdict.detail))
    yield from found
    if not found and verdict.outcome != "pass":
        yield from ({"time_s": float(second)} for second in _SECOND.findall(verdict.evidence)[:_MOST])


def _places(detail: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if isinstance(words := detail.get("sentence"), str) and words:
        yield {"span": words, **_at(detail)}
    elif isinstance(detail.get("time_s"), int | float):
        yield _at(detail)
    for stranger in _rows(detail.get("strangers"), 2):
        yield {"span": str(stranger[1])}
    for one in _rows(detail.get("found"), 4):
        yield {"time_s": max(0.0, float(one[0])), "pair": {"item": str(one[1]), "time_s": float(one[2])}}


def _at(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {key: detail[key] for key in ("time_s", "box") if detail.get(key) is not None}


def _rows(value: Any, n: int) -> list[list[Any]]:
    return (
        [row for row in value if isinstance(row, list) and len(row) == n] if isinstance(value, list) else []
    )
