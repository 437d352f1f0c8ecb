"""The generation switch: off, shadow (made and measured, never shown) or on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.items import Kind
from generec.domain.recipes import Recipe

Mode = Literal["off", "shadow", "on"]
_WIDTH: Final[tuple[Mode, ...]] = ("off", "shadow", "on")


class SwitchConfig(BaseModel):
    """Where something may be made. The most restrictive of the settings that apply counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generation: Mode = Field(
        default="on", description="whole home: off, shadow (made and measured, never shown) or on"
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

    def effective(self, op: str | None = None, *, kind: Kind | None = None) -> Mode:
        """The mode of an operation (None: of generation as such) on a kind of item."""
        modes = [self.config.generation]
        if op is not None:
            modes.append(self.config.operations.get(op, "on"))
        if kind is not None:
            modes.append(self.config.kinds.get(kind, "on"))
        return _narrowest(modes)

    def of(self, recipe: Recipe) -> Mode:
        """The mode of a recipe: the narrowest over its steps."""
        return _narrowest(self.effective(step.op, kind=recipe.kind) for step in recipe.steps)


def _narrowest(modes: Iterable[Mode]) -> Mode:
    return min(modes, key=_WIDTH.index)
