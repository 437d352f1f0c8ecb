"""Reframe: another aspect ratio, around what matters."""

from __future__ import annotations

from typing import Any

import numpy as np

from generec.domain.guidance import Reframe
from generec.domain.recipes import Step
from generec.editor.looks import ASPECTS, reframe
from generec.editor.ops.operation import FRAME, VISUAL, Asking, Making
from generec.editor.subject import free_room
from generec.media import pictures
from generec.media.frames import frame_at


class Reframing:
    """One crop for the whole video."""

    names = ("reframe",)
    kinds = VISUAL
    rank = FRAME

    def plan(self, edit: Reframe, asking: Asking) -> Step | None:
        """Where the crop stands; None where the video has that aspect already."""
        item = asking.item
        wide, high = ASPECTS[edit.aspect]
        if item.height and abs(item.width / item.height - wide / high) < 0.01:
            return None
        assert item.media is not None
        with asking.tools.media(item.media) as path:
            if item.kind == "image":
                images = [pictures.read(path, longest=480)]
            else:
                times = np.array([0.2, 0.5, 0.8]) * (item.duration_s or 0.0)
                images = [frame_at(path, t, longest=480) for t in times]
            x, y = free_room(images, width=wide, height=high)
        return asking.step("reframe", {"aspect": edit.aspect, "x": x, "y": y})

    def apply(self, step: Step, making: Making) -> str:
        """Add the crop."""
        params: dict[str, Any] = step.params
        making.changes.append(reframe(params["aspect"], x=params["x"], y=params["y"]))
        return f"cropped to {params['aspect']}"
