"""What all records share: immutable, strict about unknown fields, and one canonical JSON form."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable typed record. Unknown fields are an error, so a typo is never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def canonical(value: Any) -> str:
    """The canonical JSON text of a JSON value: equal meanings give equal texts.

    Keys are sorted, no white space, strings in Unicode NFC, a float that is a whole number is
    written as an integer (so 10 and 10.0 are one value), other floats as their shortest
    round-trip form (the same in every CPython 3). NaN and infinities raise `ValueError`;
    a key that is not a string, or two keys equal after NFC, likewise.
    """
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no canonical form")
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return _plain_dict(value)
    raise ValueError(f"{type(value).__name__} has no canonical form")


def _plain_dict(value: dict[Any, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, part in value.items():
        if not isinstance(key, str):
            raise ValueError(f"key {key!r} is not a string")
        name = unicodedata.normalize("NFC", key)
        if name in out:
            raise ValueError(f"key {name!r} occurs twice")
        out[name] = _plain(part)
    return out
