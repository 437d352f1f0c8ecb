"""`fidelity.safety.flashing.v1`: flashes that can set off seizures, in the frames of what was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.fidelity.looking import exhibit
from generec.fidelity.watching import Watchers
from generec.media.flashes import Flashes, Flashing
from generec.plugins import register

NAME: Final = "fidelity.safety.flashing.v1"


class FlashingConfig(BaseModel):
    """How many flashes a second are too many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: float = Field(
        default=3.0, gt=0, description="flashes in one second that are still safe (WCAG 2.3.1: 3)"
    )


class FlashingCheck:
    """Looks at every frame of a video, whoever made it flash: a source's own strobe is as dangerous.

    hold: more flashes in some second than are safe. The score is flashes in the worst second over twice what
    is safe, at most 1; `detail` has the count, the second where it begins, and whether they are red ones.
    """

    name = NAME

    def __init__(self, config: FlashingConfig | None = None) -> None:
        self.config = config or FlashingConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Count. Raises `MediaError`."""
        if draft.kind != "video" or draft.media is None:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="nothing moves in it")
        found: Flashing = exhibit(draft, sources).watched(self.watchers(draft))
        outcome: Outcome = "hold" if found.most > self.config.most else "pass"
        what = f"{found.most:g} {'red ' if found.red else ''}flashes in the second from {found.at_s:.1f} s on"
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=min(1.0, found.most / (2 * self.config.most)),
            evidence=f"{what}; {self.config.most:g} are safe" if found.most else "it does not flash",
            detail={"flashes": found.most, "time_s": found.at_s, "red": found.red},
        )

    def watchers(self, draft: Draft) -> Watchers:
        """What counts the flashes of a film."""
        return {NAME: Flashes}


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> FlashingCheck:
    """The check with its settings."""
    return FlashingCheck(FlashingConfig(**settings))
