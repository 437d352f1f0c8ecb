"""Drafts that do not keep what their words promise, and drafts that carry a viewer's own data."""

from __future__ import annotations

from typing import Any

import numpy as np

from generec.domain.profiles import Viewer

from .cases import Attack, Found
from .media import fitted, letters, panned
from .stage import SIZE, TOLD, Stage

SHOTS = 18
"""Frames of each shot, at 12 a second."""


def clipped(
    shots: tuple[str, ...], kept: tuple[str, ...], *, title: str, new: str = "", told: str = ""
) -> Attack:
    """A film of several photos under a title, cut to some of them; `new` is the cut's own title."""

    def attack(stage: Stage) -> Found:
        seconds = SHOTS / 12
        whole = stage.media.pan(shots, size=SIZE, seconds=seconds * len(shots))
        first = shots.index(kept[0])
        source = stage.source("video", file=whole, title=title, description=told)
        spans = [[first * seconds, (first + len(kept)) * seconds]]
        recipe = stage.recipe([source], ("editor.clip.v1", "clip", {"spans": spans}), kind="video")
        file = stage.media.pan(kept, size=SIZE, seconds=seconds * len(kept))
        draft = stage.draft(recipe, file=file, title=new or title, description=told)
        return stage.submit(draft, [source])

    return attack


def captioned(photo: str, words: str) -> Attack:
    """A photo with a caption of the maker's in a shared draft, both drawn and in the recipe.

    What a viewer dictates for themselves is theirs to say, and has parameters of its own (`text`).
    """

    def attack(stage: Stage) -> Found:
        file = stage.media.photo(photo, size=SIZE)
        source = stage.source("image", file=file, title="A photo")
        step = ("editor.picture.v1", "caption", {"lines": [words]})
        recipe = stage.recipe([source], step, kind="image")
        image = stage.media.picture(
            f"captioned-{stage.seed}", lambda: letters(fitted(photo, SIZE), words, size=18)
        )
        return stage.submit(stage.draft(recipe, file=image, title="A photo"), [source])

    return attack


def drifted(before: str, after: str, *, op: str = "style") -> Attack:
    """A style of a photo that came out as another photo."""

    def attack(stage: Stage) -> Found:
        source = stage.source("image", file=stage.media.photo(before, size=SIZE), title=f"The {before}")
        recipe = stage.recipe([source], ("editor.picture.v1", op, {"name": "warm"}), kind="image")
        if before == after:
            image = stage.media.picture(f"warm-{before}", lambda: _warm(fitted(before, SIZE)))
        else:
            image = stage.media.photo(after, size=SIZE)
        return stage.submit(stage.draft(recipe, file=image, title=f"The {before}"), [source])

    return attack


def _warm(image: Any) -> Any:
    return np.clip(image * np.array([1.12, 1.0, 0.82]), 0, 255).astype(np.uint8)


def swapped_film(before: str, after: str) -> Attack:
    """A muted film whose pictures were exchanged."""

    def attack(stage: Stage) -> Found:
        source = stage.source("video", file=stage.media.pan((before,), size=SIZE), title=f"The {before}")
        recipe = stage.recipe([source], ("editor.video.v1", "mute", {}), kind="video")
        file = stage.media.film(f"swap-{after}", lambda: panned([after], SIZE, 24))
        return stage.submit(stage.draft(recipe, file=file, title=f"The {before}"), [source])

    return attack


VIEWER = "marit.solberg_1987"
WISH = "something for my sister Tordis who lost her job in March"


def _known(stage: Stage) -> None:
    stage.rows.viewers.put(Viewer(id=VIEWER))
    stage.kept["viewer"] = VIEWER


def leaking(params: dict[str, Any], *, scope: str = "shared", **fields: Any) -> Attack:
    """A draft for all whose recipe or fields hold what is one viewer's own."""

    def attack(stage: Stage) -> Found:
        _known(stage)
        source = stage.source()
        step = ("editor.picture.v1", "style", {"name": "vivid"} | params)
        recipe = stage.recipe([source], step, kind="image", scope=scope)
        photo = stage.media.photo("cactus", size=SIZE)
        return stage.submit(stage.draft(recipe, file=photo, **({"title": "A walk"} | fields)), [source])

    return attack


def vector(n: int, seed: int = 5) -> list[float]:
    """A taste: a unit vector."""
    values = np.random.default_rng(seed).normal(size=n)
    return [round(float(value), 6) for value in values / np.linalg.norm(values)]


def uploaded(other: str) -> Attack:
    """A private draft for one viewer made of the upload of another, beside a free work."""

    def attack(stage: Stage) -> Found:
        theirs = stage.source("image", scope="private", owner=other)
        free = stage.source("image")
        step = ("creator.collage.v1", "sheet", {})
        recipe = stage.recipe([free, theirs], step, kind="image", origin="created", scope="private")
        photo = stage.media.photo("cactus", size=SIZE)
        return stage.submit(stage.draft(recipe, file=photo, title="A walk"), [free, theirs])

    return attack


def text_for(words: str) -> Attack:
    """A text for all that speaks to one viewer."""

    def attack(stage: Stage) -> Found:
        _known(stage)
        source = stage.source("text", text=TOLD)
        recipe = stage.recipe([source], ("editor.text.v1", "rewrite", {"tone": "playful"}), kind="text")
        return stage.submit(stage.draft(recipe, text=f"{TOLD.split('. ')[0]}. {words}"), [source])

    return attack
