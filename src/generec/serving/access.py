"""Who is calling, and for whom they may act.

On loopback the server is open: whoever sits at the machine may act for any viewer. Everywhere
else a server key acts for all viewers and a viewer token for its own. A key or token that is
sent is always checked. A page may carry its token in a cookie instead (see `session_routes`): then
what changes something has to come from our own pages. A request that came through a proxy is from
elsewhere, wherever the server is bound, so that forwarding a port does not open a home to the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request

from generec.domain.errors import DataError, NotAllowed
from generec.serving.errors import NotKnown
from generec.serving.keys import KEY_PREFIX, Scope
from generec.serving.rates import Kind
from generec.serving.service import Service, ServiceOf

COOKIE: Final = "generec_viewer"
SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Caller:
    """`user` is the one viewer a token is good for. `local`: what is answered stays on this machine.

    `token` is what a viewer came with.
    """

    kind: Literal["open", "server", "viewer"]
    local: bool
    user: str | None = None
    token: str | None = None

    def acts_for(self, user: str | None) -> str:
        """The viewer a request is for. Raises `NotAllowed` for another's, `DataError` for nobody's."""
        if self.user is not None and user not in (None, self.user):
            raise NotAllowed("this token is good for its own viewer only", field="user")
        found = user or self.user
        if not found:
            raise DataError("say which viewer this is for", field="user")
        return found

    def maybe_for(self, user: str | None) -> str | None:
        """Like `acts_for` where no viewer has to be named."""
        return self.acts_for(user) if user or self.user else None

    def operates(self) -> None:
        """Raises `NotAllowed` unless the caller may act for the whole installation."""
        if self.kind == "viewer":
            raise NotAllowed("this needs a server key")


def is_local(request: Request, service: Service) -> bool:
    """Whether the answer stays on this machine."""
    return service.loopback and not any(name in request.headers for name in FORWARDED)


def _bearer(request: Request) -> str | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() != "bearer" or not value.strip():
        raise NotKnown("send 'Authorization: Bearer KEY'")
    return value.strip()


def _identified(request: Request, service: Service, credential: str | None, scope: Scope) -> Caller:
    """Who is calling, by what was sent, else by the cookie. Raises `NotKnown`, and `Busy` for who guesses."""
    local = is_local(request, service)
    try:
        if credential is not None:
            return _of_credential(service, credential, scope, local=local)
        if found := _of_cookie(request, service, local=local):
            return found
        if local:
            return Caller("open", local)
        raise NotKnown("send a server key or a viewer token as 'Authorization: Bearer ...'")
    except NotKnown:
        service.limit("guesses", request.client.host if request.client else "")
        raise


def _of_credential(service: Service, credential: str, scope: Scope, *, local: bool) -> Caller:
    if credential.startswith(KEY_PREFIX):
        if service.keys.check(credential):
            return Caller("server", local)
        raise NotKnown("this server key is not known, or was revoked")
    try:
        user = service.keys.user_of(credential, service.now(), scope=scope)
    except NotAllowed as error:
        raise NotKnown(error.message) from error
    return Caller("viewer", local, user, credential)


def _of_cookie(request: Request, service: Service, *, local: bool) -> Caller | None:
    """The viewer of the cookie; None without one that holds, as an old one is nobody's fault."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    try:
        user = service.keys.user_of(token, service.now())
    except NotAllowed:
        return None
    if request.method not in SAFE and not _own_page(request):
        raise NotAllowed("only this server's own pages may use the cookie")
    return Caller("viewer", local, user, token)


def _own_page(request: Request) -> bool:
    """Whether a browser says that one of our own pages calls: a cookie alone is no consent."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""


def caller(request: Request, service: ServiceOf) -> Caller:
    """Who is calling, by the Authorization header or the page's cookie."""
    return _counted(_identified(request, service, _bearer(request), "viewer"), service, "calls")


def loader(request: Request, service: ServiceOf) -> Caller:
    """Who is loading media or the stream: these may carry a token in the address (`?token=`)."""
    token = _bearer(request) or request.query_params.get("token") or None
    return _counted(_identified(request, service, token, "media"), service, "loads")


def wisher(service: ServiceOf, found: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who is calling for what takes long."""
    return _counted(found, service, "wishes")


def visitor(request: Request, service: ServiceOf) -> Caller | None:
    """Who opens a page; None for somebody who is not known."""
    try:
        return caller(request, service)
    except NotKnown:
        if _bearer(request) is not None:
            raise
        return None


def _counted(found: Caller, service: Service, kind: Kind) -> Caller:
    """The caller, whose call counts: viewers have limits, a site's back end and this machine have none."""
    if found.kind == "viewer" and found.user is not None:
        service.limit(kind, found.user)
    return found


CallerOf = Annotated[Caller, Depends(caller)]
LoaderOf = Annotated[Caller, Depends(loader)]
WisherOf = Annotated[Caller, Depends(wisher)]
VisitorOf = Annotated[Caller | None, Depends(visitor)]
