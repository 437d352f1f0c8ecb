"""Reframe: another aspect ratio, around what matters, moving with it; fitted in where no crop holds that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from generec.domain.guidance import Reframe
from generec.domain.parts import Image
from generec.domain.recipes import Step
from generec.editor import camera
from generec.editor.looks import ASPECTS
from generec.editor.ops.operation import FRAME, VISUAL, Asking, Making, stretch
from generec.editor.subject import needed, still_room, watch
from generec.media import pictures
from generec.media.chain import Change
from generec.media.crop import Crop
from generec.media.fitted import Fitted
from generec.media.frames import frame_at

FOLLOWED_S: Final = 90.0
"""Longer stretches are cropped around one place: following takes a pass over them while planning."""

_LOOKS: Final = 12


class Reframing:
    """The largest crop of the asked aspect; in a video it follows faces, motion and what stands out.

    Where no such crop holds the subject, as much as is needed is shown, before a blurred copy of itself.
    """

    names = ("reframe",)
    kinds = VISUAL
    rank = FRAME

    def plan(self, edit: Reframe, asking: Asking) -> Step | None:
        """Where the crop stands at which time; None where the video has that aspect already."""
        item = asking.item
        wide, high = ASPECTS[edit.aspect]
        if item.height and abs(item.width / item.height - wide / high) < 0.01:
            return None
        assert item.media is not None
        with asking.tools.media(item.media) as path:
            if item.kind == "image":
                params = _still([pictures.read(path, longest=480)], wide, high)
            else:
                params = _followed(path, wide, high, *stretch(asking))
        return asking.step("reframe", {"aspect": edit.aspect, **params})

    def apply(self, step: Step, making: Making) -> str:
        """Add the crop."""
        params: dict[str, Any] = step.params
        x, y, times = (tuple(params[name]) for name in ("x", "y", "times"))
        making.changes += cut(params["aspect"], times=times, x=x, y=y, shown=params.get("shown"))
        return told(params)


def told(params: Mapping[str, Any]) -> str:
    """What is done, in plain words."""
    if "shown" in params:
        return f"fitted into {params['aspect']}, the rest filled with its own blurred picture"
    return f"cropped to {params['aspect']}"


def cut(
    aspect: str,
    *,
    times: tuple[float, ...] = (0.0,),
    x: tuple[float, ...],
    y: tuple[float, ...],
    shown: Sequence[int] | None = None,
) -> list[Change]:
    """The crop to an aspect; with `shown` (width, height) the crop to that, fitted into the aspect."""
    if shown is None:
        return [Crop(ASPECTS[aspect], times=times, x=x, y=y)]
    wide, high = shown
    return [Crop((wide, high), times=times, x=x, y=y), Fitted(ASPECTS[aspect])]


def _still(images: Sequence[Image], wide: int, high: int) -> dict[str, Any]:
    """One place for all of the pictures."""
    x, y, shown = still_room(images, width=wide, height=high)
    return {"times": [0.0], "x": [x], "y": [y], **fitting(images[0], wide / high, shown)}


def fitting(image: Image, aspect: float, shown: float) -> dict[str, Any]:
    """The width and height of what is shown, where that is more than a crop of the aspect holds."""
    own = image.shape[1] / image.shape[0]
    share = min(own / aspect, aspect / own)
    if shown <= share + 1e-6:
        return {}
    part = (1.0, shown / own) if own < aspect else (own * shown, 1.0)
    return {"shown": [round(1000 * side) for side in part]}


def _followed(path: Path, wide: int, high: int, start_s: float, end_s: float) -> dict[str, Any]:
    """Times (s of the source) and places of the crop, and what is shown where it is fitted in."""
    first, aspect = frame_at(path, start_s, longest=480), wide / high
    own = first.shape[1] / first.shape[0]
    upright = own < aspect
    if end_s - start_s > FOLLOWED_S:
        times = [start_s + (place + 0.5) / _LOOKS * (end_s - start_s) for place in range(_LOOKS)]
        return _still([frame_at(path, time, longest=480) for time in times], wide, high)
    seen = watch(path, start_s=start_s, end_s=end_s, upright=upright)
    shown = needed(seen.looks, min(own / aspect, aspect / own))
    if shown >= 1:
        return {"times": [0.0], "x": [0.5], "y": [0.5], **fitting(first, aspect, 1.0)}
    way = camera.plan(seen, share=shown)
    moving, rest = list(way.places), [0.5] * len(way.places)
    x_places, y_places = (rest, moving) if upright else (moving, rest)
    return {"times": list(way.times), "x": x_places, "y": y_places, **fitting(first, aspect, shown)}
