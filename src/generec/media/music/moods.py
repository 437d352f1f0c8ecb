"""The moods: how fast, in which harmony and on which instruments they are played (`moods.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generec.media.music.drumkit import DRUMS
from generec.media.music.theory import SCALES, chord
from generec.media.music.voices import VOICES

STEPS = 4
"""Steps of a beat, in which rhythms are written."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Part(_Data):
    """What one player does in a mood."""

    does: Literal["pad", "comp", "arp", "bass", "lead", "drum"]
    voice: str = Field(description="The instrument or drum.")
    level: float = Field(description="dB beside the other parts.")
    pan: float = Field(default=0.0, ge=-1, le=1, description="Left (-1) to right (1).")
    send: float = Field(default=0.0, ge=0, description="Share that is heard in the room.")
    since: float = Field(default=0.0, alias="from", description="Plays in sections of at least that drive.")
    low: int = Field(default=33, description="Lowest MIDI note.")
    high: int = Field(default=48, description="Highest MIDI note.")
    force: float = Field(default=0.7, gt=0, le=1, description="How hard it plays.")
    strum_s: float = Field(default=0.0, description="Time from the first to the next note of a chord, s.")
    pump: bool = Field(default=False, description="Gives way to the kick.")
    rows: tuple[str, ...] = Field(default=(), description="Rhythms of a bar, one for each kind of section.")


class Mood(_Data):
    """How a mood is played."""

    bpm: tuple[float, float] = Field(description="Slowest and fastest tempo, beats a minute.")
    meter: int = Field(default=4, description="Beats of a bar.")
    keys: tuple[int, ...] = Field(description="Key notes it may stand in, MIDI.")
    scale: str
    swing: float = Field(default=0.0, description="Delay of off-beat quavers: 1 is a triplet.")
    shuffle: float = Field(default=0.0, description="Delay of off-beat semiquavers: 1 is a triplet.")
    pump: float = Field(default=0.0, description="How far some parts give way to the kick.")
    a: tuple[str, ...] = Field(description="Progressions of the first theme, a chord a bar.")
    b: tuple[str, ...] = Field(description="Progressions of the second theme.")
    cadence: str = Field(description="The bar before the last chord.")
    final: str = Field(description="The last chord.")
    ring_s: float = Field(description="How long the last chord rings, where there is time.")
    echo_s: float = Field(description="Time in which the room's echo falls by 60 dB.")
    gain: float = Field(default=0.0, description="What brings it to the loudness of the others, dB.")
    crash: float | None = Field(default=None, description="Level of the cymbal that opens a strong section.")
    fill: dict[str, str] = Field(default_factory=dict, description="Strokes in the last bar of a section.")
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _playable(self) -> Self:
        for bars in (*self.a, *self.b, self.cadence, self.final):
            for name in bars.replace("/", " ").split():
                chord(name)
        if self.scale not in SCALES:
            raise ValueError(f"no scale is called {self.scale!r}")
        for part in self.parts:
            if part.voice not in (DRUMS if part.does == "drum" else VOICES):
                raise ValueError(f"no instrument is called {part.voice!r}")
            if any(len(row) != STEPS * self.meter for row in part.rows):
                raise ValueError(f"a rhythm of {part.voice} does not fill its bar")
        return self


@cache
def moods() -> dict[str, Mood]:
    """Every mood by name."""
    text = files("generec.media.music").joinpath("moods.toml").read_text(encoding="utf-8")
    return {name: Mood(**data) for name, data in tomllib.loads(text).items()}
