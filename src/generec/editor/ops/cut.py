"""Clip: the stretches that suit this viewer and this wish."""

from __future__ import annotations

from generec.domain.guidance import Clip
from generec.domain.recipes import Step
from generec.editor.ops.operation import CUT, VIDEO, Asking, Making
from generec.editor.stretches import read, stretches, told, written


class Cut:
    """Keeps one window of the video, or the best of a long one in several pieces."""

    names = ("clip",)
    kinds = VIDEO
    rank = CUT

    def plan(self, edit: Clip, asking: Asking) -> Step | None:
        """The stretches, to the millisecond; None where the whole is no longer than that."""
        spans = stretches(
            asking.item,
            guidance=asking.guidance,
            profile=asking.profile,
            rng=asking.rng,
            tools=asking.tools,
            config=asking.config.window,
        )
        return asking.step("clip", written(spans)) if spans else None

    def apply(self, step: Step, making: Making) -> str:
        """Keep the stretches."""
        making.spans = read(step.params)
        return told(making.spans)
