"""The default encoder: models that come inside packages, on the CPU, without PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.parts import Image
from generec.encoders import conse, pictures
from generec.encoders.settings import settle
from generec.encoders.words import SIZE, Words
from generec.models.efficientnet import FEATURES
from generec.plugins import register

NAME = "encoder.embedded.v1"


class EmbeddedConfig(BaseModel):
    """Settings of `encoder.embedded.v1`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threads: int | None = Field(
        default=None, ge=1, description="Cores for one call; all, at most 4, if unset."
    )
    classes: int = Field(default=20, ge=1, le=1000, description="Classes that make up a picture's concepts.")
    temperature: float = Field(
        default=2.0, gt=0, description="Above 1, less probable classes count for more."
    )
    keep_texts: int = Field(default=4096, ge=0, description="Texts whose vectors are remembered.")


class EmbeddedEncoder:
    """EfficientNet-Lite0 for pictures (1280), MiniLM for words (384), ConSE from one to the other.

    Cosines of words with words run higher than those of pictures with words: compare within a kind. Safe to
    share between threads.
    """

    name = NAME
    dims = (FEATURES, SIZE)

    def __init__(self, config: EmbeddedConfig | None = None) -> None:
        """Models are loaded at first use. Raises `MissingModel` where those of words are not there."""
        self.config = config or EmbeddedConfig()
        self._words = Words(threads=self.config.threads, keep=self.config.keep_texts)

    def images(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, 1280) unit rows: likeness between pictures. Raises `DataError` for what is not a picture."""
        features, _ = pictures.forward(images, threads=self.config.threads)
        return pictures.unit(features)

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) unit rows: meaning of words, of the first 256 tokens. Raises `DataError`."""
        return self._words(texts)

    def concepts(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, 384) unit rows: pictures in the space of words. Raises `DataError`."""
        return self.both(images)[1]

    def both(self, images: Sequence[Image]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`images` and `concepts` in one pass over the pictures: (n, 1280) and (n, 384)."""
        features, logits = pictures.forward(images, threads=self.config.threads)
        known = conse.concepts(
            logits, classes=self._classes, k=self.config.classes, temperature=self.config.temperature
        )
        return pictures.unit(features), known

    @cached_property
    def _classes(self) -> NDArray[np.float32]:
        return conse.class_vectors(Words(threads=self.config.threads, keep=0))


@register("encoder", NAME)
def make(settings: Mapping[str, Any]) -> EmbeddedEncoder:
    """The default encoder with its settings."""
    return EmbeddedEncoder(settle(EmbeddedConfig, settings, name=NAME))
