"""Style and adjust: how the pictures look."""

from __future__ import annotations

from typing import Any

from generec.domain.guidance import Adjust, Style
from generec.domain.recipes import Step
from generec.editor.looks import ADJUSTMENTS, STYLES, WORDS
from generec.editor.ops.operation import LOOK, VISUAL, Asking, Making


class Styles:
    """A look by name."""

    names = tuple(f"style:{name}" for name in STYLES)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Style, asking: Asking) -> Step:
        """The name is the whole choice."""
        return asking.step("style", {"name": edit.name})

    def apply(self, step: Step, making: Making) -> str:
        """Add the look's filters or painter."""
        name = str(step.params["name"])
        making.changes += STYLES[name]
        return f"given the look {name}"


class Adjustments:
    """Brightness, contrast and saturation, up or down."""

    names = ("adjust",)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Adjust, asking: Asking) -> Step:
        """What and in which direction."""
        return asking.step("adjust", {"what": edit.what, "by": edit.by})

    def apply(self, step: Step, making: Making) -> str:
        """Add the curve."""
        params: dict[str, Any] = step.params
        what = params["what"], params["by"]
        making.changes += ADJUSTMENTS[what]
        return WORDS[what]
