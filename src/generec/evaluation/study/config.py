"""What is studied, and the shape of what comes out for each viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

TaskName = Literal[
    "thumbnail selection", "thumbnail generation", "clipping", "content editing", "content creation"
]
TASKS: tuple[TaskName, ...] = get_args(TaskName)


class StudyConfig(BaseModel):
    """Settings of a study."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    viewers: int = Field(default=200, ge=1, description="Viewers for whom covers and windows are chosen.")
    k: int = Field(default=5, ge=1, description="Items for each viewer.")
    made: int = Field(default=12, ge=1, description="Viewers for whom is edited and created.")
    edits: int = Field(default=1, ge=1, description="Items that are edited for each of these.")
    mixes: int = Field(default=64, ge=0, description="Compilations that are planned.")
    tasks: tuple[TaskName, ...] = Field(default=(), description="Tasks that are done; empty: all.")
    seed: int = Field(default=0, ge=0, description="Who is drawn, and every random choice.")
    split: Literal["viewer", "time"] = Field(
        default="viewer", description="What is held out: each viewer's last fifth, or the log's."
    )


class Measure(NamedTuple):
    """What is measured: its group (`history` relevance or `source` fidelity), who judges, what it means."""

    group: Literal["history", "source"]
    judge: str
    told: str
    circle: bool = False
    up: bool = True


class Left(Exception):
    """This viewer cannot take part in a task, and why; never leaves the package."""


Shown = list[dict[str, Any]]


class Result(NamedTuple):
    """One viewer's result: value by measure and method, what there is to look at, and what was left out."""

    values: dict[str, dict[str, float]]
    shown: Shown
    left: tuple[str, ...] = ()


class Task(Protocol):
    """One of the paper's tasks: called with a viewer, it gives what each method came to.

    `ours` are the methods that are held against `baselines`, each; `lead` names measures, the first there
    is sorts viewers, by how far ours is above `peer`.
    """

    name: str
    ours: tuple[str, ...]
    baselines: tuple[str, ...]
    lead: tuple[str, ...]
    peer: str
    measures: Mapping[str, Measure]
    told: Mapping[str, str]

    def unable(self) -> str:
        """Why this task cannot be done on this home; empty where it can."""
        ...

    def note(self) -> str:
        """Who takes part and what is missing, in words for the report; empty where all is as usual."""
        ...

    def users(self) -> Sequence[str]:
        """The viewers that take part."""
        ...

    def __call__(self, user: str) -> Result:
        """One viewer's result. Raises `Left`."""
        ...

    def media(self, shown: Mapping[str, Any], method: str, folder: Path) -> str | None:
        """Put what a method came to into `folder`; how the page names it. None where there is nothing."""
        ...
