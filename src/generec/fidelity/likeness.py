"""`fidelity.legal.likeness.v1`: is something in it taken from a work that may not be changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.fidelity.guarded import Guarded
from generec.fidelity.looking import COVER, Look, exhibit
from generec.fidelity.seeing import spread
from generec.plugins import register

NAME: Final = "fidelity.legal.likeness.v1"
_SHOWN: Final = 3


class LikenessConfig(BaseModel):
    """What counts as taken from a guarded work."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guard: tuple[str, ...] = Field(
        default=(), description="ids of further works that nothing may be taken from, whatever their licence"
    )
    points: int = Field(default=16, ge=6, description="so many points of two pictures have to lie alike")
    frames: int = Field(
        default=12, ge=1, description="so many pictures of a draft are compared, evenly spread"
    )
    outcome: Outcome = Field(default="hold", description="what a picture does that was taken from one")


class LikenessCheck:
    """Compares the pictures of a draft with all works of the home that may only be shown as they are
    (`generec.fidelity.guarded`): a source that calls itself somebody's own may be a copy of one.

    The recipe's own sources do not count: their rights are the licence check's business. The score is the
    share of pictures that match.
    """

    name = NAME

    def __init__(self, config: LikenessConfig | None = None, *, guarded: Guarded | None = None) -> None:
        self.config = config or LikenessConfig()
        self._guarded = guarded

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look the draft's pictures up. Raises `MediaError`, `MissingModel`."""
        if draft.media is None:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="it has no pictures")
        also = self.config.guard
        if self._guarded is None or not (works := self._guarded.works(also)):
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="no work is guarded here")
        own = {item.id for item in sources} - set(also)
        looks = spread(exhibit(draft, sources).looks(), self.config.frames)
        found = self._guarded.found(
            [look.image for look in looks], but=own, also=also, least=self.config.points
        )
        told = [
            f"the picture {_when(looks[place])} is taken from “{match.title}”"
            f"{', mirrored' if match.mirrored else ''} ({match.points} points lie alike)"
            for place, match in found
        ]
        return Verdict(
            check=NAME,
            outcome=self.config.outcome if found else "pass",
            score=len(found) / len(looks),
            evidence="; ".join(told[:_SHOWN])
            or f"{len(looks)} pictures are like none of {len(works)} guarded works",
            detail={"found": [[looks[n].time, one.item, one.time, one.points] for n, one in found]},
        )


def _when(look: Look) -> str:
    return "on the cover" if look.time == COVER else f"at {look.time:.1f} s"


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> LikenessCheck:
    """The check with its settings and, under `guarded`, the works it knows."""
    own = {key: value for key, value in settings.items() if key != "guarded"}
    return LikenessCheck(LikenessConfig(**own), guarded=settings.get("guarded"))
