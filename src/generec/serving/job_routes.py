"""Jobs over HTTP: asked about, cancelled, and the stream that tells when one is done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from generec.domain.errors import NotAllowed, NotFound
from generec.domain.feed import Job
from generec.serving import stream
from generec.serving.access import Caller, CallerOf, LoaderOf
from generec.serving.describe import job_record
from generec.serving.item_routes import UserQuery
from generec.serving.links import urls
from generec.serving.service import Service, ServiceOf

router = APIRouter(prefix="/v1", tags=["jobs"])


@router.get("/jobs/{id}")
async def get(id: str, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """A job: its state, and the item when it is done."""
    return job_record(await _job(service, caller, id), local=caller.local)


@router.delete("/jobs/{id}")
async def cancel(id: str, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """Cancel a job that has not ended; for the viewer who asked first, or a server key."""
    job = await _job(service, caller, id)
    if caller.kind == "viewer" and job.user != caller.user:
        raise NotAllowed("another viewer asked for this first: only they can cancel it")
    await service.call(service.system.cancel, id)
    return job_record(await service.call(service.system.job, id), local=caller.local)


async def _job(service: Service, caller: Caller, id: str) -> Job:
    """A viewer sees their own jobs, and the shared ones that they were told of."""
    job = await service.call(service.system.job, id)
    if caller.kind == "viewer" and caller.user is not None:
        told = job.owner is None and service.watch.knows(caller.user, id)
        if caller.user not in (job.user, job.owner) and not told:
            raise NotFound(f"there is no job {id!r}", field="job")
    return job


@router.get("/stream", response_class=StreamingResponse)
async def follow(
    service: ServiceOf,
    caller: LoaderOf,
    user: UserQuery = None,
    job: Annotated[list[str] | None, Query(max_length=64, description="Jobs waited for.")] = None,
) -> StreamingResponse:
    """Server-sent events for one viewer: `progress`, `made` with the item, `ended` with the reason."""
    viewer = caller.acts_for(user)
    stream.reserve(service, viewer)
    lines = stream.events(service, viewer, job or (), urls(service, caller, viewer))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)
