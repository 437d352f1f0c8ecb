"""Another cover: made of the frame that suits a viewer, as a picture of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
from generec.editor.choice import Choice, DrawConfig
from generec.editor.cover import CoverChooser, CoverConfig
from generec.editor.looks import ASPECTS, favourite, styled
from generec.editor.ops.reframe import cut, fitting, told
from generec.editor.picture import changed, draft_of
from generec.editor.quality import TRANSITION_S, usable
from generec.editor.subject import still_room
from generec.editor.tools import Tools, configured, media_of, recipe_of, seconds, source_of
from generec.encoders.eyes import blinking
from generec.media import pictures
from generec.media.frames import frame_at
from generec.models.entries import entry

NAME = "editor.thumbnail.v1"
_BLINKS_S = (0.15, -0.15, 0.3, -0.3, 0.5, -0.5)
"""A blink lasts about a third of a second."""
_SHUT = 0.3
_LOOK = 0.7
"""How strong a look on a cover is: what is shown must stay plain to see at the size of a stamp."""
_NAMED, _NEARLY = 0.25, 0.1
"""A title names what some frame is as like as this; those show it, too, that are nearly as like."""
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
    looks: bool = Field(
        default=True, description="Give covers the look that did well with the viewer, where one did."
    )
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
        features, wish = self.tools.features_of(item), self.tools.wish(guidance)
        among = features if wish is not None and wish.more is not None else self._naming(features, item)
        choice = chooser(features=among, profiles=[profile], rng=rng, wish=wish)[0]
        with self.tools.media(media_of(item)) as path:
            at_s = _awake(path, choice, features=features)
        params: dict[str, JsonValue] = {
            "at_s": at_s,
            "longest": self.config.longest,
            "quality": self.config.quality,
        }
        if not self.config.design:
            return recipe_of(item, [Step(component=NAME, op="thumbnail", params=params)], kind="image")
        with self.tools.media(media_of(item)) as path:
            design = self._design(frame_at(path, at_s), item, profile)
        step = Step(component=NAME, op="thumbnail", params={**params, **design}, models=_used(design))
        return recipe_of(item, [step], kind="image")

    def _naming(self, features: FrameFeatures, item: Item) -> FrameFeatures:
        """The frames that show what the title names, where some do: it stands on or beside the cover."""
        if self.tools.words is None or not item.title:
            return features
        likes = features.concepts @ self.tools.words([item.title])[0]
        kept = (likes >= likes.max() - _NEARLY) & usable(features)
        if likes.max() < _NAMED or not kept.any():
            return features
        rows = ("times", "pictures", "concepts", "sharpness", "brightness")
        return replace(features, **{name: getattr(features, name)[kept] for name in rows})

    def _design(self, frame: Image, item: Item, profile: Profile) -> dict[str, JsonValue]:
        out: dict[str, JsonValue] = {"design": True}
        aspect = self.config.aspect
        if aspect is not None:
            wide, high = ASPECTS[aspect]
            x, y, shown = still_room([frame], width=wide, height=high)
            out |= {"aspect": aspect, "x": x, "y": y, **fitting(frame, wide / high, shown)}
        image = _framed(frame, out)
        if max(image.shape[:2]) <= self.config.longest / _SMALL:
            out["enlarge"] = 2
        if self.config.looks and (look := favourite(profile.looks)):
            out |= {"look": look, "strength": _LOOK}
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
                title = str(params.get("title", ""))
                enlarge, place = int(params.get("enlarge", 1)), params.get("place", "bottom")
                image = art.made(
                    _framed(frame_at(path, at_s), params),
                    longest=longest,
                    title=title,
                    place=place,
                    enlarge=enlarge,
                    dress=_dress(params),
                )
                changes += [told(params)] if "aspect" in params else []
                changes += art.told(enlarge=enlarge, title=title, look=params.get("look", ""))
            else:
                image = frame_at(path, at_s, longest=longest)
        image = self.tools.marked(image, recipe)
        media = self.tools.file(".jpg")
        media.write_bytes(pictures.jpeg(image, quality=int(params["quality"])))
        return draft_of(recipe, item, image, media=media, changes=changes)


def _awake(path: Path, choice: Choice[float], *, features: FrameFeatures) -> float:
    """The moment chosen, or the nearest to it at which nobody in front has shut eyes, in its shot.

    Where there is none, the likeliest of the other moments at which eyes are open; itself without one.
    """
    at_s, shut = _near(path, choice.value, features=features)
    order = sorted(range(len(choice.options)), key=lambda place: -choice.probabilities[place])
    for place in order if shut > _SHUT else ():
        if blinking(frame_at(path, choice.options[place])) <= min(_SHUT, shut - _SHUT):
            return choice.options[place]
    return at_s


def _near(path: Path, at_s: float, *, features: FrameFeatures) -> tuple[float, float]:
    """The moment, or the nearest one to it with open eyes, and how sure they are shut there.

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
    return best


def _dress(params: Mapping[str, Any]) -> Callable[[Image], Image] | None:
    """What gives a picture the look of the recipe."""
    if "look" not in params:
        return None
    changes = styled(params["look"], float(params["strength"]))
    return lambda image: changed(image, changes)


def _framed(frame: Image, params: Mapping[str, Any]) -> Image:
    """The frame cropped to the recipe's aspect, or fitted into it; itself where there is none."""
    if "aspect" not in params:
        return frame
    if "shown" not in params:
        return art.cropped(frame, aspect=params["aspect"], x=params["x"], y=params["y"])
    return changed(frame, cut(params["aspect"], x=(params["x"],), y=(params["y"],), shown=params["shown"]))


def _used(design: Mapping[str, JsonValue]) -> dict[str, str]:
    """The model files that a design needs."""
    out = {upscale.MODEL: upscale.sha256()} if "enlarge" in design else {}
    return {**out, art.FONT: entry(art.FONT).sha256} if "title" in design else out


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> ThumbnailEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return ThumbnailEditor(configured(ThumbnailConfig, settings, name=NAME), tools=settings["tools"])
