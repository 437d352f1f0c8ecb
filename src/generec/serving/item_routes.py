"""Items over HTTP: taken in, told of, shown, taken down."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, BinaryIO
from urllib.parse import unquote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse

from generec.domain.errors import NotFound
from generec.domain.items import Item
from generec.serving import files
from generec.serving.access import CallerOf, LoaderOf
from generec.serving.bodies import Items
from generec.serving.describe import item_of, provenance, record
from generec.serving.links import urls
from generec.serving.service import ServiceOf
from generec.system import GeneRec

router = APIRouter(prefix="/v1/items", tags=["items"])

UserQuery = Annotated[str | None, Query(min_length=1, max_length=512, description="The viewer who asks.")]
Second = Annotated[
    float | None, Query(alias="t", ge=0, le=1e6, allow_inf_nan=False, description="Second of the frame.")
]
STEP_S = 0.05
"""Frames are given on this grid of seconds, so that nobody fills the disk with covers."""

Opened = tuple[Item, BinaryIO, int, str, str]


@router.post("")
async def put(body: Items, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """Take in items, in bulk; known ones are replaced. Says what was taken and what was not."""
    caller.operates()
    report = await service.slowly(service.system.items, body.items, rights=body.rights)
    return dict(report.record())


@router.head("/{id:path}/media", include_in_schema=False)
@router.get("/{id:path}/media", response_class=Response)
async def media(
    request: Request, id: str, service: ServiceOf, caller: LoaderOf, user: UserQuery = None
) -> Response:
    """The clip or picture itself, whole or in ranges. 410 when it was withdrawn."""
    found = await service.call(
        _media, service.system, unquote(id), user=caller.maybe_for(user), local=caller.local
    )
    return await _sent(request, found)


@router.head("/{id:path}/thumbnail", include_in_schema=False)
@router.get("/{id:path}/thumbnail", response_class=Response)
async def thumbnail(
    request: Request,
    id: str,
    service: ServiceOf,
    caller: LoaderOf,
    user: UserQuery = None,
    at_s: Second = None,
) -> Response:
    """The cover; with `t`, the frame at that second."""
    found = await service.call(
        _thumbnail, service.system, unquote(id), at_s, user=caller.maybe_for(user), local=caller.local
    )
    return await _sent(request, found)


@router.get("/{id:path}/captions", response_class=PlainTextResponse)
async def captions(
    id: str, service: ServiceOf, caller: LoaderOf, user: UserQuery = None
) -> PlainTextResponse:
    """The subtitles that a video brings with it, as WebVTT; without cues where there are none."""
    item = await service.call(
        item_of, service.system, unquote(id), user=caller.maybe_for(user), local=caller.local
    )
    text = await service.call(service.captions, item)
    headers = {"Cache-Control": "private, no-cache"}
    return PlainTextResponse(text, media_type="text/vtt", headers=headers)


@router.get("/{id:path}")
async def get(
    id: str, service: ServiceOf, caller: CallerOf, user: UserQuery = None, verify: bool = False
) -> dict[str, Any]:
    """An item. What was made says what was changed, from what, and what the checks found.

    With `verify`, the seal of its file is read now and the result is added.
    """
    viewer = caller.maybe_for(user)
    item = await service.call(item_of, service.system, unquote(id), user=viewer, local=caller.local)
    links = urls(service, caller, viewer)
    told = await service.call(provenance, service.system, item, links, verify=verify)
    return record(item, links) | {"provenance": told}


@router.delete("/{id:path}")
async def withdraw(
    id: str, service: ServiceOf, caller: CallerOf, reason: Annotated[str, Query(max_length=500)] = ""
) -> dict[str, list[str]]:
    """Take an item down with everything made from it. Its media answers 410 from now on."""
    caller.operates()
    return {"withdrawn": await service.call(service.system.withdraw, unquote(id), reason=reason)}


async def _sent(request: Request, found: Opened) -> Response:
    _, file, size, mime, tag = found
    return await files.send(request, file, size, mime=mime, tag=tag)


def _media(system: GeneRec, id: str, *, user: str | None, local: bool) -> Opened:
    return _whole(system, item_of(system, id, user=user, local=local))


def _whole(system: GeneRec, item: Item) -> Opened:
    with system.media(item) as path:
        file, size = files.opened(path)
    return item, file, size, item.mime or "", _tag(item.media)


def _thumbnail(system: GeneRec, id: str, at_s: float | None, *, user: str | None, local: bool) -> Opened:
    item = item_of(system, id, user=user, local=local)
    if item.kind == "video" and item.media is not None and (at_s is not None or item.thumbnail is None):
        return _frame(system, item, at_s)
    if item.thumbnail is not None:
        with system.home.blobs.path(item.thumbnail) as path:
            file, size = files.opened(path)
        return item, file, size, "image/jpeg", _tag(item.thumbnail)
    if item.kind == "image":
        return _whole(system, item)
    raise NotFound(f"the item {item.id!r} has no cover", field="item")


def _frame(system: GeneRec, item: Item, at_s: float | None) -> Opened:
    wanted = item.duration_s / 2 if at_s is None else at_s
    second = round(round(min(wanted, max(0.0, item.duration_s - STEP_S)) / STEP_S) * STEP_S, 3)
    file, size = files.opened(system.cover(item, at_s=second))
    return item, file, size, "image/jpeg", _tag(f"{item.media}@{second}")


def _tag(name: str | None) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()[:32]
