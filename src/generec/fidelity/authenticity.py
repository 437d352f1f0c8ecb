"""`fidelity.authenticity.media.v1`: is the draft's media what the draft says it is?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from av.video.frame import VideoFrame
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.errors import MediaError
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.fidelity.looking import exhibit
from generec.fidelity.watching import Watcher, Watchers
from generec.media import frames, pictures
from generec.media.decode import Reader
from generec.media.probe import probe
from generec.plugins import register

NAME: Final = "fidelity.authenticity.media.v1"
_LOOK_S: Final = 0.5
_LOOKS: Final = 240
_FLAT: Final = 3.0
"""Standard deviation of an 8-bit luma below which a picture shows nothing."""

Fault = tuple[Outcome, str]


class MediaConfig(BaseModel):
    """How exactly media must agree with what is claimed of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length_s: float = Field(default=0.5, ge=0, description="allowed difference of the length, s")
    length_share: float = Field(default=0.05, ge=0, description="and as a share of the length")
    empty_share: float = Field(
        default=0.9, gt=0, le=1, description="share of frames of one flat colour from which a video is empty"
    )


class MediaCheck:
    """Decodes the whole file.

    block: the file cannot be decoded to its end, or is of another kind. hold: its length, size or
    sound is not what the draft claims, or it shows nothing but one flat colour. The score is the
    share of sampled frames that are flat.
    """

    name = NAME

    def __init__(self, config: MediaConfig | None = None) -> None:
        self.config = config or MediaConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look at media and thumbnail, or at the text."""
        flat = 0.0
        try:
            faults = list(self._claims(draft)) if draft.media else list(_text(draft))
            if draft.media is not None:
                flat = self._flat(draft.media, draft, sources)
            if draft.thumbnail is not None:
                pictures.read(draft.thumbnail)
        except MediaError as error:
            return Verdict(check=NAME, outcome="block", score=1.0, evidence=error.message)
        if flat >= self.config.empty_share:
            faults.append(("hold", f"{flat:.0%} of its frames show one flat colour"))
        outcome: Outcome = max((fault[0] for fault in faults), key=SEVERITY.__getitem__, default="pass")
        told = "; ".join(fault[1] for fault in faults) or "decodes to its end and is what it claims to be"
        return Verdict(check=NAME, outcome=outcome, score=flat, evidence=told)

    def _claims(self, draft: Draft) -> Iterator[Fault]:
        assert draft.media is not None
        seen = probe(draft.media)
        if seen.kind != draft.kind:
            yield "block", f"it is a {seen.kind}, not a {draft.kind}"
        if draft.mime is not None and seen.mime != draft.mime:
            yield "block", f"it is {seen.mime}, not {draft.mime}"
        if (seen.width, seen.height) != (draft.width, draft.height):
            yield "hold", f"it is {seen.width} x {seen.height}, not {draft.width} x {draft.height}"
        if draft.kind == "video":
            allowed = self.config.length_s + self.config.length_share * draft.duration_s
            if abs(seen.duration_s - draft.duration_s) > allowed:
                yield "hold", f"it is {seen.duration_s:.2f} s long, not {draft.duration_s:.2f} s"
            if seen.has_audio != draft.has_audio:
                yield "hold", "it has sound" if seen.has_audio else "it has no sound"

    def _flat(self, path: Path, draft: Draft, sources: Sequence[Item]) -> float:
        """The share of flat frames; decodes everything on the way."""
        if draft.kind == "image":
            return float(_is_flat(pictures.read(path)))
        return float(exhibit(draft, sources).watched(self.watchers(draft)))

    def watchers(self, draft: Draft) -> Watchers:
        """What counts the flat frames of a film."""
        return {NAME: _Flat}


class _Flat(Watcher):
    """The share of the sampled frames that are flat; 1 where there is none."""

    def __init__(self, reader: Reader) -> None:
        self._sampling = frames.Sampling(reader, every_s=_LOOK_S, limit=_LOOKS, longest=128)
        self._flat: list[bool] = []

    def see(self, time: float, frame: VideoFrame) -> None:
        self._flat += [_is_flat(one.image) for one in self._sampling.see(time, frame)]

    def done(self) -> float:
        self._flat += [_is_flat(one.image) for one in self._sampling.end()]
        return float(np.mean(self._flat)) if self._flat else 1.0


def _is_flat(image: Image) -> bool:
    return float(image.mean(axis=2).std()) < _FLAT


def _text(draft: Draft) -> Iterator[Fault]:
    if not (draft.text or "").strip():
        yield "block", "there is neither media nor text"


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> MediaCheck:
    """The check with its settings."""
    return MediaCheck(MediaConfig(**settings))
