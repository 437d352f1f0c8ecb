"""Taste: the same item, its colours and its pace bent towards what the viewer likes."""

from __future__ import annotations

from typing import Any

import numpy as np

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Taste
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Step
from generec.editor.ops.operation import LOOK, VISUAL, Asking, Making
from generec.editor.tools import Tools
from generec.encoders.topics import topic_vectors
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.recolour import Move, Recoloured, palette, towards

FEWEST, MOST = 3, 40
"""How many liked works it takes to speak of a taste, and how many are looked at."""
SHARE = 0.6
"""How far towards the liked palette colours go at full strength."""
PACE = 0.15
"""The most that the tempo changes."""
_SAME = 0.04
_NEAR = 0.3
"""From which cosine of meaning a liked work shows what the colours are to be taken from."""


class Bending:
    """Colours towards the palette of what the viewer liked, tempo towards its rate of shots.

    The recipe holds the move of the colours and the tempo, rounded. It is the viewer's own; from the taste
    of a group it is for all.
    """

    names = ("taste",)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Taste, asking: Asking) -> Step | None:
        """Colours and tempo resolved. Raises `NotAllowed` for a viewer of whom too little is known."""
        strength = asking.config.strength if edit.strength is None else edit.strength
        liked = _about(edit, liked_items(asking), asking.tools)
        shown = [
            (image, weight) for item, weight in liked if (image := _cover(item, asking.tools)) is not None
        ]
        if len(shown) < FEWEST:
            about = f" of {edit.about[0]}" if edit.about else ""
            raise NotAllowed(
                f"too little is known of what {asking.profile.user!r} likes{about}: {FEWEST} likes are needed"
            )
        goal = palette([image for image, _ in shown], [weight for _, weight in shown])
        move = towards(palette(_frames(asking)), goal, share=SHARE * strength)
        params = {"colours": [list(pair) for pair in move], "factor": _pace(asking, liked, strength)}
        return asking.step("taste", {**params, "shared": True} if asking.profile.shared else params)

    def apply(self, step: Step, making: Making) -> str:
        """Add the move of the colours, and multiply the tempo."""
        params: dict[str, Any] = step.params
        move: Move = tuple((gain, add) for gain, add in params["colours"])  # type: ignore[assignment]
        making.changes.append(lambda: Recoloured(move))
        making.speed *= params["factor"]
        paced = "" if params["factor"] == 1 else f", played at {params['factor']:g} of its tempo"
        liked = "viewers with one taste like" if params.get("shared") else "you like"
        return f"colours brought nearer to what {liked}{paced}"


def liked_items(asking: Asking) -> list[tuple[Item, float]]:
    """The works that the viewer liked, with weights, but for the one that is edited."""
    works = [work for work in asking.profile.liked if work != asking.item.work][:MOST]
    found = asking.tools.items(works) if works else {}
    return [(found[work], asking.profile.liked[work]) for work in works if work in found]


def _about(edit: Taste, liked: list[tuple[Item, float]], tools: Tools) -> list[tuple[Item, float]]:
    """The liked works that show what the taste is to be about; all where nothing is said of that."""
    if not edit.about or not liked or tools.words is None:
        return liked
    wish = topic_vectors([edit.about], texts=tools.words)[0]
    told = tools.words([" ".join((item.title, *item.topics)) for item, _ in liked])
    return [pair for pair, near in zip(liked, told @ wish, strict=True) if near >= _NEAR]


def _cover(item: Item, tools: Tools) -> Image | None:
    key = item.thumbnail or (item.media if item.kind == "image" else None)
    if key is None:
        return None
    with tools.media(key) as path:
        return pictures.read(path, longest=256)


def _frames(asking: Asking) -> list[Image]:
    item = asking.item
    assert item.media is not None
    with asking.tools.media(item.media) as path:
        if item.kind == "image":
            return [pictures.read(path, longest=256)]
        return [frame_at(path, share * item.duration_s, longest=256) for share in (0.2, 0.5, 0.8)]


def _pace(asking: Asking, liked: list[tuple[Item, float]], strength: float) -> float:
    """The tempo: quicker for who likes more shots a second than there are here, by a fourth root."""
    rates = [rate for item, _ in liked if (rate := _rate(item, asking.tools)) is not None]
    own = _rate(asking.item, asking.tools)
    if own is None or len(rates) < FEWEST:
        return 1.0
    factor = 1 + strength * float(np.clip((np.median(rates) / own) ** 0.25 - 1, -PACE, PACE))
    return 1.0 if abs(factor - 1) < _SAME else round(factor, 2)


def _rate(item: Item, tools: Tools) -> float | None:
    """Shots a second of a video."""
    found = tools.features(item.media) if item.kind == "video" and item.media else None
    return len(found.shots) / found.duration_s if found is not None and found.duration_s else None
