"""`fidelity.safety.nudity.v1`: nudity in the frames of what was made.

Yahoo's open_nsfw judges one frame at a time. Frames are taken at least every `every_s` seconds and
wherever the picture has changed since the last one that was judged, so that every shot is seen. A frame
that stands unchanged in a source has that source's standing: only what is new counts.
Its recall is not known to us: it was trained on photographs, knows nothing of drawings, and looks
at no other harm (violence, hate). It takes hands and faces close up for more than they are, so by
default nothing is blocked on its word alone: a person decides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from generec import models
from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.fidelity.looking import Exhibit, exhibit
from generec.fidelity.looks import COVER, Look, looking
from generec.fidelity.watching import Watchers
from generec.plugins import register

NAME: Final = "fidelity.safety.nudity.v1"
MODEL: Final = "open-nsfw"
_SIDE: Final = 256
_CROP: Final = 224
_MEAN_BGR: Final = np.array([104, 117, 123], np.float32)
_BATCH: Final = 4


class NudityConfig(BaseModel):
    """Which frames are judged, and from which probability on what follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every_s: float = Field(default=2.0, gt=0, description="a frame is judged at least this often, s")
    change: float = Field(
        default=20.0,
        ge=0,
        description="a frame that differs by this much (0-255) from the last judged is judged too",
    )
    warn: float = Field(default=0.6, ge=0, le=1, description="probability from which a viewer is warned")
    hold: float = Field(default=0.9, ge=0, le=1, description="probability from which a person decides")
    block: float = Field(
        default=1.0, ge=0, le=1, description="probability from which it is blocked without asking a person"
    )

    @model_validator(mode="after")
    def _ascending(self) -> NudityConfig:
        if not self.warn <= self.hold <= self.block:
            raise ValueError("warn, hold and block must ascend")
        return self


class NudityCheck:
    """The score is the highest probability of nudity over the judged frames; `detail.time_s` says where.

    `detail.times` are the moments (s) of all frames that are likely enough for a warning.
    """

    name = NAME

    def __init__(self, config: NudityConfig | None = None) -> None:
        self.config = config or NudityConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Judge media and thumbnail. Raises `MediaError`, or `MissingModel` naming the command."""
        if draft.media is None:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="there are no pictures in a text")
        shown = exhibit(draft, sources)
        judged = [
            (float(score), look)
            for batch in _batches(self._looks(shown))
            for look, score in zip(batch, nudity([look.image for look in batch]), strict=True)
        ]
        standing = self._standing(shown, judged)
        score, look = max(judged, key=lambda pair: (SEVERITY[standing.get(pair[1], "pass")], pair[0]))
        where = (
            " in the cover"
            if look.time == COVER
            else f" at {look.time:.1f} s"
            if draft.kind == "video"
            else ""
        )
        outcome = standing.get(look, "pass")
        times: list[JsonValue] = [*sorted(one.time for one in standing if one.time != COVER)]
        told = "" if outcome == self._outcome(score) else ", as the source has it"
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=min(1.0, max(0.0, score)),
            evidence=f"probability of nudity at most {score:.2f}{where}{told} ({len(judged)} frames judged)",
            detail={"time_s": max(0.0, look.time), "times": times, "frames": len(judged)},
        )

    def _standing(self, shown: Exhibit, judged: Sequence[tuple[float, Look]]) -> dict[Look, Outcome]:
        """What the frames that score high come to: one that stands unchanged in a source has its standing."""
        out: dict[Look, Outcome] = {}
        for score, look in judged:
            outcome = self._outcome(score)
            if outcome != "pass":
                known = shown.stands(look, check=NAME)
                out[look] = outcome if known is None else min(outcome, known[1], key=SEVERITY.__getitem__)
        return out

    def _outcome(self, score: float) -> Outcome:
        config = self.config
        if score >= config.hold:
            return "block" if score >= config.block else "hold"
        return "warn" if score >= config.warn else "pass"

    def watchers(self, draft: Draft) -> Watchers:
        """What takes the frames that are judged."""
        return looking(self.config.every_s, self.config.change)

    def _looks(self, shown: Exhibit) -> Iterator[Look]:
        """What is judged, the cover first."""
        return iter(shown.looks(every_s=self.config.every_s, change=self.config.change))


def nudity(images: Sequence[Image]) -> NDArray[np.float32]:
    """(n,) probability of nudity of each picture. Raises `MissingModel`.

    The network wants 224 x 224 BGR less the training mean, from the middle of the picture squeezed
    to 256 x 256 and compressed as JPEG once, as in its training.
    """
    if not images:
        return np.zeros(0, np.float32)
    session = models.session(MODEL)
    batch = np.stack([_prepare(image) for image in images])
    out = session.run(None, {session.get_inputs()[0].name: batch})[0]
    return np.asarray(out, np.float32)[:, 1]


def _prepare(image: Image) -> NDArray[np.float32]:
    edge = (_SIDE - _CROP) // 2
    picture = Pillow.fromarray(image).resize((_SIDE, _SIDE), Pillow.Resampling.BILINEAR)
    buffer = io.BytesIO()
    picture.crop((edge, edge, edge + _CROP, edge + _CROP)).save(buffer, "JPEG")
    with Pillow.open(buffer) as again:
        values = np.asarray(again.convert("RGB"), np.float32)
    return values[:, :, ::-1] - _MEAN_BGR


def _batches(items: Iterator[Look]) -> Iterator[list[Look]]:
    batch: list[Look] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> NudityCheck:
    """The check with its settings."""
    return NudityCheck(NudityConfig(**settings))
