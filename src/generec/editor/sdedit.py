"""Looks drawn by a diffusion model, where one is named: noise, then denoise after words (extra `hub`).

The looks are the same that can be asked for without a model, and stand in the same pass with cuts,
crops, words and sound. A recipe names the model, its commit, licence and weights, and every number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import ConfigError, DataError
from generec.domain.guidance import Style, StyleName
from generec.media.chain import Painter
from generec.media.paint_neural import Redrawn
from generec.models import diffusion, folders
from generec.models.denoise import Sampler
from generec.models.diffusion import Prompt

NAME: Final = "editor.sdedit.v1"

PROMPTS: Final[dict[StyleName, str]] = {
    "cartoon": "a cartoon, clean ink outlines, flat bright colours, cel shading",
    "sketch": "a pencil sketch on white paper, fine hatching, black and white",
    "watercolor": "a watercolour painting, soft washes, paper texture",
    "oil": "an oil painting, thick visible brush strokes, canvas",
    "vintage": "a faded photograph from the 1970s, film grain, washed out colours",
    "noir": "a black and white film noir still, hard shadows, high contrast",
    "vivid": "a photograph with vivid saturated colours",
    "warm": "a photograph in warm golden evening light",
    "cool": "a photograph in cool blue light",
    "pixel": "pixel art, 16 bit video game, large square pixels, few colours",
}


class SdeditConfig(BaseModel):
    """Looks by a diffusion model, in place of the built-in ones; off while no model is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(
        default="",
        description="A folder with Stable Diffusion 1 or 2, or its name on the hub; needs the extra [hub].",
    )
    revision: str = Field(default="main", description="Revision on the hub; pin a commit where it matters.")
    licence: str = Field(
        default="", description="The model's licence, for recipes; else what its card names."
    )
    looks: tuple[StyleName, ...] = Field(
        default=("cartoon", "sketch", "watercolor", "oil"),
        description="The looks that it draws; others stay built in.",
    )
    kinds: tuple[Literal["image", "video"], ...] = Field(
        default=("image",), description="Kinds of items it draws: image, video."
    )
    longest_s: float = Field(
        default=15.0, gt=0, description="Longer stretches of video get the built-in look, seconds."
    )
    level: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="Noise at a look's full strength: more is freer; at 1 nothing of the source is left.",
    )
    steps: int = Field(
        default=20, ge=2, le=200, description="Steps of a full run; that share of them is taken."
    )
    sampler: Sampler = Field(default="dpm", description="The sampler: ddim, dpm, euler, unipc.")
    guidance: float = Field(default=7.5, ge=1, le=30, description="How much the words count.")
    against: str = Field(
        default="nudity, gore, text, watermark, blurry, deformed", description="Words for what is not wanted."
    )
    prompts: dict[StyleName, str] = Field(
        default_factory=dict, description="Words for a look in place of its own."
    )
    seed: int = Field(default=0, ge=0, lt=2**63, description="Seed of the noise; the same for all pictures.")
    side: int = Field(default=512, ge=64, le=2048, description="Shorter side that is drawn, pixels.")
    device: str = Field(default="cpu", description="Device of PyTorch: cpu, cuda, mps.")

    def draws(self, edit: Style, *, kind: str, seconds: float) -> bool:
        """Whether this look of an item of that kind, `seconds` long, is the model's."""
        listed = bool(self.model) and edit.name in self.looks and kind in self.kinds
        return listed and (kind == "image" or seconds <= self.longest_s)


def planned(config: SdeditConfig, edit: Style, *, strength: float) -> tuple[dict[str, Any], dict[str, str]]:
    """The params of a step, and the SHA-256 of its weights by part.

    Raises `MissingExtra`, `MissingModel`, `ConfigError`, `NotAllowed` while its weights are read first.
    """
    folder = diffusion.find(config.model, config.revision)
    on_hub = not Path(config.model).expanduser().is_dir()
    params: dict[str, Any] = {
        "name": edit.name,
        "by": NAME,
        "model": config.model if on_hub else folder.resolve().name,
        "revision": folder.name if on_hub else "",
        "licence": config.licence or folders.licence(folder),
        "side": config.side,
        **Prompt(
            words=config.prompts.get(edit.name, PROMPTS[edit.name]),
            against=config.against,
            guidance=config.guidance,
            level=round(config.level * strength, 3),
            steps=config.steps,
            sampler=config.sampler,
            seed=config.seed,
        )._asdict(),
    }
    return params, diffusion.hashes(folder)


def painter(config: SdeditConfig, params: dict[str, Any], weights: dict[str, str]) -> Painter:
    """What draws the frames of one stretch as a step says, steadied along their motion.

    Raises `DataError` when the model that is named now is not the step's, and what `planned` raises.
    """
    if not config.model:
        raise ConfigError(f"the step was made with {params['model']}, and no model is named in [sdedit]")
    folder = diffusion.find(config.model, config.revision if not params["revision"] else params["revision"])
    if diffusion.hashes(folder, patience_s=None) != weights:
        raise DataError(f"the step was made with other weights of {params['model']} than {folder} has")
    model = diffusion.opened(folder, config.device)
    prompt = Prompt(**{name: params[name] for name in Prompt._fields})
    return Redrawn(model.editor(prompt), side=params["side"])
