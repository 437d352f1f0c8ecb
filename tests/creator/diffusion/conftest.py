"""A toy to train on: works of one colour each, which taste and words tell, and a network of seconds."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra diffusion: pip install 'generec[diffusion]'")
pytest.importorskip("diffusers", reason="needs the extra diffusion: pip install 'generec[diffusion]'")

from generec.creator.diffusion.config import ClipsConfig, NetworkConfig, TrainingConfig
from generec.creator.diffusion.material import Material, Work, unit
from generec.creator.diffusion.sampling import Model
from generec.creator.diffusion.training import Trainer

COLOURS = {"red": (220, 30, 30), "blue": (30, 30, 220)}
SIDE, LONG, SIZE = 10, 12, 6


def toy_material() -> Material:
    """Four red works and four blue ones, one of each held out; two groups like one colour each."""
    rng = np.random.default_rng(5)
    works, frames, words = [], [], []
    for number in range(8):
        name = list(COLOURS)[number % 2]
        shade = np.array(COLOURS[name]) + rng.integers(-20, 20, 3)
        noise = rng.integers(-10, 10, (LONG, SIDE, SIDE, 3))
        frames.append(np.clip(shade + noise, 0, 255).astype(np.uint8))
        works.append(
            Work(id=f"w{number}", media=f"sha256:{number}", title=name, topics=(name,), licence="CC0 1.0",
                 held_out=number >= 6)
        )  # fmt: skip
        words.append(np.eye(SIZE)[number % 2] + 0.05)
    liking = np.array([[1.0, 0.0] * 4, [0.0, 1.0] * 4], np.float32)
    liking[:, 6:] = 0
    return Material(
        works=tuple(works),
        frames=np.concatenate(frames),
        bounds=np.arange(0, 9) * LONG,
        starts=np.array([(work, at) for work in range(8) for at in range(LONG - 3)]),
        words=unit(np.array(words)[:, None]),
        tastes=unit(np.eye(SIZE)[2:4] + 0.05),
        liking=liking,
    )


def small(**more: Any) -> TrainingConfig:
    """A network of a few thousand weights; half of the steps on pairs of frames, half on four."""
    network = {"frames": 4, "side": 8, "patch": 2, "widths": (16, 32), "head": 8, "tokens": 16}
    network |= {"dropout": more.pop("dropout", 0.0)}
    given: dict[str, Any] = {
        "network": NetworkConfig(**network),  # type: ignore[arg-type]
        "clips": ClipsConfig(),
        "steps": 240,
        "batch": 8,
        "rate": 5e-3,
        "warm": 10,
        "decay": 0.95,
        "stills": 0.3,
        "given": 0.35,
        "taste_open": 0.3,
        "words_open": 0.3,
        "threads": 1,
        "judge_every": 20,
        "judged": 16,
        "save_s": 1e6,
    }
    return TrainingConfig(**{**given, **more})


@pytest.fixture(scope="session")
def toy_config() -> Any:
    """Settings of a small run: `toy_config(steps=40)`."""
    return small


@pytest.fixture(scope="session")
def toy() -> Material:
    return toy_material()


@pytest.fixture(scope="session")
def trained(toy: Material) -> Trainer:
    """A run over the toy, to its end."""
    trainer = Trainer(toy, small())
    trainer.run(until=lambda: False, saved=lambda _: None)
    return trainer


@pytest.fixture
def model(trained: Trainer) -> Any:
    """The trained network with the mean of its weights."""
    with trained.averaged():
        trained.network.eval()
        yield Model(trained.network, trained.config, trained.material.tastes)
