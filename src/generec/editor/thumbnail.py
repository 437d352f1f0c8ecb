"""Another cover: the frame that suits a viewer, as a picture of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.choice import DrawConfig
from generec.editor.cover import CoverChooser, CoverConfig
from generec.editor.picture import draft_of
from generec.editor.tools import Tools, configured, media_of, recipe_of, seconds, source_of
from generec.media import pictures
from generec.media.frames import frame_at

NAME = "editor.thumbnail.v1"


class ThumbnailConfig(BaseModel):
    """Settings of the thumbnail editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cover: CoverConfig = Field(
        default=CoverConfig(draw=DrawConfig(greedy=True)),
        description="How the frame is chosen; the best one, so that equal wishes share one cover.",
    )
    longest: int = Field(default=1280, ge=64, description="Longest side of the picture, pixels.")
    quality: int = Field(default=90, ge=50, le=95, description="JPEG quality.")


class ThumbnailEditor:
    """Makes a picture of a chosen frame; a recipe of one step `thumbnail`."""

    name = NAME

    def __init__(self, config: ThumbnailConfig | None = None, *, tools: Tools) -> None:
        self.config = config or ThumbnailConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this to items of that kind: it makes covers of videos."""
        return kind == "video" and edit.op == "thumbnail"

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """The frame's time. Raises `NotAllowed` for what is no video."""
        media_of(item)
        chooser = CoverChooser(self.config.cover, centre=self.tools.centre())
        choice = chooser(
            features=self.tools.features_of(item),
            profiles=[profile],
            rng=rng,
            wish=self.tools.wish(guidance),
        )[0]
        params: dict[str, JsonValue] = {
            "at_s": choice.value,
            "longest": self.config.longest,
            "quality": self.config.quality,
        }
        return recipe_of(item, [Step(component=NAME, op="thumbnail", params=params)], kind="image")

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """The picture, upright, as JPEG. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        params = recipe.steps[0].params
        at_s = float(str(params["at_s"]))
        with self.tools.media(key) as path:
            image = frame_at(path, at_s, longest=int(str(params["longest"])))
        media = self.tools.file(".jpg")
        media.write_bytes(pictures.jpeg(image, quality=int(str(params["quality"]))))
        changes = [f"the frame at {seconds(at_s)} as a picture"]
        return draft_of(recipe, item, image, media=media, changes=changes)


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> ThumbnailEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return ThumbnailEditor(configured(ThumbnailConfig, settings, name=NAME), tools=settings["tools"])
