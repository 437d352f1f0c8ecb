"""`fidelity.safety.loudness.v1`: sudden bursts of sound, and sound that is loud beyond all others.

Measured by EBU R 128. A burst is a moment (0.4 s) that is loud by itself and far above what was heard before,
so that nobody had turned it down. What a source has already, as loud, is not held against what is made of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.fidelity.looking import Exhibit, exhibit
from generec.media.loudness import Course, course
from generec.media.probe import probe
from generec.media.samples import STUDIO
from generec.media.sound import source_sound
from generec.media.spans import Span
from generec.plugins import register

NAME: Final = "fidelity.safety.loudness.v1"
_STEP_S: Final = 0.1
_WINDOW: Final = 4
_BEFORE: Final = 30
_LEAST: Final = 3
_HEARD_LUFS: Final = -45.0
"""Below this there is nothing by which a listener sets the volume."""
_SAME_LU: Final = 1.0


class LoudnessConfig(BaseModel):
    """From where on a sound is too loud, or rises too fast."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rise: float = Field(default=10.0, gt=0, description="LU above the 3 s before from which it is a burst")
    burst: float = Field(default=-10.0, description="LUFS that a burst has at least, for a person to decide")
    startle: float = Field(default=-13.0, description="LUFS that a burst has at least, for a warning")
    loud: float = Field(default=-5.0, description="integrated LUFS above which a person decides")


class Burst(NamedTuple):
    """The loudest moment that is so far above what was heard before: LUFS, LU above it, and its second."""

    level: float
    rise: float
    at_s: float


class LoudnessCheck:
    """hold: a burst, or all of it far too loud. warn: a burst that would startle (kept from minors).

    The score is how far the worst of them is on its way from 20 LU below its limit to the limit.
    """

    name = NAME

    def __init__(self, config: LoudnessConfig | None = None) -> None:
        self.config = config or LoudnessConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Listen. Raises `MediaError`."""
        if draft.kind != "video" or draft.media is None or not draft.has_audio:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="nothing is heard in it")
        heard = listened(draft.media, draft.duration_s or 0.0)
        found, worst = self._outcome(heard), self.burst(heard)
        if found != "pass" and any(self._has(source, heard, exhibit(draft, sources)) for source in sources):
            found = "pass"
        return self._told(heard, worst, found)

    def _has(self, source: Item, made: Course, shown: Exhibit) -> bool:
        """Whether what is wrong with the sound is so in a source already."""
        if source.kind != "video" or not source.has_audio:
            return False
        with shown.file(source) as path:
            return path is not None and self._as_loud(listened(path, source.duration_s), made)

    def burst(self, heard: Course) -> Burst | None:
        """The loudest rise, or None."""
        levels, found = heard.momentary, None
        power = 10.0 ** (levels.astype(np.float64) / 10.0)
        for now in range(_WINDOW + _LEAST, len(levels)):
            before = power[max(0, now - _WINDOW - _BEFORE) : now - _WINDOW]
            ground = 10.0 * math.log10(float(np.median(before)) + 1e-12)
            rise, level = float(levels[now]) - ground, float(levels[now])
            if ground >= _HEARD_LUFS and rise >= self.config.rise and (found is None or level > found.level):
                found = Burst(level, rise, max(0.0, (now + 1 - _WINDOW) * _STEP_S))
        return found

    def _outcome(self, heard: Course) -> Outcome:
        burst = self.burst(heard)
        if heard.integrated > self.config.loud or (burst and burst.level >= self.config.burst):
            return "hold"
        return "warn" if burst and burst.level >= self.config.startle else "pass"

    def _as_loud(self, source: Course, made: Course) -> bool:
        """Whether a source has a burst as loud, and is as loud altogether, where this is what is wrong."""
        mine, theirs = self.burst(made), self.burst(source)
        burst = mine is None or mine.level < self.config.startle
        burst = burst or (theirs is not None and theirs.level >= (mine.level if mine else 0.0) - _SAME_LU)
        whole = made.integrated <= self.config.loud or source.integrated >= made.integrated - _SAME_LU
        return burst and whole

    def _told(self, heard: Course, burst: Burst | None, outcome: Outcome) -> Verdict:
        what = f"{heard.integrated:.1f} LUFS" if math.isfinite(heard.integrated) else "silence"
        if burst:
            what += f"; at {burst.at_s:.1f} s it rises by {burst.rise:.0f} LU to {burst.level:.1f} LUFS"
        near = max(heard.integrated - self.config.loud, (burst.level - self.config.burst) if burst else -20.0)
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=min(1.0, max(0.0, 1.0 + near / 20.0)),
            evidence=what,
            detail={
                "integrated_lufs": round(max(-70.0, heard.integrated), 1),
                "burst_lufs": round(burst.level, 1) if burst else None,
                "time_s": round(burst.at_s, 1) if burst else 0.0,
            },
        )


def listened(path: Path, duration_s: float) -> Course:
    """How loud a film is over time. Raises `MediaError`."""
    length = duration_s or probe(path).duration_s or 0.0
    return course(source_sound(path, [Span(0.0, length, 0.0, 1.0)], form=STUDIO))


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> LoudnessCheck:
    """The check with its settings."""
    return LoudnessCheck(LoudnessConfig(**settings))
