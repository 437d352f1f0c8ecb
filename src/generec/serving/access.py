"""Who is calling, and for whom they may act.

On loopback the server is open: whoever sits at the machine may act for any viewer. Everywhere
else a server key acts for all viewers and a viewer token for its own. A key or token that is
sent is always checked. A request that came through a proxy is from elsewhere, wherever the server
is bound, so that forwarding a port does not open a home to the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from generec.domain.errors import DataError, NotAllowed
from generec.serving.errors import NotKnown
from generec.serving.keys import KEY_PREFIX, Scope
from generec.serving.service import Service, ServiceOf

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Caller:
    """`user` is the one viewer a token is good for. `local`: what is answered stays on this machine."""

    kind: Literal["open", "server", "viewer"]
    local: bool
    user: str | None = None

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
    local = is_local(request, service)
    if credential is None:
        if local:
            return Caller("open", local)
        raise NotKnown("send a server key or a viewer token as 'Authorization: Bearer ...'")
    if credential.startswith(KEY_PREFIX):
        if service.keys.check(credential):
            return Caller("server", local)
        raise NotKnown("this server key is not known, or was revoked")
    try:
        return Caller("viewer", local, service.keys.user_of(credential, service.now(), scope=scope))
    except NotAllowed as error:
        raise NotKnown(error.message) from error


def caller(request: Request, service: ServiceOf) -> Caller:
    """Who is calling, by the Authorization header."""
    return _identified(request, service, _bearer(request), "viewer")


def loader(request: Request, service: ServiceOf) -> Caller:
    """Who is loading media or the stream: these may carry a token in the address (`?token=`)."""
    token = request.query_params.get("token")
    return _identified(request, service, _bearer(request) or token or None, "media")


CallerOf = Annotated[Caller, Depends(caller)]
LoaderOf = Annotated[Caller, Depends(loader)]
