"""The clip that suits a viewer, cut out of a video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clip, Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.choice import DrawConfig
from generec.editor.part import part_of
from generec.editor.tools import Tools, configured, media_of, recipe_of, seconds, source_of, video_draft
from generec.editor.window import WindowChooser, WindowConfig
from generec.media.cut import cut

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
        """The window, to the millisecond. Raises `NotAllowed` when the video is no longer than asked."""
        span = window_of(
            item, guidance=guidance, profile=profile, rng=rng, tools=self.tools, config=self.config.window
        )
        if span is None:
            raise NotAllowed(f"{item.title or item.id!r} is no longer than that already")
        step = Step(component=NAME, op="clip", params={"start_s": span[0], "end_s": span[1]})
        return recipe_of(item, [step])

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """Cut it. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        start_s, end_s = (float(str(recipe.steps[0].params[name])) for name in ("start_s", "end_s"))
        media, thumbnail = self.tools.file(".mp4"), self.tools.file(".jpg")
        try:
            with self.tools.media(key) as path:
                done = cut(path, media, start_s, end_s, lossless=self.config.lossless)
            changes = [f"cut to {seconds(done.end_s - done.start_s)}, from {seconds(done.start_s)} on"]
            return video_draft(recipe, item, media, thumbnail=thumbnail, changes=changes)
        except BaseException:
            media.unlink(missing_ok=True)
            thumbnail.unlink(missing_ok=True)
            raise


def window_of(
    item: Item,
    *,
    guidance: Guidance,
    profile: Profile,
    rng: Generator,
    tools: Tools,
    config: WindowConfig,
) -> tuple[float, float] | None:
    """The window that a viewer would choose; None where the whole plays."""
    media_of(item)
    features = tools.features_of(item)
    wish = tools.wish(guidance)
    clip = next((edit for edit in guidance.edits if isinstance(edit, Clip)), None)
    if clip is not None and clip.about and not clip.seconds and wish is not None and wish.more is not None:
        span = part_of(features, wish.more, centre=tools.centre())
        if span is not None:
            return span
    chooser = WindowChooser(config, centre=tools.centre())
    choice = chooser(features=features, profiles=[profile], rng=rng, guidance=guidance, wish=wish)[0]
    start, end = choice.value
    return (start, end) if end - start < features.duration_s - 0.05 else None


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> ClipEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return ClipEditor(configured(ClipConfig, settings, name=NAME), tools=settings["tools"])
