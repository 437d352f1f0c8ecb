"""The stream: tells a viewer when something made for them is ready (server-sent events).

Events: `progress`, `made` (with the item) and `ended` (it will not come, and why). Each is sent at
least once; a job named in the request is told of even if it ended before.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from generec.domain.errors import GenerecError
from generec.domain.feed import OPEN_STATES, Job
from generec.serving.describe import item_of, job_record, record
from generec.serving.errors import Busy
from generec.serving.links import Urls
from generec.serving.service import Service

TICK_S = 0.4
QUIET_S = 15.0
"""After this long without an event a comment is sent, so that no proxy closes the stream."""

BACK_S = 60.0
"""Jobs that a viewer was told of this long before the stream began are followed too."""


def reserve(service: Service, user: str) -> None:
    """Raises `Busy` when there are too many streams."""
    listening = service.watch.listening
    if listening[user] >= service.config.streams_of_viewer or listening.total() >= service.config.streams:
        raise Busy("too many streams are open: close one")


async def events(service: Service, user: str, jobs: Iterable[str], links: Urls) -> AsyncIterator[str]:
    """The text of the stream of one viewer, until the server closes or the viewer leaves."""
    service.watch.listening[user] += 1
    try:
        yield "retry: 2000\n\n"
        async for name, data in _told(service, user, set(jobs), links):
            yield (
                f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
                if name
                else ": still here\n\n"
            )
    finally:
        service.watch.listening[user] -= 1


async def _told(
    service: Service, user: str, jobs: set[str], links: Urls
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    began, spoke = service.now(), time.monotonic()
    seen: dict[str, str] = {}
    while not service.watch.closing.is_set():
        wanted = jobs | service.watch.since(user, began - BACK_S)
        for event in await service.call(_news, service, user, wanted, seen, links):
            spoke = time.monotonic()
            yield event
        if time.monotonic() - spoke > QUIET_S:
            spoke = time.monotonic()
            yield "", {}
        await _pause(service.watch.closing)


async def _pause(closing: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(closing.wait(), TICK_S)
    except TimeoutError:
        return


def _news(
    service: Service, user: str, wanted: set[str], seen: dict[str, str], links: Urls
) -> list[tuple[str, dict[str, Any]]]:
    """What happened to the jobs since the last look, which `seen` holds by job."""
    rows = service.system.home.rows.jobs
    found = {job.id: job for job in rows.list(states=("queued", "running"), user=user)}
    for id in wanted - found.keys():
        job = None if seen.get(id) == "ended" else rows.get(id)
        if job is not None and job.owner in (None, user):
            found[id] = job
    out = []
    for id in {id for id, state in seen.items() if state != "ended"} - found.keys():
        if job := rows.get(id):
            found[id] = job
    for job in found.values():
        mark = "ended" if job.state not in OPEN_STATES else f"{job.state} {job.progress}"
        if seen.get(job.id) != mark:
            seen[job.id] = mark
            out.append(_event(service, job, user, links))
    return out


def _event(service: Service, job: Job, user: str, links: Urls) -> tuple[str, dict[str, Any]]:
    told = job_record(job, local=links.local)
    if job.state in OPEN_STATES:
        return "progress", told
    if job.state != "done" or job.item is None:
        return "ended", told
    try:
        item = item_of(service.system, job.item, user=user, local=links.local)
    except GenerecError as error:
        return "ended", told | {"item": None, "error": error.message}
    if not item.showable(at=service.now(), user=user):
        return "ended", told | {"item": None, "error": "it is not shown"}
    return "made", told | {"item": record(item, links)}
