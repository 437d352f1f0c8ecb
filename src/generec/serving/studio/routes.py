"""The studio: its page, signing in and out, and everything that its page asks for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import Field

from generec.serving.bodies import Body
from generec.serving.errors import NotKnown
from generec.serving.page_routes import page_file
from generec.serving.service import ServiceOf
from generec.serving.studio import corpus_routes, operation_routes, playground_routes, review_routes
from generec.serving.studio.access import COOKIE, OperatorOf, VisitorOf, give, https_or_here, take
from generec.serving.studio.operators import LONGEST
from generec.serving.studio.sessions import Session

router = APIRouter(prefix="/studio", include_in_schema=False)

PARTS = (review_routes, operation_routes, corpus_routes, playground_routes)
"""The rooms of the studio's own API, each with its router."""


class SignIn(Body):
    """A name and its password."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]


@router.get("")
async def studio() -> FileResponse:
    """The page. It holds nothing of the home: that comes once an operator has signed in."""
    return page_file("studio.html")


@router.post("/api/session")
async def sign_in(body: SignIn, request: Request, response: Response, service: ServiceOf) -> dict[str, Any]:
    """Sign in. 401 where name or password is wrong, 429 after too many tries."""
    local = https_or_here(request, service)
    address = request.client.host if request.client else ""
    found = await service.call(
        service.sessions.sign_in, body.name, body.password, address=address, now=service.now()
    )
    if found is None:
        raise NotKnown("the name or the password is wrong")
    secret, session = found
    give(response, secret, secure=not local)
    return _told(session)


@router.get("/api/session")
async def session(visitor: VisitorOf) -> dict[str, Any]:
    """Who is signed in; a name of null where nobody is."""
    return {"name": None} if visitor is None else _told(visitor)


@router.delete("/api/session")
async def sign_out(
    operator: OperatorOf, request: Request, response: Response, service: ServiceOf
) -> dict[str, Any]:
    """Sign out."""
    service.sessions.end(request.cookies[COOKIE])
    take(response)
    return {"signed_out": operator.name}


def _told(session: Session) -> dict[str, Any]:
    return {"name": session.name, "csrf": session.csrf}
