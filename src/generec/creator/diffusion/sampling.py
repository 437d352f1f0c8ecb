"""From noise to clips: guided sampling, going on from given frames, and changing a clip.

Guidance is Ho and Salimans, "Classifier-free diffusion guidance" (2022): what the network answers with
nothing wanted, and `guidance` times the way from there to its answer with what is wanted. Changing a clip
is Meng et al., "SDEdit" (2022), by `generec.models.denoise`: the noise goes in at the very time at which
sampling begins. Where some frames are given, they stay what they are, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import torch

from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.config import TrainingConfig
from generec.creator.diffusion.material import Floats
from generec.creator.diffusion.network import VideoUNet
from generec.creator.diffusion.noise import answer, schedule, shares
from generec.creator.diffusion.training import to_clips
from generec.domain.errors import DataError
from generec.models.denoise import edited, scheduler

Sampler = Literal["dpm", "ddim"]
CALLS: Final = 16
"""Clips that pass through the network together, at most."""


class Condition(NamedTuple):
    """What is wanted: a taste (t,) and words (t,), unit vectors; None leaves one open."""

    taste: Floats | None = None
    words: Floats | None = None


class Sampling(NamedTuple):
    """How noise becomes a clip: in how many steps, by which sampler, how much what is wanted counts
    (0: not at all, 1: as in training), and the seed of the noise."""

    steps: int = 25
    sampler: Sampler = "dpm"
    guidance: float = 3.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """A trained network, ready to draw."""

    network: VideoUNet
    config: TrainingConfig
    tastes: Floats

    @property
    def frames(self) -> int:
        """Frames of a clip."""
        return self.config.network.frames

    @property
    def side(self) -> int:
        """Height and width of a clip, pixels."""
        return self.config.network.side


def sample(model: Model, condition: Condition, how: Sampling, *, n: int = 1) -> Frames:
    """`n` new clips (n, f, h, w, 3) uint8. Equal seeds give equal noise, whatever is wanted."""
    shape = (3, model.frames, model.side, model.side)
    out = []
    for first in range(0, n, CALLS):
        noise = torch.stack([_noise(shape, how.seed, i) for i in range(first, min(first + CALLS, n))])
        blank = torch.zeros_like(noise)
        mask = torch.zeros(len(noise), model.frames)
        out.append(_drawn(model, condition, how, source=blank, noise=noise, mask=mask, level=1.0))
    return np.asarray(np.concatenate(out), np.uint8)


def extended(model: Model, clip: Frames, condition: Condition, how: Sampling, *, frames: int) -> Frames:
    """A clip (f, h, w, 3) made `frames` long: what is there stays as it is, each part is drawn after
    the last half of what comes before."""
    _fits(model, clip)
    overlap = model.frames // 2
    out, part = clip, 0
    while len(out) < frames:
        part += 1
        known = out[-overlap:]
        fresh = _after(model, known, condition, how._replace(seed=_derived(how.seed, part)))
        out = np.concatenate([out, fresh[len(known) :]])
    return out[: max(frames, len(clip))]


def changed(model: Model, clip: Frames, condition: Condition, how: Sampling, *, strength: float) -> Frames:
    """A clip (f, h, w, 3) of any length, drawn anew from noise of `strength` in [0, 1] on.

    At 0 it stays as it is, at 1 nothing of it is left. Parts follow on each other over half their frames.
    """
    _fits(model, clip)
    overlap = model.frames // 2
    out = np.zeros_like(clip[:0])
    part = 0
    while len(out) < len(clip):
        known = out[-overlap:] if len(out) else out
        begin = len(out) - len(known)
        part += 1
        piece = _padded(clip[begin : begin + model.frames], model.frames)
        piece = np.concatenate([known, piece[len(known) :]])
        seed = _derived(how.seed, part) if part > 1 else how.seed
        made = _after(model, piece, condition, how._replace(seed=seed), given=len(known), level=strength)
        out = np.concatenate([out, made[len(known) :]])
    return out[: len(clip)]


def _after(
    model: Model,
    known: Frames,
    condition: Condition,
    how: Sampling,
    *,
    given: int | None = None,
    level: float = 1.0,
) -> Frames:
    """One clip: its first `given` frames (None: all of `known`) stay, the rest is drawn."""
    given = len(known) if given is None else given
    source = to_clips(_padded(known, model.frames)[None])
    mask = (torch.arange(model.frames)[None] < given).float()
    noise = _noise(tuple(source.shape[1:]), how.seed, 0)[None]
    made: Frames = _drawn(model, condition, how, source=source, noise=noise, mask=mask, level=level)[0]
    made[:given] = known[:given]
    return made


def _padded(clip: Frames, frames: int) -> Frames:
    """The clip with its last frame repeated up to `frames`."""
    return np.concatenate([clip, np.repeat(clip[-1:], frames - len(clip), axis=0)])


def _drawn(
    model: Model,
    condition: Condition,
    how: Sampling,
    *,
    source: Any,
    noise: Any,
    mask: Any,
    level: float,
) -> Frames:
    device = model.config.device
    sampler = scheduler(how.sampler, schedule(model.config).config)
    source, noise, mask = source.to(device), noise.to(device), mask.to(device)
    with torch.inference_mode():
        predict = answers(model, condition, how.guidance, given=source, mask=mask)
        drawn = edited(sampler, source, noise, predict, level=level, steps=how.steps)
    frames = ((drawn.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return np.asarray(frames.permute(0, 2, 3, 4, 1).contiguous().cpu().numpy(), np.uint8)


def answers(
    model: Model, condition: Condition, guidance: float, *, given: Any, mask: Any
) -> Callable[[Any, Any], Any]:
    """What a sampler asks: from noised clips (b, 3, f, h, w) and a time to the guided answer.

    The clip that the answer means is kept within the range of colours, and given frames are what they are.
    """
    network, noising = model.network, schedule(model.config)
    v = model.config.target == "v_prediction"
    with torch.inference_mode():
        wanted, nothing = (_tokens(model, one, len(mask)) for one in (condition, Condition()))
    shown = mask[:, None, :, None, None]

    def predict(noised: Any, time: Any) -> Any:
        times = torch.full((len(noised),), float(time), device=noised.device)

        def ask(tokens: Any) -> Any:
            return answer(network, noising, noised, times, tokens, given=given, mask=mask)

        if guidance == 1:
            found = ask(wanted)
        else:
            away = ask(nothing)
            found = away if guidance == 0 else away + guidance * (ask(wanted) - away)
        a, s = (share[:, None, None, None, None] for share in shares(noising, times))
        clip = a * noised - s * found if v else (noised - s * found) / a
        clip = torch.where(shown > 0, given, clip.clamp(-1, 1))
        return (a * noised - clip) / s if v else (noised - a * clip) / s

    return predict


def _tokens(model: Model, condition: Condition, n: int) -> Any:
    network, device = model.network, model.config.device
    rows, told = [], []
    for vector, layer in ((condition.taste, network.wanted.taste), (condition.words, network.wanted.words)):
        size = layer.in_features
        if vector is not None and vector.shape != (size,):
            raise DataError(f"a vector of {vector.shape} numbers is given, {size} are needed")
        row = np.zeros(size, np.float32) if vector is None else np.asarray(vector, np.float32)
        rows.append(torch.from_numpy(row).to(device).expand(n, -1))
        told.append(float(vector is not None))
    return network.wanted(*rows, torch.tensor([told], device=device).expand(n, -1))


def _noise(shape: tuple[int, ...], seed: int, number: int) -> Any:
    chance = torch.Generator().manual_seed(_derived(seed, number) if number else seed)
    return torch.randn(shape, generator=chance)


def _derived(seed: int, number: int) -> int:
    """Another seed for each number, the same each time."""
    return int(np.random.SeedSequence((seed, number)).generate_state(1, np.uint32)[0])


def _fits(model: Model, clip: Frames) -> None:
    if clip.ndim != 4 or not len(clip) or clip.shape[1:] != (model.side, model.side, 3):
        raise DataError(f"a clip of {clip.shape} is given: (frames, {model.side}, {model.side}, 3) is needed")
