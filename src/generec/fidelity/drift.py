"""`fidelity.authenticity.drift.v1`: is an edit still a picture of what its source shows, and a text its text?

Pictures are compared by the encoder's vectors, with thresholds for each operation; where these are in doubt,
a closer look (`closer`) decides. The thresholds were set on one half of 46 photos, posters and clips, 370
edits by 19 operations and pairs of them; of 362 edits of the other half none was held (at most 1.0 %, 95 %;
that half's least likeness was known when they were set). Of another item's pictures in their place 98 % were
held after plain edits and crops, 94-97 % after oil, cartoon and pixel, 82 % after watercolour, 54 % after
sketch, 17 % after a cropped sketch: for what is redrawn it is a weak check. What an encoder of a thousand
classes does not tell apart passes too: another photo of the same breed, another face, another time of day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.fidelity.closer import Place, agree, closer
from generec.fidelity.looking import COVER, Exhibit, Look, exhibit
from generec.fidelity.seeing import Eyes, eyes_of, features, nearest, seen
from generec.fidelity.turned import turned
from generec.plugins import register

NAME: Final = "fidelity.authenticity.drift.v1"
_SHOWN: Final = 3
Known = tuple[Item, FrameFeatures]
"""A source and what ingest saw in it."""
_TAKEN: Final = 0.8
"""A cover so much like a picture of the film that passed is a frame of it."""
LEAST: Final = {
    "style:sketch": 0.23,
    "style:watercolor": 0.3,
    "style:oil": 0.36,
    "style:cartoon": 0.46,
    "style:noir": 0.5,
    "style:pixel": 0.46,
    "reframe": 0.46,
    "thumbnail": 0.4,
    "like": 0.25,
    "taste": 0.45,
    "blur_faces": 0.3,
}
"""The least likeness to its source's nearest frame that an edit by an operation has."""
_PLAIN: Final = 0.5
_AGAIN: Final = 0.68
"""So much of it is left for each further operation that draws: a painted crop is little like its source."""


class DriftConfig(BaseModel):
    """How far an edit may be from its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: dict[str, float] = Field(
        default_factory=dict,
        description='least likeness by operation, such as { "style:oil" = 0.3 }, over those built in',
    )
    points: int = Field(
        default=10, ge=4, description="with so many points that lie alike, a picture is the source's"
    )
    overlaid: float = Field(
        default=0.65, description="or with so great a correlation of its light and dark with a frame's"
    )
    outcome: Outcome = Field(default="hold", description="what a picture or a sentence does that drifted")


class DriftCheck:
    """Looks for pictures of an edit that no frame of a source is like, and for sentences of a rewritten text
    in which a source's sentence is turned round (numbers that changed places, rose for fell).

    Covers and videos alike; what is created of several sources passes. The score is the greatest lack of
    likeness (1 less the cosine), or the share of turned sentences.
    """

    name = NAME

    def __init__(self, config: DriftConfig | None = None, *, eyes: Eyes | None = None) -> None:
        self.config = config or DriftConfig()
        self._eyes = eyes

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Compare. Raises `MediaError`, `MissingModel`."""
        if draft.origin != "edited":
            return self._verdict([], 0.0, "it is no edit", {})
        if draft.kind == "text":
            return self._text(draft, sources)
        return self._pictures(draft, sources)

    def _text(self, draft: Draft, sources: Sequence[Item]) -> Verdict:
        found = list(turned(draft.text or "", [item.text or "" for item in sources]))
        told = [f"{one.new!r} for {one.old!r}: {one.why}" for one in found]
        score = min(1.0, len(found) / max(1, (draft.text or "").count(".") or 1))
        return self._verdict(
            told, score, "no sentence is turned round", {"turned": [[f.new, f.old] for f in found]}
        )

    def _pictures(self, draft: Draft, sources: Sequence[Item]) -> Verdict:
        found = features(sources, self._eyes) if self._eyes is not None else []
        if not found or self._eyes is None:
            return self._verdict([], 0.0, "no source has pictures to compare with", {})
        shown = exhibit(draft, sources)
        own = seen(shown, self._eyes)
        like, places = nearest(own.pictures, found)
        least = self._least(draft)
        good = np.asarray([score >= least for score in like])
        for n in sorted(np.flatnonzero(~good), key=lambda n: own.looks[n].time == COVER):
            good[n] = self._source(shown, own.looks[n], Place(*places[n]), found, least)
            if own.looks[n].time == COVER and not good[n]:
                good[n] = bool((own.pictures[good] @ own.pictures[n] >= _TAKEN).any())
        told = []
        for n in np.flatnonzero(~good):
            time, title = own.looks[n].time, places[n][0].title or places[n][0].id
            when = "the cover" if time == COVER else f"the picture at {time:.1f} s"
            told.append(f"{when} is like no frame of “{title}” (likeness {like[n]:.2f} of {least:.2f})")
        detail = {"least": least, "likeness": [round(float(one), 3) for one in like]}
        least_like = float(like.min())
        fine = f"each of {len(like)} pictures is like its source (at least {least_like:.2f} of {least:.2f})"
        return self._verdict(told, float(np.clip(1 - like.min(), 0, 1)), fine, detail)

    def _least(self, draft: Draft) -> float:
        """The lowest of the thresholds of the steps; one for each further step that draws lowers it."""
        table = {**LEAST, **self.config.least}
        asked = [
            table.get(name, _PLAIN) for step in draft.recipe.steps for name in (_named(step.op, step.params),)
        ]
        drawn = sum(one < _PLAIN for one in asked)
        return round(min(asked, default=_PLAIN) * (_AGAIN ** max(0, drawn - 1)), 3)

    def _source(
        self,
        shown: Exhibit,
        look: Look,
        place: Place,
        found: Sequence[tuple[Item, FrameFeatures]],
        least: float,
    ) -> bool:
        """Whether a closer look finds the picture in a source."""
        assert self._eyes is not None
        if agree(look.image, place, shown) >= self.config.points:
            return True
        best = closer(look.image, look.time, shown, found, self._eyes)
        return best.likeness >= least or best.overlaid >= self.config.overlaid

    def _verdict(self, told: Sequence[str], score: float, good: str, detail: dict[str, Any]) -> Verdict:
        return Verdict(
            check=NAME,
            outcome=self.config.outcome if told else "pass",
            score=score,
            evidence="; ".join(told[:_SHOWN]) or good,
            detail=detail,
        )


def _named(op: str, params: Mapping[str, Any]) -> str:
    return f"style:{params.get('name')}" if op == "style" else op


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> DriftCheck:
    """The check with its settings and, under `eyes`, what the home compares pictures with."""
    own, eyes = eyes_of(settings)
    return DriftCheck(DriftConfig(**own), eyes=eyes)
