"""Another cover: made of the frame that suits a viewer, as a picture of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.guidance import Aspect, Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.parts import Image
from generec.domain.profiles import FrameFeatures, Profile
from generec.domain.recipes import Recipe, Step
from generec.editor import art, upscale
from generec.editor.choice import DrawConfig
from generec.editor.cover import CoverChooser, CoverConfig
from generec.editor.looks import ASPECTS
from generec.editor.picture import draft_of
from generec.editor.quality import TRANSITION_S
from generec.editor.subject import free_room
from generec.editor.tools import Tools, configured, media_of, recipe_of, seconds, source_of
from generec.encoders.eyes import blinking
from generec.media import pictures
from generec.media.frames import frame_at
from generec.models.entries import entry

NAME = "editor.thumbnail.v1"
_BLINKS_S = (0.15, -0.15, 0.3, -0.3, 0.5, -0.5)
"""A blink lasts about a third of a second."""
_SHUT = 0.3
_SMALL = 1.4
"""Frames whose longer side is less than the asked one by this factor are enlarged."""


class ThumbnailConfig(BaseModel):
    """Settings of the thumbnail editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cover: CoverConfig = Field(
        default=CoverConfig(draw=DrawConfig(greedy=True)),
        description="How the frame is chosen; the best one, so that equal wishes share one cover.",
    )
    longest: int = Field(default=1280, ge=64, description="Longest side of the picture, pixels.")
    aspect: Aspect | None = Field(
        default=None,
        description="Aspect of covers (9:16, 1:1, 16:9), around what matters; without it the video's own.",
    )
    design: bool = Field(default=True, description="Enlarge small frames, and make colours fuller.")
    title: bool = Field(default=True, description="Set the title on it, where it is short and has room.")
    quality: int = Field(default=90, ge=50, le=95, description="JPEG quality.")


class ThumbnailEditor:
    """Makes a cover of a chosen frame; a recipe of one step `thumbnail`.

    The frame is cropped to the asked aspect around what matters, enlarged where it is small, graded
    and titled. A title that covers a face, or would have to be cut, is left out.
    """

    name = NAME

    def __init__(self, config: ThumbnailConfig | None = None, *, tools: Tools) -> None:
        self.config = config or ThumbnailConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this to items of that kind: it makes covers of videos."""
        return kind == "video" and edit.op == "thumbnail"

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """The frame's time, the crop, and where the title stands. Raises `NotAllowed`, `MediaError`."""
        media_of(item)
        chooser = CoverChooser(self.config.cover, centre=self.tools.centre())
        features = self.tools.features_of(item)
        choice = chooser(
            features=features,
            profiles=[profile],
            rng=rng,
            wish=self.tools.wish(guidance),
        )[0]
        with self.tools.media(media_of(item)) as path:
            at_s = _awake(path, choice.value, features=features)
        params: dict[str, JsonValue] = {
            "at_s": at_s,
            "longest": self.config.longest,
            "quality": self.config.quality,
        }
        if not self.config.design:
            return recipe_of(item, [Step(component=NAME, op="thumbnail", params=params)], kind="image")
        with self.tools.media(media_of(item)) as path:
            design = self._design(frame_at(path, at_s), item)
        step = Step(component=NAME, op="thumbnail", params={**params, **design}, models=_used(design))
        return recipe_of(item, [step], kind="image")

    def _design(self, frame: Image, item: Item) -> dict[str, JsonValue]:
        out: dict[str, JsonValue] = {"design": True}
        aspect = self.config.aspect
        if aspect is not None:
            wide, high = ASPECTS[aspect]
            out["crop"] = [aspect, *free_room([frame], width=wide, height=high)]
        crop = _crop(out)
        image = frame if crop is None else art.cropped(frame, aspect=crop[0], x=crop[1], y=crop[2])
        if max(image.shape[:2]) <= self.config.longest / _SMALL:
            out["enlarge"] = 2
        title = art.short(item.title) if self.config.title else ""
        place = art.place_of(image, title)
        return {**out, "title": title, "place": place} if place else out

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """The picture, upright, as JPEG. Raises `MediaError`, `DataError`."""
        item, key = source_of(recipe, sources)
        params: dict[str, Any] = recipe.steps[0].params
        at_s, longest = float(params["at_s"]), int(params["longest"])
        changes = [f"the frame at {seconds(at_s)} as a picture"]
        with self.tools.media(key) as path:
            if params.get("design"):
                crop, title = _crop(params), str(params.get("title", ""))
                enlarge, place = int(params.get("enlarge", 1)), params.get("place", "bottom")
                image = art.made(
                    frame_at(path, at_s),
                    crop=crop,
                    longest=longest,
                    title=title,
                    place=place,
                    enlarge=enlarge,
                )
                changes += art.told(crop=crop, enlarge=enlarge, title=title)
            else:
                image = frame_at(path, at_s, longest=longest)
        media = self.tools.file(".jpg")
        media.write_bytes(pictures.jpeg(image, quality=int(params["quality"])))
        return draft_of(recipe, item, image, media=media, changes=changes)


def _awake(path: Path, at_s: float, *, features: FrameFeatures) -> float:
    """The moment, or the nearest one to it at which nobody in front has shut eyes; itself without one.

    It stays in its shot, clear of the cuts.
    """
    best = at_s, blinking(frame_at(path, at_s))
    shots = features.shots[(features.shots[:, 0] <= at_s) & (at_s < features.shots[:, 1])]
    start, end = shots[0] if len(shots) else (0.0, features.duration_s)
    for away in _BLINKS_S if best[1] > _SHUT else ():
        other = round(at_s + away, 3)
        if start + TRANSITION_S <= other <= end - TRANSITION_S:
            shut = blinking(frame_at(path, other))
            if shut < best[1] - _SHUT:
                best = other, shut
            if shut <= _SHUT:
                break
    return best[0]


def _crop(params: Mapping[str, Any]) -> tuple[str, float, float] | None:
    found = params.get("crop")
    return (str(found[0]), float(found[1]), float(found[2])) if found else None


def _used(design: Mapping[str, JsonValue]) -> dict[str, str]:
    """The model files that a design needs."""
    out = {upscale.MODEL: upscale.sha256()} if "enlarge" in design else {}
    return {**out, art.FONT: entry(art.FONT).sha256} if "title" in design else out


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> ThumbnailEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return ThumbnailEditor(configured(ThumbnailConfig, settings, name=NAME), tools=settings["tools"])
