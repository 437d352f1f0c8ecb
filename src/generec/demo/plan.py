"""What the sample world holds (`plan.toml`): views of photos, clips made of them, photos and texts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, model_validator

from generec.demo import pack
from generec.demo.canvas import FPS
from generec.demo.joins import FRAMES
from generec.domain.record import Record


class View(Record):
    """A part of a photo or film worth looking at."""

    of: str = Field(description="Name in the sample pack.")
    box: tuple[float, float, float] = Field(description="Centre x, y and height of the window, as parts.")
    to: tuple[float, float, float] | None = Field(default=None, description="Where `pan` ends.")
    at: float | None = Field(
        default=None, description="Second of the film where it begins; a photo has none."
    )


class Shot(Record):
    """One shot of a clip."""

    view: str | None = Field(default=None, description="The view that is seen.")
    below: str | None = Field(default=None, description="The view in the lower half, where there are two.")
    card: Literal["title", "bars", "question", "clock", "orbits", "globe"] | None = None
    lines: tuple[str, ...] = Field(default=(), description="Words of a card.")
    behind: str | None = Field(default=None, description="Photo behind a title or under a print.")
    look: Literal["full", "print", "band"] = "full"
    move: Literal["in", "out", "up", "down", "left", "right", "hold", "pan", "back"] = "in"
    into: Literal["cut", "fade", "whip", "push"] = Field(default="cut", description="How it takes over.")
    s: float = Field(description="Seconds.", gt=0.5, lt=8)
    say: str | None = Field(default=None, description="Caption; a bar breaks the line.")


class Clip(Record):
    """One micro-video: what it is called and of which shots it is made."""

    id: str
    title: str
    description: str
    topics: tuple[str, ...]
    mood: str
    ambience: str = "none"
    grade: Literal["plain", "warm", "cool", "night", "old"] = "plain"
    shots: tuple[Shot, ...] = Field(min_length=2)

    def frames(self) -> int:
        """How many frames it has, those that two shots share counted once."""
        shared = sum(FRAMES[shot.into] for shot in self.shots[1:])
        return sum(round(shot.s * FPS) for shot in self.shots) - shared

    def starts(self) -> tuple[int, ...]:
        """The frame at which each shot begins to be seen."""
        starts, at = [], 0
        for index, shot in enumerate(self.shots):
            at -= FRAMES[shot.into] if index else 0
            starts.append(at)
            at += round(shot.s * FPS)
        return tuple(starts)

    def uses(self) -> tuple[str, ...]:
        """The files of the sample pack that are seen in it, each once, in order."""
        seen: list[str] = []
        for shot in self.shots:
            for view in (shot.view, shot.below):
                seen += [plan().views[view].of] if view else []
            seen += [shot.behind] if shot.behind else []
            seen += ["earth"] if shot.card == "globe" else []
        return tuple(dict.fromkeys(seen))


class Photo(Record):
    """A photo item."""

    id: str
    title: str
    description: str
    topics: tuple[str, ...]
    of: str


class Text(Record):
    """A short text item."""

    id: str
    title: str
    body: str
    topics: tuple[str, ...]


class Plan(Record):
    """The whole sample world before it is rendered."""

    views: dict[str, View]
    clips: tuple[Clip, ...]
    photos: tuple[Photo, ...]
    texts: tuple[Text, ...]

    @model_validator(mode="after")
    def _names(self) -> Plan:
        known = pack.samples()
        for view in self.views.values():
            if view.of not in known:
                raise ValueError(f"no sample file is called {view.of!r}")
        for clip in self.clips:
            for shot in clip.shots:
                for name in (shot.view, shot.below):
                    if name is not None and name not in self.views:
                        raise ValueError(f"{clip.id}: no view is called {name!r}")
        return self


@cache
def plan() -> Plan:
    """The plan of the sample world, read once."""
    text = files("generec.demo").joinpath("plan.toml").read_text(encoding="utf-8")
    return Plan(**tomllib.loads(text))
