"""The page's own way in: a viewer token becomes a cookie that no script can read; guests get one too."""

from __future__ import annotations

import secrets
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from generec.domain.errors import NotAllowed
from generec.serving.access import COOKIE, CallerOf, VisitorOf
from generec.serving.errors import NotKnown
from generec.serving.service import ServiceOf

router = APIRouter(prefix="/v1", tags=["viewers"])

GUEST: Final = "guest_"
DAY_S: Final = 86_400.0


@router.post("/session")
async def enter(
    request: Request, response: Response, service: ServiceOf, visitor: VisitorOf
) -> dict[str, Any]:
    """Keep who is watching in a cookie (HttpOnly, SameSite=Strict).

    Send a viewer token once. Without one, a guest is let in where `[serving] guests` says so, each as a
    viewer of their own; one who comes back stays who they were. On an open server nothing is kept.
    """
    if visitor is not None and visitor.kind == "server":
        raise NotAllowed("a server key has no place in a page: send a viewer token")
    if visitor is not None and visitor.kind == "open":
        return {"user": None, "open": True}
    user = visitor.user if visitor is not None else None
    if user is None and not service.config.guests:
        raise NotKnown("send a viewer token as 'Authorization: Bearer ...'")
    if user is None:
        user = GUEST + secrets.token_urlsafe(16)
    token, life = visitor.token if visitor is not None else None, None
    if user.startswith(GUEST) and service.config.guests:
        life = service.config.guest_days * DAY_S
        token = await service.call(service.keys.token, user, life, now=service.now())
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    response.set_cookie(
        COOKIE,
        token or "",
        max_age=int(life) if life else None,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    return {"user": user, "open": False}


@router.delete("/session")
async def leave(response: Response, caller: CallerOf) -> dict[str, Any]:
    """Forget who was watching in this browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return {"user": None}
