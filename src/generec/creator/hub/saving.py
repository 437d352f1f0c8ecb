"""What was drawn, as a draft: its file, its words, and by which model it was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Recipe
from generec.editor.tools import Tools, film_draft
from generec.media import mix
from generec.media.compose import Shot, compose
from generec.media.music import player
from generec.media.watermark import Watermark
from generec.policy.licences import credit

BEGINS = "It begins with a frame of:"
SHOWN = "The model was also shown:"
_QUALITY = 95


def saved(
    recipe: Recipe,
    frames: NDArray[np.uint8],
    *,
    tools: Tools,
    sources: Sequence[Item],
    progress: Callable[[str], None] | None,
) -> Draft:
    """The draft of frames (n, height, width, 3), or of the one picture. Raises `MediaError`."""
    if progress is not None:
        progress("writing the file")
    media = tools.file(".mp4" if recipe.kind == "video" else ".jpg")
    thumbnail = tools.file(".jpg")
    about = {**_words(recipe), "description": described(recipe, sources)}
    try:
        if recipe.kind == "video":
            _film(recipe, frames, media, watermark=tools.watermark(recipe))
            return film_draft(recipe, media, thumbnail=thumbnail, changes=changes(recipe), **about)
        tools.write(frames[0], recipe, media, thumbnail, quality=_QUALITY)
        return Draft(
            recipe=recipe,
            kind="image",
            media=media,
            mime="image/jpeg",
            thumbnail=thumbnail,
            width=frames.shape[2],
            height=frames.shape[1],
            changes=tuple(changes(recipe)),
            ai=True,
            **about,
        )
    except BaseException:
        media.unlink(missing_ok=True)
        thumbnail.unlink(missing_ok=True)
        raise


def _film(recipe: Recipe, frames: NDArray[np.uint8], media: Any, *, watermark: Watermark | None) -> None:
    fps = next(int(str(step.params["fps"])) for step in recipe.steps if "fps" in step.params)

    def draw() -> Callable[[float], Image]:
        return lambda at_s: frames[min(len(frames) - 1, round(at_s * fps))]

    music = next((step.params for step in recipe.steps if step.op == "music"), None)
    layer = mix.Music(play=player(str(music["mood"]), seed=int(str(music["seed"])))) if music else None
    shot = Shot(len(frames), draw=draw, heard=False)
    size = frames.shape[2], frames.shape[1]
    compose([shot], media, size=size, fps=fps, music=layer, watermark=watermark)


def _words(recipe: Recipe) -> dict[str, Any]:
    """Title and topics, and which words are the wish's and which ours."""
    params: Any = _drawn(recipe)[-1]
    return {
        "title": params["title"],
        "topics": tuple(params["topics"]),
        "asked": tuple(params["asked"]),
        "ours": (_by(recipe), BEGINS, SHOWN),
    }


def described(recipe: Recipe, sources: Sequence[Item]) -> str:
    """By which models it was drawn, and from whose pictures."""
    items = {item.id: item for item in sources}
    told = [_by(recipe)]
    for params in _drawn(recipe):
        if "begins" in params:
            told.append(f"{BEGINS} {_credits(recipe, items, [params['begins']])}.")
        if "liked" in params:
            told.append(f"{SHOWN} {_credits(recipe, items, params['liked'])}.")
    return " ".join(told)


def changes(recipe: Recipe) -> list[str]:
    """What was done, in order, in plain words."""
    out = []
    for step in recipe.steps:
        params: Any = step.params
        if step.op == "music":
            out.append("given music that was composed for it")
            continue
        what = {"image_to_video": "made to move", "text_to_video": "drawn as a video"}.get(step.op, "drawn")
        out.append(f"{what} by the model {params['model']}")
        if params.get("liked"):
            out.append(f"with {len(params['liked'])} liked pictures beside the words")
    return out


def _drawn(recipe: Recipe) -> list[dict[str, Any]]:
    return [dict(step.params) for step in recipe.steps if "prompt" in step.params]


def _by(recipe: Recipe) -> str:
    named = " and ".join(f"{one.model} ({one.licence})" for one in recipe.terms)
    filmed = any("begins" in params for params in _drawn(recipe))
    return f"Drawn by generative models: {named}." + ("" if filmed else " Nothing in it was filmed.")


def _credits(recipe: Recipe, items: dict[str, Item], frames: Sequence[Any]) -> str:
    ids = dict.fromkeys(recipe.sources[int(frame["source"])].item for frame in frames)
    return "; ".join(credit(items[id]) for id in ids if id in items)
