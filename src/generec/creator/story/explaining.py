"""Storyboards that tell facts: footage opens and closes, between them each fact has the time it needs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generec.creator.film.storyboard import FPS, BoardShot, Storyboard, beats_of, joined
from generec.creator.story.tellings import Telling

_HOOK_S, _CLOSE_S, _LEAST_S = 2.0, 1.8, 1.2
_PACE_S = (2.0, 4.0)
_SOFT = 10
_LATE_S = 0.1
_SNAP_S, _CREDITS_S = 0.4, 3.0
_LONGER_S = 2.5


def hook_s(spoken_s: float) -> float:
    """How long the opening is, with a title that takes so long to say (0: it is not said)."""
    return max(_HOOK_S, spoken_s + 0.8 if spoken_s else 0.0)


def needed_s(tellings: Sequence[Telling], *, title_s: float, pace_s: float, tight: bool = False) -> float:
    """About how long a film is that tells all of them, with its credits (`tight`: see `explained`)."""
    breaths = 0 if tight else sum(a.drawn and b.drawn for a, b in pairwise(tellings))
    told = sum(one.seconds + _SNAP_S for one in tellings)
    return hook_s(title_s) + told + breaths * _paced(pace_s) + (0.0 if tight else _CLOSE_S) + _CREDITS_S


def explained(
    board: Storyboard, tellings: Sequence[Telling], *, title_s: float = 0.0, tight: bool = False
) -> Storyboard:
    """The board with its shots laid out around what is told; cuts stay on the beats of its music.

    What is drawn fills the screen, with footage between; words lie over footage. Tellings that find no
    room are left out. For want of footage, `tight` has it in the opening alone.
    """
    if not tellings:
        return board
    credits = board.shots[-1].frames if board.shots[-1].role == "credits" else 0
    end_s = (board.frames - credits) / FPS
    layout = _Layout(beats_of(board), end_s=end_s, pace_s=_paced(board.pace_s), tight=tight)
    layout.footage(hook_s(title_s))
    longer_s = _spare_s(tellings, end_s - hook_s(title_s)) if tight else 0.0
    for one in tellings:
        layout.tell(one.model_copy(update={"seconds": one.seconds + longer_s}))
    layout.close()
    made = joined(
        layout.lengths,
        credits=credits,
        topics=len(board.topics),
        pace_s=board.pace_s,
        calm=board.mood == "calm",
    )
    return board.model_copy(update={"shots": _marked(made, layout.told), "tellings": tuple(layout.tellings)})


def _spare_s(tellings: Sequence[Telling], seconds: float) -> float:
    """How much longer each can be on screen in so many seconds, within reason."""
    spare = (seconds - sum(one.seconds + _SNAP_S for one in tellings)) / len(tellings)
    return min(max(spare, 0.0), _LONGER_S)


class _Layout:
    """Shots one behind the other, by frames; `told` has the telling that each draws, or None."""

    def __init__(self, beats: NDArray[np.float64], *, end_s: float, pace_s: float, tight: bool) -> None:
        self._beats, self._end, self._pace_s = beats, round(end_s * FPS), pace_s
        self._tight = tight
        self.lengths: list[int] = []
        self.told: list[int | None] = []
        self.tellings: list[Telling] = []

    @property
    def at(self) -> int:
        return sum(self.lengths)

    def tell(self, one: Telling) -> None:
        """Give it the time it needs, if there is so much before the end."""
        breath = one.drawn and not self._tight and bool(self.told) and self.told[-1] is not None
        begin = self._beat(self.at + round(self._pace_s * FPS)) if breath else self.at
        until = self._beat(begin + round(one.seconds * FPS))
        if until > self._end - (0 if self._tight else round(_LEAST_S * FPS)):
            return
        if breath:
            self._add(begin, None)
        placed = one.model_copy(update={"begin": begin, "frames": until - begin})
        self.tellings.append(placed)
        if one.drawn:
            self._add(until, len(self.tellings) - 1)
        else:
            self._parts(until)

    def footage(self, seconds: float) -> None:
        """One shot of footage of about that length."""
        self._add(self._beat(self.at + round(seconds * FPS)), None)

    def close(self) -> None:
        """Footage up to the end; where it is short, what was told last stays."""
        left = self._end - self.at
        if self._tight and self.told and self.told[-1] is not None and left < 4 * FPS:
            self.lengths[-1] += left
            last = self.tellings[-1]
            self.tellings[-1] = last.model_copy(update={"frames": last.frames + left})
        else:
            self._parts(self._end)

    def _parts(self, until: int) -> None:
        """Footage up to a frame, in shots of about the pace."""
        begin, n = self.at, max(1, round((until - self.at) / FPS / self._pace_s))
        for part in range(1, n):
            cut = self._beat(begin + round((until - begin) * part / n))
            if cut - self.at >= _LEAST_S * FPS and until - cut >= _LEAST_S * FPS:
                self._add(cut, None)
        self._add(until, None)

    def _add(self, until: int, told: int | None) -> None:
        if until > self.at:
            self.lengths.append(until - self.at)
            self.told.append(told)

    def _beat(self, frame: int) -> int:
        """The first beat that is not before a frame, but for a trifle; the frame itself behind the last."""
        later = self._beats[self._beats >= frame / FPS - _LATE_S]
        return round(float(later[0]) * FPS) if len(later) else frame


def _marked(shots: Sequence[BoardShot], told: Sequence[int | None]) -> tuple[BoardShot, ...]:
    """The shots with what they draw; drawings come and go softly."""
    out = [
        shot.model_copy(update={"told": number}) for shot, number in zip(shots, told, strict=False)
    ] + list(shots[len(told) :])
    for i in range(1, len(out)):
        if out[i].role != "credits" and (out[i].told is not None or out[i - 1].told is not None):
            frames = min(_SOFT, min(out[i].frames, out[i - 1].frames) // 3 // 2 * 2)
            out[i] = out[i].model_copy(update={"join": "dissolve", "join_frames": frames})
    return tuple(out)


def _paced(pace_s: float) -> float:
    return min(max(pace_s, _PACE_S[0]), _PACE_S[1])
