"""Wishes for what to show: topics with their polarity, and limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generec.domain.guidance import Topic
from generec.instructor import bounds
from generec.instructor.marks import Piece
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish
from generec.instructor.spelling import mended_topic

_LONGEST_LIST_ITEM = 6


@dataclass(slots=True)
class Flow:
    """What carries over from one segment to the next: the polarity of a list, and its last topics."""

    sign: int = 1
    cued: bool = False
    instead: bool = False
    broken: bool = False
    last: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """The state while one segment is read."""

    sign: int
    cued: bool = False
    pending: int = 1
    fresh: bool = True
    chunk: list[Piece] = field(default_factory=list)
    topics: list[tuple[str, int]] = field(default_factory=list)
    content: bool = False
    pointed: bool = False


def narrates(reading: Reading, pieces: Sequence[Piece]) -> bool:
    """Whether the pieces tell something (a subject and a verb) rather than name something."""
    plain = [p for p in pieces if not p.has("want", "unwant", "good", "bad")]
    return any(p.value("narrator") == "subject" for p in plain) or (
        sum(p.value("narrator") == "verb" for p in plain) > 0
    )


def retrieve(reading: Reading, segment: Segment, wish: Wish, flow: Flow) -> bool:
    """Read a segment as a wish for other items into `wish`; whether it said anything."""
    run = _Run(sign=flow.sign if segment.link in (",", "and") and not flow.broken else 1)
    if segment.link == "but" and not segment.has("want", "unwant"):
        run.sign = -flow.sign if flow.sign < 0 else 1
    if flow.instead and segment.link == ",":
        run.sign = 1
    said = wish.says()
    pieces = segment.pieces
    for at, piece in enumerate(pieces):
        if piece.has("because"):
            break
        _read(reading, run, wish, pieces, at, flow)
    _close(reading, run)
    before = (len(wish.more), len(wish.less), wish.limits)
    for topic, sign in run.topics:
        (wish.more if sign > 0 else wish.less).append(_spellings(topic))
    if not run.topics and run.pointed and _compares(pieces):
        screen = reading.on_screen()
        if screen is not None:
            (wish.more if run.sign > 0 else wish.less).append(screen)
    flow.sign, flow.cued = run.sign, flow.cued or run.cued
    flow.instead = any("instead" in p.values("unwant") and not p.has("neg") for p in pieces) or (
        flow.instead and not run.cued and not run.topics
    )
    flow.last = run.topics
    return (len(wish.more), len(wish.less), wish.limits) != before or wish.says() != said


def _spellings(topic: str) -> Topic:
    """The viewer's own words, and their likely spelling where a word is unknown."""
    mended = mended_topic(topic)
    return (topic,) if mended is None else (topic, mended)


def _compares(pieces: Sequence[Piece]) -> bool:
    """Whether the item on screen is the measure ("more like this", "tired of this")."""
    return any(p.has("unwant", "good", "bad") or "weak" in p.values("want") for p in pieces)


def _read(reading: Reading, run: _Run, wish: Wish, pieces: Sequence[Piece], at: int, flow: Flow) -> None:
    piece = pieces[at]
    if piece.has("bad", "good") and (run.chunk or run.topics or run.pointed or flow.last):
        _judge(reading, run, wish, piece, flow)
    elif _polarity(piece) is not None:
        _turn(reading, run, piece)
    elif _bound(reading, run, wish, pieces, at):
        run.content = True
    elif piece.has("lasting", "fill") and not piece.has("medium"):
        if piece.has("lasting"):
            _close(reading, run)
    elif piece.has("it"):
        run.pointed = True
        if run.chunk:
            run.chunk.extend(piece.plain())
    elif piece.has("medium", "about", "all", "tonguein") and not run.chunk:
        pass
    elif piece.has("medium"):
        run.chunk.append(piece)
    else:
        run.chunk.extend(piece.plain())


def _polarity(piece: Piece) -> int | None:
    """+1, -1 or None: how a cue turns what follows."""
    if piece.has("neg"):
        return -1
    if piece.has("unwant") or piece.has("swap"):
        return -1
    return 1 if piece.has("want", "than") else None


def _turn(reading: Reading, run: _Run, piece: Piece) -> None:
    """A polarity cue: it closes the topic before it, and multiplies with cues right before it."""
    if run.chunk:
        _close(reading, run)
        run.pending, run.fresh = 1, True
    sign = _polarity(piece) or 1
    run.pending = sign if run.fresh else run.pending * sign
    run.fresh = False
    run.sign, run.cued = run.pending, True


def _close(reading: Reading, run: _Run) -> None:
    """End the topic that is being collected."""
    topic = reading.topic(run.chunk)
    run.chunk = []
    if topic is not None:
        run.topics.append((topic, run.sign))


def _judge(reading: Reading, run: _Run, wish: Wish, piece: Piece, flow: Flow) -> None:
    """A verdict after a topic ("politics is boring") sets the topic's polarity."""
    sign = 1 if piece.has("good") and not piece.has("bad") else -1
    if run.cued and run.pending < 0 and not run.chunk:
        sign = -sign
    _close(reading, run)
    run.sign, run.cued = sign, True
    if run.topics:
        run.topics = [(topic, sign) for topic, _ in run.topics]
    elif not run.pointed:
        for topic, old in flow.last:
            named = _spellings(topic)
            if old != sign and named in (wish.more if old > 0 else wish.less):
                (wish.more if old > 0 else wish.less).remove(named)
                (wish.more if sign > 0 else wish.less).append(named)


def _bound(reading: Reading, run: _Run, wish: Wish, pieces: Sequence[Piece], at: int) -> bool:
    """A limit at `at`; what is refused and cannot be a limit becomes a topic instead."""
    piece = pieces[at]
    sign = run.sign if run.cued else 1
    if bounds.set_limits(wish, piece, sign=sign):
        return True
    if piece.has("length") and _measures(pieces, at):
        wish.limit(**bounds.length_word(str(piece.value("length")), sign=sign))
        return True
    if "aiword" in piece.values("origin") and _names_only(pieces, at):
        wish.limit(origin=bounds.origin("ai", sign=sign))
        return True
    if piece.has("mood"):
        if sign < 0:
            run.chunk.extend(piece.plain())
        else:
            wish.limit(mood=piece.value("mood"))
        return True
    tongue = bounds.language(pieces, at)
    if tongue is not None and sign > 0:
        wish.limit(language=tongue)
        if run.chunk and run.chunk[-1].has("tonguein"):
            run.chunk.pop()
        return True
    seconds = piece.tokens[0].seconds
    if not piece.cues and seconds is not None and _measures(pieces, at):
        values = {"max_seconds": seconds}
        wish.limit(**(values if sign > 0 else bounds.flipped(values)))
        return True
    return False


def _measures(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a word of length measures the items, not a topic ("short hair")."""
    rest = pieces[at + 1 :]
    named = [p for p in rest if not p.cues]
    led = bool(rest) and rest[0].has("about", "fill", "medium")
    return not named or led or any(p.has("medium") for p in pieces)


def _names_only(pieces: Sequence[Piece], at: int) -> bool:
    """Whether "AI" is all that is named here: then it is an origin, else part of a topic."""
    if any(p.has("about") for p in pieces[:at]):
        return False
    return not any(not p.cues and not p.is_mark for p in pieces)
