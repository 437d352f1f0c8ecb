"""Any mix of operations on a video, put together in one pass over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from numpy.random import Generator

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.ops import OPERATIONS, Asking, Making, Operation, VideoConfig, name_of
from generec.editor.tools import Tools, configured, media_of, recipe_of, source_of, video_draft
from generec.media.render import Look, render

__all__ = ["NAME", "VideoConfig", "VideoEditor"]

NAME = "editor.video.v1"
PERSONAL = frozenset(("like", "taste"))


class VideoEditor:
    """Does any mix of its operations; a recipe of one step for each.

    The cut and the crop come first, words last, the rest in the order it was said. A recipe with
    dictated words is private.
    """

    name = NAME

    def __init__(self, config: VideoConfig | None = None, *, tools: Tools) -> None:
        self.config = config or VideoConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this to items of that kind."""
        return kind == "video" and offered(edit, kind)

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every operation resolved. Raises `NotAllowed` for one that is not available, or for none."""
        media_of(item)
        steps, private = planned(
            item, guidance, profile, rng, tools=self.tools, config=self.config, component=NAME
        )
        recipe = recipe_of(item, steps)
        return recipe.model_copy(update={"scope": "private"}) if private else recipe

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """All steps in one pass. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        media, thumbnail = self.tools.file(".mp4"), self.tools.file(".jpg")
        try:
            with self.tools.media(key) as path:
                making = Making(path=path, item=item, tools=self.tools)
                changes = [OPERATIONS[step.op].apply(step, making) for step in recipe.steps]
                look = Look(
                    filters=making.changes,
                    speed=making.speed,
                    mute=making.mute,
                    music=making.music,
                    max_fps=self.config.max_fps,
                    watermark=self.tools.watermark(recipe),
                )
                render(path, media, spans=making.spans, look=look)
            return video_draft(recipe, item, media, thumbnail=thumbnail, changes=changes)
        except BaseException:
            media.unlink(missing_ok=True)
            thumbnail.unlink(missing_ok=True)
            raise


def planned(
    item: Item,
    guidance: Guidance,
    profile: Profile,
    rng: Generator,
    *,
    tools: Tools,
    config: VideoConfig,
    component: str,
) -> tuple[list[Step], bool]:
    """The steps of all edits in the order of the pass, and whether they hold the viewer's own words.

    Raises `NotAllowed` for an edit that is not available, or where nothing would change.
    """
    if not guidance.edits:
        raise NotAllowed("nothing was said about what to change")
    able = [(operation_of(edit, item), edit) for edit in guidance.edits]
    asking = Asking(
        item=item,
        guidance=guidance,
        profile=profile,
        rng=rng,
        tools=tools,
        config=config,
        component=component,
    )
    steps: list[Step] = []
    for operation, edit in sorted(able, key=lambda pair: pair[0].rank):
        step = operation.plan(edit, replace(asking, steps=tuple(steps)))
        if step is not None:
            steps.append(step)
    if not steps:
        raise NotAllowed(f"{item.title or item.id!r} is like that already")
    return steps, any(_personal(step, profile) for step in steps)


def _personal(step: Step, profile: Profile) -> bool:
    """Whether a step holds what is one viewer's own: dictated words, an example picture, their taste."""
    if step.op == "taste" and profile.shared:
        return False
    return step.op in PERSONAL or (step.op == "caption" and "text" in step.params)


def offered(edit: Edit, kind: Kind) -> bool:
    """Whether an operation does this edit to items of that kind."""
    operation = OPERATIONS.get(edit.op)
    return operation is not None and name_of(edit) in operation.names and kind in operation.kinds


def operation_of(edit: Edit, item: Item) -> Operation:
    """What does an edit of this item. Raises `NotAllowed` where nothing here does."""
    if not offered(edit, item.kind):
        what = f"the style {edit.name}" if edit.op == "style" else edit.op.replace("_", " ")
        raise NotAllowed(f"{what} is not available for {item.kind}s")
    return OPERATIONS[edit.op]


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> VideoEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return VideoEditor(configured(VideoConfig, settings, name=NAME), tools=settings["tools"])
