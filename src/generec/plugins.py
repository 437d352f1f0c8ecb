"""The hooks by which an encoder, editor, creator, check, signer or store is added.

A plugin is an installed package with an entry point in the group `generec.plugins` that names a
module. The module decorates its factories:

    from generec.plugins import register

    @register("check", "acme.logo.v1")
    def make(settings):            # the settings table [plugins."acme.logo.v1"], as a dict
        return LogoCheck(**settings)

What is built in comes through the same door.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Literal, TypeVar

from generec.domain.errors import ConfigError

Part = Literal["encoder", "editor", "creator", "check", "signer", "rows", "blobs"]
Factory = Callable[[Mapping[str, Any]], Any]
F = TypeVar("F", bound=Factory)

_NAME = re.compile(r"^[a-z0-9_]+(\.[a-z0-9_]+)*(\.v[0-9]+)?$")
_parts: dict[tuple[Part, str], Factory] = {}


def register(part: Part, name: str) -> Callable[[F], F]:
    """Register a factory for `part` under a versioned `name` (stores: under their URL scheme).

    Raises `ConfigError` for a malformed name, or one that another factory has.
    """
    if not _NAME.match(name):
        raise ConfigError(f"{name!r} is not a component name such as 'editor.clip.v1'")

    def keep(factory: F) -> F:
        if _parts.setdefault((part, name), factory) is not factory:
            raise ConfigError(f"two plugins register the {part} {name!r}")
        return factory

    return keep


def make(part: Part, name: str, settings: Mapping[str, Any] | None = None) -> Any:
    """The component registered under `name`, made with its settings. Raises `ConfigError`."""
    if (part, name) not in _parts:
        known = ", ".join(names(part)) or "none"
        raise ConfigError(f"no {part} is registered as {name!r} (there are: {known})")
    return _parts[part, name](settings or {})


def names(part: Part) -> list[str]:
    """The registered names of a part."""
    return sorted(name for kind, name in _parts if kind == part)


def load() -> list[str]:
    """Import every installed plugin's module; returns the names of the entry points."""
    found = sorted(entry_points(group="generec.plugins"), key=lambda point: point.name)
    for point in found:
        import_module(point.value)
    return [point.name for point in found]
