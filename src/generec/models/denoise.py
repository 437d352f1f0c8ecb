"""Noise, then denoise: a picture's latents changed from a chosen level of noise on.

Meng et al., "SDEdit: Guided image synthesis and editing with stochastic differential equations", ICLR
2022, with the samplers of `diffusers`. What is noised to one level and sampled from another is no
picture of the model's any more: grey or speckled. So one number, the first time of the sampling, says both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from generec.domain.errors import MissingExtra

Sampler = Literal["ddim", "dpm", "euler", "unipc"]
"""DDIM, DPM-Solver++ (2M), Euler and UniPC: deterministic, and each can begin in the middle."""

_CLASSES: Final[dict[Sampler, str]] = {
    "ddim": "DDIMScheduler",
    "dpm": "DPMSolverMultistepScheduler",
    "euler": "EulerDiscreteScheduler",
    "unipc": "UniPCMultistepScheduler",
}

Predict = Callable[[Any, Any], Any]
"""From latents (1, c, h, w) as the sampler scales them, and a time, to the model's output."""


def scheduler(name: Sampler, config: Any) -> Any:
    """The sampler over the noise that a model was trained with (`config` of its own scheduler).

    A model's own sampler is not used: PNDM, which most name, repeats its second time, and what begins
    in the middle without that is one step of noise off from then on. Raises `MissingExtra`.
    """
    try:
        import diffusers
    except ImportError as error:
        raise MissingExtra("hub", what="editing with a diffusion model") from error
    # Karras' times bunch up, so that half of the steps would not be half of the noise. DDIM reckons with
    # equal strides of whole times, which it keeps with this spacing alone.
    even = {"clip_sample": False, "use_karras_sigmas": False, "timestep_spacing": "trailing"}
    if name == "ddim":
        even |= {"set_alpha_to_one": True, "timestep_spacing": "leading"}
    return getattr(diffusers, _CLASSES[name]).from_config({**dict(config), **even})


def first_step(level: float, steps: int) -> int:
    """Which of `steps`, from most noise to none, is the first for a start at about `level` in (0, 1].

    At least the last step is taken.
    """
    return steps - max(1, round(steps * level))


def edited(sampler: Any, source: Any, noise: Any, predict: Predict, *, level: float, steps: int) -> Any:
    """Latents like `source` (1, c, h, w), changed from `level` in [0, 1] on with fixed `noise`.

    At 0 they are the source itself; at 1 nothing of the source is in them, not even the trace that the
    noisiest time of training leaves. In between the noise is added for the very time at which
    sampling begins, out of a full run's `steps`.
    """
    if level == 0:
        return source
    begin = first_step(level, steps)
    sampler.set_timesteps(steps, device=source.device)
    times = sampler.timesteps[begin:]
    if hasattr(sampler, "set_begin_index"):
        sampler.set_begin_index(begin)
    pure = level == 1
    latents = noise * sampler.init_noise_sigma if pure else sampler.add_noise(source, noise, times[:1])
    for time in times:
        found = predict(sampler.scale_model_input(latents, time), time)
        latents = sampler.step(found, time, latents, return_dict=False)[0]
    return latents
