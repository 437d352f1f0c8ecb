"""Who is signed in: the cookie of a session, and the second secret that every change must bring.

The cookie is out of reach of scripts and is sent by our own pages alone (`HttpOnly`, `SameSite=Strict`).
Beyond this machine it travels by https only, and so does the password.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from generec.domain.errors import NotAllowed
from generec.serving.access import is_local
from generec.serving.errors import NotKnown
from generec.serving.links import Urls, tokened
from generec.serving.service import Service, ServiceOf
from generec.serving.studio.sessions import LIFE_S, Session, same
from generec.system.home import OPERATOR

COOKIE: Final = "generec_studio"
CSRF: Final = "x-generec-csrf"
UNASKED: Final = "x-generec-unasked"
"""The header of what the page asks for by itself: a page left open does not keep its session alive."""

PATH: Final = "/studio"


def signed_in(request: Request, service: ServiceOf) -> Session:
    """The session of a request; what changes something must bring its second secret.

    Raises `NotKnown` where nobody is signed in, `NotAllowed` where the second secret is missing or wrong.
    """
    session = visitor(request, service)
    if session is None:
        raise NotKnown("sign in first")
    if request.method not in ("GET", "HEAD") and not same(request.headers.get(CSRF, ""), session.csrf):
        raise NotAllowed("this did not come from the studio's own page: load it again", field=CSRF)
    return session


def visitor(request: Request, service: ServiceOf) -> Session | None:
    """The session of a request that only looks; None where nobody is signed in."""
    secret = request.cookies.get(COOKIE, "")
    used = UNASKED not in request.headers
    return service.sessions.find(secret, now=service.now(), used=used) if secret else None


def links(request: Request, service: ServiceOf) -> Urls:
    """Addresses of media for an operator: tokens where the server is not open."""
    local = is_local(request, service)
    return Urls(local=True, user=OPERATOR) if local else tokened(service, OPERATOR, local=False)


def https_or_here(request: Request, service: Service) -> bool:
    """Whether a request came from this machine itself (False: by https). Raises `NotAllowed` for neither."""
    if is_local(request, service):
        return True
    if "https" not in (request.url.scheme, request.headers.get("x-forwarded-proto", "")):
        raise NotAllowed("beyond this machine operators sign in over https only")
    return False


def give(response: Response, secret: str, *, secure: bool) -> None:
    """Set the cookie."""
    response.set_cookie(
        COOKIE, secret, max_age=int(LIFE_S), path=PATH, secure=secure, httponly=True, samesite="strict"
    )


def take(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")


VisitorOf = Annotated[Session | None, Depends(visitor)]
OperatorOf = Annotated[Session, Depends(signed_in)]
LinksOf = Annotated[Urls, Depends(links)]
