"""Posters, covers and single pictures: one picture found across photos and footage, set with its words."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import models, plugins
from generec.creator.film.storyboard import wanted
from generec.creator.footage.stills import Still, StillsConfig, stills
from generec.creator.footage.stock import Studio, no_people
from generec.creator.image.framing import (
    LONGEST,
    WHOLE,
    Box,
    Seen,
    crop,
    cut,
    enlargement,
    filled,
    holds,
    moved,
    seen,
    within,
    wordless,
)
from generec.creator.image.imaging import (
    FONTS,
    Look,
    credit_line,
    image_draft,
    look_of,
    looks,
    possible,
    title_for,
    unlettered,
)
from generec.creator.image.posters import Design, Place, Sheet, Words, calm, poster
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Create, Guidance
from generec.domain.items import Item
from generec.domain.profiles import Floats, Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.subject import SIDE, salience
from generec.editor.tools import configured
from generec.editor.upscale import MODEL, sha256
from generec.encoders.eyes import blinking
from generec.media.frames import picture_at
from generec.models.entries import entry

__all__ = ["NAME", "PosterCreator", "PosterCreatorConfig"]

NAME = "creator.poster.v1"
SIZES: Mapping[str, tuple[int, int]] = {"2:3": (2, 3), "9:16": (9, 16), "1:1": (1, 1), "16:9": (16, 9)}
_SHUT, _SOFT, _FULL, _LETTERED = 0.3, 3.4, 0.12, 0.8
"""From this on eyes are shut; a picture enlarged by more looks soft; what it is worth to fill the sheet;
what a line of words in the picture costs."""


class PosterCreatorConfig(BaseModel):
    """Settings of the creator of posters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stills: StillsConfig = Field(default=StillsConfig(), description="How pictures are found and ordered.")
    side: int = Field(default=1080, ge=240, description="Shorter side, pixels.")
    looked_at: int = Field(default=8, ge=1, description="Pictures that are looked at, the best first.")
    quality: int = Field(default=92, ge=50, le=95, description="JPEG quality.")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A picture that was looked at: how it would be cropped, in which design, and what speaks for it."""

    still: Still
    sheet: Sheet
    box: Box
    worth: float


class PosterCreator:
    """A recipe of steps `still` (the picture and its crop), the looks, and `sheet` (design and words).

    A picture that may not be changed (no `edit` among what its item allows: things for sale) is cropped and
    set on paper; its colours stay, nothing is laid on it.
    """

    name = NAME

    def __init__(self, config: PosterCreatorConfig | None = None, *, studio: Studio) -> None:
        self.config = config or PosterCreatorConfig()
        self.studio = studio

    def offers(self, create: Create) -> bool:
        """Images, but no collages."""
        return create.kind == "image" and create.form != "collage"

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every choice resolved. Raises `NotAllowed` where nothing shows it, or for what no picture has."""
        possible(guidance)
        topics = wanted(guidance, profile=profile)
        title = title_for(guidance, topics, studio=self.studio)
        found = stills(guidance, topics, profile=profile, studio=self.studio, config=self.config.stills)
        look = look_of(guidance)
        if look.asked:
            found = [still for still in found if still.free]
            if not found:
                raise NotAllowed("the rights of what shows it do not allow another look")
        plain = guidance.create is not None and guidance.create.form == "picture" and not title.dictated
        best = self._best(found, guidance, plain=plain, faces=not no_people(guidance.less), title=title.text)
        return self._recipe(best, look, title.params(), private=title.private, plain=plain)

    def _best(
        self, found: Sequence[Still], guidance: Guidance, *, plain: bool, faces: bool, title: str
    ) -> _Tried:
        tried = []
        for still in found[: self.config.looked_at]:
            one = self._look(still)
            if not faces and len(one.faces):
                continue
            tried.append(self._tried(still, one, guidance, plain=plain, seed=zlib.crc32(title.encode())))
        if not tried:
            raise NotAllowed("somebody is seen in every picture of it here")
        return max(tried, key=lambda one: one.worth)

    def _look(self, still: Still) -> Seen:
        with self.studio.tools.media(still.item.media or "") as path:
            one = seen(picture_at(path, kind=still.item.kind, at_s=still.at_s, longest=1280))
        return wordless(one) if still.free else one

    def _tried(self, still: Still, one: Seen, guidance: Guidance, *, plain: bool, seed: int) -> _Tried:
        """The picture in the design that suits it."""
        height, width = one.image.shape[:2]
        aspect = _aspect(guidance, width / height, plain=plain)
        small = cv2.resize(one.image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        busy = np.asarray(salience(small), np.float32)
        options: list[_Tried] = []
        for rank, design in enumerate(_designs(still, plain=plain, seed=seed)):
            # What may not be changed is shown whole.
            sheet = self._sheet(aspect, design, "bottom", whole=None if still.free else width / height)
            window = sheet.window()
            box, cuts = crop(one, aspect=window[2] / window[3]) if still.free else (WHOLE, 0)
            grown = enlargement(_pixels(box, width, height), (window[2], window[3]))
            worth = still.worth - 0.8 * cuts - 0.05 * rank - 0.25 * max(0.0, grown - _SOFT)
            worth -= 0.5 * (1 - (box[2] - box[0]) * (box[3] - box[1]))
            worth -= _LETTERED * min(2, holds(box, one.words))
            if design == "full" and not plain:
                part = _part(busy, box)
                inside = moved(one.faces, box)
                places: tuple[Place, Place] = ("bottom", "top")
                quiet = {place: calm(one.image, part, inside, place, sheet) for place in places}
                place = max(places, key=lambda name: quiet[name])
                sheet = self._sheet(aspect, design, place)
                worth += 0.35 * (quiet[place] + 1.0) + _FULL
            options.append(_Tried(still, sheet, within(one.inside, box), worth))
        best = max(options, key=lambda option: option.worth)
        shut = blinking(one.image) if len(one.faces) else 0.0
        return _Tried(best.still, best.sheet, best.box, best.worth - 0.4 * (shut > _SHUT))

    def _sheet(
        self, aspect: tuple[float, float], design: Design, place: Place, *, whole: float | None = None
    ) -> Sheet:
        scale = self.config.side / min(aspect)
        width, height = (round(side * scale / 2) * 2 for side in aspect)
        fonts = [models.path(font) for font in FONTS]
        return Sheet(
            width, height, design, place, fonts[0], fonts[1], None if whole is None else round(whole, 4)
        )

    def _recipe(
        self, best: _Tried, look: Look, title: dict[str, JsonValue], *, private: bool, plain: bool
    ) -> Recipe:
        item, sheet = best.still.item, best.sheet
        still: dict[str, JsonValue] = {
            "source": 0,
            "at_s": best.still.at_s,
            "box": [*best.box],
            "grade": best.still.free,
        }
        frame: dict[str, JsonValue] = {
            "width": sheet.width,
            "height": sheet.height,
            "design": sheet.design,
            "place": sheet.place,
            "quality": self.config.quality,
            "line": "" if plain or _same(item.title, str(title["text"])) else item.title,
            "plain": plain,
            "whole": sheet.whole,
            **title,
        }
        steps = [Step(component=NAME, op="still", params=still, models={MODEL: sha256()})]
        steps += look.steps(NAME)
        fonts = {} if plain else {font: entry(font).sha256 for font in FONTS}
        steps.append(Step(component=NAME, op="sheet", params=frame, models=fonts))
        return Recipe(
            kind="image",
            origin="created",
            sources=(Source(item=item.id, media=item.media),),
            steps=tuple(steps),
            scope="private" if private else "shared",
        )

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Make it. Raises `MediaError`, `MissingModel`."""
        still: Any = recipe.steps[0].params
        params: Any = recipe.steps[-1].params
        item = sources[0]
        if progress is not None:
            progress("picture 1 of 1")
        with ExitStack() as stack:
            path = stack.enter_context(self.studio.tools.media(recipe.sources[0].media or ""))
            image = picture_at(path, kind=item.kind, at_s=float(still["at_s"]), longest=LONGEST)
        sheet = Sheet(
            int(params["width"]),
            int(params["height"]),
            params["design"],
            params["place"],
            models.path(FONTS[0]),
            models.path(FONTS[1]),
            params["whole"],
        )
        window = sheet.window()
        left, top, right, bottom = (float(share) for share in still["box"])
        image = cut(image, (left, top, right, bottom))
        free = bool(still["grade"])
        image = filled(image, (window[2], window[3]), changes=looks(recipe) if free else (), grade=free)
        changes = ["one picture, cropped" + (" and graded" if free else ", its colours as they were")]
        if not params["plain"]:
            words = Words(unlettered(params["text"], sheet.bold), unlettered(params["line"], sheet.bold), "")
            words = Words(
                words.title, words.line, unlettered(credit_line([item], told=words.line), sheet.regular)
            )
            done = poster(image, words, sheet)
            image = done.image
            changes.append(f"set as a poster; the contrast of its type is at least {done.contrast:.1f} to 1")
        return image_draft(recipe, sources, image, params, changes, tools=self.studio.tools)


def _aspect(guidance: Guidance, own: float, *, plain: bool) -> tuple[float, float]:
    """The shape asked for; else that of posters, of covers, or the picture's own."""
    asked = next((edit.aspect for edit in guidance.edits if edit.op == "reframe"), None)
    form = guidance.create.form if guidance.create else None
    if asked is not None:
        return SIZES[asked]
    if plain:
        return (min(max(own, 0.5), 2.0), 1.0)
    return SIZES["16:9" if form == "cover" else "2:3"]


def _designs(still: Still, *, plain: bool, seed: int) -> list[Design]:
    """The designs that may be, the preferred first."""
    if plain:
        return ["full"]
    if not still.free:
        return ["paper"]
    order: list[Design] = ["full", "paper", "block"]
    turn = (seed ^ zlib.crc32(still.item.id.encode())) % 3
    return order[turn:] + order[:turn]


def _same(line: str, title: str) -> bool:
    return line.casefold().strip(" .!") == title.casefold().strip(" .!")


def _part(busy: Floats, box: Box) -> Floats:
    """The part of a map of a picture that a box holds."""
    height, width = busy.shape
    rows = slice(round(box[1] * height), max(1, round(box[3] * height)))
    return busy[rows, round(box[0] * width) : max(1, round(box[2] * width))]


def _pixels(box: Box, width: int, height: int) -> tuple[int, int]:
    return round((box[2] - box[0]) * width), round((box[3] - box[1]) * height)


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> PosterCreator:
    """The creator with its settings and, under `tools`, what it works with (a `Studio`)."""
    return PosterCreator(configured(PosterCreatorConfig, settings, name=NAME), studio=settings["tools"])
