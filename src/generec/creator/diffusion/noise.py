"""The noise of training and of sampling: one schedule for both."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from generec.creator.diffusion.config import TrainingConfig

TIMES: Final = 1000
"""Times of the schedule, from next to no noise (0) to nothing but noise."""
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


def plain(noising: Any, noised: Any, times: Any) -> Any:
    """The best linear guess at the answer (b, 3, f, h, w), before the network says anything.

    Wiener's filter for clips whose power falls with frequency as that of natural ones does. What it leaves
    to the network is what makes a picture of it; without it a small network spends its training on passing
    noise through.
    """
    a, s = (share[:, None, None, None, None] for share in shares(noising, times))
    _, _, f, high, wide = noised.shape
    power = spectrum(f, high, wide).to(noised.device)
    total = a**2 * power + s**2
    epsilon = noising.config.prediction_type == "epsilon"
    gain = s / total if epsilon else a * s * (1 - power) / total
    return _turned(gain * _turned(noised), back=True)


@cache
def spectrum(f: int, high: int, wide: int) -> Any:
    """(f, high, wide) mean squares of a clip's cosine transform (orthonormal, colours from -1 to 1).

    Fitted by eye to 149 short videos: by the square of the frequency k over the picture, 170 (1.5 + k^2)^-1.6
    for 32 x 32 pixels; most of it stands still, and what moves falls with frequency too.
    """
    import torch

    over = torch.arange(high)[:, None] ** 2 + torch.arange(wide)[None] ** 2
    still = 170 * (1.5 + over) ** -1.6 * (high * wide / 32**2)
    moving = [still.clamp(max=2.0) * t**-1.5 for t in range(1, f)]
    return torch.stack([f * still, *moving])


@cache
def _cosines(n: int) -> Any:
    """(n, n) the orthonormal cosine transform, DCT-II."""
    import torch

    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    rows = torch.cos(torch.pi * (i + 0.5) * k / n) * (2 / n) ** 0.5
    rows[0] /= 2**0.5
    return rows.float()


def _turned(clips: Any, *, back: bool = False) -> Any:
    """Clips to their cosine transform over frames, height and width, or back."""
    import torch

    f, high, wide = (_cosines(n).to(clips.device) for n in clips.shape[2:])
    way = "bcthw,ti,hj,wk->bcijk" if back else "bcthw,it,jh,kw->bcijk"
    return torch.einsum(way, clips.float(), f, high, wide)


def answer(network: Any, noising: Any, noised: Any, times: Any, tokens: Any, *, given: Any, mask: Any) -> Any:
    """What the model answers for noised clips (b, 3, f, h, w) at (b,) times."""
    found = network(noised, times, tokens, given=given, mask=mask)
    return plain(noising, noised, times) + found.float()


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
