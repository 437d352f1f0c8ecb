"""The generation switch: off, shadow (made and measured, never shown) or on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.items import Kind
from generec.domain.recipes import Recipe

Mode = Literal["off", "shadow", "on"]
Making = Literal["edit", "create"]
"""The routes by which something is made."""
_WIDTH: Final[tuple[Mode, ...]] = ("off", "shadow", "on")


class SwitchConfig(BaseModel):
    """Where something may be made. The most restrictive of the settings that apply counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generation: Mode = Field(
        default="on", description="whole home: off, shadow (made and measured, never shown) or on"
    )
    routes: dict[Making, Mode] = Field(
        default_factory=dict, description='by what is done, edit or create, for example {create = "shadow"}'
    )
    operations: dict[str, Mode] = Field(
        default_factory=dict, description='by operation, for example {style = "shadow", music = "off"}'
    )
    kinds: dict[Kind, Mode] = Field(
        default_factory=dict, description='by kind of item, for example {text = "off"}'
    )


class Switch:
    """Answers whether an operation may run, and whether its result may be shown."""

    def __init__(self, config: SwitchConfig | None = None) -> None:
        self.config = config or SwitchConfig()

    def effective(
        self, op: str | None = None, *, kind: Kind | None = None, route: Making | None = None
    ) -> Mode:
        """The mode of an operation (None: of generation as such) on a kind of item, by a route."""
        modes = [self.config.generation]
        if route is not None:
            modes.append(self.config.routes.get(route, "on"))
        if op is not None:
            modes.append(self.config.operations.get(op, "on"))
        if kind is not None:
            modes.append(self.config.kinds.get(kind, "on"))
        return _narrowest(modes)

    def of(self, recipe: Recipe) -> Mode:
        """The mode of a recipe: the narrowest over its steps."""
        route: Making = "create" if recipe.origin == "created" else "edit"
        return _narrowest(self.effective(step.op, kind=recipe.kind, route=route) for step in recipe.steps)


def _narrowest(modes: Iterable[Mode]) -> Mode:
    return min(modes, key=_WIDTH.index)
