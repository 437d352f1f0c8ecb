"""The one JSON shape of an error, whatever went wrong: {"error": {"code", "message", "field"}}."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from generec.domain.errors import (
    ConfigError,
    DataError,
    GenerecError,
    Gone,
    MediaError,
    NotAllowed,
    NotFound,
    ServiceError,
)

log = logging.getLogger(__name__)


class NotKnown(GenerecError):
    """Nobody says who is calling, or the key or token is worth nothing."""

    code = "not_authenticated"


class Busy(GenerecError):
    """Too much at once; the caller may come back `after` so many seconds."""

    code = "busy"

    def __init__(self, message: str, *, after: float = 2.0) -> None:
        super().__init__(message)
        self.after = after


class NotReady(GenerecError):
    """The server runs, and cannot answer yet or any more."""

    code = "not_ready"


_STATUS: tuple[tuple[type[GenerecError], int], ...] = (
    (NotKnown, 401),
    (Busy, 429),
    (NotReady, 503),
    (Gone, 410),
    (NotFound, 404),
    (NotAllowed, 403),
    (DataError, 400),
    (MediaError, 400),
    (ConfigError, 500),
    (ServiceError, 502),
)
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "2"}, 503: {"Retry-After": "5"}}
_CODES = {400: "invalid", 401: "not_authenticated", 403: "not_allowed", 404: "not_found"} | {
    405: "method_not_allowed",
    413: "too_large",
    416: "range_not_satisfiable",
    421: "wrong_host",
    429: "busy",
}


def status_of(error: GenerecError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def answer(
    status: int,
    code: str,
    message: str,
    *,
    field: str | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An error as a response."""
    content = {"error": {"code": code, "message": _clean(message), "field": field and _clean(field)}}
    return JSONResponse(content, status_code=status, headers=_HEADERS.get(status, {}) | (headers or {}))


def _clean(text: str) -> str:
    """Text that can be sent: half a pair of surrogates, which JSON can hold, cannot."""
    return text.encode("utf-8", "backslashreplace").decode()


def of(error: GenerecError) -> JSONResponse:
    """The response to an error. What is wrong with the installation is for its operator's log alone."""
    status = status_of(error)
    if status == 500:
        log.error("%s: %s", error.code, error.message)
        return answer(500, error.code, "the server is not set up rightly; its log says what is wrong")
    headers = {"Retry-After": str(ceil(error.after))} if isinstance(error, Busy) else None
    return answer(status, error.code, error.message, field=error.field, headers=headers)


def install(app: FastAPI) -> None:
    """Give every error of the app the one shape."""
    app.add_exception_handler(GenerecError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnicodeEncodeError, _broken)
    app.add_exception_handler(Exception, _fault)


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GenerecError)
    return of(error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = _field(first)
    message = str(first.get("msg", "the request is not valid")).removeprefix("Value error, ")
    return answer(400, "invalid", f"{field}: {message}" if field else message, field=field)


def _field(error: Mapping[str, Any]) -> str | None:
    """The name of a field, without where in the request it stood; None for the body as a whole."""
    loc = error.get("loc", ())
    if error.get("type") == "json_invalid":
        return None
    return ".".join(map(str, loc[1:] if loc and loc[0] in ("body", "query", "path") else loc)) or None


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    message = {404: f"there is no {request.url.path}", 405: f"{request.method} is not done here"}.get(
        status, str(error.detail)
    )
    return answer(status, _CODES.get(status, "error"), message, headers=dict(error.headers or {}))


async def _broken(request: Request, error: Exception) -> JSONResponse:
    return answer(400, "invalid", "the text holds half characters (surrogates), which cannot be kept")


async def _fault(request: Request, error: Exception) -> JSONResponse:
    return answer(500, "fault", "something went wrong here; it was logged")
