"""The moods of the sample music: harmony, rhythm and voices, as data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

Chord = tuple[int, ...]

_BACKBEAT: dict[str, tuple[float, ...]] = {
    "kick": (0, 2.5),
    "snare": (1, 3),
    "hat": tuple(k / 2 for k in range(8)),
}
_FOUR: dict[str, tuple[float, ...]] = {"kick": (0, 1, 2, 3), "snare": (1, 3), "hat": (0.5, 1.5, 2.5, 3.5)}
_SOFT: dict[str, tuple[float, ...]] = {"shaker": tuple(k / 2 for k in range(8)), "rim": (1, 3)}


class Mood(BaseModel):
    """How a bed of music sounds. Strengths are linear; beats count from 0 within a bar of four."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bpm: float
    root: int = Field(description="MIDI note of the key.")
    chords: tuple[Chord, ...] = Field(description="One chord a bar, in semitones above the root.")
    pad_kind: str = "strings"
    pad: float = 0.12
    lead_kind: str = "keys"
    lead: float = 0.30
    rhythm: tuple[float, ...] = Field(default=(0, 1, 2, 3), description="Beats of the moving part.")
    order: tuple[int, ...] = Field(default=(0, 1, 2, 3), description="Which note of the chord comes when.")
    bass: tuple[float, ...] = ()
    low: float = 0.34
    drums: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    beat: float = 0.4
    swing: float = 0.0
    room: float = 0.5
    air: float = Field(default=0.35, description="Strength of the ambience beside the music.")


MOODS: dict[str, Mood] = {
    "morning": Mood(
        bpm=92,
        root=53,
        chords=((0, 4, 7, 11), (-3, 0, 4, 7), (2, 5, 9, 12), (-5, -1, 2, 5)),
        rhythm=(0, 0.5, 1.5, 2, 2.5, 3.5),
        order=(0, 2, 3, 1, 2, 3),
        bass=(0, 2.5),
        drums=_SOFT,
        beat=0.5,
        swing=1.0,
    ),
    "wonder": Mood(
        bpm=68,
        root=50,
        chords=((0, 7, 12, 16), (-4, 3, 8, 12), (-2, 5, 10, 14), (0, 7, 11, 16)),
        pad_kind="glass",
        pad=0.22,
        lead_kind="bell",
        lead=0.16,
        rhythm=(0, 0.75, 1.5, 2.25, 3),
        order=(0, 2, 3, 1, 2),
        bass=(0,),
        low=0.26,
        room=1.1,
        air=0.3,
    ),
    "city": Mood(
        bpm=112,
        root=48,
        chords=((0, 3, 7, 10), (-4, 0, 3, 7), (-2, 2, 5, 9), (-5, -2, 2, 5)),
        pad=0.09,
        lead_kind="pluck",
        lead=0.2,
        rhythm=(0, 0.75, 1.5, 2, 2.75, 3.5),
        order=(0, 1, 2, 3, 2, 1),
        bass=(0, 0.75, 1.5, 2.5, 3),
        low=0.4,
        drums=_FOUR,
        beat=0.55,
        room=0.35,
    ),
    "playful": Mood(
        bpm=118,
        root=55,
        chords=((0, 4, 7, 12), (5, 9, 12, 14), (0, 4, 7, 12), (7, 11, 14, 17)),
        pad=0.03,
        lead_kind="marimba",
        lead=0.5,
        rhythm=(0, 0.5, 1, 1.75, 2.5, 3, 3.5),
        order=(0, 2, 1, 3, 2, 0, 1),
        bass=(0, 2),
        low=0.28,
        drums={"rim": (1, 3), "shaker": (0.5, 1.5, 2.5, 3.5)},
        beat=0.5,
        swing=0.8,
        room=0.3,
    ),
    "calm": Mood(
        bpm=72,
        root=52,
        chords=((0, 7, 11, 16), (-3, 4, 9, 12), (5, 9, 12, 16), (0, 7, 11, 14)),
        pad=0.13,
        lead_kind="keys",
        lead=0.24,
        rhythm=(0, 1, 1.5, 2.5, 3.5),
        order=(0, 2, 3, 1, 2),
        bass=(0,),
        low=0.2,
        room=0.9,
        air=0.45,
    ),
    "lazy": Mood(
        bpm=76,
        root=51,
        chords=((0, 4, 7, 11), (2, 5, 9, 12), (-2, 2, 5, 9), (0, 4, 7, 9)),
        pad=0.07,
        lead_kind="keys",
        lead=0.32,
        rhythm=(0, 1.5, 2, 3.5),
        order=(3, 2, 1, 2),
        bass=(0, 1.5, 2.5),
        low=0.32,
        drums={"kick": (0, 2), "rim": (1, 3), "shaker": (0.5, 1.5, 2.5, 3.5)},
        beat=0.36,
        swing=1.6,
        room=0.5,
        air=0.5,
    ),
    "storm": Mood(
        bpm=84,
        root=45,
        chords=((0, 3, 7, 12), (-4, 3, 8, 12), (-2, 2, 7, 10), (0, 3, 7, 14)),
        pad=0.2,
        lead_kind="pluck",
        lead=0.12,
        rhythm=(0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5),
        order=(0, 1, 2, 1, 3, 2, 1, 2),
        bass=(0, 2),
        low=0.3,
        drums={"tom": (0, 0.75, 2, 2.75, 3.5)},
        beat=0.45,
        room=0.9,
        air=0.7,
    ),
    "history": Mood(
        bpm=80,
        root=50,
        chords=((0, 3, 7, 12), (5, 8, 12, 15), (-2, 2, 5, 10), (0, 3, 7, 10)),
        pad=0.12,
        lead_kind="pluck",
        lead=0.26,
        rhythm=(0, 0.66, 1.33, 2, 2.66, 3.33),
        order=(0, 2, 3, 1, 2, 3),
        bass=(0, 2),
        low=0.22,
        room=0.8,
        air=0.3,
    ),
    "curious": Mood(
        bpm=104,
        root=54,
        chords=((0, 4, 7, 9), (1, 5, 8, 12), (0, 4, 7, 11), (-2, 2, 5, 9)),
        pad=0.05,
        lead_kind="marimba",
        lead=0.36,
        rhythm=(0, 0.5, 1.5, 2, 3, 3.5),
        order=(0, 1, 3, 2, 1, 3),
        bass=(0, 1.5, 3),
        low=0.3,
        drums={"rim": (1, 2.5), "hat": (0.5, 1.5, 2.5, 3.5)},
        beat=0.45,
        room=0.4,
    ),
    "drive": Mood(
        bpm=128,
        root=45,
        chords=((0, 7, 12, 15), (0, 7, 12, 15), (-4, 3, 8, 12), (-2, 5, 10, 14)),
        pad=0.08,
        lead_kind="pluck",
        lead=0.18,
        rhythm=tuple(k / 2 for k in range(8)),
        order=(0, 1, 2, 3, 2, 1, 2, 3),
        bass=tuple(k / 2 for k in range(8)),
        low=0.4,
        drums=_BACKBEAT | {"kick": (0, 1.5, 2.5)},
        beat=0.6,
        room=0.3,
    ),
    "winter": Mood(
        bpm=70,
        root=57,
        chords=((0, 3, 7, 14), (-4, 3, 7, 12), (-2, 5, 9, 14), (0, 3, 7, 10)),
        pad_kind="glass",
        pad=0.14,
        lead_kind="bell",
        lead=0.2,
        rhythm=(0, 1, 2, 2.5, 3),
        order=(3, 2, 1, 2, 0),
        room=1.0,
        air=0.5,
    ),
}
