"""Stable Diffusion 1 and 2 from a folder or the hub: pictures edited after words (extra `hub`).

Rombach et al., "High-resolution image synthesis with latent diffusion models", CVPR 2022; guidance by
Ho and Salimans, "Classifier-free diffusion guidance", 2022. How the noise goes in and out: `denoise`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import ConfigError, MissingExtra
from generec.models import digests, folders
from generec.models.denoise import Sampler, edited, scheduler

Floats = NDArray[np.float32]

_WEIGHTS: Final = {
    "unet": "unet/diffusion_pytorch_model.safetensors",
    "vae": "vae/diffusion_pytorch_model.safetensors",
    "text-encoder": "text_encoder/model.safetensors",
}
_KINDS: Final = ("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline")
_WHAT: Final = "editing with a diffusion model"


class Prompt(NamedTuple):
    """What to draw: words for and against, how much they count, and the noise.

    `level` in [0, 1] is where a full run of `steps` is begun; `guidance` 1 leaves the words against out.
    """

    words: str
    against: str
    guidance: float
    level: float
    steps: int
    sampler: Sampler
    seed: int


def find(model: str, revision: str) -> Path:
    """The folder of a model: a local one, or the hub's cache; the network is not reached.

    Raises `MissingExtra` without PyTorch, `MissingModel` when it was not pulled, `ConfigError` for a
    model of another kind.
    """
    folder = folders.located(model, revision, what=_WHAT)
    kind = folders.index(folder)["_class_name"]
    if kind not in _KINDS:
        raise ConfigError(f"{folder} is a {kind}; Stable Diffusion 1 or 2 is needed", field="model")
    for name in _WEIGHTS.values():
        if not (folder / name).is_file():
            raise ConfigError(f"{folder} has no {name}; other formats are not read", field="model")
    return folder


def hashes(folder: Path, *, patience_s: float | None = digests.PATIENCE_S) -> dict[str, str]:
    """SHA-256 of the weights by part. Raises `NotAllowed` where they are still being read (see `digests`)."""
    files = {part: folder / name for part, name in _WEIGHTS.items()}
    return digests.digests(files, what=f"the model {folder.name}", patience_s=patience_s)


class Diffusion:
    """A loaded model; one picture at a time, from any thread."""

    def __init__(self, folder: Path, *, device: str) -> None:
        """Load it. Raises `MissingExtra`, `ConfigError` for what cannot be loaded."""
        try:
            import torch
            from diffusers import StableDiffusionImg2ImgPipeline
        except ImportError as error:
            raise MissingExtra("hub", what=_WHAT) from error
        self._torch, self._device, self._lock = torch, device, threading.Lock()
        try:
            # Every draft passes our own checks; the model's checker would paint black what it dislikes.
            self._parts = StableDiffusionImg2ImgPipeline.from_pretrained(
                folder,
                local_files_only=True,
                use_safetensors=True,
                safety_checker=None,
                requires_safety_checker=False,
            ).to(device)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ConfigError(f"{folder} cannot be loaded: {error}", field="model") from error
        self.block = int(self._parts.vae_scale_factor) * 2 ** (
            len(self._parts.unet.config.block_out_channels) - 1
        )

    def editor(self, prompt: Prompt) -> Callable[[Floats], Floats]:
        """What edits pictures (h, w, 3) in [0, 1], of any size, with the same noise for each of one size."""
        with self._lock, self._torch.inference_mode():
            words, against = self._parts.encode_prompt(
                prompt.words, self._device, 1, prompt.guidance > 1, prompt.against
            )

        def edit(image: Floats) -> Floats:
            if prompt.level == 0:
                return image
            height, width = image.shape[:2]
            below, right = -height % self.block, -width % self.block
            whole = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)
            with self._lock, self._torch.inference_mode():
                done = self._edit(whole, prompt, words, against)
            return done[:height, :width]

        return edit

    def _edit(self, image: Floats, prompt: Prompt, words: Any, against: Any) -> Floats:
        vae, torch = self._parts.vae, self._torch
        pixels = torch.from_numpy(image).permute(2, 0, 1)[None].to(self._device) * 2 - 1
        # The mean of what the encoder offers, not a draw: a still picture stays still.
        source = vae.encode(pixels).latent_dist.mean * vae.config.scaling_factor
        noise = torch.randn(source.shape, generator=torch.Generator().manual_seed(prompt.seed))
        latents = edited(
            scheduler(prompt.sampler, self._parts.scheduler.config),
            source,
            noise.to(self._device),
            self._predictor(prompt, words, against),
            level=prompt.level,
            steps=prompt.steps,
        )
        drawn = vae.decode(latents / vae.config.scaling_factor, return_dict=False)[0]
        out = (drawn[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1)
        return np.ascontiguousarray(out.float().cpu().numpy())

    def _predictor(self, prompt: Prompt, words: Any, against: Any) -> Callable[[Any, Any], Any]:
        unet = self._parts.unet
        if against is None:
            return lambda latents, time: unet(latents, time, encoder_hidden_states=words, return_dict=False)[
                0
            ]
        both = self._torch.cat([against, words])

        def predict(latents: Any, time: Any) -> Any:
            twice = self._torch.cat([latents, latents])
            away, there = unet(twice, time, encoder_hidden_states=both, return_dict=False)[0].chunk(2)
            return away + prompt.guidance * (there - away)

        return predict


@cache
def opened(folder: Path, device: str) -> Diffusion:
    """The model of a folder, loaded once in a process."""
    return Diffusion(folder, device=device)
