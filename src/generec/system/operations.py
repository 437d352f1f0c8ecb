"""Operations as short text, such as `clip:6` or `adjust:brightness:up`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generec.domain.errors import DataError
from generec.domain.guidance import Clause, Edit, Guidance, Like

_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)

PARAMETERS: dict[str, tuple[str, ...]] = {
    "clip": ("seconds", "about"),
    "thumbnail": (),
    "style": ("name", "strength"),
    "caption": ("text",),
    "reframe": ("aspect",),
    "speed": ("factor",),
    "mute": (),
    "music": ("mood",),
    "blur_faces": (),
    "adjust": ("what", "by"),
    "rewrite": ("tone", "language"),
    "summarize": (),
    "like": ("style", "strength"),
    "taste": ("strength", "about"),
}
"""What the values of each operation are, in order."""


def operation(text: str) -> Edit:
    """The operation that `OP[:VALUE]` names. Raises `DataError` for an unknown one or a wrong value."""
    op, _, rest = text.partition(":")
    if op not in PARAMETERS:
        raise DataError(f"{op!r} is not an operation: use {', '.join(PARAMETERS)}", field="op")
    names = PARAMETERS[op]
    values = rest.split(":", len(names) - 1) if len(names) > 1 else [rest]
    given = {name: value for name, value in zip(names, values, strict=False) if value}
    if op == "like":
        raise DataError("the picture of 'like' is given by itself: use --like PICTURE", field="op")
    if rest and not names:
        raise DataError(f"{op} takes no value, not {rest!r}", field="op")
    try:
        return _EDIT.validate_python({"op": op, **_values(given)})
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"{text!r}: {first['msg']}", field="op") from error


def _values(given: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in given.items()}


def _value(name: str, text: str) -> Any:
    if name == "about":
        return (text,)
    return float(text) if name in ("seconds", "factor", "strength") and _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def wish(operations: Sequence[str], *, like: Like | None = None) -> Guidance:
    """The guidance that asks for these operations, and a look, on the item on screen."""
    edits = (*map(operation, operations), *((like,) if like else ()))
    return Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))
