"""From a storyboard to the segments that play its shots, and what was seen in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.choose import CARD, ChooseConfig, Slot, choose
from generec.creator.looking import Looked, Way, has_faces, look, way
from generec.creator.segments import Segment
from generec.creator.stock import Stock, Studio
from generec.creator.storyboard import FPS, BoardShot, Storyboard
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Aspect
from generec.domain.profiles import Profile
from generec.editor.looks import ASPECTS
from generec.editor.tools import media_of
from generec.policy.licences import derive

_LIVELY = {"calm": -1.0, "sad": -0.5, "romantic": -0.3, "exciting": 1.0, "funny": 0.4, None: 0.0}
_TRIES = 8


class CastConfig(BaseModel):
    """How shots are filled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choose: ChooseConfig = Field(default=ChooseConfig(), description="What counts in the choice.")
    least: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="share of the time that footage must fill; with less nothing is made",
    )


@dataclass(frozen=True, slots=True)
class Played:
    """A shot of the board, and what plays it: a stretch of a segment from `start_s` on, or a card (None).

    `way` is where the crop goes in it.
    """

    shot: BoardShot
    segment: Segment | None = None
    start_s: float = 0.0
    looked: Looked | None = None
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """The board that was taken, what plays its shots (all but the credits), and their aspect."""

    board: Storyboard
    played: tuple[Played, ...]
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class _Audition:
    """A board with the footage cut for it, and what was chosen for its slots."""

    board: Storyboard
    slots: list[Slot]
    found: list[Segment]
    chosen: list[int]

    @property
    def lacking(self) -> int:
        """Frames without footage."""
        played = zip(self.board.shots, self.chosen, strict=False)
        return sum(shot.frames for shot, i in played if i == CARD and shot.told is None)


class Casting:
    """Finds who plays the shots of a storyboard.

    `speed` is the tempo of the footage; without `faces` nothing in which a face is found plays.
    """

    def __init__(
        self, stock: Stock, *, profile: Profile, studio: Studio, speed: float, faces: bool, config: CastConfig
    ) -> None:
        self._stock, self._profile, self._studio = stock, profile, studio
        self._speed, self._faces, self._config = speed, faces, config
        self._seen: dict[tuple[str, float, float], Looked] = {}

    def __call__(self, boards: Iterable[Storyboard]) -> Cast:
        """The first of the boards that the footage fills, else the one for which the least lacks.

        Raises `NotAllowed` where there is no footage, or too little, `MediaError`.
        """
        best: _Audition | None = None
        for board in boards:
            tried = self._audition(board, thrifty=best is not None)
            if best is None or tried.lacking < best.lacking:
                best = tried
            if not best.lacking:
                break
        assert best is not None
        if best.lacking:
            best = self._spread(best)
        aspect = self._aspect(best)
        played = tuple(
            Played(shot) if i == CARD else self._played(best.found[i], shot, slot, aspect)
            for shot, slot, i in zip(best.board.shots, best.slots, best.chosen, strict=False)
        )
        _enough(best, self._config)
        return Cast(best.board, played, aspect)

    def _audition(self, board: Storyboard, *, thrifty: bool) -> _Audition:
        """The best cast of one board. `thrifty` cuts the footage for the usual shot, not for the longest."""
        slots = _slots(board, self._speed)
        needs = [slot.need_s for slot, shot in zip(slots, board.shots, strict=False) if shot.told is None]
        piece_s = float(np.median(needs)) if thrifty else max(needs)
        found = _compatible(self._stock.pieces(piece_s, profile=self._profile, studio=self._studio))
        if not found:
            raise NotAllowed(f"nothing here shows {_named(board)}")
        return self._chosen(board, slots, found)

    def _spread(self, tried: _Audition) -> _Audition:
        """The same with its cards spread over the whole, none beside another, if it can be."""
        n, k = len(tried.slots), tried.chosen.count(CARD) - len(_told(tried.board))
        cards = sorted({min(n - 2, max(1, round((i + 1) * n / (k + 1)))) for i in range(k)}) if n > 2 else []
        spread = self._chosen(tried.board, tried.slots, tried.found, cards=cards)
        return (
            spread
            if spread.lacking <= tried.lacking + max(shot.frames for shot in tried.board.shots)
            else tried
        )

    def _chosen(
        self, board: Storyboard, slots: list[Slot], found: list[Segment], cards: Collection[int] = ()
    ) -> _Audition:
        """What plays, after those were sent away in whom a face was found that should not be there."""
        aspect = board.aspect or _fitting(found)
        cards = {*cards, *_told(board)}
        for _ in range(_TRIES):
            keep = np.array([_kept(one, aspect) for one in found], np.float32)
            lively = _LIVELY.get(board.mood, 0.0)
            chosen = choose(found, slots, keep=keep, lively=lively, cards=cards, config=self._config.choose)
            bad = {
                i for i in set(chosen) - {CARD} if not self._faces and has_faces(self._look(found[i]).images)
            }
            if not bad:
                return _Audition(board, slots, found, chosen)
            found = [one for i, one in enumerate(found) if i not in bad]
        return _Audition(board, slots, found, [CARD] * len(slots))

    def _aspect(self, tried: _Audition) -> Aspect:
        return tried.board.aspect or _fitting(
            [tried.found[i] for i in tried.chosen if i != CARD] or tried.found
        )

    def _played(self, segment: Segment, shot: BoardShot, slot: Slot, aspect: Aspect) -> Played:
        """The footage lies in the middle of its segment."""
        lead = shot.join_frames / 2 / FPS * self._speed
        begin = segment.start_s + (segment.length_s - slot.need_s) / 2
        looked = self._look(segment)
        with self._studio.tools.media(media_of(segment.item)) as path:
            crop = way(path, begin, begin + slot.need_s, looked=looked, aspect=ASPECTS[aspect])
        return Played(shot, segment, round(begin + lead, 3), looked, crop)

    def _look(self, segment: Segment) -> Looked:
        key = media_of(segment.item), segment.start_s, segment.end_s
        if key not in self._seen:
            with self._studio.tools.media(key[0]) as path:
                self._seen[key] = look(path, segment.start_s, segment.end_s)
        return self._seen[key]


def _slots(board: Storyboard, speed: float) -> list[Slot]:
    """What each shot needs: its own length, and half of both its joins."""
    out = []
    for number, shot in enumerate(board.shots):
        if shot.role == "credits":
            continue
        behind = board.shots[number + 1].join_frames if number + 1 < len(board.shots) else 0
        frames = shot.frames + shot.join_frames / 2 + behind / 2
        out.append(Slot(shot.topic, frames / FPS * speed, shot.role == "hook"))
    return out


def _told(board: Storyboard) -> list[int]:
    """The shots that are drawn, not cast."""
    return [number for number, shot in enumerate(board.shots) if shot.told is not None]


def _kept(segment: Segment, aspect: Aspect) -> float:
    """The share of the picture that a crop to that aspect keeps."""
    item, (wide, high) = segment.item, ASPECTS[aspect]
    own = item.width / item.height if item.width and item.height else wide / high
    return min(own * high / wide, wide / high / own)


def _fitting(found: Sequence[Segment]) -> Aspect:
    """The aspect that keeps the most of the footage, the surest counting most."""
    aspects: tuple[Aspect, ...] = ("16:9", "9:16", "1:1")
    weights = [float(one.relevance.max()) * one.length_s for one in found]
    return max(
        aspects, key=lambda aspect: sum(w * _kept(one, aspect) for w, one in zip(weights, found, strict=True))
    )


def _compatible(found: Sequence[Segment]) -> list[Segment]:
    """The segments without those whose licence conflicts with that of better ones."""
    best: dict[str, float] = {}
    for one in found:
        best[one.item.id] = max(best.get(one.item.id, 0.0), float(one.relevance.max()))
    items = {one.item.id: one.item for one in found}
    kept: list[str] = []
    for id in sorted(best, key=lambda id: (-best[id], id)):
        if not derive([items[other] for other in (*kept, id)]).conflict:
            kept.append(id)
    return [one for one in found if one.item.id in kept]


def _enough(tried: _Audition, config: CastConfig) -> None:
    """Raises `NotAllowed` where footage fills too little of the time."""
    whole = sum(shot.frames for shot in tried.board.shots if shot.role != "credits")
    if tried.lacking > (1 - config.least) * whole:
        drawn = sum(shot.frames for shot in tried.board.shots if shot.told is not None)
        there = (whole - drawn - tried.lacking) / FPS
        what = f"about {there:.0f} s of footage of {_named(tried.board)}"
        raise NotAllowed(
            f"there is only {what}, not enough for {tried.board.seconds:g} s: ask for a shorter one"
        )


def _named(board: Storyboard) -> str:
    return " and ".join(topic[0] for topic in board.topics)
