"""Any mix of operations on a photo: the same ones that change a video's frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.parts import Image
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.editor.ops import OPERATIONS, Making, VideoConfig
from generec.editor.tools import Tools, configured, picture_of, recipe_of, source_of
from generec.editor.video import offered, planned
from generec.media import pictures
from generec.media.chain import Chain, Change

__all__ = ["NAME", "PictureConfig", "PictureEditor"]

NAME = "editor.picture.v1"


class PictureConfig(BaseModel):
    """Settings of the editor of pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    longest: int = Field(default=2048, ge=64, description="Longest side of the result, pixels.")
    quality: int = Field(default=90, ge=50, le=95, description="JPEG quality.")


class PictureEditor:
    """Crops, restyles, adjusts and letters one picture; a recipe of one step for each operation."""

    name = NAME

    def __init__(self, config: PictureConfig | None = None, *, tools: Tools) -> None:
        self.config = config or PictureConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this to items of that kind."""
        return kind == "image" and offered(edit, kind)

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every operation resolved. Raises `NotAllowed` for one that is not available, or for none."""
        picture_of(item)
        steps, private = planned(
            item, guidance, profile, rng, tools=self.tools, config=VideoConfig(), component=NAME
        )
        recipe = recipe_of(item, steps, kind="image")
        return recipe.model_copy(update={"scope": "private"}) if private else recipe

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """The changed picture as JPEG, Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        with self.tools.media(key) as path:
            making = Making(path=path, item=item, tools=self.tools)
            changes = [OPERATIONS[step.op].apply(step, making) for step in recipe.steps]
            image = changed(pictures.read(path, longest=self.config.longest), making.changes)
        media, thumbnail = self.tools.file(".jpg"), self.tools.file(".jpg")
        self.tools.write(image, recipe, media, thumbnail, quality=self.config.quality)
        return draft_of(recipe, item, image, media=media, thumbnail=thumbnail, changes=changes)


def changed(image: Image, changes: Sequence[Change]) -> Image:
    """The picture (height, width, 3) after the changes, sides even.

    It is taken for the frame one second into a video, where words have faded in.
    """
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    out = Chain(frame, ratio=None, changes=changes)(frame, pts=1, tick=Fraction(1))
    return np.ascontiguousarray(out.to_ndarray(format="rgb24"))


def draft_of(
    recipe: Recipe,
    item: Item,
    image: Image,
    *,
    media: Path,
    thumbnail: Path | None = None,
    changes: Sequence[str],
) -> Draft:
    """The draft of a JPEG picture that was just written; it counts as edited by AI."""
    return Draft(
        recipe=recipe,
        kind="image",
        media=media,
        mime="image/jpeg",
        thumbnail=thumbnail,
        title=item.title,
        description=item.description,
        topics=item.topics,
        language=item.language,
        width=image.shape[1],
        height=image.shape[0],
        changes=tuple(changes),
        ai=True,
    )


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> PictureEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return PictureEditor(configured(PictureConfig, settings, name=NAME), tools=settings["tools"])
