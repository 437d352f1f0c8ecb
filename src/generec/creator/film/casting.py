"""From a storyboard to the segments that play its shots, and what was seen in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.film.choose import CARD, ChooseConfig, Slot, choose
from generec.creator.film.filling import (
    SOFT,
    Filler,
    Footage,
    fillers,
    filling,
    named,
    opened,
    too_little,
)
from generec.creator.film.looking import Looked, Way, has_faces, look, way
from generec.creator.film.rating import Rating, RatingConfig, rate
from generec.creator.film.sifting import compatible, fitting, share_kept, surest, unlike
from generec.creator.film.storyboard import FPS, BoardShot, Storyboard
from generec.creator.footage.segments import Segment
from generec.creator.footage.stock import Stock, Studio
from generec.creator.story.tellings import Telling
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Aspect
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.editor.looks import ASPECTS
from generec.editor.tools import media_of
from generec.policy.licences import derive

_LIVELY = {"calm": -1.0, "sad": -0.5, "romantic": -0.3, "exciting": 1.0, "funny": 0.4, None: 0.0}
_TRIES = 8
_FEW, _OFTEN = 3, 0.35
_UNLIKE, _ANY = 0.9, 2.0
_LONG_S, _MOST_SHOTS = 2.5, 24
_SURE = (0.0, 0.6)
"""Casts are tried of all footage, and of what shows its topic by these shares as surely as the best."""


class CastConfig(BaseModel):
    """How shots are filled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choose: ChooseConfig = Field(default=ChooseConfig(), description="What counts in the choice.")
    least: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="share of the time that footage must fill of what tells facts; with less nothing is made",
    )
    least_s: float = Field(
        default=1.5,
        ge=0,
        description="footage that there must be, s; for the rest of the length there are cards",
    )
    rating: RatingConfig = Field(
        default=RatingConfig(), description="What counts among whole storyboards with their casts."
    )
    before: float = Field(
        default=1.0, ge=0, description="cost of a stretch that played in an earlier version of the wish"
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
class Audition:
    """A board with the footage cut for it, what was chosen for its slots, and how good that is."""

    board: Storyboard
    slots: list[Slot]
    found: list[Segment]
    chosen: list[int]
    rating: Rating

    @property
    def lacking(self) -> int:
        """Frames without footage."""
        played = zip(self.board.shots, self.chosen, strict=False)
        return sum(shot.frames for shot, i in played if i == CARD and shot.told is None)


class Casting:
    """Finds who plays the shots of a storyboard.

    `speed` is the tempo of the footage; without `faces` nothing in which a face is found plays. `spare`
    gives facts for where footage lacks, each with its source.
    """

    def __init__(
        self,
        stock: Stock,
        *,
        profile: Profile,
        studio: Studio,
        speed: float,
        faces: bool,
        spare: Callable[[], Sequence[tuple[Telling, Item]]],
        config: CastConfig,
    ) -> None:
        self._stock, self._profile, self._studio = stock, profile, studio
        self._speed, self._faces, self._spare, self._config = speed, faces, spare, config
        self._seen: dict[tuple[str, float, float], Looked] = {}
        self._cut: dict[float, list[Segment]] = {}
        self._used: dict[str, list[tuple[float, float, float]]] = {}

    def audition(self, groups: Iterable[Sequence[Storyboard]]) -> Audition:
        """The best of the first group of boards that the footage fills, else of that which lacks least.

        Every call gives another: what was taken before is worth less. Raises `NotAllowed` where there is
        no footage, or too little.
        """
        best, what = None, ""
        for boards in groups:
            what = named(boards[0])
            tried = self._best(boards)
            if tried is not None and (best is None or tried.lacking < best.lacking):
                best = tried
            if best is not None and not best.lacking:
                break
        if best is None:
            raise NotAllowed(f"nothing here shows {what}")
        if best.lacking:
            best = self._spread(best) if best.board.tellings else self._filled(best.board)
        self._spent(best)
        return best

    def __call__(self, taken: Audition) -> Cast:
        """Look at what was taken: how it is cropped and corrected. Raises `MediaError`."""
        aspect = self._aspect(taken)
        played = tuple(
            Played(shot) if i == CARD else self._played(taken.found[i], shot, slot, aspect)
            for shot, slot, i in zip(taken.board.shots, taken.slots, taken.chosen, strict=False)
        )
        return Cast(taken.board, played, aspect)

    def _best(self, boards: Sequence[Storyboard]) -> Audition | None:
        """The best cast of a few boards; the rest are tried where footage lacks or looks the same again."""
        best: Audition | None = None
        for number, board in enumerate(boards):
            if best is not None and number >= _FEW and not best.lacking and best.rating.repeats < _OFTEN:
                break
            for one in self._auditions(board):
                best = one if best is None or _rank(one) > _rank(best) else best
        return best

    def _auditions(self, board: Storyboard) -> Iterator[Audition]:
        """Casts of one board; footage is cut for its longest shot, and thriftily for the usual one."""
        slots = _slots(board, self._speed)
        needs = [slot.need_s for slot, shot in zip(slots, board.shots, strict=False) if shot.told is None]
        for piece_s in dict.fromkeys((max(needs), float(np.median(needs)))):
            every = self._pieces(round(piece_s, 3))
            if not every and not board.tellings:
                return
            pools = {len(pool): pool for pool in (surest(every, share) for share in _SURE)}
            casts = [self._chosen(board, slots, pool) for pool in pools.values()]
            yield from casts
            if not casts[0].lacking:
                return

    def _pieces(self, piece_s: float) -> list[Segment]:
        """The footage cut to about that length."""
        if piece_s not in self._cut:
            pieces = self._stock.pieces(piece_s, profile=self._profile, studio=self._studio)
            self._cut[piece_s] = compatible(pieces)
        return self._cut[piece_s]

    def _spent(self, taken: Audition) -> None:
        """What plays now is worth less in the next cast, what opens it least of all."""
        for number, i in enumerate(i for i in taken.chosen if i != CARD):
            one = taken.found[i]
            item = self._used.setdefault(one.item.id, [])
            item.append((one.start_s, one.end_s, 1.0 if number else 2.0))

    def _less(self, one: Segment) -> float:
        """How much less a stretch is worth for having played in an earlier cast."""
        times = self._used.get(one.item.id, ())
        again = sum(cost for low, high, cost in times if low < one.end_s and one.start_s < high)
        return self._config.before * (again + 0.2 * len(times))

    def _spread(self, tried: Audition) -> Audition:
        """The same with its cards spread over the whole, none beside another, if it can be."""
        n, k = len(tried.slots), tried.chosen.count(CARD) - len(_told(tried.board))
        cards = sorted({min(n - 2, max(1, round((i + 1) * n / (k + 1)))) for i in range(k)}) if n > 2 else []
        spread = self._chosen(tried.board, tried.slots, tried.found, cards=cards)
        out = (
            spread
            if spread.lacking <= tried.lacking + max(shot.frames for shot in tried.board.shots)
            else tried
        )
        _enough(out, self._config)
        return out

    def _filled(self, board: Storyboard) -> Audition:
        """All the footage, and cards for the rest; nothing that looks the same again where that will do."""
        every = self._pieces(round(max(_LONG_S, 1.6 * board.pace_s) * self._speed, 3))
        there_s = longest_s = 0.0
        for most in (_UNLIKE, _ANY):
            kept, order, footage = self._footage(board, unlike(every, most))
            there_s = sum(one.frames for one in footage) / FPS
            if there_s >= self._config.least_s:
                fill = filling(board, footage, self._fillers(board, [kept[i].item for i in order]))
                if fill.board is not None:
                    return self._laid(fill.board, kept, order)
                longest_s = fill.longest_s
        raise NotAllowed(too_little(board, there_s, longest_s))

    def _footage(
        self, board: Storyboard, kept: list[Segment]
    ) -> tuple[list[Segment], list[int], list[Footage]]:
        """The segments, which of them play, in order, and for how many frames at most."""
        topics = len(board.topics)
        slots = [Slot(i % topics, 1.0, not i) for i in range(min(len(kept), _MOST_SHOTS))]
        tried = self._chosen(board, slots, kept)
        playing = [(i, slot.topic) for i, slot in zip(tried.chosen, slots, strict=True) if i != CARD]
        lengths = [int(one.length_s / self._speed * FPS) - SOFT for one in tried.found]
        return tried.found, *opened(playing, lengths)

    def _fillers(self, board: Storyboard, items: Sequence[Item]) -> list[Filler]:
        """What cards may tell: facts whose source may stand beside these, then what the items say."""
        unlike_items = list({item.id: item for item in items}.values())
        facts = [
            Filler(one.seconds, telling=one)
            for one, source in self._spare()
            if not derive([source, *unlike_items]).conflict
        ]
        return [*facts, *fillers(board.title, board.topics, unlike_items)]

    def _laid(self, board: Storyboard, kept: list[Segment], order: Sequence[int]) -> Audition:
        """The board with its footage, in turn, wherever no card stands."""
        slots, playing = _slots(board, self._speed), iter(order)
        chosen = [CARD if shot.drawn else next(playing) for shot, _ in zip(board.shots, slots, strict=False)]
        return self._rated(board, slots, kept, chosen)

    def _chosen(
        self, board: Storyboard, slots: list[Slot], found: list[Segment], cards: Collection[int] = ()
    ) -> Audition:
        """What plays, after those were sent away in whom a face was found that should not be there."""
        aspect = board.aspect or fitting(found)
        cards = {*cards, *_told(board)}
        for _ in range(_TRIES):
            keep = np.array([share_kept(one, aspect) for one in found], np.float32)
            lively = _LIVELY.get(board.mood, 0.0)
            chosen = choose(
                found,
                slots,
                keep=keep,
                lively=lively,
                less=[self._less(one) for one in found],
                cards=cards,
                config=self._config.choose,
            )
            bad = {
                i for i in set(chosen) - {CARD} if not self._faces and has_faces(self._look(found[i]).images)
            }
            if not bad:
                return self._rated(board, slots, found, chosen)
            found = [one for i, one in enumerate(found) if i not in bad]
        return self._rated(board, slots, found, [CARD] * len(slots))

    def _rated(
        self, board: Storyboard, slots: list[Slot], found: list[Segment], chosen: list[int]
    ) -> Audition:
        rating = rate(board, found, chosen, config=self._config.rating)
        return Audition(board, slots, found, chosen, rating)

    def _aspect(self, tried: Audition) -> Aspect:
        """What was said, else what keeps the most of what plays once its bars are gone."""
        playing = [tried.found[i] for i in tried.chosen if i != CARD]
        if tried.board.aspect is None and playing:
            return fitting(playing, [self._look(one).bars for one in playing])
        return tried.board.aspect or fitting(tried.found)

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


def _rank(tried: Audition) -> float:
    return round(tried.rating.score, 6)


def _enough(tried: Audition, config: CastConfig) -> None:
    """Raises `NotAllowed` where footage fills too little of the time; where there is none, facts will do."""
    whole = sum(shot.frames for shot in tried.board.shots if shot.role != "credits")
    if tried.found and tried.lacking > (1 - config.least) * whole:
        drawn = sum(shot.frames for shot in tried.board.shots if shot.told is not None)
        there = (whole - drawn - tried.lacking) / FPS
        what = f"about {there:.0f} s of footage of {named(tried.board)}"
        raise NotAllowed(
            f"there is only {what}, not enough for {tried.board.seconds:g} s: ask for a shorter one"
        )
