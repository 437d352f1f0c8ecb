"""What was drawn, as a draft: its file, and in words what it is and what it was trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from generec.creator.diffusion.checkpoint import Card
from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.drawing import BETWEEN
from generec.domain.drafts import Draft
from generec.domain.parts import Image
from generec.domain.recipes import Recipe
from generec.editor.tools import Tools, film_draft
from generec.media.compose import Shot, compose

_LICENCES: Final = 5


def saved(
    recipe: Recipe, frames: Frames, card: Card, *, tools: Tools, told: Callable[[str], None] | None
) -> Draft:
    """The draft of frames (n, side, side, 3). Raises `MediaError`."""
    if told is not None:
        told("writing the file")
    params: Any = recipe.steps[0].params
    media, thumbnail = tools.file(".mp4"), tools.file(".jpg")
    about = described(card)
    fps = round(float(params["fps"]) * BETWEEN)

    def draw() -> Callable[[float], Image]:
        return lambda at_s: frames[min(len(frames) - 1, round(at_s * fps))]

    try:
        shot = Shot(len(frames), draw=draw, heard=False)
        size = frames.shape[2], frames.shape[1]
        compose([shot], media, size=size, fps=fps, watermark=tools.watermark(recipe))
        return film_draft(
            recipe,
            media,
            thumbnail=thumbnail,
            changes=[f"drawn by a network that was trained on {len(card.works)} videos of this catalogue"],
            title=params["title"],
            description=about,
            topics=tuple(params["topics"]),
            asked=(params["title"],) if params["words"] else (),
            ours=(about, *(() if params["words"] else (params["title"],))),
        )
    except BaseException:
        media.unlink(missing_ok=True)
        thumbnail.unlink(missing_ok=True)
        raise


def described(card: Card) -> str:
    """What it was drawn by, and under which licences that was trained."""
    licences = [f"{n} under {name}" for name, n in card.licences().items()]
    more = ["others"] if len(licences) > _LICENCES else []
    listed = ", ".join([*licences[:_LICENCES], *more])
    return (
        f"Drawn by a network that was trained on {len(card.works)} videos of this catalogue ({listed}), "
        f"all of them listed in its checkpoint. Nothing in it was filmed."
    )
