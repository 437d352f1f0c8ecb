"""Changes of look, tempo, frame and sound, put together in one pass over the video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Adjust, Caption, Clip, Edit, Guidance, Mute, Reframe, Speed, Style
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.caption import caption_step, lettering
from generec.editor.choice import DrawConfig
from generec.editor.clip import window_of
from generec.editor.looks import ADJUSTMENTS, ASPECTS, STYLES, WORDS, reframe
from generec.editor.subject import free_room
from generec.editor.tools import Tools, configured, media_of, recipe_of, seconds, source_of, video_draft
from generec.editor.window import WindowConfig
from generec.media.chain import Change
from generec.media.frames import frame_at
from generec.media.render import Look, render

NAME = "editor.video.v1"

_ORDER = {"clip": 0, "reframe": 1, "caption": 3}
"""Looks are laid out for the frame as it will be, and words are written on top of all."""


class VideoConfig(BaseModel):
    """Settings of the video editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: WindowConfig = Field(
        default=WindowConfig(draw=DrawConfig(greedy=True)), description="How a clip's window is chosen."
    )
    slowest: float = Field(default=0.25, gt=0, description="The slowest tempo offered.")
    fastest: float = Field(default=8.0, gt=0, description="The fastest tempo offered.")
    max_fps: float = Field(
        default=60.0, gt=0, description="A faster tempo shows at most so many frames a second."
    )


class VideoEditor:
    """Does any mix of its operations; a recipe of one step for each.

    The cut and the crop come first, words last, the rest in the order it was said. A recipe with
    dictated words is private.
    """

    name = NAME

    def __init__(self, config: VideoConfig | None = None, *, tools: Tools) -> None:
        self.config = config or VideoConfig()
        self.tools = tools

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every operation resolved. Raises `NotAllowed` for one that is not available, or for none."""
        media_of(item)
        if not guidance.edits:
            raise NotAllowed("nothing was said about what to change")
        for edit in guidance.edits:
            self._check(edit, item)
        steps = []
        for edit in sorted(guidance.edits, key=lambda e: _ORDER.get(e.op, 2)):
            if isinstance(edit, Caption):
                steps.append(caption_step(edit, item, tools=self.tools, component=NAME))
                continue
            params = self._params(edit, item, guidance, profile, rng)
            if params is not None:
                steps.append(Step(component=NAME, op=edit.op, params=params))
        if not steps:
            raise NotAllowed(f"{item.title or item.id!r} is like that already")
        recipe = recipe_of(item, steps)
        dictated = any(step.op == "caption" and "text" in step.params for step in steps)
        return recipe.model_copy(update={"scope": "private"}) if dictated else recipe

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """All steps in one pass. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        media, thumbnail = self.tools.file(".mp4"), self.tools.file(".jpg")
        try:
            with self.tools.media(key) as path:
                span, look, changes = read(recipe.steps, max_fps=self.config.max_fps, path=path)
                render(path, media, start_s=span[0], end_s=span[1], look=look)
            return video_draft(recipe, item, media, thumbnail=thumbnail, changes=changes)
        except BaseException:
            media.unlink(missing_ok=True)
            thumbnail.unlink(missing_ok=True)
            raise

    def _check(self, edit: Edit, item: Item) -> None:
        offered = isinstance(edit, Clip | Mute | Reframe | Adjust | Caption)
        if isinstance(edit, Style):
            offered = edit.name in STYLES
        if isinstance(edit, Speed):
            offered = self.config.slowest <= edit.factor <= self.config.fastest
            if not offered:
                raise NotAllowed(
                    f"a tempo of {edit.factor:g} is not available: "
                    f"{self.config.slowest:g} to {self.config.fastest:g} is"
                )
        if not offered:
            what = f"the style {edit.name}" if isinstance(edit, Style) else edit.op.replace("_", " ")
            raise NotAllowed(f"{what} is not available for videos")
        if isinstance(edit, Mute) and not item.has_audio and item.width:
            raise NotAllowed(f"{item.title or item.id!r} has no sound to take away")

    def _params(
        self, edit: Edit, item: Item, guidance: Guidance, profile: Profile, rng: Generator
    ) -> dict[str, JsonValue] | None:
        """What the operation comes to for this item; None where it would change nothing."""
        if isinstance(edit, Clip):
            span = window_of(
                item,
                guidance=guidance,
                profile=profile,
                rng=rng,
                tools=self.tools,
                config=self.config.window,
            )
            return {"start_s": span[0], "end_s": span[1]} if span else None
        if isinstance(edit, Reframe):
            return self._reframe(edit, item)
        if isinstance(edit, Speed) and edit.factor == 1.0:
            return None
        return edit.model_dump(mode="json", exclude={"op"})

    def _reframe(self, edit: Reframe, item: Item) -> dict[str, JsonValue] | None:
        wide, high = ASPECTS[edit.aspect]
        if item.height and abs(item.width / item.height - wide / high) < 0.01:
            return None
        with self.tools.media(media_of(item)) as path:
            times = np.array([0.2, 0.5, 0.8]) * (item.duration_s or 0.0)
            x, y = free_room([frame_at(path, t, longest=480) for t in times], width=wide, height=high)
        return {"aspect": edit.aspect, "x": x, "y": y}


def read(
    steps: Sequence[Step], *, max_fps: float, path: Path
) -> tuple[tuple[float, float | None], Look, list[str]]:
    """The steps over the file `path` as a stretch (s), a look, and what they do in plain words."""
    start: float = 0.0
    end: float | None = None
    filters: list[Change] = []
    speed, mute = 1.0, False
    changes = []
    for step in steps:
        params: dict[str, Any] = step.params
        if step.op == "clip":
            start, end = float(params["start_s"]), float(params["end_s"])
            changes.append(f"cut to {seconds(end - start)}, from {seconds(start)} on")
        elif step.op == "style":
            filters += STYLES[params["name"]]
            changes.append(f"given the look {params['name']}")
        elif step.op == "adjust":
            filters += ADJUSTMENTS[params["what"], params["by"]]
            changes.append(WORDS[params["what"], params["by"]])
        elif step.op == "reframe":
            filters.append(reframe(params["aspect"], x=params["x"], y=params["y"]))
            changes.append(f"cropped to {params['aspect']}")
        elif step.op == "speed":
            fast = float(params["factor"])
            speed *= fast
            changes.append(f"sped up {fast:g} times" if fast > 1 else f"slowed down to {fast:g} of its tempo")
        elif step.op == "caption":
            text = params.get("text")
            filters.append(lettering(text, path, start_s=start, speed=speed))
            changes.append("given its subtitles" if text is None else "given a caption")
        else:
            mute = True
            changes.append("sound taken away")
    return (start, end), Look(filters=tuple(filters), speed=speed, mute=mute, max_fps=max_fps), changes


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> VideoEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return VideoEditor(configured(VideoConfig, settings, name=NAME), tools=settings["tools"])
