"""`fidelity.privacy.faces.v1`: no face is left where faces were to be hidden.

The detector that hid them looks again, at the frames of what was made. What it overlooks both
times is not known to it: `generec.encoders.faces.RECALL` says how much of that there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from av.video.frame import VideoFrame
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.encoders.faces import RECALL, Faces, FacesConfig
from generec.fidelity.looking import exhibit
from generec.fidelity.watching import Watcher, Watchers
from generec.media import pictures
from generec.media.decode import Reader
from generec.plugins import register

NAME: Final = "fidelity.privacy.faces.v1"
OPERATION: Final = "blur_faces"
COVER: Final = -1.0
"""Stands for the thumbnail where a frame's second stands."""

Found = tuple[int, list[tuple[float, float]]]
"""How many pictures were searched, and (certainty, second) of those with a face."""


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
        if draft.media is None or not _hides(draft):
            return Verdict(check=NAME, outcome="pass", evidence="no face was to be hidden")
        cover, own = self._cover(draft), self._media(draft, sources)
        seen, left = cover[0] + own[0], cover[1] + own[1]
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

    def watchers(self, draft: Draft) -> Watchers:
        """What searches the frames of a film whose faces were to be hidden."""
        step = 1 + int((draft.duration_s or 0.0) * (draft.fps or 25.0)) // self.config.frames
        return {NAME: lambda reader: _Searched(reader, self.config, step)} if _hides(draft) else {}

    def _cover(self, draft: Draft) -> Found:
        if draft.thumbnail is None:
            return 0, []
        return self._picture(draft.thumbnail, COVER)

    def _media(self, draft: Draft, sources: Sequence[Item]) -> Found:
        assert draft.media is not None
        if draft.kind == "image":
            return self._picture(draft.media, 0.0)
        found: Found = exhibit(draft, sources).watched(self.watchers(draft))
        return found

    def _picture(self, path: Path, time: float) -> Found:
        find = _faces(self.config)
        image = pictures.read(path, longest=max(self.config.sides))
        return 1, [(float(score), time) for score in find(image=image).scores[:1]]


class _Searched(Watcher):
    """Searches every `step`th frame of a film."""

    def __init__(self, reader: Reader, config: FacesCheckConfig, step: int) -> None:
        self._reader, self._find, self._step = reader, _faces(config), step
        self._longest = max(config.sides)
        self._place, self._seen = 0, 0
        self._left: list[tuple[float, float]] = []

    def see(self, time: float, frame: VideoFrame) -> None:
        if self._place % self._step == 0:
            image = self._reader.rgb(frame, longest=self._longest)
            self._left += [(float(score), time) for score in self._find(image=image).scores[:1]]
            self._seen += 1
        self._place += 1

    def done(self) -> Found:
        return self._seen, self._left


def _hides(draft: Draft) -> bool:
    return any(step.op == OPERATION for step in draft.recipe.steps)


def _faces(config: FacesCheckConfig) -> Faces:
    return Faces(FacesConfig(sides=config.sides, score=config.score))


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> FacesCheck:
    """The check with its settings."""
    return FacesCheck(FacesCheckConfig(**settings))
