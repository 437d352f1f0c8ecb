"""Repurposes existing items for a viewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generec import plugins

if TYPE_CHECKING:
    from generec.domain.items import Kind
    from generec.domain.parts import Editor
    from generec.editor.tools import Tools

__all__ = ["open_editors", "operations"]


def open_editors(
    tools: Tools, *, settings: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Editor]:
    """Every registered editor by name, with its settings and the tools.

    Raises `ConfigError` for a wrong setting.
    """
    from generec.editor import clip, picture, thumbnail, video
    from generec.editor.text import editor as text

    assert {clip.NAME, picture.NAME, text.NAME, thumbnail.NAME, video.NAME} <= set(plugins.names("editor"))
    own = settings or {}
    return {
        name: plugins.make("editor", name, {**own.get(name, {}), "tools": tools})
        for name in plugins.names("editor")
    }


def operations(kind: Kind = "video") -> tuple[str, ...]:
    """What can be asked for on items of a kind: names of operations, and for looks `style:<name>`."""
    from generec.editor.ops import OPERATIONS

    if kind == "text":
        return ("rewrite", "summarize")
    offered = {
        name for operation in OPERATIONS.values() if kind in operation.kinds for name in operation.names
    }
    return tuple(sorted({*offered, *(("thumbnail",) if kind == "video" else ())}))
