"""The clip that suits a viewer, cut out of a video in one piece or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.choice import DrawConfig
from generec.editor.stretches import read, stretches, told, written
from generec.editor.tools import Tools, configured, recipe_of, source_of, video_draft
from generec.editor.window import WindowConfig
from generec.media.render import Look, render

NAME = "editor.clip.v1"


class ClipConfig(BaseModel):
    """Settings of the clip editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: WindowConfig = Field(
        default=WindowConfig(draw=DrawConfig(greedy=True)),
        description="How the window is chosen; the best one, so that equal wishes share one clip.",
    )
    lossless: bool = Field(default=True, description="Copy instead of encoding where frames allow it.")


class ClipEditor:
    """Cuts the window that a viewer would choose; a recipe of one step `clip`."""

    name = NAME

    def __init__(self, config: ClipConfig | None = None, *, tools: Tools) -> None:
        self.config = config or ClipConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this to items of that kind: it only cuts videos."""
        return kind == "video" and edit.op == "clip"

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """The stretches, to the millisecond. Raises `NotAllowed` when the video is no longer than asked."""
        spans = stretches(
            item, guidance=guidance, profile=profile, rng=rng, tools=self.tools, config=self.config.window
        )
        if spans is None:
            raise NotAllowed(f"{item.title or item.id!r} is no longer than that already")
        return recipe_of(item, [Step(component=NAME, op="clip", params=written(spans))])

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """Cut it. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        spans = read(recipe.steps[0].params)
        media, thumbnail = self.tools.file(".mp4"), self.tools.file(".jpg")
        try:
            with self.tools.media(key) as path:
                look = Look(watermark=self.tools.watermark(recipe))
                done = render(path, media, spans=spans, look=look, lossless=self.config.lossless)
            if len(spans) == 1:
                start_s = done.spans[0].start_s
                spans = ((start_s, start_s + done.duration_s),)
            return video_draft(recipe, item, media, thumbnail=thumbnail, changes=[told(spans)])
        except BaseException:
            media.unlink(missing_ok=True)
            thumbnail.unlink(missing_ok=True)
            raise


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> ClipEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return ClipEditor(configured(ClipConfig, settings, name=NAME), tools=settings["tools"])
