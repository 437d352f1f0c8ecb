"""CLIP and SigLIP: pictures and words in one space, with weights from a folder or the hub (extra `hub`).

Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021; Zhai et al.,
"Sigmoid Loss for Language Image Pre-Training", 2023.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec import models
from generec.domain.errors import ConfigError, MissingExtra
from generec.domain.parts import Image
from generec.encoders.pictures import check, unit
from generec.encoders.settings import settle
from generec.plugins import register

NAME = "encoder.clip.v1"


class ClipConfig(BaseModel):
    """Settings of `encoder.clip.v1`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(
        default="google/siglip2-base-patch16-224",
        description="A folder with a CLIP or SigLIP model, or its name on the hub.",
    )
    revision: str = Field(default="main", description="Revision on the hub; pin a commit where it matters.")
    device: str = Field(default="cpu", description="Device of PyTorch: cpu, cuda, mps.")
    batch: int = Field(default=16, ge=1, description="Pictures or texts in one call.")


class ClipEncoder:
    """One space for pictures and words: `concepts` are `images`, and both dimensions are the same."""

    name = NAME

    def __init__(self, config: ClipConfig | None = None) -> None:
        """Load the model from its folder or from the hub's cache; the network is not reached.

        Raises `MissingExtra` without PyTorch, `MissingModel` when the model was not pulled, `ConfigError`
        when it is of another kind.
        """
        self.config = config or ClipConfig()
        try:
            import torch
            from transformers import AutoModel, AutoProcessor
        except ImportError as error:
            raise MissingExtra("hub", what=NAME) from error
        folder = _folder(self.config)
        self._torch = torch
        try:
            self._model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
            self._processor = AutoProcessor.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ConfigError(f"{NAME} cannot load {folder}: {error}", field="model") from error
        if not hasattr(self._model, "get_image_features") or not hasattr(self._model, "get_text_features"):
            raise ConfigError(f"{folder} is not a CLIP or SigLIP model", field="model")
        self._model.eval().to(self.config.device)
        size = self._texts([""]).shape[1]
        self.dims = (size, size)

    def images(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, d) unit rows. Raises `DataError` for what is not a picture."""
        for i, image in enumerate(images):
            check(image, at=i)
        return self._rows([self._images(part) for part in self._parts(images)])

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) unit rows; a text longer than the model reads is cut."""
        return self._rows([self._texts(part) for part in self._parts(texts)])

    def concepts(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, d) unit rows: the same as `images`, for the space is one."""
        return self.images(images)

    def both(self, images: Sequence[Image]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`images` twice, computed once."""
        rows = self.images(images)
        return rows, rows

    def _parts(self, things: Sequence[Any]) -> list[list[Any]]:
        size = self.config.batch
        return [list(things[start : start + size]) for start in range(0, len(things), size)]

    def _rows(self, parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        return unit(np.concatenate(parts)) if parts else np.empty((0, self.dims[0]), dtype=np.float32)

    def _images(self, images: Sequence[Image]) -> NDArray[np.float32]:
        feed = self._processor(images=list(images), return_tensors="pt", input_data_format="channels_last")
        return self._run(self._model.get_image_features, feed)

    def _texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # SigLIP was trained on texts padded to full length; CLIP's mask makes it all one
        length = self._model.config.text_config.max_position_embeddings
        feed = self._processor(
            text=list(texts), padding="max_length", truncation=True, max_length=length, return_tensors="pt"
        )
        return self._run(self._model.get_text_features, feed)

    def _run(self, method: Any, feed: Any) -> NDArray[np.float32]:
        with self._torch.inference_mode():
            found = method(**feed.to(self.config.device))
        # transformers 5 wraps the projected features in an output record
        tensor = found if isinstance(found, self._torch.Tensor) else found.pooler_output
        rows: NDArray[np.float32] = tensor.float().cpu().numpy()
        return rows


def _folder(config: ClipConfig) -> Path:
    local = Path(config.model).expanduser()
    return local if local.is_dir() else models.path(f"hub:{config.model}@{config.revision}")


@register("encoder", NAME)
def make(settings: Mapping[str, Any]) -> ClipEncoder:
    """The CLIP or SigLIP encoder with its settings."""
    return ClipEncoder(settle(ClipConfig, settings, name=NAME))
