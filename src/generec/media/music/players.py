"""Players: what one part plays in one bar, with a player's small unevenness."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

from generec.media.music.form import Form, Section
from generec.media.music.melody import Motif, motif, sing, strokes
from generec.media.music.moods import STEPS, Mood, Part
from generec.media.music.theory import Chord, voiced

FORCES = {"X": 1.0, "x": 0.75, "o": 0.45}
"""How hard a sign of a rhythm is played."""

_LATE_S = 0.006
_FINGERS_S = 0.003
_TONES = 4


class Note(NamedTuple):
    """A note to be played: a drum has no MIDI number and no length. `gain` is linear."""

    at_s: float
    part: Part
    midi: int | None
    seconds: float
    force: float
    gain: float


class Place(NamedTuple):
    """A part in a bar: the part and its number, the section and the bar's number in it.

    `chords` are by step, `after` is the root of the next bar's chord.
    """

    number: int
    part: Part
    section: Section
    at: int
    chords: tuple[Chord, ...]
    after: int
    rng: np.random.Generator


class Players:
    """All players of a piece. Times of what they play count from the bar's begin."""

    def __init__(self, mood: Mood, form: Form, *, key: int, seed: int) -> None:
        self.mood, self.form, self.key, self.seed = mood, form, key, seed
        self.steps = mood.meter * STEPS
        self.step_s = form.bar_s / self.steps
        self._before: dict[int, tuple[int, ...]] = {}

    def play(self, place: Place) -> list[Note]:
        """The part's notes; none where the section is too quiet for it."""
        if place.part.since > place.section.drive:
            self._before.pop(place.number, None)
            return []
        does = {
            "pad": self._pad,
            "comp": self._comp,
            "arp": self._arp,
            "bass": self._bass,
            "lead": self._lead,
            "drum": self._drum,
        }
        return does[place.part.does](place)

    def drawn(self, *of: object) -> np.random.Generator:
        """Randomness of its own for everything that is named, whatever was drawn before."""
        return np.random.default_rng([self.seed, zlib.crc32(":".join(map(str, of)).encode())])

    def when(self, step: int, rng: np.random.Generator, *, loose: float = 1.0) -> float:
        """Seconds into the bar at which a step is played: swung, and a little early or late."""
        inside = step % STEPS
        beat = STEPS * self.step_s
        late = self.mood.swing * beat * {1: 1 / 12, 2: 1 / 6, 3: 1 / 12}.get(inside, 0.0)
        late += self.mood.shuffle * beat / 12 * (inside % 2)
        return step * self.step_s + late + loose * float(np.clip(rng.normal(0, _LATE_S), -0.015, 0.015))

    def _strokes(self, place: Place) -> list[tuple[int, int, str]]:
        """The part's rhythm in this kind of section; another one when the form begins anew."""
        rows = place.part.rows
        at = (place.section.kind == "b") + place.section.round
        return strokes(rows[at % len(rows)])

    def voices(self, index: int, part: Part, now: Chord) -> tuple[int, ...]:
        """The chord as the part plays it: as near as can be to what it played before."""
        notes = voiced(
            now,
            key=self.key,
            low=part.low,
            high=part.high,
            voices=_TONES,
            before=self._before.get(index, ()),
        )
        self._before[index] = notes
        return notes

    def _note(self, at_s: float, part: Part, midi: int, steps: float, force: float) -> Note:
        return Note(at_s, part, midi, steps * self.step_s, force, loud(part))

    def _pad(self, place: Place) -> list[Note]:
        """The chord, held as long as it lasts."""
        part, out = place.part, list[Note]()
        force = part.force * (0.75 + 0.25 * place.section.drive)
        changes = _changes(place.chords)
        for begin, end in zip(changes, [*changes[1:], self.steps], strict=True):
            tones = self.voices(place.number, part, place.chords[begin])
            for tone in tones:
                note = self._note(begin * self.step_s, part, tone, end - begin, force)
                out.append(note._replace(gain=loud(part, among=len(tones))))
        return out

    def _comp(self, place: Place) -> list[Note]:
        """The chord in a rhythm, its tones one shortly after the other."""
        part, out = place.part, list[Note]()
        for begin, held, sign in self._strokes(place):
            tones = self.voices(place.number, part, place.chords[begin])
            force = part.force * FORCES[sign] * place.rng.uniform(0.88, 1.0)
            when = self.when(begin, place.rng)
            for turn, tone in enumerate(tones):
                late = turn * (part.strum_s or _FINGERS_S)
                note = self._note(when + late, part, tone, held * 0.95, force * place.rng.uniform(0.9, 1.0))
                out.append(note._replace(gain=loud(part, among=len(tones))))
        return out

    def _arp(self, place: Place) -> list[Note]:
        """The chord's tones one by one, an octave up where the figure goes beyond them."""
        part, out = place.part, list[Note]()
        for begin, held, sign in self._strokes(place):
            tones = self.voices(place.number, part, place.chords[begin])
            octave, which = divmod(int(sign), len(tones))
            force = part.force * (1.0 if begin % STEPS == 0 else 0.78) * place.rng.uniform(0.85, 1.0)
            midi = tones[which] + 12 * octave
            out.append(self._note(self.when(begin, place.rng), part, midi, held + 0.5, force))
        return out

    def _bass(self, place: Place) -> list[Note]:
        """Root, third, fifth, octave, and a semitone that leads to the next root."""
        part, out = place.part, list[Note]()
        to = lowest(self.key + place.after, part.low)
        for begin, held, sign in self._strokes(place):
            now = place.chords[begin]
            root = lowest(self.key + now.root, part.low)
            away = {"3": _above(now, (3, 4)), "5": _above(now, (6, 7, 8)), "8": 12}.get(sign, 0)
            midi = to + (-1 if to > root else 1) if sign == "a" else root + away
            force = part.force * (1.0 if begin == 0 else 0.85) * place.rng.uniform(0.92, 1.0)
            out.append(self._note(self.when(begin, place.rng, loose=0.5), part, midi, held * 0.96, force))
        return out

    def _lead(self, place: Place) -> list[Note]:
        """Four bars: motif, answer, the motif higher, and a close."""
        part, section, turn = place.part, place.section, place.at % 4
        if section.kind == "intro" or (section.kind == "break" and turn < 2):
            return []
        idea, answer = self._motifs(place)
        middle = (part.low + part.high) // 2 + (0, 2, 4, 0)[turn] + 2 * (section.kind == "b")
        sung = sing(
            answer if turn == 1 else idea,
            lambda step: place.chords[step],
            key=self.key,
            scale=self.mood.scale,
            start=middle,
            low=part.low,
            high=part.high,
            strong=2 * STEPS if self.mood.meter == 4 else STEPS,
            closing=turn == 3 or section.begin + place.at == self.form.bars - 1,
        )
        out = list[Note]()
        for at, steps, midi, accent in sung:
            force = part.force * accent * place.rng.uniform(0.9, 1.0)
            out.append(self._note(self.when(at, place.rng), part, midi, steps * 0.97, force))
        return out

    def _motifs(self, place: Place) -> tuple[Motif, Motif]:
        """The theme's motif and its answer, new ones whenever the form begins anew."""
        rng = self.drawn("motif", place.number, place.section.kind == "b", place.section.round)
        rows = place.part.rows
        return motif(str(rng.choice(rows)), rng), motif(str(rng.choice(rows)), rng)

    def _drum(self, place: Place) -> list[Note]:
        """The rhythm, a little weaker here and there."""
        part, out = place.part, list[Note]()
        for begin, _, sign in self._strokes(place):
            force = FORCES[sign] * place.rng.uniform(0.86, 1.0)
            out.append(Note(self.when(begin, place.rng, loose=0.5), part, None, 0.0, force, loud(part)))
        return out


def _changes(chords: tuple[Chord, ...]) -> list[int]:
    """The steps at which a chord begins."""
    return [at for at, now in enumerate(chords) if at == 0 or now != chords[at - 1]]


def _above(now: Chord, wanted: tuple[int, ...]) -> int:
    """The first of the wanted distances that the chord has above its root, else a fifth."""
    return next((tone - now.root for tone in now.tones if tone - now.root in wanted), 7)


def loud(part: Part, *, among: int = 1) -> float:
    """The linear gain of one tone of the part among so many at once."""
    return float(10 ** (part.level / 20) / np.sqrt(among))


def lowest(midi: int, floor: int) -> int:
    """The same note in the octave above `floor`."""
    return floor + (midi - floor) % 12
