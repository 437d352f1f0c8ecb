"""Makes what the corpus does not have, out of what it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generec import plugins

if TYPE_CHECKING:
    from generec.creator.footage.stock import Studio
    from generec.domain.parts import Creator

__all__ = ["open_creators"]


def open_creators(
    studio: Studio, *, settings: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Creator]:
    """Every registered creator by name, with its settings and, under `tools`, the studio.

    Raises `ConfigError` for a wrong setting.
    """
    from generec.creator.diffusion import creator as diffusion
    from generec.creator.film import creator
    from generec.creator.hub import creator as hub
    from generec.creator.image import collage, poster
    from generec.creator.text import digest

    assert {collage.NAME, creator.NAME, digest.NAME, poster.NAME, hub.NAME, diffusion.NAME} <= set(
        plugins.names("creator")
    )
    own = settings or {}
    return {
        name: plugins.make("creator", name, {**own.get(name, {}), "tools": studio})
        for name in plugins.names("creator")
    }
