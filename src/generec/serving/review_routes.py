"""Held drafts over HTTP, for operators: seen, let pass, kept out. All need a server key."""

from __future__ import annotations

from typing import Annotated, Any, BinaryIO, Literal

from fastapi import APIRouter, Query, Request, Response

from generec.domain.reviews import Review
from generec.serving import files
from generec.serving.access import CallerOf
from generec.serving.bodies import Decision
from generec.serving.service import ServiceOf
from generec.system import GeneRec

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])

State = Literal["waiting", "approved", "rejected", "gone", "all"]


@router.get("")
async def held(
    service: ServiceOf,
    caller: CallerOf,
    state: State = "waiting",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Held drafts, the one that waits longest first, and how often people agreed with each check."""
    caller.operates()
    states = () if state == "all" else (state,)
    found = await service.call(service.system.reviews, states=states, limit=limit)
    stats = await service.call(service.system.review_stats)
    return {"reviews": [_told(one) for one in found], "checks": [row.model_dump() for row in stats]}


@router.get("/{id}")
async def get(id: str, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """One held draft: its words, its verdicts with evidence, and the decision if there is one."""
    caller.operates()
    return _told(await service.call(service.system.held, id))


@router.get("/{id}/media", response_class=Response)
async def media(request: Request, id: str, service: ServiceOf, caller: CallerOf) -> Response:
    """What a waiting draft shows, whole or in ranges."""
    caller.operates()
    review, file, size = await service.call(opened, service.system, id)
    return await files.send(request, file, size, mime=review.draft.mime, tag=str(review.media)[-32:])


@router.post("/{id}")
async def decide(id: str, body: Decision, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """Approve it (it is sealed and published) or reject it for good."""
    caller.operates()
    decided = await service.slowly(service.system.review, id, body.decision, by=body.by, note=body.note)
    return _told(decided)


def opened(system: GeneRec, id: str) -> tuple[Review, BinaryIO, int]:
    """A held draft, its file and the file's length. Raises `NotFound`."""
    review = system.held(id)
    with system.held_media(review) as path:
        return review, *files.opened(path)


def _told(review: Review) -> dict[str, Any]:
    return review.model_dump(mode="json", exclude={"media", "thumbnail"})
