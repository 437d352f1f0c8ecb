"""Style and adjust: how the pictures look."""

from __future__ import annotations

from typing import Any

from generec.domain.guidance import Adjust, Like, Style
from generec.domain.recipes import Step
from generec.editor import sdedit
from generec.editor.looks import ADJUSTMENTS, PAINTED, STYLES, WORDS, styled
from generec.editor.ops import drawn
from generec.editor.ops.operation import LOOK, VISUAL, Asking, Making, stretch
from generec.media.blend import Blended
from generec.media.paint_neural import Redrawn
from generec.models import style


class Styles:
    """A look by name: a filter or painter, or drawn by a diffusion model where `[sdedit]` names one."""

    names = tuple(f"style:{name}" for name in STYLES)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Style, asking: Asking) -> Step:
        """The name, and how strong it is where that is less than all of it; a model's with every number.

        Raises `MissingModel`, `MissingExtra` for a model that is named and not here.
        """
        strength = strength_of(edit.strength, asking)
        start_s, end_s = stretch(asking)
        own = asking.tools.sdedit
        if own.draws(edit, kind=asking.item.kind, seconds=end_s - start_s):
            asked, weights = sdedit.planned(own, edit, strength=strength)
            return asking.step("style", asked, **weights)
        params: dict[str, Any] = {"name": edit.name, **({"strength": strength} if strength < 1 else {})}
        if edit.name in PAINTED:
            params["drawn"] = drawn.by(drawn.PAINTERS)
        return asking.step("style", params)

    def apply(self, step: Step, making: Making) -> str:
        """Add the look's filters or painter."""
        params: dict[str, Any] = step.params
        if params.get("by") == sdedit.NAME:
            own = making.tools.sdedit
            making.changes.append(lambda: sdedit.painter(own, params, step.models))
            return f"redrawn as {params['name']} by a diffusion model"
        making.changes += styled(params["name"], params.get("strength", 1.0))
        return f"given the look {params['name']}"


class Likeness:
    """The look of an example picture, by a network. What it learns of the picture is the viewer's own."""

    names = ("like",)
    kinds = VISUAL
    rank = LOOK

    def plan(self, edit: Like, asking: Asking) -> Step:
        """The numbers of the style, and how strong it is. Raises `MissingModel`."""
        numbers = [round(float(n), 3) for n in edit.style]
        params = {"style": numbers, "strength": strength_of(edit.strength, asking)}
        return asking.step("like", params, **style.models())

    def apply(self, step: Step, making: Making) -> str:
        """Add the network as a painter. Raises `MissingModel`."""
        params: dict[str, Any] = step.params
        redraw = style.redrawer(params["style"])
        making.changes.append(Blended.of(lambda: Redrawn(redraw), params["strength"]))
        return "redrawn in the style of a picture"


def strength_of(asked: float | None, asking: Asking) -> float:
    """How strong a look is: as asked, else as set."""
    return round(asking.config.strength if asked is None else asked, 3)


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
