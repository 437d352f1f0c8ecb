"""Attacks by what stands in a file's own metadata."""

from __future__ import annotations

from PIL import Image as Pillow

from .cases import Attack, Found
from .media import panned
from .stage import SIZE, Stage


def tagged(**tags: str) -> Attack:
    """A film (and for `artist` a picture) whose container says things that nobody sees on the screen."""

    def attack(stage: Stage) -> Found:
        kind = "image" if "artist" in tags else "video"
        source = stage.source(kind)
        recipe = stage.recipe([source], ("editor.video.v1", "style", {"name": "cool"}), kind=kind)
        name = f"tagged-{stage.seed}"
        if kind == "video":
            file = stage.media.film(name, lambda: panned(["cactus"], SIZE, 18), tags=tags)
        else:
            exif = Pillow.Exif()
            exif[0x013B], exif[0x010E] = tags["artist"], tags.get("comment", "")
            file = stage.media.picture(name, lambda: next(panned(["cactus"], SIZE, 1)), exif=exif)
        return stage.submit(stage.draft(recipe, file=file, title="A walk outside"), [source])

    return attack
