"""Pictures and words to unit vectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generec import plugins
from generec.domain.parts import Encoder
from generec.encoders import embedded
from generec.encoders.clip import ClipConfig, ClipEncoder
from generec.encoders.embedded import EmbeddedConfig, EmbeddedEncoder

__all__ = ["ClipConfig", "ClipEncoder", "EmbeddedConfig", "EmbeddedEncoder", "open_encoder"]


def open_encoder(name: str = embedded.NAME, settings: Mapping[str, Any] | None = None) -> Encoder:
    """The encoder registered under `name`, with its settings; installed plugins are looked at too.

    Raises `ConfigError` for an unknown name or a wrong setting, `MissingModel` or `MissingExtra` when what it
    needs is not there.
    """
    if name not in plugins.names("encoder"):
        plugins.load()
    encoder: Encoder = plugins.make("encoder", name, settings)
    return encoder
