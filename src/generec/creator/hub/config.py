"""Which generative models draw, how, and what their licences leave to what is made with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from generec.domain.recipes import ModelTerms
from generec.models.pipelines import Dtype, Offload

Way = Literal["words", "picture", "frame"]
_COMMIT = re.compile(r"[0-9a-f]{40}")


class _Model(BaseModel):
    """A model by name, and its licence as the operator read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(default="", description="A folder, or the model's name on the hub; empty for none.")
    revision: str = Field(
        default="",
        description="The commit (40 hex digits); needed for a name on the hub, so that recipes last.",
    )
    licence: str = Field(
        default="", description="SPDX identifier, or the licence's name on the model's card; needed."
    )
    commercial: bool = Field(
        default=False, description="Whether that licence lets one earn money with what is made."
    )
    derivatives: Literal["allowed", "share-alike", "forbidden"] = Field(
        default="forbidden", description="Whether what is made may be changed further."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.model and not self.licence.strip():
            raise ValueError(f"the licence of {self.model} is not named, and nothing is made without")
        if self.model and not self.local and not _COMMIT.fullmatch(self.revision):
            raise ValueError(
                f"{self.model} is no folder here, and on the hub it needs a commit as its revision"
            )
        return self

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return Path(self.model).expanduser().is_dir()

    @property
    def called(self) -> str:
        """What recipes call it: its name on the hub, or the folder's own name without where that lies."""
        return Path(self.model).expanduser().resolve().name if self.local else self.model

    @property
    def terms(self) -> ModelTerms:
        """What its licence leaves to what is made with it."""
        return ModelTerms(
            model=self.called,
            licence=self.licence.strip(),
            commercial=self.commercial,
            derivatives=self.derivatives,
        )


class AdapterConfig(_Model):
    """Liked pictures beside the words (IP-Adapter), for text_to_image; off while no model is named."""

    subfolder: str = Field(default="models", description="Folder in it that holds the file.")
    weight: str = Field(
        default="ip-adapter_sd15.safetensors", description="The file; safetensors alone is read."
    )
    encoder: str = Field(
        default="image_encoder", description="Folder in the subfolder with the picture encoder."
    )
    scale: float = Field(default=0.5, gt=0, le=1, description="How much the pictures count beside the words.")

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if not self.weight.endswith(".safetensors"):
            raise ValueError(f"{self.weight} is no safetensors file; other formats can run code when read")
        return self


class PipelineConfig(_Model):
    """A pipeline of `diffusers`; off while none is named."""

    dtype: Dtype = Field(
        default="float32", description="Numbers it computes with: float32, float16, bfloat16."
    )
    device: str = Field(default="cpu", description="Device of PyTorch: cpu, cuda, mps.")
    offload: Offload = Field(
        default="none", description="Keep parts off a GPU until they are needed: none, model, sequential."
    )
    vae_slicing: bool = Field(default=False, description="Decode pictures one by one: needs less memory.")
    vae_tiling: bool = Field(
        default=False, description="Decode in tiles: needs less memory for large pictures."
    )
    attention_slicing: bool = Field(default=False, description="Attention in slices: less memory, slower.")
    safety_checker: bool = Field(
        default=True, description="Use the model's own safety checker where it has one."
    )
    steps: int = Field(default=25, ge=1, le=1000, description="Steps of the sampler.")
    guidance: float = Field(default=7.0, ge=0, le=30, description="How much the words count.")
    width: int = Field(default=512, ge=32, le=4096, description="Width where no aspect is asked for, pixels.")
    height: int = Field(
        default=512, ge=32, le=4096, description="Height where no aspect is asked for, pixels."
    )
    multiple: int = Field(default=16, ge=2, le=128, description="Sides are multiples of this, pixels; even.")
    against: str = Field(
        default="nudity, gore, watermark, text, blurry, deformed",
        description="Words for what is never wanted.",
    )
    options: dict[str, JsonValue] = Field(
        default_factory=dict, description="Further arguments of the pipeline's call, by name."
    )

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if self.multiple % 2 or self.width % self.multiple or self.height % self.multiple:
            raise ValueError("width and height are multiples of an even `multiple`")
        if self.device == "cpu" and self.offload != "none":
            raise ValueError("offload moves parts between a GPU and memory: device is that GPU, not cpu")
        return self


class FilmConfig(PipelineConfig):
    """A pipeline of `diffusers` that makes videos; off while none is named."""

    frames: int = Field(default=16, ge=2, le=1000, description="Frames where no length is asked for.")
    longest: int = Field(
        default=0, ge=0, le=1000, description="Most frames of one video; 0: no more than frames."
    )
    every: int = Field(
        default=1, ge=1, le=64, description="Frames are one more than a multiple of this, such as 4 or 8."
    )
    fps: int = Field(default=8, ge=1, le=60, description="Frames a second.")

    def count(self, seconds: float | None) -> int:
        """How many frames are made for a length, about as long; for None the usual number."""
        wanted = self.frames if seconds is None else seconds * self.fps
        return 1 + self.every * max(1, round((wanted - 1) / self.every))

    @property
    def most(self) -> int:
        """The most frames that are made."""
        return max(self.longest, self.count(None))


class HubConfig(BaseModel):
    """Videos and pictures drawn by generative models; off while no model is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text_to_video: FilmConfig = Field(default=FilmConfig(), description="Draws a video after words.")
    image_to_video: FilmConfig = Field(default=FilmConfig(), description="Lets a picture move.")
    text_to_image: PipelineConfig = Field(
        default=PipelineConfig(), description="Draws a picture after words."
    )
    ip_adapter: AdapterConfig = Field(
        default=AdapterConfig(), description="Lets liked pictures count in text_to_image."
    )
    first: bool = Field(
        default=False,
        description="Draw before footage is looked for; else where that lacks, or the words say: generate.",
    )
    ways: tuple[Way, ...] = Field(
        default=("words", "picture", "frame"),
        description="Ways to a video, tried in turn: words (text_to_video), picture (text_to_image, then"
        " image_to_video), frame (a frame of the catalogue, then image_to_video).",
    )
    liked: int = Field(
        default=4,
        ge=0,
        le=16,
        description="So many liked pictures at most; a viewer's own make it theirs alone.",
    )
    words: str = Field(default="", description="Words added to every prompt.")

    def model(self, task: str) -> Any:
        """The model of a task by its name, the adapter's too."""
        return getattr(self, task)
