"""`fidelity.privacy.faces.v1`: no face is left where faces were to be hidden.

The detector that hid them looks again, at the frames of what was made. What it overlooks both
times is not known to it: `generec.encoders.faces.RECALL` says how much of that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.encoders.faces import RECALL, Faces, FacesConfig
from generec.media import pictures
from generec.media.decode import Reader
from generec.plugins import register

NAME: Final = "fidelity.privacy.faces.v1"
OPERATION: Final = "blur_faces"
COVER: Final = -1.0
"""Stands for the thumbnail where a frame's second stands."""


class FacesCheckConfig(BaseModel):
    """How closely what was made is searched for faces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sides: tuple[int, ...] = Field(
        default=(480,), description="longest sides at which frames are searched, pixels"
    )
    score: float = Field(default=0.7, gt=0, le=1, description="certainty from which a face is left")
    frames: int = Field(
        default=1_800, ge=1, description="at most about so many frames are searched, evenly spread"
    )


class FacesCheck:
    """Holds a draft whose recipe hides faces when one is found in it; lets all others pass."""

    name = NAME

    def __init__(self, config: FacesCheckConfig | None = None) -> None:
        self.config = config or FacesCheckConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Search media and thumbnail. Raises `MediaError`, or `MissingModel` naming the command."""
        if draft.media is None or all(step.op != OPERATION for step in draft.recipe.steps):
            return Verdict(check=NAME, outcome="pass", evidence="no face was to be hidden")
        find = Faces(FacesConfig(sides=self.config.sides, score=self.config.score))
        seen, left = 0, list[tuple[float, float]]()
        for time, image in self._frames(draft):
            seen += 1
            left += [(float(score), time) for score in find(image=image).scores[:1]]
        detail: dict[str, JsonValue] = {
            "frames": seen,
            "frames_with_faces": len(left),
            "recall": RECALL.share,
        }
        if not left:
            told = f"no face is left in {seen} frames; {RECALL}"
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence=told, detail=detail)
        score, time = max(left)
        where = "in the cover" if time == COVER else f"at {time:.1f} s"
        told = f"a face is left {where} (certainty {score:.2f}; {len(left)} of {seen} frames)"
        return Verdict(check=NAME, outcome="hold", score=min(1.0, score), evidence=told, detail=detail)

    def _frames(self, draft: Draft) -> Iterator[tuple[float, Image]]:
        """(second, picture) of what is searched, the thumbnail first."""
        longest = max(self.config.sides)
        if draft.thumbnail is not None:
            yield COVER, pictures.read(draft.thumbnail, longest=longest)
        assert draft.media is not None
        if draft.kind == "image":
            yield 0.0, pictures.read(draft.media, longest=longest)
            return
        step = 1 + int((draft.duration_s or 0.0) * (draft.fps or 25.0)) // self.config.frames
        with Reader(draft.media) as reader:
            for place, (time, frame) in enumerate(reader.frames()):
                if place % step == 0:
                    yield time, reader.rgb(frame, longest=longest)


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> FacesCheck:
    """The check with its settings."""
    return FacesCheck(FacesCheckConfig(**settings))
