"""A picture beside a request: as a file of a form, or as base64 in JSON. Never a path, never an address."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import AfterValidator, Field
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from generec.domain.errors import DataError
from generec.serving.described import BASE64, FORM

_TABLES = frozenset(("candidates", "amend"))
_LISTS = frozenset(("categories", "ops"))


def _base64(text: str) -> str:
    unpacked(text)
    return text


def unpacked(text: str) -> bytes:
    """What base64 holds, with or without `data:...;base64,` before it. Raises `ValueError` for other text."""
    head, comma, rest = text.partition(",")
    content = rest if comma and head.startswith("data:") and head.endswith(";base64") else text
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("send the picture itself, in base64: paths and addresses are not read") from error


Picture = Annotated[
    str,
    Field(
        min_length=1,
        description="A picture, in base64. It is not kept.",
        json_schema_extra={"pattern": BASE64},
    ),
    AfterValidator(_base64),
]


class PictureRoute(APIRoute):
    """A route whose JSON body may come as a form, too, where its description says so: `image` is a file."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, before which a form is turned into the JSON that it stands for."""
        handle = super().get_route_handler()
        if FORM not in (self.openapi_extra or {}).get("requestBody", {}).get("content", {}):
            return handle

        async def handler(request: Request) -> Response:
            form = request.headers.get("content-type", "").lower().startswith(FORM)
            return await handle(await _as_json(request) if form else request)

        return handler


async def _as_json(request: Request) -> Request:
    try:
        async with request.form(max_files=1, max_fields=100, max_part_size=1 << 20) as form:
            body: dict[str, Any] = {}
            for name in form:
                body[name] = await _value(name, form.getlist(name))
    except MultiPartException as error:
        raise DataError(f"the form cannot be read: {error.message}") from error
    headers = [
        pair for pair in request.scope["headers"] if pair[0] not in (b"content-type", b"content-length")
    ]
    scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}
    out = Request(scope, request.receive)
    out._body = json.dumps(body).encode()
    return out


async def _value(name: str, values: Sequence[UploadFile | str]) -> Any:
    last = values[-1]
    if name == "image" and not isinstance(last, str):
        return base64.b64encode(await last.read()).decode()
    if name in _LISTS:
        return [_text(name, value) for value in values]
    return _table(name, _text(name, last)) if name in _TABLES else _text(name, last)


def _text(name: str, value: UploadFile | str) -> str:
    if not isinstance(value, str):
        raise DataError(f"only the picture is a file, not {name!r}", field=name)
    return value


def _table(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DataError(f"in a form, {name} is JSON", field=name) from error
