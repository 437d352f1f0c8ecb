"""The noise of training and of sampling: one schedule for both."""

from __future__ import annotations

from typing import Any, Final

from generec.creator.diffusion.config import TrainingConfig

TIMES: Final = 1000
"""Times of the schedule, from next to no noise (0) to nothing but noise."""
_FINE: Final = 0.05
"""Variance that fine detail of a clip is taken to have (colours reach from -1 to 1)."""
_CAPPED: Final = 5.0


def schedule(config: TrainingConfig) -> Any:
    """The schedule of training: a cosine, Nichol and Dhariwal, "Improved denoising diffusion" (2021)."""
    from diffusers import DDPMScheduler

    return DDPMScheduler(
        num_train_timesteps=TIMES,
        beta_schedule="squaredcos_cap_v2",
        prediction_type=config.target,
        clip_sample=False,
    )


def goal(noising: Any, clips: Any, noise: Any, times: Any) -> Any:
    """What the network should answer, at (b,) times: epsilon is the noise, v = a noise - s clip.

    Salimans and Ho, "Progressive distillation for fast sampling of diffusion models" (2022).
    """
    if noising.config.prediction_type == "epsilon":
        return noise
    return noising.get_velocity(clips, noise, times)


def shares(noising: Any, times: Any) -> tuple[Any, Any]:
    """(a, s) of (b,) times: a noised clip is a times the clip plus s times noise; a^2 + s^2 = 1."""
    kept = noising.alphas_cumprod.to(times.device)[times.long()]
    return kept.sqrt(), (1 - kept).sqrt()


def plain(noising: Any, times: Any) -> Any:
    """(b,) how much of a noised clip is its answer at first guess, before the network says anything.

    The best linear guess where a clip has the variance `_FINE`. What it leaves to the network is the coarse
    picture; without it a small network spends its training on passing noise through.
    """
    a, s = shares(noising, times)
    power = a**2 * _FINE + s**2
    return s / power if noising.config.prediction_type == "epsilon" else a * s * (1 - _FINE) / power


def answer(network: Any, noising: Any, noised: Any, times: Any, tokens: Any, *, given: Any, mask: Any) -> Any:
    """What the model answers for noised clips (b, 3, f, h, w) at (b,) times."""
    guess = plain(noising, times)[:, None, None, None, None] * noised
    return guess + network(noised, times, tokens, given=given, mask=mask).float()


def weights(noising: Any, times: Any) -> Any:
    """(b,) what clips at these times count in the loss: less where next to nothing of them is hidden.

    After Hang et al., "Efficient diffusion training via min-SNR weighting" (2023); what is nearly all noise
    keeps its weight for v, as that is where what is wanted decides.
    """
    a, s = shares(noising, times)
    ratio = (a / s) ** 2
    if noising.config.prediction_type == "epsilon":
        return (_CAPPED / ratio).clamp(max=1.0)
    return (_CAPPED / (ratio + 1)).clamp(max=1.0)
