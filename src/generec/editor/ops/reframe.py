"""Reframe: another aspect ratio, around what matters, moving with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from generec.domain.guidance import Reframe
from generec.domain.recipes import Step
from generec.editor import camera
from generec.editor.looks import ASPECTS
from generec.editor.ops.operation import FRAME, VISUAL, Asking, Making, stretch
from generec.editor.subject import free_room, watch
from generec.media import pictures
from generec.media.crop import Crop
from generec.media.frames import frame_at

FOLLOWED_S: Final = 90.0
"""Longer stretches are cropped around one place: following takes a pass over them while planning."""

_LOOKS: Final = 12


class Reframing:
    """The largest crop of the asked aspect; in a video it follows faces, motion and what stands out."""

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
                x, y = free_room([pictures.read(path, longest=480)], width=wide, height=high)
                params: dict[str, Any] = {"x": [x], "y": [y], "times": [0.0]}
            else:
                params = _followed(path, wide / high, *stretch(asking))
        return asking.step("reframe", {"aspect": edit.aspect, **params})

    def apply(self, step: Step, making: Making) -> str:
        """Add the crop."""
        params: dict[str, Any] = step.params
        x, y, times = (tuple(params[name]) for name in ("x", "y", "times"))
        making.changes.append(Crop(ASPECTS[params["aspect"]], times=times, x=x, y=y))
        return f"cropped to {params['aspect']}"


def _followed(path: Path, aspect: float, start_s: float, end_s: float) -> dict[str, Any]:
    """Times (s of the source) and places of the crop."""
    first = frame_at(path, start_s, longest=480)
    own = first.shape[1] / first.shape[0]
    upright = own < aspect
    share = min(own / aspect, aspect / own)
    if end_s - start_s > FOLLOWED_S:
        times = [start_s + (place + 0.5) / _LOOKS * (end_s - start_s) for place in range(_LOOKS)]
        images = [frame_at(path, time, longest=480) for time in times]
        wide, high = (round(aspect * 1000), 1000)
        x, y = free_room(images, width=wide, height=high)
        return {"times": [0.0], "x": [x], "y": [y]}
    seen = watch(path, start_s=start_s, end_s=end_s, upright=upright)
    way = camera.plan(seen, share=share)
    moving, rest = list(way.places), [0.5] * len(way.places)
    x_places, y_places = (rest, moving) if upright else (moving, rest)
    return {"times": list(way.times), "x": x_places, "y": y_places}
