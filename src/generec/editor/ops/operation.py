"""What an operation is: planned for one item, then put into the one pass over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Step
from generec.editor.choice import DrawConfig
from generec.editor.stretches import read
from generec.editor.tools import Tools
from generec.editor.window import WindowConfig
from generec.media.chain import Change
from generec.media.mix import Music
from generec.media.spans import WHOLE, Stretch

CUT, HIDE, FRAME, LOOK, WORDS = range(5)
"""Ranks of operations: looks are laid out for the frame as it will be, words stand on top of all."""


class VideoConfig(BaseModel):
    """Settings of the editor of videos and pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: WindowConfig = Field(
        default=WindowConfig(draw=DrawConfig(greedy=True)), description="How a clip's window is chosen."
    )
    slowest: float = Field(default=0.25, gt=0, description="The slowest tempo offered.")
    fastest: float = Field(default=8.0, gt=0, description="The fastest tempo offered.")
    strength: float = Field(
        default=1.0, gt=0, le=1, description="How strong a look is where nobody says: 1 is all of it."
    )
    max_fps: float = Field(
        default=60.0, gt=0, description="A faster tempo shows at most so many frames a second."
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """What an operation is planned from. `steps` were planned before it, in the order of the pass."""

    item: Item
    guidance: Guidance
    profile: Profile
    rng: Generator
    tools: Tools
    config: VideoConfig
    component: str
    steps: Sequence[Step] = ()

    def step(self, op: str, params: dict[str, Any], **models: str) -> Step:
        """A step of the asking editor; `models` are SHA-256 by name of a model file, `_` for `-`."""
        return Step(
            component=self.component,
            op=op,
            params=params,
            models={name.replace("_", "-"): sha for name, sha in models.items()},
        )


@dataclass(slots=True)
class Making:
    """What the steps put together for one pass over the file `path` of `item`.

    The stretches `spans` (s of the source; None: its end) are shown one behind the other at `speed`,
    each frame changed by `changes` in order.
    """

    path: Path
    item: Item
    tools: Tools
    spans: Sequence[Stretch] = WHOLE
    changes: list[Change] = field(default_factory=list)
    speed: float = 1.0
    mute: bool = False
    music: Music | None = None

    @property
    def start_s(self) -> float:
        """Where the first stretch begins, in seconds of the source."""
        return self.spans[0][0]

    @property
    def end_s(self) -> float | None:
        """Where the last stretch ends; None: with the source."""
        return self.spans[-1][1]


class Operation(Protocol):
    """One operation, or a family of them.

    `names` are what can be asked for (`mute`, `style:noir`), `kinds` the kinds of items it changes,
    and `rank` its place in the pass.
    """

    @property
    def names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def kinds(self) -> frozenset[Kind]: ...  # noqa: D102
    @property
    def rank(self) -> int: ...  # noqa: D102

    def plan(self, edit: Any, asking: Asking) -> Step | None:
        """Every choice resolved; None where it would change nothing. Raises `NotAllowed`, `MediaError`."""
        ...

    def apply(self, step: Step, making: Making) -> str:
        """Put the step into the pass; returns what it does, in plain words."""
        ...


def stretch(asking: Asking) -> tuple[float, float]:
    """What of a video will be kept by the steps planned so far, in seconds of the source."""
    clip = next((step.params for step in asking.steps if step.op == "clip"), None)
    spans = read(clip) if clip is not None else ((0.0, asking.item.duration_s or 0.0),)
    return spans[0][0], spans[-1][1]


def name_of(edit: Edit) -> str:
    """The name under which an edit is offered: its operation, or `style:<name>`."""
    return f"style:{edit.name}" if edit.op == "style" else edit.op


VIDEO: frozenset[Kind] = frozenset(("video",))
VISUAL: frozenset[Kind] = frozenset(("video", "image"))
