"""The editor's playground for the studio: a wish about an item, its progress, what came of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from generec.serving import stream
from generec.serving.bodies import Body, ItemId
from generec.serving.describe import item_of, provenance, record
from generec.serving.service import ServiceOf
from generec.serving.studio.access import LinksOf, OperatorOf
from generec.system.home import OPERATOR
from generec.system.trying import begin

router = APIRouter(prefix="/studio/api", include_in_schema=False)


class Try(Body):
    """A wish about an item."""

    item: ItemId
    say: Annotated[str, Field(min_length=1, max_length=2000)]


@router.post("/edits")
async def edit(body: Try, operator: OperatorOf, service: ServiceOf, links: LinksOf) -> dict[str, Any]:
    """Begin; what was made before is there at once. `left_out` tells what cannot be done."""
    begun = await service.call(begin, service.system.parts, body.item, say=body.say)
    made = [
        record(await service.call(item_of, service.system, id, user=OPERATOR, local=links.local), links)
        for id in begun.items
    ]
    return {
        "guidance": begun.guidance.record(),
        "jobs": begun.jobs,
        "items": made,
        "left_out": begun.left_out,
    }


@router.get("/made/{id:path}")
async def made(id: str, operator: OperatorOf, service: ServiceOf, links: LinksOf) -> dict[str, Any]:
    """What was done to something that was made."""
    item = await service.call(item_of, service.system, id, user=OPERATOR, local=links.local)
    told = await service.call(provenance, service.system, item, links, verify=False)
    return record(item, links) | {"provenance": told}


@router.get("/stream", response_class=StreamingResponse)
async def follow(
    operator: OperatorOf,
    service: ServiceOf,
    links: LinksOf,
    job: Annotated[list[str] | None, Query(max_length=64)] = None,
) -> StreamingResponse:
    """Server-sent events about jobs: `progress`, `made` with the item, `ended` with the reason."""
    stream.reserve(service, OPERATOR)
    lines = stream.events(service, OPERATOR, job or (), links)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)
