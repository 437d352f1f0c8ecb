"""Speed and mute."""

from __future__ import annotations

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Mute, Speed
from generec.domain.recipes import Step
from generec.editor.ops.operation import LOOK, VIDEO, Asking, Making


class Tempo:
    """Plays faster or slower; voices keep their pitch."""

    names = ("speed",)
    kinds = VIDEO
    rank = LOOK

    def plan(self, edit: Speed, asking: Asking) -> Step | None:
        """The factor. Raises `NotAllowed` for one outside of the settings."""
        slowest, fastest = asking.config.slowest, asking.config.fastest
        if not slowest <= edit.factor <= fastest:
            raise NotAllowed(f"a tempo of {edit.factor:g} is not available: {slowest:g} to {fastest:g} is")
        return None if edit.factor == 1.0 else asking.step("speed", {"factor": edit.factor})

    def apply(self, step: Step, making: Making) -> str:
        """Multiply the tempo."""
        factor = float(str(step.params["factor"]))
        making.speed *= factor
        return f"sped up {factor:g} times" if factor > 1 else f"slowed down to {factor:g} of its tempo"


class Silence:
    """Takes the sound away."""

    names = ("mute",)
    kinds = VIDEO
    rank = LOOK

    def plan(self, edit: Mute, asking: Asking) -> Step | None:
        """None for a video without sound that is to have music; raises `NotAllowed` for one that is not."""
        item = asking.item
        if not item.has_audio and item.width:
            if any(other.op == "music" for other in asking.guidance.edits):
                return None
            raise NotAllowed(f"{item.title or item.id!r} has no sound to take away")
        return asking.step("mute", {})

    def apply(self, step: Step, making: Making) -> str:
        """Leave the sound out."""
        making.mute = True
        return "sound taken away"
