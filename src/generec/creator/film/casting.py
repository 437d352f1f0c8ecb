"""From a storyboard to the segments that play its shots, and what was seen in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.film.choose import CARD, ChooseConfig, Slot, choose
from generec.creator.film.looking import Looked, Way, has_faces, look, way
from generec.creator.film.rating import Rating, RatingConfig, rate
from generec.creator.film.storyboard import FPS, BoardShot, Storyboard
from generec.creator.footage.segments import Segment
from generec.creator.footage.stock import Stock, Studio
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Aspect
from generec.domain.profiles import Profile
from generec.editor.looks import ASPECTS
from generec.editor.tools import media_of
from generec.policy.licences import derive

_LIVELY = {"calm": -1.0, "sad": -0.5, "romantic": -0.3, "exciting": 1.0, "funny": 0.4, None: 0.0}
_TRIES = 8
Bars = tuple[float, float, float, float]
_NO_BARS: Bars = (0.0, 0.0, 0.0, 0.0)
_FEW, _OFTEN = 3, 0.35
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
        description="share of the time that footage must fill; with less nothing is made",
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

    `speed` is the tempo of the footage; without `faces` nothing in which a face is found plays.
    """

    def __init__(
        self, stock: Stock, *, profile: Profile, studio: Studio, speed: float, faces: bool, config: CastConfig
    ) -> None:
        self._stock, self._profile, self._studio = stock, profile, studio
        self._speed, self._faces, self._config = speed, faces, config
        self._seen: dict[tuple[str, float, float], Looked] = {}
        self._cut: dict[float, list[Segment]] = {}
        self._used: dict[str, list[tuple[float, float, float]]] = {}

    def audition(self, groups: Iterable[Sequence[Storyboard]]) -> Audition:
        """The best of the first group of boards that the footage fills, else of that which lacks least.

        Every call gives another: what was taken before is worth less. Raises `NotAllowed` where there is
        no footage, or too little.
        """
        best: Audition | None = None
        for boards in groups:
            tried = self._best(boards)
            if best is None or tried.lacking < best.lacking:
                best = tried
            if not best.lacking:
                break
        assert best is not None
        if best.lacking:
            best = self._spread(best)
        _enough(best, self._config)
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

    def _best(self, boards: Sequence[Storyboard]) -> Audition:
        """The best cast of a few boards; the rest are tried where footage lacks or looks the same again."""
        best: Audition | None = None
        for number, board in enumerate(boards):
            if best is not None and number >= _FEW and not best.lacking and best.rating.repeats < _OFTEN:
                break
            for one in self._auditions(board):
                best = one if best is None or _rank(one) > _rank(best) else best
        assert best is not None
        return best

    def _auditions(self, board: Storyboard) -> Iterator[Audition]:
        """Casts of one board. Footage is cut for the longest shot, and thriftily for the usual one."""
        slots = _slots(board, self._speed)
        needs = [slot.need_s for slot, shot in zip(slots, board.shots, strict=False) if shot.told is None]
        for piece_s in dict.fromkeys((max(needs), float(np.median(needs)))):
            every = self._pieces(round(piece_s, 3))
            if not every:
                raise NotAllowed(f"nothing here shows {_named(board)}")
            pools = {len(pool): pool for pool in (_surest(every, share) for share in _SURE)}
            casts = [self._chosen(board, slots, pool) for pool in pools.values()]
            yield from casts
            if not casts[0].lacking:
                return

    def _pieces(self, piece_s: float) -> list[Segment]:
        """The footage cut to about that length."""
        if piece_s not in self._cut:
            pieces = self._stock.pieces(piece_s, profile=self._profile, studio=self._studio)
            self._cut[piece_s] = _compatible(pieces)
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
        return (
            spread
            if spread.lacking <= tried.lacking + max(shot.frames for shot in tried.board.shots)
            else tried
        )

    def _chosen(
        self, board: Storyboard, slots: list[Slot], found: list[Segment], cards: Collection[int] = ()
    ) -> Audition:
        """What plays, after those were sent away in whom a face was found that should not be there."""
        aspect = board.aspect or _fitting(found)
        cards = {*cards, *_told(board)}
        for _ in range(_TRIES):
            keep = np.array([_kept(one, aspect) for one in found], np.float32)
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
            return _fitting(playing, [self._look(one).bars for one in playing])
        return tried.board.aspect or _fitting(tried.found)

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


def _surest(found: Sequence[Segment], share: float) -> list[Segment]:
    """The segments that show one of their topics nearly as surely as the best does."""
    best = np.max([one.relevance for one in found], axis=0)
    return [one for one in found if ((one.relevance > 0) & (one.relevance >= share * best)).any()]


def _kept(segment: Segment, aspect: Aspect, bars: Bars = _NO_BARS) -> float:
    """The share of the picture within its bars that a crop to that aspect keeps."""
    item, (wide, high) = segment.item, ASPECTS[aspect]
    left, top, right, bottom = bars
    own = item.width / item.height if item.width and item.height else wide / high
    own *= (1 - left - right) / (1 - top - bottom)
    return min(own * high / wide, wide / high / own)


def _fitting(found: Sequence[Segment], bars: Sequence[Bars] = ()) -> Aspect:
    """The aspect that keeps the most of the footage, the surest counting most."""
    aspects: tuple[Aspect, ...] = ("16:9", "9:16", "1:1")
    weights = [float(one.relevance.max()) * one.length_s for one in found]
    barred = bars or [_NO_BARS] * len(found)
    rows = list(zip(weights, found, barred, strict=True))
    return max(aspects, key=lambda aspect: sum(w * _kept(one, aspect, edges) for w, one, edges in rows))


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


def _enough(tried: Audition, config: CastConfig) -> None:
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
