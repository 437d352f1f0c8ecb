"""Collages: several pictures of one thing on one sheet, in justified rows or columns."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
from generec.creator.image.framing import LONGEST, Box, Seen, crop, cut, filled, seen, within, wordless
from generec.creator.image.imaging import (
    FONTS,
    Title,
    credit_line,
    image_draft,
    look_of,
    looks,
    possible,
    title_for,
    unlettered,
)
from generec.creator.image.partition import partition
from generec.creator.image.poster import SIZES
from generec.creator.image.typeset import Colour, around, contrast, fit, laid, one_line, opacity
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Create, Guidance
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.profiles import Floats, Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.tools import configured
from generec.editor.upscale import MODEL, sha256
from generec.media.frames import picture_at
from generec.models.entries import entry
from generec.policy.licences import derive

__all__ = ["NAME", "CollageCreator", "CollageCreatorConfig"]

NAME = "creator.collage.v1"
PAPER: tuple[Colour, Colour, Colour] = ((247, 245, 240), (28, 27, 25), (84, 82, 78))
NIGHT: tuple[Colour, Colour, Colour] = ((18, 19, 21), (250, 249, 246), (196, 195, 190))
"""Ground, ink and softer ink of light and of dark sheets."""
_DARK, _BAND, _MARGIN, _GUTTER = 84.0, 0.125, 0.035, 0.0115
_LETTERED = 0.8
"""What a line of words in a picture costs it."""


class CollageCreatorConfig(BaseModel):
    """Settings of the creator of collages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stills: StillsConfig = Field(default=StillsConfig(), description="How pictures are found and ordered.")
    least: int = Field(default=3, ge=2, description="Pictures, at least.")
    most: int = Field(default=7, ge=3, le=9, description="Pictures, at most.")
    side: int = Field(default=1440, ge=480, description="Shorter side, pixels.")
    looked_at: int = Field(default=24, ge=3, description="Pictures that are looked at, the best first.")
    alike: float = Field(
        default=0.88, gt=0, le=1, description="Likeness from which two pictures are doubles."
    )
    colours: float = Field(default=0.25, ge=0, description="Weight of colours that go together.")
    various: float = Field(default=0.5, ge=0, description="Weight of pictures being unlike each other.")
    same: float = Field(default=0.6, ge=0, description="What another picture of one source costs.")
    quality: int = Field(default=92, ge=50, le=95, description="JPEG quality.")


@dataclass(frozen=True, slots=True)
class _Looked:
    """A picture that was looked at, and its mean colour (3,) in Lab."""

    still: Still
    seen: Seen
    colour: Floats


class CollageCreator:
    """A recipe of a step `still` for each picture (crop and cell), the looks, and `sheet` (words, ground)."""

    name = NAME

    def __init__(self, config: CollageCreatorConfig | None = None, *, studio: Studio) -> None:
        self.config = config or CollageCreatorConfig()
        self.studio = studio

    def offers(self, create: Create) -> bool:
        """Collages, and images of no form in particular."""
        return create.kind == "image" and create.form in ("collage", None)

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every choice resolved. Raises `NotAllowed` where fewer than the least pictures show it."""
        possible(guidance)
        topics = wanted(guidance, profile=profile)
        title = title_for(guidance, topics, studio=self.studio)
        found = stills(guidance, topics, profile=profile, studio=self.studio, config=self.config.stills)
        look = look_of(guidance)
        if look.asked:
            found = [still for still in found if still.free]
        picked = self._picked(found, len(topics), faces=not no_people(guidance.less))
        if len(picked) < self.config.least:
            told = f"a collage needs {self.config.least} pictures that go together; of {title.text!r}"
            raise NotAllowed(f"{told} there {'is' if len(picked) == 1 else 'are'} {len(picked)} here")
        aspect = next((SIZES[e.aspect] for e in guidance.edits if e.op == "reframe"), (1, 1))
        scale = self.config.side / min(aspect)
        size = (round(aspect[0] * scale / 2) * 2, round(aspect[1] * scale / 2) * 2)
        steps = self._stills(picked, size, seed=zlib.crc32(title.text.encode()))
        steps += look.steps(NAME)
        steps.append(self._sheet(picked, size, title))
        sources = {one.still.item.id: one.still.item for one in picked}
        return Recipe(
            kind="image",
            origin="created",
            sources=tuple(Source(item=item.id, media=item.media) for item in sources.values()),
            steps=tuple(steps),
            scope="private" if title.private else "shared",
        )

    def _picked(self, found: Sequence[Still], topics: int, *, faces: bool) -> list[_Looked]:
        """The set, grown one by one: good, unlike the others, of many sources, of colours that agree."""
        looked = [self._look(still) for still in _mixed(found, topics)[: self.config.looked_at]]
        left = [one for one in looked if faces or not len(one.seen.faces)]
        picked: list[_Looked] = []
        while left and len(picked) < self.config.most:
            fit = [one for one in left if self._fits(one, picked)]
            if not fit:
                break
            best = max(fit, key=lambda one: self._gain(one, picked, topics))
            if (
                len(picked) >= self.config.least
                and self._gain(best, picked, topics) < 0.35 * picked[0].still.worth
            ):
                break
            picked.append(best)
            left = [one for one in left if one is not best]
        return picked

    def _look(self, still: Still) -> _Looked:
        with self.studio.tools.media(still.item.media or "") as path:
            one = seen(picture_at(path, kind=still.item.kind, at_s=still.at_s, longest=960))
        one = wordless(one) if still.free else one
        small = cv2.resize(one.image, (48, 48), interpolation=cv2.INTER_AREA)
        lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)
        return _Looked(still, one, np.asarray(lab.mean(axis=0), np.float32))

    def _fits(self, one: _Looked, picked: Sequence[_Looked]) -> bool:
        """Whether it is no double, and its licence goes with the others'."""
        if any(float(one.still.picture @ other.still.picture) >= self.config.alike for other in picked):
            return False
        if any(_alike(one.seen.image, other.seen.image) for other in picked):
            return False
        return not derive([*(other.still.item for other in picked), one.still.item]).conflict

    def _gain(self, one: _Looked, picked: Sequence[_Looked], topics: int) -> float:
        if not picked:
            return one.still.worth - _LETTERED * min(2, len(one.seen.words))
        near = max(float(one.still.picture @ other.still.picture) for other in picked)
        mean = np.mean([other.colour for other in picked], axis=0)
        apart = float(np.linalg.norm(one.colour - mean)) / 50.0
        again = sum(other.still.item.id == one.still.item.id for other in picked)
        crowd = sum(other.still.topic == one.still.topic for other in picked) if topics > 1 else 0
        cost = self.config.various * max(near, 0.0) + self.config.colours * apart + self.config.same * again
        cost += _LETTERED * min(2, len(one.seen.words))
        return one.still.worth - cost - 0.3 * crowd

    def _stills(self, picked: Sequence[_Looked], size: tuple[int, int], *, seed: int) -> list[Step]:
        left, top, width, height = _field(size)
        gutter = round(_GUTTER * min(size))
        shapes = [one.seen.image.shape[1] / one.seen.image.shape[0] for one in picked]
        shapes = [float(np.clip(shape, 0.56, 1.8)) for shape in shapes]
        found = partition(shapes, width=width, height=height, gutter=gutter, rng=np.random.default_rng(seed))
        ids = list(dict.fromkeys(one.still.item.id for one in picked))
        steps = []
        for one, (x, y, wide, high) in zip(picked, found.cells, strict=True):
            box, _ = crop(one.seen, aspect=wide / high)
            params: dict[str, JsonValue] = {
                "source": ids.index(one.still.item.id),
                "at_s": one.still.at_s,
                "box": [*within(one.seen.inside, box)],
                "cell": [left + x, top + y, wide, high],
                "grade": one.still.free,
            }
            steps.append(Step(component=NAME, op="still", params=params, models={MODEL: sha256()}))
        return steps

    def _sheet(self, picked: Sequence[_Looked], size: tuple[int, int], title: Title) -> Step:
        light = float(np.mean([one.colour[0] for one in picked]))
        params: dict[str, JsonValue] = {
            "width": size[0],
            "height": size[1],
            "ground": "night" if light < _DARK else "paper",
            "quality": self.config.quality,
            **title.params(),
        }
        return Step(
            component=NAME, op="sheet", params=params, models={font: entry(font).sha256 for font in FONTS}
        )

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Make it. Raises `MediaError`, `MissingModel`."""
        params: Any = recipe.steps[-1].params
        steps = [step for step in recipe.steps if step.op == "still"]
        ground, ink, soft = NIGHT if params["ground"] == "night" else PAPER
        size = int(params["width"]), int(params["height"])
        sheet = np.empty((size[1], size[0], 3), np.float32)
        sheet[:] = np.asarray(ground, np.float32)
        kinds = {item.id: item.kind for item in sources}
        for number, step in enumerate(steps):
            if progress is not None:
                progress(f"picture {number + 1} of {len(steps)}")
            still: Any = step.params
            x, y, wide, high = (int(part) for part in still["cell"])
            source = recipe.sources[int(still["source"])]
            sheet[y : y + high, x : x + wide] = self._picture(recipe, source, still, kinds[source.item])
        sheet, told = _worded(sheet, params, credit_line(sources), (ink, soft))
        image = np.asarray(np.clip(sheet + 0.5, 0, 255), np.uint8)
        n = len(recipe.sources)
        made = f"put together from {len(steps)} pictures of {n} item{'s' if n > 1 else ''}"
        return image_draft(recipe, sources, image, params, [made, *told], tools=self.studio.tools)

    def _picture(self, recipe: Recipe, source: Source, still: Any, kind: str) -> Image:
        with self.studio.tools.media(source.media or "") as path:
            image = picture_at(path, kind=kind, at_s=float(still["at_s"]), longest=LONGEST)
        left, top, right, bottom = (float(share) for share in still["box"])
        box: Box = (left, top, right, bottom)
        free = bool(still["grade"])
        target = int(still["cell"][2]), int(still["cell"][3])
        return filled(cut(image, box), target, changes=looks(recipe) if free else (), grade=free)


def _field(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """(left, top, width, height) where pictures lie; below stand the words."""
    margin = round(_MARGIN * min(size))
    band = round(_BAND * min(size))
    return margin, margin, size[0] - 2 * margin, size[1] - 2 * margin - band


def _worded(
    sheet: Floats, params: Any, credits: str, inks: tuple[Colour, Colour]
) -> tuple[Floats, list[str]]:
    """The sheet with its title at the foot and the credit beside or below it."""
    height, width = sheet.shape[:2]
    side = min(width, height)
    left, _, wide, _ = _field((width, height))
    regular, bold = (models.path(font) for font in FONTS)
    foot = height - round(_MARGIN * side)
    text = unlettered(str(params["text"]), bold)
    sizes = [round(side * share) for share in (0.082, 0.07, 0.06, 0.05, 0.042, 0.034)]
    title = fit(text, font=bold, width=0.62 * wide, height=0.1 * side, sizes=sizes, rows=1) if text else None
    title = title or one_line(text, font=bold, size=sizes[-1], width=0.62 * wide)
    title = title.at(left, foot - title.height - round(0.12 * title.face.size))
    room = wide - title.width - round(0.05 * side)
    small = round(side * 0.0165)
    credit = fit(
        unlettered(credits, regular),
        font=regular,
        width=room,
        height=5 * small,
        sizes=[small],
        rows=3,
        leading=1.35,
    )
    credit = credit or one_line(unlettered(credits, regular), font=regular, size=small, width=room)
    credit = credit.at(left + wide - credit.width, foot - credit.height - round(0.12 * title.face.size))
    covers = [opacity((one,), width=width, height=height) for one in (title, credit)]
    ratios = [
        contrast(ink, sheet[around(cover)])
        for ink, cover in zip(inks, covers, strict=True)
        if (cover > 0).any()
    ]
    for ink, cover in zip(inks, covers, strict=True):
        sheet = laid(sheet, cover, ink)
    told = [f"the contrast of its type is at least {min(ratios):.1f} to 1"] if ratios else []
    return sheet, told


def _mixed(found: Sequence[Still], topics: int) -> list[Still]:
    """The pictures by turns of their topics, the best first."""
    turns: Counter[int] = Counter()
    rows: list[tuple[int, int, Still]] = []
    for still in found:
        rows.append((turns[still.topic] if topics > 1 else 0, len(rows), still))
        turns[still.topic] += 1
    return [still for _, _, still in sorted(rows, key=lambda row: row[:2])]


def _alike(one: Image, other: Image) -> bool:
    """Whether two pictures are nearly the same, by small greys (average hash of 16 x 16)."""
    bits = []
    for image in (one, other):
        small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (16, 16), interpolation=cv2.INTER_AREA)
        bits.append(small > np.median(small))
    return float((bits[0] == bits[1]).mean()) > 0.9


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> CollageCreator:
    """The creator with its settings and, under `tools`, what it works with (a `Studio`)."""
    return CollageCreator(configured(CollageCreatorConfig, settings, name=NAME), studio=settings["tools"])
