"""What the OpenAPI page says of bodies beyond what their models say by themselves.

Nothing here judges a request: the models and the library do. Tests hold that both agree.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from generec.domain.events import EventKind

_TEXT: Final = {"type": "string"}
_NULL: Final = {"type": "null"}
_NUMBER: Final = {"type": "number"}
FORM: Final = "multipart/form-data"
BASE64: Final = (
    "^(data:[^,]*;base64,)?([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"
)
"""What a picture in JSON looks like."""


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, _NULL]}


def _kinds(*kinds: str, needs: dict[str, Any]) -> dict[str, Any]:
    return {"required": ["kind", *needs], "properties": {"kind": {"enum": [*kinds]}, **needs}}


_MEASURED: Final = ("view", "rating")
_OTHERS: Final = tuple(kind for kind in get_args(EventKind) if kind not in (*_MEASURED, "why"))
_ID: Final = {"type": "string", "minLength": 1, "maxLength": 512}

EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Event",
    "required": ["item", "kind"],
    "additionalProperties": False,
    "properties": {
        "user": _maybe(_ID) | {"description": "The viewer; a viewer token says it itself."},
        "item": _ID,
        "kind": {"type": "string"},
        "value": _maybe(_NUMBER) | {"description": "Seconds of a view, stars of a rating."},
        "at": {
            "anyOf": [{"type": "string", "format": "date-time"}, _NUMBER, _NULL],
            "description": "RFC 3339, or epoch seconds; now where it is absent.",
        },
        "id": _maybe(_TEXT | {"maxLength": 256}) | {"description": "Sent again, it counts once."},
        "request": _maybe(_TEXT),
        "position": _maybe({"type": "integer", "minimum": 0}),
        "text": _maybe(_TEXT | {"maxLength": 10_000}) | {"description": "The viewer's own words of a why."},
    },
    "anyOf": [
        _kinds(*_OTHERS, needs={}),
        _kinds(*_MEASURED, needs={"value": _NUMBER}),
        _kinds("why", needs={"text": _TEXT | {"minLength": 1, "maxLength": 10_000}}),
    ],
}
"""One act of a viewer, as `generec.system.feedback` reads it."""


def bare_too(schema: dict[str, Any]) -> None:
    """Say of a body that its first field may come alone, as a bare list."""
    first = next(iter(schema["properties"].values()))
    whole = {name: schema.pop(name) for name in ("type", "properties", "required", "additionalProperties")}
    schema["anyOf"] = [whole, {key: value for key, value in first.items() if key != "title"}]


def one_of_these(schema: dict[str, Any]) -> None:
    """Say of an edit that it is given in words, as operations, or by a picture alone."""
    no_words = {"say": _NULL}
    schema["anyOf"] = [
        {"required": ["say"], "properties": {"say": _TEXT, "ops": {"maxItems": 0}}},
        {"required": ["ops"], "properties": {"ops": {"minItems": 1}, **no_words}},
        {"required": ["image"], "properties": {"image": _TEXT, **no_words}},
    ]


_WORDS: Final = _TEXT | {"maxLength": 2000}
_JSON: Final = _TEXT | {"contentMediaType": "application/json"}
_PICTURE: Final = {"type": "string", "format": "binary", "description": "The picture."}


def _form(properties: dict[str, Any], **rules: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "additionalProperties": False, **rules}
    return {"requestBody": {"content": {FORM: {"schema": schema}}}}


RECOMMEND_FORM: Final[dict[str, Any]] = _form(
    {
        "user": _ID,
        "say": _WORDS,
        "item": _ID,
        "k": {"type": "integer", "minimum": 1, "maximum": 500},
        "wait": _NUMBER | {"minimum": 0, "maximum": 60},
        "after": _TEXT | {"maxLength": 128},
        "cursor": _TEXT | {"maxLength": 128},
        "candidates": _JSON,
        "categories": {"type": "array", "items": _TEXT | {"maxLength": 200}, "maxItems": 50},
        "amend": _JSON,
        "image": _PICTURE,
    }
)
"""The form that may stand for the JSON body of a request for a feed."""

EDIT_FORM: Final[dict[str, Any]] = _form(
    {
        "item": _ID,
        "say": _WORDS,
        "ops": {"type": "array", "items": _TEXT | {"maxLength": 500}, "minItems": 1, "maxItems": 10},
        "user": _ID,
        "wait": _NUMBER | {"minimum": 0, "maximum": 60},
        "image": _PICTURE,
    },
    required=["item"],
    anyOf=[{"required": [name]} for name in ("say", "ops", "image")],
)
"""The form that may stand for the JSON body of an edit."""
