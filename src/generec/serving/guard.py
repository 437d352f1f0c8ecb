"""What stands before all routes: hosts, origins, lengths, headers, ids in paths, and the clock."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generec.serving.access import SAFE as SAFE
from generec.serving.errors import answer
from generec.serving.service import Service

METHODS: Final = SAFE | {"POST", "PATCH", "DELETE", "PUT"}
UPLOAD: Final = "/v1/verify"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine alone."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, pass it on, and note what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        began, status = time.perf_counter(), 500

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._mark(MutableHeaders(scope=message))
            await send(message)

        try:
            if refused := self._refused(scope, headers):
                await refused(scope, receive, marked)
                return
            _keep_ids(scope)
            await self.app(scope, self._limited(scope, receive), marked)
        finally:
            route = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.service.metrics.add("generec_requests_total", route=route, method=method, status=str(status))
            self.service.metrics.took(route, time.perf_counter() - began)

    def _mark(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        other = "cross-origin" if self.service.config.origins else "same-origin"
        headers.setdefault("cross-origin-resource-policy", other)

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> JSONResponse | None:
        host = headers.get("host", "")
        if self.service.loopback and not is_loopback(_name(host)):
            return answer(421, "wrong_host", "this server answers to this machine's own names only")
        if not self._same_site(scope, headers, host):
            return answer(403, "not_allowed", "pages of other sites may not call this")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._longest(scope):
            return answer(413, "too_large", f"a body has at most {self._longest(scope)} bytes here")
        return None

    def _same_site(self, scope: Scope, headers: Mapping[str, str], host: str) -> bool:
        """A browser says where a page comes from: what changes something is for our own pages."""
        if scope["method"] in SAFE:
            return True
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        if origin in self.service.config.origins:
            return True
        return urlsplit(origin).netloc.lower() == host.lower() != ""

    def _longest(self, scope: Scope) -> int:
        config = self.service.config
        return config.upload_bytes if scope["path"] == UPLOAD else config.body_bytes

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Hold to the limit where no length was announced."""
        left = self._longest(scope)

        async def take() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"a body has at most {self._longest(scope)} bytes here")
            return message

        return take


def _name(host: str) -> str:
    """The host's name without its port."""
    return host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _keep_ids(scope: Scope) -> None:
    """Route by the path as it was sent: an id may hold a slash, sent as %2F; routes decode it."""
    raw = scope.get("raw_path")
    if raw and raw.startswith(b"/v1/"):
        scope["path"] = raw.partition(b"?")[0].decode("ascii", "replace")
