"""Every setting, and where it comes from: default, file, environment or call. Secrets are masked."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel

from generec.domain.record import Record
from generec.system.settings import Settings

Whence = Literal["default", "file", "environment", "call"]
MASK: Final = "••••••"
_SECRET: Final = re.compile(r"(^|_)(secret|password|passwd|token|api_key|credentials?)($|_)")
_NAMES: Final = re.compile(r"_(env|file)$")
"""Settings that only say where a secret lies are no secret."""


class Told(Record):
    """One setting. `key` is its dotted name; `value` and `default` are JSON values, masked where secret."""

    key: str
    value: Any
    default: Any
    whence: Whence
    means: str


def told(settings: Settings, *, file: Path, options: Mapping[str, Any] | None = None) -> list[Told]:
    """All settings in force, section by section, in the order of the file."""
    table = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    given: list[tuple[Whence, Mapping[str, Any]]] = [
        ("call", options or {}),
        ("environment", _environment()),
        ("file", table),
    ]
    out: list[Told] = []
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            out += _section(name, value, Settings.model_fields[name].default, given)
        elif value:
            whence = _whence(name.split("."), given)
            out.append(Told(key=name, value=_masked(value), default={}, whence=whence, means=""))
    return out


def _section(
    name: str, config: BaseModel, default: Any, given: list[tuple[Whence, Mapping[str, Any]]]
) -> Iterator[Told]:
    for key, field in type(config).model_fields.items():
        value, plain = getattr(config, key), getattr(default, key, None)
        full = f"{name}.{key}"
        if isinstance(value, BaseModel):
            yield from _section(full, value, plain, given)
            continue
        yield Told(
            key=full,
            value=_masked(_json(config, key), name=key),
            default=_masked(_json(default, key), name=key) if isinstance(default, BaseModel) else None,
            whence=_whence(full.split("."), given),
            means=field.description or "",
        )


def _json(config: BaseModel, key: str) -> Any:
    return config.model_dump(mode="json", include={key})[key]


def _environment() -> dict[str, Any]:
    """What the environment sets, nested; names in lower case."""
    out: dict[str, Any] = {}
    for name, value in os.environ.items():
        parts = name.removeprefix("GENEREC_").lower().split("__")
        if name.startswith("GENEREC_") and value and parts[0] in Settings.model_fields:
            at = out
            for part in parts[:-1]:
                at = at.setdefault(part, {})
                if not isinstance(at, dict):
                    break
            else:
                at[parts[-1]] = value
    return out


def _whence(path: list[str], given: list[tuple[Whence, Mapping[str, Any]]]) -> Whence:
    for whence, table in given:
        at: Any = table
        for part in path:
            at = at.get(part) if isinstance(at, Mapping) else None
            if isinstance(at, str) and whence == "environment":
                break  # a whole section given as JSON
        if at is not None:
            return whence
    return "default"


def _masked(value: Any, *, name: str = "") -> Any:
    """A JSON value in which no secret can be read: by the name of its key, and in addresses."""
    if value not in (None, "", [], {}) and _SECRET.search(name) and not _NAMES.search(name):
        return MASK
    if isinstance(value, Mapping):
        return {key: _masked(one, name=str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return _address(value) if isinstance(value, str) and "://" in value else value


def _address(text: str) -> str:
    """An address without its password, and without a query, which may hold keys."""
    try:
        parts = urlsplit(text)
        password, query = parts.password, parts.query
    except ValueError:
        return MASK
    if password:
        text = text.replace(f":{password}@", f":{MASK}@")
    return text.replace(f"?{query}", f"?{MASK}") if query else text
