"""Settings of an encoder from a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from generec.domain.errors import ConfigError

Config = TypeVar("Config", bound=BaseModel)


def settle(kind: type[Config], settings: Mapping[str, Any], *, name: str) -> Config:
    """The checked settings of the encoder `name`. Raises `ConfigError` that names the wrong key."""
    try:
        return kind(**settings)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {key}: {first['msg']}", field=key) from error
