"""Training: steps that can be stopped and gone on with at any time, to the same bits.

What a step draws (clips, times, noise) follows from the run's seed and the step's number alone, so that
there is no state of chance to keep: weights, their running mean, the optimiser and the number are all.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers.training_utils import EMAModel
from torch.nn import functional

from generec.creator.diffusion.config import TrainingConfig
from generec.creator.diffusion.material import Batch, Material, Part
from generec.creator.diffusion.network import VideoUNet
from generec.creator.diffusion.noise import TIMES, answer, goal, schedule, weights
from generec.domain.errors import DataError
from generec.domain.record import Record

JUDGING = 1 << 40
"""Numbers of steps from here on draw what is judged by, never what is trained on."""


class Point(Record):
    """How it stands after a step: the loss in training since the last, and the mean weights' loss on
    clips trained on and held out (None where there are none); seconds of processor time so far."""

    step: int
    training: float
    trained: float
    held_out: float | None
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network is told apart from its config: the sizes of vectors of taste and of words."""

    taste: int
    words: int


class Trainer:
    """One run over one material. `step` counts what is done, `curve` is how it went."""

    def __init__(self, material: Material, config: TrainingConfig) -> None:
        torch.set_num_threads(config.threads)
        self.material, self.config = material, config
        self.shape = Shape(material.words.shape[2], material.words.shape[2])
        self.noising = schedule(config)
        self.network = fresh(config, self.shape).to(config.device)
        self.network.checkpointing = config.checkpointing
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=config.rate, weight_decay=0.01)
        self.mean = EMAModel(
            self.network.parameters(), decay=config.decay, use_ema_warmup=True, inv_gamma=1.0, power=0.75
        )
        self.step, self.cpu_s = 0, 0.0
        self.curve: list[Point] = []
        self._losses: list[float] = []

    def run(self, *, until: Callable[[], bool], saved: Callable[[Trainer], None]) -> None:
        """Train to the end of the run, or until asked to stop; `saved` is called every so often and last."""
        last = time.monotonic()
        while self.step < self.config.steps and not until():
            began = time.process_time()
            self.once()
            if self.step % self.config.judge_every == 0 or self.step == self.config.steps:
                self.judge()
            self.cpu_s += time.process_time() - began
            if time.monotonic() - last > self.config.save_s:
                saved(self)
                last = time.monotonic()
        saved(self)

    def once(self) -> float:
        """One step; returns its loss."""
        config = self.config
        rng = np.random.default_rng((config.seed, self.step))
        still = self.step < config.stills * config.steps
        frames = 1 if still else config.network.frames
        n = config.batch * (-(-config.network.frames // 2)) if still else config.batch
        batch = self.material.batch(rng, n, frames=frames, config=config, part="train")
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.step, config)
        self.network.train()
        with _drawn(int(rng.integers(2**31)), config.device) as chance:
            loss = self._loss(batch, _times(n, chance), chance)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), config.clip_norm)
        self.optimiser.step()
        self.mean.step(self.network.parameters())
        self.step += 1
        value = float(loss.detach())
        if not math.isfinite(value):
            raise DataError(f"the loss is no number at step {self.step}: train with a lower rate")
        self._losses.append(value)
        return value

    def judge(self) -> Point:
        """The mean weights' loss on fixed clips of both parts, over the same times and noise."""
        with self.averaged():
            trained = self._judged("train")
            held = self._judged("held out") if self.material.has("held out") else None
        point = Point(
            step=self.step,
            training=float(np.mean(self._losses)) if self._losses else math.nan,
            trained=trained or math.nan,
            held_out=held,
            cpu_s=round(self.cpu_s, 1),
        )
        self._losses.clear()
        self.curve.append(point)
        return point

    def _judged(self, part: Part) -> float:
        config, losses = self.config, []
        self.network.eval()
        for number in range(-(-config.judged // config.batch)):
            rng = np.random.default_rng((config.seed, JUDGING + number))
            batch = self.material.batch(
                rng, config.batch, frames=config.network.frames, config=config, part=part
            )
            with _drawn(number, config.device) as chance, torch.no_grad():
                even = (torch.arange(config.batch) + 0.5) * (TIMES / config.batch)
                losses.append(float(self._loss(batch, even.long(), chance)))
        return float(np.mean(losses))

    def _loss(self, batch: Batch, times: Any, chance: Any) -> Any:
        """The mean square of what was missed, over the frames that are not given."""
        device = self.config.device
        clips = to_clips(batch.clips).to(device)
        noise = torch.randn(clips.shape, generator=chance).to(device)
        times = times.to(device)
        mask = (
            (torch.arange(clips.shape[2])[None] < torch.from_numpy(batch.given)[:, None]).float().to(device)
        )
        told = torch.from_numpy(batch.told).to(device)
        with torch.autocast(
            torch.device(device).type, torch.bfloat16, enabled=self.config.precision == "bfloat16"
        ):
            tokens = self.network.wanted(
                torch.from_numpy(batch.taste).to(device), torch.from_numpy(batch.words).to(device), told
            )
            noised = self.noising.add_noise(clips, noise, times)
            found = answer(self.network, self.noising, noised, times, tokens, given=clips, mask=mask)
        missed = functional.mse_loss(found, goal(self.noising, clips, noise, times), reduction="none").mean(
            dim=(1, 3, 4)
        )
        left = 1 - mask
        each = (missed * left).sum(dim=1) / left.sum(dim=1)
        return (each * weights(self.noising, times)).mean()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The network with the running mean of its weights, for a while."""
        self.mean.store(self.network.parameters())
        self.mean.copy_to(self.network.parameters())
        try:
            yield
        finally:
            self.mean.restore(self.network.parameters())

    def state(self) -> dict[str, Any]:
        """Everything that the run goes on from."""
        return {
            "step": self.step,
            "cpu_s": self.cpu_s,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "mean": self.mean.state_dict(),
            "losses": list(self._losses),
            "curve": [point.model_dump() for point in self.curve],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state. Raises `DataError` for one of another run."""
        try:
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.mean.load_state_dict(state["mean"])
            self.mean.to(self.config.device)
            self.step, self.cpu_s = int(state["step"]), float(state["cpu_s"])
            self.curve = [Point.model_validate(point) for point in state["curve"]]
            self._losses = [float(loss) for loss in state["losses"]]
        except (KeyError, RuntimeError, ValueError) as error:
            raise DataError(f"the state is of another training: {error}") from error


def fresh(config: TrainingConfig, shape: Shape) -> VideoUNet:
    """A network before training; the same for the same seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        network = VideoUNet(config.network, taste=shape.taste, words=shape.words)
    network.to(memory_format=torch.channels_last)
    return network


def rate(step: int, config: TrainingConfig) -> float:
    """The learning rate of a step: up over `warm` steps, then down by a cosine to a tenth."""
    up = min(1.0, (step + 1) / config.warm)
    down = 0.55 + 0.45 * math.cos(math.pi * min(1.0, step / config.steps))
    return config.rate * up * down


def to_clips(frames: np.ndarray) -> Any:
    """(b, f, h, w, 3) uint8 to (b, 3, f, h, w) in [-1, 1]."""
    return torch.from_numpy(frames).permute(0, 4, 1, 2, 3).float() / 127.5 - 1


def _times(n: int, chance: Any) -> Any:
    """Times for `n` clips, drawn one from each n-th of the schedule: less chance in the loss."""
    return ((torch.arange(n) + torch.rand(n, generator=chance)) * (TIMES / n)).long().clamp(0, TIMES - 1)


@contextmanager
def _drawn(seed: int, device: str) -> Iterator[Any]:
    """A generator of noise, with what layers draw (dropout) fixed too while it is used."""
    devices = [torch.device(device)] if torch.device(device).type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)
