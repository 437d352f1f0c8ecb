"""Arrangement: bar after bar of a piece, its chords, who plays, what leads on, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generec.media.music.form import Form, Section
from generec.media.music.melody import strokes
from generec.media.music.moods import Mood, Part
from generec.media.music.players import FORCES, Note, Place, Players, loud, lowest
from generec.media.music.theory import Chord, chord

_FILL_DB, _SWELL_DB = -9.0, -16.0
_STRONG, _LIVELY = 0.85, 0.6


class Bar(NamedTuple):
    """A bar: when it begins (s), its chords by step, the section it stands in, and its notes."""

    begin_s: float
    chords: tuple[Chord, ...]
    section: Section
    notes: list[Note]


class Arranger:
    """Writes one bar after the other, the same ones for the same seed, however long the piece."""

    def __init__(self, mood: Mood, form: Form, *, key: int, seed: int) -> None:
        self.mood, self.form, self.key = mood, form, key
        self._players = Players(mood, form, key=key, seed=seed)

    def bars(self) -> Iterator[Bar]:
        """Every bar in order, and as the last one the final chord."""
        for section in self.form.sections():
            names = self._progression(section)
            for at in range(section.bars):
                bar = section.begin + at
                closing = bar == self.form.bars - 1
                name = self.mood.cadence if closing and bar else names[at % len(names)]
                after = chord((self.mood.final if closing else names[(at + 1) % len(names)]).split("/")[0])
                yield self._bar(section, at, self._harmony(name), after.root)
        yield self._end()

    def _progression(self, section: Section) -> list[str]:
        """The theme's progression, another one whenever the form begins anew."""
        second = section.kind == "b"
        rows = self.mood.b if second else self.mood.a
        first = int(self._players.drawn("theme", second).integers(len(rows)))
        return rows[(first + section.round) % len(rows)].split()

    def _harmony(self, names: str) -> tuple[Chord, ...]:
        rows = [chord(name) for name in names.split("/")]
        steps = self._players.steps
        return tuple(rows[at * len(rows) // steps] for at in range(steps))

    def _bar(self, section: Section, at: int, chords: tuple[Chord, ...], after: int) -> Bar:
        notes: list[Note] = []
        for index, part in enumerate(self.mood.parts):
            rng = self._players.drawn("bar", section.begin + at, index)
            notes += self._players.play(Place(index, part, section, at, chords, after, rng))
        return self._placed(section.begin + at, chords, section, [*notes, *self._leading_on(section, at)])

    def _placed(self, bar: int, chords: tuple[Chord, ...], section: Section, notes: list[Note]) -> Bar:
        begin = bar * self.form.bar_s
        return Bar(begin, chords, section, [n._replace(at_s=max(0.0, begin + n.at_s)) for n in notes])

    def _leading_on(self, section: Section, at: int) -> list[Note]:
        """The cymbal that opens a strong section, and the strokes that lead out of a lively one."""
        out: list[Note] = []
        rng = self._players.drawn("fill", section.begin, at)
        if at == 0 and self.mood.crash is not None and section.drive >= _STRONG:
            out.append(_hit("crash", 0.0, 0.8, self.mood.crash))
        if at == section.bars - 1 and at > 0 and section.drive >= _LIVELY:
            for kind, row in self.mood.fill.items():
                for step, _, sign in strokes(row):
                    force = FORCES[sign] * (0.6 + 0.4 * step / len(row))
                    level = _SWELL_DB if kind == "swell" else _FILL_DB
                    out.append(_hit(kind, self._players.when(step, rng), force, level))
        return out

    def _end(self) -> Bar:
        """The last chord, left to ring by everybody who played before it."""
        last, bars = chord(self.mood.final), self.form.bars
        section = Section("end", bars, 1, 0.9 if bars else 0.7, 0)
        notes: list[Note] = []
        for index, part in enumerate(self.mood.parts):
            if part.since <= section.drive:
                notes += self._last(index, part, last)
        if self.mood.crash is not None and bars:
            notes.append(_hit("crash", 0.0, 0.7, self.mood.crash))
        return self._placed(bars, (last,) * self._players.steps, section, notes)

    def _last(self, index: int, part: Part, last: Chord) -> list[Note]:
        held, rng = 0.75 * self.form.ring_s, self._players.drawn("end", index)
        if part.does == "drum":
            low = part.voice in ("kick", "thump", "taiko") and self.form.bars
            return [Note(0.0, part, None, 0.0, 0.9, loud(part))] if low else []
        if part.does == "bass":
            return [Note(0.0, part, lowest(self.key + last.root, part.low), held, part.force, loud(part))]
        if part.does == "lead":
            return []
        tones = self._players.voices(index, part, last)
        gain = loud(part, among=len(tones))
        each = max(part.strum_s, 0.05 if part.does == "arp" else 0.008)
        return [
            Note(turn * each + rng.uniform(0, 0.006), part, tone, held, 0.9 * part.force, gain)
            for turn, tone in enumerate(tones)
        ]


def _hit(kind: str, at_s: float, force: float, level: float) -> Note:
    part = Part(does="drum", voice=kind, level=level, send=0.2)
    return Note(at_s, part, None, 0.0, force, loud(part))
