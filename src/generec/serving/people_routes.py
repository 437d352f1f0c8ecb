"""Viewers over HTTP: what is known and why, switches, erasure, tokens for their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Response

from generec.serving.access import CallerOf
from generec.serving.bodies import NewToken, Switches
from generec.serving.service import ServiceOf

router = APIRouter(prefix="/v1", tags=["viewers"])


@router.get("/users/{id:path}/export")
async def export(id: str, service: ServiceOf, caller: CallerOf, response: Response) -> dict[str, Any]:
    """Everything that is kept about a viewer, by table, as a file to take away."""
    found = await service.call(service.system.export, caller.acts_for(unquote(id)))
    response.headers["Content-Disposition"] = 'attachment; filename="generec-export.json"'
    return found


@router.get("/users/{id:path}")
async def about(id: str, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """What the system believes of a viewer, and what that rests on."""
    return await service.call(service.system.about, caller.acts_for(unquote(id)))


@router.patch("/users/{id:path}")
async def change(id: str, body: Switches, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """Set switches; forget standing wishes, or change them in words. Answers like GET."""
    user = caller.acts_for(unquote(id))
    await service.call(
        service.system.set_viewer,
        user,
        ai=body.ai,
        profiling=body.profiling,
        minor=body.minor,
        forget=body.forget,
        change=body.change,
    )
    return await service.call(service.system.about, user)


@router.delete("/users/{id:path}")
async def erase(id: str, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """Erase everything of a viewer. It cannot be undone."""
    user = caller.acts_for(unquote(id))
    service.watch.forget(user)
    return {"user": user, "erased": await service.call(service.system.erase, user)}


@router.post("/tokens")
async def token(body: NewToken, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """A short-lived token for a viewer's page, good for that viewer only. Needs a server key."""
    caller.operates()
    now = service.now()
    text = await service.call(service.keys.token, body.user, body.seconds, now=now)
    return {"user": body.user, "token": text, "expires_at": int(now + body.seconds)}
