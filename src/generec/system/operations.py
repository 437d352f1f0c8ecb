"""Operations as short text, such as `clip:6` or `adjust:brightness:up`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

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
    "mute": ("only",),
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
        raise DataError(f"{text!r}: {_wrong(error, op)}", field="op") from error


def _wrong(error: ValidationError, op: str) -> str:
    """What is wrong with a value, and what would be right."""
    first = error.errors()[0]
    name = str(first["loc"][-1])
    known = first.get("ctx", {}).get("expected") or _values_of(op, name)
    if first["type"] == "missing":
        return f"{op} needs {name}" + (f": {known}" if known else "")
    if known:
        return f"{name} is {known}"
    return f"{name} is a number" if first["type"].startswith("float") else str(first["msg"])


def _values_of(op: str, name: str) -> str:
    """The words that a value can be, as in 'up' or 'down'; empty where it is free."""
    kind = next((one for one in get_args(get_args(Edit)[0]) if one.model_fields["op"].default == op), None)
    values = get_args(kind.model_fields[name].annotation) if kind and name in kind.model_fields else ()
    words = [repr(value) for value in values if isinstance(value, str)]
    return " or ".join(words)


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
