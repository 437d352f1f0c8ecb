"""Taste: the same item, its colours, look and pace bent towards what the viewer likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Taste
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Step
from generec.editor import colours
from generec.editor.looks import FILTERED, favourite, styled
from generec.editor.ops.operation import LOOK, VISUAL, Asking, Making
from generec.editor.tools import Tools
from generec.encoders.topics import topic_vectors
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.recolour import Curves, Palette, Recoloured, palette, towards

FEWEST, MOST = 3, 40
"""How many liked works it takes to speak of a taste, and how many are looked at."""
SHARE = 0.6
"""How far towards the liked palette colours go at full strength."""
PACE = 0.15
"""The most that the tempo changes."""
_SAME = 0.04
_NEAR = 0.3
"""From which cosine of meaning a liked work shows what the colours are to be taken from."""
_SHRINK = 20
"""So many likes and their palette counts half; the rest of it is everybody's."""
_TOUCH = 0.5
"""How strong a look is laid over at most."""


class Bending:
    """Colours towards what the viewer likes, apart from what all like; a touch of the look that did
    well with them; tempo towards the liked rate of shots.

    Colours are told by the viewer's own likes and, where there is a fit, by what lies near the viewer
    in its trained space. The recipe holds curves of colours, a name and a tempo, rounded, and nothing that
    they came from. It is the viewer's own; from the taste of a group it is for all.
    """

    names = ("taste",)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Taste, asking: Asking) -> Step | None:
        """Colours, look and tempo resolved. Raises `NotAllowed` for a viewer of whom too little is known."""
        strength = asking.config.strength if edit.strength is None else edit.strength
        liked = _about(edit, liked_items(asking), asking.tools)
        shown = [
            (image, weight)
            for item, weight in liked
            if (image := colours.cover(item, asking.tools.media)) is not None
        ]
        leaning = None if edit.about else asking.tools.leaning(asking.profile)
        if leaning is None and len(shown) < FEWEST:
            about = f" of {edit.about[0]}" if edit.about else ""
            raise NotAllowed(
                f"too little is known of what {asking.profile.user!r} likes{about}: {FEWEST} likes are needed"
            )
        target = goal([palette([image]) for image, _ in shown], [weight for _, weight in shown], leaning)
        curves = towards(palette(_frames(asking)), target, share=SHARE * strength)
        params: dict[str, Any] = {
            "curves": [[list(knot) for knot in curve] for curve in curves],
            "factor": _pace(asking, liked, strength),
        }
        look = _look(asking, strength)
        params |= {"look": look[0], "strength": look[1]} if look else {}
        return asking.step("taste", {**params, "shared": True} if asking.profile.shared else params)

    def apply(self, step: Step, making: Making) -> str:
        """Add the curves and the look, and multiply the tempo."""
        params: dict[str, Any] = step.params
        curves: Curves = tuple(tuple((x, y) for x, y in curve) for curve in params["curves"])  # type: ignore[assignment]
        making.changes.append(lambda: Recoloured(curves))
        making.speed *= params["factor"]
        told = "viewers with one taste like" if params.get("shared") else "you like"
        parts = [f"colours brought nearer to what {told}"]
        if "look" in params:
            making.changes += styled(params["look"], params["strength"])
            parts.append(f"with a touch of {params['look']}")
        if params["factor"] != 1:
            parts.append(f"played at {params['factor']:g} of its tempo")
        return ", ".join(parts)


def goal(liked: Sequence[Palette], weights: Sequence[float], leaning: colours.Leaning | None) -> Palette:
    """The palette (3, 9) to bend towards: of what is liked; where everybody's is known, what differs from it.

    One of `liked` and `leaning` there must be.
    """
    own = np.average(np.stack(liked), axis=0, weights=weights) if liked else None
    if leaning is None:
        assert own is not None
        return np.asarray(own, np.float32)
    trust = len(liked) / (len(liked) + _SHRINK)
    apart = trust * (own - leaning.base) if own is not None else 0.0
    return np.asarray(leaning.base + leaning.away + apart, np.float32)


def _look(asking: Asking, strength: float) -> tuple[str, float] | None:
    """The look of colours and light that did best with the viewer, and how strong; None where none did."""
    looks = asking.profile.looks
    best = favourite(looks, FILTERED)
    if best is None or any(edit.op == "style" for edit in asking.guidance.edits):
        return None
    return best, round(min(looks[best], _TOUCH) * strength, 2)


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
