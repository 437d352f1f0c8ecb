"""What a trained creator is: its size, its noise, its clips and its training."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Preset = Literal["tiny", "small", "base"]
Precision = Literal["float32", "bfloat16"]


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkConfig(_Config):
    """The size of the network."""

    frames: int = Field(default=8, ge=2, description="Frames of a clip.")
    side: int = Field(default=32, ge=8, description="Height and width of a clip, pixels.")
    patch: int = Field(default=4, ge=1, description="Pixels a side that are one place to the network.")
    widths: tuple[int, ...] = Field(
        default=(64, 128), min_length=1, description="Channels at each size; every size is half the last."
    )
    depth: int = Field(default=1, ge=1, description="Blocks at each size.")
    attends: int = Field(default=1, ge=0, description="The first size with attention; 0 is the largest.")
    head: int = Field(default=32, ge=4, description="Channels of a head of attention.")
    tokens: int = Field(default=64, ge=8, description="Size of a token of what is wanted.")
    norm: int = Field(default=8, ge=1, description="Groups of normalisation.")
    dropout: float = Field(default=0.0, ge=0, lt=1, description="Share of activations left out in training.")


class ClipsConfig(_Config):
    """How clips are cut from videos."""

    fps: float = Field(default=8.0, gt=0, description="Frames a second.")
    margin: float = Field(
        default=1.25, ge=1, description="Videos are kept this much larger, so that crops differ."
    )
    longest_s: float = Field(default=20.0, gt=0, description="So much of a video is looked at, s.")
    held_out: float = Field(
        default=0.2, ge=0, lt=1, description="Share of works that are never trained on, to judge by."
    )
    fold: int = Field(
        default=0,
        ge=0,
        description="Which share: another for every number, so that runs can hold out every work once.",
    )

    @model_validator(mode="after")
    def _there(self) -> Self:
        if self.fold * self.held_out >= 1:
            raise ValueError(f"there is no fold {self.fold} where {self.held_out} of the works are held out")
        return self


class TrainingConfig(_Config):
    """One training run."""

    network: NetworkConfig = Field(default=NetworkConfig(), description="The size of the network.")
    clips: ClipsConfig = Field(default=ClipsConfig(), description="How clips are cut.")
    target: Literal["v_prediction", "epsilon"] = Field(
        default="v_prediction", description="What the network answers with."
    )
    steps: int = Field(default=2500, ge=1, description="Steps of the whole run.")
    batch: int = Field(default=8, ge=1, description="Clips in a step.")
    stills: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="Share of steps, the first, on single frames of more clips: looks before motion.",
    )
    rate: float = Field(default=2e-3, gt=0, description="Learning rate at its highest.")
    warm: int = Field(default=100, ge=1, description="Steps until then; after it falls to a tenth.")
    clip_norm: float = Field(default=1.0, gt=0, description="Gradients are cut to this length.")
    decay: float = Field(default=0.998, ge=0, lt=1, description="Of the running mean of the weights.")
    taste_open: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="Share of clips drawn evenly, their taste left open; the others as a group likes them.",
    )
    words_open: float = Field(
        default=0.6, ge=0, le=1, description="Share of clips whose words are left open."
    )
    jitter: float = Field(
        default=0.15, ge=0, description="Length of the noise on a taste, so that those near it are like it."
    )
    given: float = Field(
        default=0.25, ge=0, le=1, description="Share of clips whose first frames are given, to go on from."
    )
    seed: int = Field(default=0, ge=0, lt=2**31, description="Seed of the run.")
    threads: int = Field(default=2, ge=1, description="Cores; results differ in their last digits by it.")
    device: str = Field(default="cpu", description="Device of PyTorch: cpu, cuda, mps.")
    precision: Precision = Field(default="float32", description="Of the layers: float32 or bfloat16.")
    checkpointing: bool = Field(
        default=False, description="Compute activations twice rather than keep them: less memory, more time."
    )
    save_s: float = Field(default=60.0, gt=0, description="Seconds between two savings of the whole state.")
    judge_every: int = Field(default=200, ge=1, description="Steps between two looks at held-out works.")
    judged: int = Field(default=64, ge=1, description="Clips in such a look.")


PRESETS: Final[dict[Preset, TrainingConfig]] = {
    "tiny": TrainingConfig(),
    "small": TrainingConfig(
        network=NetworkConfig(
            frames=16,
            side=64,
            patch=2,
            widths=(128, 256, 384),
            depth=2,
            attends=1,
            head=64,
            tokens=256,
            norm=32,
        ),
        steps=100_000,
        batch=32,
        stills=0.3,
        rate=2e-4,
        warm=1000,
        decay=0.9999,
        device="cuda",
        precision="bfloat16",
        save_s=600,
        judge_every=1000,
        judged=256,
    ),
    "base": TrainingConfig(
        network=NetworkConfig(
            frames=16,
            side=128,
            patch=2,
            widths=(192, 384, 576, 768),
            depth=2,
            attends=2,
            head=64,
            tokens=512,
            norm=32,
        ),
        steps=400_000,
        batch=64,
        stills=0.3,
        rate=1e-4,
        warm=5000,
        decay=0.9999,
        device="cuda",
        precision="bfloat16",
        checkpointing=True,
        save_s=1800,
        judge_every=5000,
        judged=256,
    ),
}
"""`tiny` is for two CPU cores. The others are for GPUs; they were never trained."""
