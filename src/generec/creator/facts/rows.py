"""A row of a file of given facts: its fields, checked one by one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from generec.domain.errors import DataError
from generec.domain.facts import Fact, FactSource, Place, Point, Series
from generec.policy.licences import terms

FIELDS = (
    "statement", "topic", "number", "unit", "measure", "measure_unit", "drawn", "series", "places",
    "source", "address", "creator", "licence", "language",
)  # fmt: skip
LONGEST = 200
"""Characters of a statement: what can be read from a screen."""
_PAIRS = re.compile(r"\s*[;|]\s*")


def fact_of(row: Mapping[str, Any], *, file: str, number: int) -> Fact:
    """The fact of a row. Raises `DataError` naming file, row and field for what is wrong or missing."""

    def fail(field: str, why: str) -> DataError:
        return DataError(why, file=file, row=number, field=field)

    for name in row:
        if name not in FIELDS:
            raise fail(str(name), f"there is no such field (there are: {', '.join(FIELDS)})")
    told = {name: _text(row.get(name)) for name in FIELDS if name not in ("series", "places")}
    for name, why in (("statement", "is missing"), ("source", "is missing: no fact without a source")):
        if not told[name]:
            raise fail(name, why)
    if len(told["statement"]) > LONGEST:
        raise fail("statement", f"has {len(told['statement'])} characters: at most {LONGEST} can be read")
    if not terms(told["licence"]).granted:
        shown = repr(told["licence"]) if told["licence"] else "none"
        raise fail("licence", f"{shown} does not say that the words may be used: name one, such as CC0-1.0")
    if told["number"] and told["number"] not in told["statement"]:
        raise fail("number", f"{told['number']!r} is not in the statement")
    try:
        return _made(told, _series(row, told, fail), _places(row, fail))
    except ValidationError as error:
        first = error.errors()[0]
        raise fail(".".join(map(str, first["loc"])) or "statement", first["msg"]) from error


def _made(told: Mapping[str, str], series: Series | None, places: tuple[Place, ...]) -> Fact:
    text = told["statement"]
    source = {key: told[key] for key in ("address", "creator", "licence")}
    whole = [text, *source.values(), told["source"], repr(series), repr(places)]
    key = hashlib.sha256("\n".join(whole).encode()).hexdigest()
    return Fact(
        text=text,
        source=FactSource(kind="given", id=f"given:{key[:24]}", title=told["source"], **source),
        span=(0, len(text)),
        topic=told["topic"],
        number=told["number"],
        unit=told["unit"],
        series=series,
        places=places,
        language=told["language"] or "en",
    )


def _series(row: Mapping[str, Any], told: Mapping[str, str], fail: Any) -> Series | None:
    pairs = _pairs(row.get("series"), "series", fail)
    if not pairs:
        return None
    points = []
    for label, value in pairs:
        try:
            points.append(Point(label=label, value=float(str(value).replace(",", ""))))
        except ValueError as error:
            raise fail("series", f"{label!r} has no number: {value!r}") from error
    if not told["measure"]:
        raise fail("measure", "is missing: a series needs the name of what is measured")
    drawn = told["drawn"] or "bar"
    if drawn not in ("bar", "line"):
        raise fail("drawn", f"{drawn!r} is not one of bar, line")
    try:
        return Series(
            label=told["measure"],
            unit=told["measure_unit"],
            kind="line" if drawn == "line" else "bar",
            points=tuple(points),
        )
    except ValidationError as error:
        raise fail("series", error.errors()[0]["msg"]) from error


def _places(row: Mapping[str, Any], fail: Any) -> tuple[Place, ...]:
    out = []
    for name, value in _pairs(row.get("places"), "places", fail):
        parts = value if isinstance(value, list) else re.split(r"[,\s]+", str(value).strip())
        try:
            latitude, longitude = (float(part) for part in parts)
            out.append(Place(name=name, latitude=latitude, longitude=longitude))
        except (ValueError, TypeError) as error:
            raise fail("places", f"{name!r} has no latitude and longitude: {value!r}") from error
    return tuple(out)


def _pairs(value: Any, field: str, fail: Any) -> list[tuple[str, Any]]:
    """(name, value) of an object, of a list of pairs, or of `name = value; name = value`."""
    if isinstance(value, str) and value.strip().startswith(("{", "[")):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise fail(field, f"is no JSON: {error}") from error
    if isinstance(value, Mapping):
        return [(str(name).strip(), one) for name, one in value.items()]
    if isinstance(value, list):
        if any(not isinstance(one, list) or len(one) != 2 for one in value):
            raise fail(field, "is a list of pairs [name, value]")
        return [(str(name).strip(), one) for name, one in value]
    parts = [part for part in _PAIRS.split(_text(value)) if part]
    if any("=" not in part for part in parts):
        raise fail(field, "is written as name = value; name = value")
    return [(name.strip(), one.strip()) for name, _, one in (part.rpartition("=") for part in parts)]


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""
