"""Storyboards for which footage is too little: all of it plays, and cards that have something to say fill up.

A card tells a given fact, or what a source that plays says of itself, or shows the topic as type; none twice,
and each as long as it takes to read. Where there is too little to say, too, nothing is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.creator.facts.passage import Bounds, spans
from generec.creator.film.storyboard import CREDITS_SHARE, FPS, BoardShot, Face, Role, Storyboard, beats_of
from generec.creator.footage.evidence import stems_of
from generec.creator.story.tellings import Telling
from generec.domain.guidance import Topic
from generec.domain.items import Item

_LEAD_S, _BY_LETTER_S, _SHORTEST_S, _ROWS_S = 1.0, 0.05, 1.7, 1.9
_SHORTER, _LONGER = 0.85, 1.5
"""A card may be on screen for so much of the time that it takes to read."""
_LONGEST = 100
_SNAP_S, SOFT, _HOOK_S = 0.35, 10, 1.8


class Filler(NamedTuple):
    """A card: its words and who says them, or a fact as it is told; `seconds` are what it takes to read."""

    seconds: float
    text: str = ""
    by: str = ""
    face: Face = "words"
    telling: Telling | None = None


class Footage(NamedTuple):
    """A stretch that plays: the number of its topic, and its frames at most."""

    topic: int
    frames: int


class Filling(NamedTuple):
    """The board, or None where there is too little to say for its length: `longest_s` there is."""

    board: Storyboard | None
    longest_s: float = 0.0


def fillers(title: str, topics: Sequence[Topic], items: Sequence[Item]) -> list[Filler]:
    """What there is to say beside facts, the most telling first: sentences of the sources, titles, type."""
    wanted = [stems_of(word) for topic in topics for word in topic]
    quotes: list[Filler] = []
    titles: list[Filler] = []
    for item in items:
        headed = _about(f"{item.title} {' '.join(item.topics)}", wanted)
        for said in _sentences(item):
            if headed or _about(said, wanted):
                quotes.append(Filler(_read_s(said), said, item.title, "quote"))
        if _about(item.title, wanted) and item.title.casefold() != title.casefold():
            titles.append(Filler(_read_s(item.title), item.title))
    unlike = {one.text: one for one in (*quotes, *titles)}.values()
    rows = Filler(_ROWS_S, title, face="rows")
    return [
        *[one for one in unlike if one.face == "quote"],
        rows,
        *[one for one in unlike if one.face != "quote"],
    ]


def opened(order: Sequence[tuple[int, int]], frames: Sequence[int]) -> tuple[list[int], list[Footage]]:
    """Segments and what they show, in turn, opened by the first that leaves time to read the title."""
    long = [place for place, (i, _) in enumerate(order) if frames[i] >= _HOOK_S * FPS]
    first = [order[place] for place in long[:1]]
    turn = [*first, *(one for one in order if one not in first)]
    return [i for i, _ in turn], [Footage(topic, frames[i]) for i, topic in turn]


def filling(board: Storyboard, footage: Sequence[Footage], there: Sequence[Filler]) -> Filling:
    """The board with all that footage, and as many of the fillers as the rest of its time takes."""
    end = sum(shot.frames for shot in board.shots if shot.role != "credits")
    playing, rest = list(footage), end - sum(one.frames for one in footage)
    if rest <= 0:
        enough = int(np.searchsorted(np.cumsum([one.frames for one in playing]), end)) + 1
        return Filling(_laid(board, playing[:enough], [], end))
    least = round(_ROWS_S * FPS)
    if rest < least:
        # Footage gives way to a card that can be read.
        share = (end - least) / (end - rest)
        playing, rest = [one._replace(frames=int(one.frames * share)) for one in playing], least
    cards = _taken(there, rest / FPS)
    if cards is not None:
        return Filling(_laid(board, playing, cards, end))
    return Filling(None, (end - rest) / FPS + _LONGER * sum(one.seconds for one in there))


def _taken(there: Sequence[Filler], seconds: float) -> list[Filler] | None:
    """The first that fill so many seconds together; None where all of them do not."""
    out: list[Filler] = []
    for one in there:
        if one.seconds * _SHORTER <= seconds - sum(each.seconds for each in out):
            out.append(one)
    whole = sum(one.seconds for one in out)
    return out if _SHORTER * whole <= seconds <= _LONGER * whole else None


def _laid(board: Storyboard, footage: Sequence[Footage], cards: Sequence[Filler], end: int) -> Storyboard:
    """Footage in turn, and the cards evenly between it.

    Footage opens, and closes if there are two stretches of it. Cards come and go on beats where these
    are near. The facts among the cards become the board's tellings.
    """
    order = _order(len(footage), len(cards))
    lengths = _lengths(
        order, [one.frames for one in footage], [one.seconds for one in cards], end, beats_of(board)
    )
    shots: list[BoardShot] = []
    tellings: list[Telling] = []
    for number, ((kind, i), frames) in enumerate(zip(order, lengths, strict=True)):
        role: Role = "hook" if not number else "close" if number == len(order) - 1 else "build"
        shot = BoardShot(role=role, topic=footage[i].topic if kind == "footage" else 0, frames=frames)
        if kind == "card" and (one := cards[i].telling) is not None:
            begin = sum(lengths[:number])
            shot = shot.model_copy(update={"told": len(tellings)})
            tellings.append(one.model_copy(update={"begin": begin, "frames": frames, "drawn": True}))
        elif kind == "card":
            said = {"text": cards[i].text, "by": cards[i].by, "face": cards[i].face}
            shot = shot.model_copy(update=said)
        shots.append(shot)
    credits = [shot for shot in board.shots if shot.role == "credits"]
    joined = (*_joined(shots, soft=board.mood == "calm"), *credits)
    return board.model_copy(update={"shots": joined, "tellings": tuple(tellings)})


def _order(footage: int, cards: int) -> list[tuple[str, int]]:
    """Footage and cards, each by its number: cards spread over the gaps between footage, or behind it all."""
    gaps = max(1, footage - 1)
    behind = np.bincount(np.arange(cards) * gaps // max(1, cards), minlength=gaps)
    out: list[tuple[str, int]] = []
    card = 0
    for number in range(footage):
        out.append(("footage", number))
        for _ in range(int(behind[number]) if number < gaps else 0):
            out.append(("card", card))
            card += 1
    return out


def _lengths(
    order: Sequence[tuple[str, int]],
    footage: Sequence[int],
    cards: Sequence[float],
    end: int,
    beats: NDArray[np.float64],
) -> list[int]:
    """Frames of each: footage as long as it is or a little less, the cards by what they take to read."""
    if not cards:
        wanted = [one * end / sum(footage) for one in footage]
    else:
        share = (end - sum(footage)) / sum(cards)
        wanted = [footage[i] if kind == "footage" else share * cards[i] for kind, i in order]
    out: list[int] = []
    for number, edge in enumerate(np.cumsum(wanted)[:-1].tolist()):
        sign = _ways(order[number][0], order[number + 1][0])
        near = [
            beat * FPS
            for beat in beats.tolist()
            if sign
            and 0 <= sign * (beat * FPS - edge) <= min(_SNAP_S * FPS, 0.3 * min(wanted[number : number + 2]))
        ]
        out.append(round(min(near, key=lambda beat: abs(beat - edge), default=edge)) - sum(out))
    return [*out, end - sum(out)]


def _ways(before: str, behind: str) -> int:
    """Whether a cut may move back (-1) or forth (1) to a beat: footage is never longer than it is."""
    if before == behind == "footage":
        return 0
    return -1 if before == "footage" else 1


def _joined(shots: Sequence[BoardShot], *, soft: bool) -> list[BoardShot]:
    """The shots with their joins: cards come and go softly."""
    out = list(shots[:1])
    for before, shot in pairwise(shots):
        drawn = before.drawn or shot.drawn
        n = min(SOFT, min(before.frames, shot.frames) // 3 // 2 * 2) if drawn or soft else 0
        out.append(shot.model_copy(update={"join": "dissolve" if n else "cut", "join_frames": n}))
    return out


def _sentences(item: Item) -> list[str]:
    """What a source's description says by itself, without what stands in brackets."""
    text = " ".join(re.sub(r"\s*\([^)]*\)", "", item.description).split())
    bounds = Bounds(longest=_LONGEST)
    return [text[low:high] for low, high in spans(text, language=item.language or "en", bounds=bounds)]


def _about(text: str, wanted: Sequence[frozenset[str]]) -> bool:
    there = stems_of(text)
    return any(stems and stems <= there for stems in wanted)


def _read_s(text: str) -> float:
    return max(_SHORTEST_S, _LEAD_S + _BY_LETTER_S * len(text))


def too_little(board: Storyboard, there_s: float, longest_s: float) -> str:
    """Why nothing is made, and what would do."""
    most = int(longest_s / (1 - CREDITS_SHARE))
    ask = f"ask for {most} s at most" if most >= 4 else "ask for something else"
    what = f"about {there_s:.0f} s of footage of {named(board)}"
    return f"there is only {what}, not enough for {board.seconds:g} s: {ask}"


def named(board: Storyboard) -> str:
    """What it shows, in the viewer's words."""
    return " and ".join(topic[0] for topic in board.topics)
