"""Clip: the window that suits this viewer and this wish."""

from __future__ import annotations

from generec.domain.guidance import Clip
from generec.domain.recipes import Step
from generec.editor.clip import window_of
from generec.editor.ops.operation import CUT, VIDEO, Asking, Making
from generec.editor.tools import seconds


class Cut:
    """Keeps one stretch of the video."""

    names = ("clip",)
    kinds = VIDEO
    rank = CUT

    def plan(self, edit: Clip, asking: Asking) -> Step | None:
        """The window, to the millisecond; None where the whole is no longer than that."""
        span = window_of(
            asking.item,
            guidance=asking.guidance,
            profile=asking.profile,
            rng=asking.rng,
            tools=asking.tools,
            config=asking.config.window,
        )
        return asking.step("clip", {"start_s": span[0], "end_s": span[1]}) if span else None

    def apply(self, step: Step, making: Making) -> str:
        """Narrow the stretch."""
        making.start_s, making.end_s = (float(str(step.params[name])) for name in ("start_s", "end_s"))
        return f"cut to {seconds(making.end_s - making.start_s)}, from {seconds(making.start_s)} on"
