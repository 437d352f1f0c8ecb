"""What is made for a study: by the home's own editors and creators, kept by recipe, and looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.drafts import Draft
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.parts import Editor, Image
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.evaluation.bench_taste import histogram
from generec.evaluation.metrics.exposure import unit_rows
from generec.evaluation.study.config import Left
from generec.evaluation.study.world import World
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.probe import probe

Floats = NDArray[np.float64]
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where what was made is looked at, in shares of its length: edits keep these beside their source's."""
LONGEST = 256
_MANY = 400
"""Looks that are kept in memory."""


class Output(NamedTuple):
    """A file that can be looked at, with the recipe where something was made."""

    file: Path
    kind: str
    recipe: Recipe | None = None


class Look(NamedTuple):
    """Pictures of a few moments, with their colours (n, d) for the judge and the encoder's rows (n, e)."""

    images: tuple[Image, ...]
    colours: Floats
    encoded: Floats


class Workshop:
    """Renders recipes in the study's folder. Nothing of it is published, so no checks are asked."""

    def __init__(self, world: World) -> None:
        self.world, self.parts = world, world.system.parts
        self.folder = world.out / "made"
        self._seen: dict[Path, Look] = {}

    def source(self, item: Item) -> Output:
        """The item's own file. Raises `Left` for one without."""
        if item.media is None:
            raise Left("what is recommended has no media")
        with self.parts.home.blobs.path(item.media) as path:
            return Output(path, item.kind)

    def planned(self, editor: Editor, item: Item, guidance: Guidance, profile: Profile) -> Recipe:
        """What an editor would do with an item, nothing rendered. Raises `GenerecError` where it cannot."""
        rng = self.world.rng("edit", profile.user, item.id)
        return editor.plan(item=item, guidance=guidance, profile=profile, rng=rng)

    def edited(self, editor: Editor, item: Item, recipe: Recipe) -> Output:
        """An item changed as was planned. Raises `GenerecError`."""
        return self._kept(recipe, [item], editor.render)

    def created(self, guidance: Guidance, profile: Profile, *, by: str | None = None) -> Output:
        """Something new, by the creator of that name, else by whom the system asks. Raises `GenerecError`."""
        creators, rng = self.parts.creators, self.world.rng("create", profile.user)
        recipe = (
            creators.plan(guidance=guidance, profile=profile, rng=rng)
            if by is None
            else creators.named(by).plan(guidance=guidance, profile=profile, rng=rng)
        )
        ids = list(dict.fromkeys(source.item for source in recipe.sources))
        found = self.parts.home.rows.items.get(ids)
        maker = creators.named(recipe.steps[0].component)
        return self._kept(recipe, [found[id] for id in ids], maker.render)

    def _kept(
        self, recipe: Recipe, sources: Sequence[Item], render: Callable[[Recipe, Sequence[Item]], Draft]
    ) -> Output:
        """What the recipe makes; equal ones are made once."""
        suffix = ".mp4" if recipe.kind == "video" else ".jpg"
        file = self.folder / f"{recipe.key()[:24]}{suffix}"
        if not file.exists():
            draft = render(recipe, sources)
            assert draft.media is not None
            self.folder.mkdir(exist_ok=True)
            shutil.move(draft.media, file)
            if draft.thumbnail is not None:
                draft.thumbnail.unlink(missing_ok=True)
        return Output(file, recipe.kind, recipe)

    def look(self, made: Output) -> Look:
        """What is seen at `MOMENTS`, or of a picture. Raises `MediaError`."""
        if made.file not in self._seen:
            while len(self._seen) >= _MANY:
                del self._seen[next(iter(self._seen))]
            images = _images(made)
            colours = np.stack([histogram(image) for image in images]).astype(float)
            encoded = unit_rows(np.asarray(self.world.system.home.encoder.images(images), float))
            self._seen[made.file] = Look(tuple(images), colours, encoded)
        return self._seen[made.file]

    def labels(self, made: Output, topics: Mapping[str, Floats]) -> Floats | None:
        """(topics,) mean labels of what it shows, by how long; None where no source is labelled."""
        if made.recipe is None:
            return None
        recipe, rows, weights = made.recipe, [], []
        for step in recipe.steps:
            place = step.params.get("source")
            if not isinstance(place, int):
                continue
            row = topics.get(recipe.sources[place].item)
            if row is not None:
                rows.append(row)
                frames = step.params.get("frames", 1)
                weights.append(float(frames) if isinstance(frames, int | float) else 1.0)
        return np.average(np.stack(rows), axis=0, weights=weights) if rows else None


def _images(made: Output) -> list[Image]:
    if made.kind == "image":
        return [pictures.read(made.file, longest=LONGEST)]
    seconds = probe(made.file).duration_s
    return [frame_at(made.file, share * seconds, longest=LONGEST) for share in MOMENTS]


def fitted(image: Image, other: Image) -> Image:
    """A picture at the size of another, to be compared point by point."""
    if image.shape == other.shape:
        return image
    size = (other.shape[1], other.shape[0])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
