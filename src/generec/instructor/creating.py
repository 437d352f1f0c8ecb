"""Wishes for something to be made."""

from __future__ import annotations

from collections.abc import Sequence

from generec.domain.guidance import Caption, Music, Mute
from generec.instructor import bounds
from generec.instructor.editing import ADJECTIVE_AFTER, add, looks, operation
from generec.instructor.marks import Piece
from generec.instructor.naming import named
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading, Wish
from generec.instructor.text import Token

_WITH = frozenset(("with", "con", "com", "avec", "mit"))


def create(reading: Reading, segment: Segment, wish: Wish) -> None:
    """Read a segment as (part of) a wish for something to be made."""
    wish.route, wish.target = "create", None
    if wish.about is None:
        wish.about = []
    pieces = segment.pieces
    chunk: list[Piece] = []
    told = False
    after: tuple[Piece, ...] = ()
    for at, piece in enumerate(pieces):
        if piece.has("because"):
            break
        if piece in after:
            continue
        if piece.has("about"):
            told = True
        if piece.has("create", "lasting") or (piece.has("want", "unwant") and not chunk):
            continue
        if _look(reading, wish, pieces, at, told=told):
            if "music" in piece.values("thing"):
                chunk = [p for p in chunk if p.tokens[0] not in _leading(pieces, at)]
                after = _trailing(reading, pieces, at)
            continue
        if _bound(wish, pieces, at):
            continue
        if piece.has("medium", "about", "frame", "tonguein", "it", "fill") and not chunk:
            continue
        if piece.has("act") and not chunk:
            continue
        if piece.has("frame", "fill") and not piece.has("about"):
            continue
        chunk.extend([piece] if piece.has("medium") else piece.plain())
    topic = reading.topic(chunk)
    if topic is not None:
        wish.about.append(named(topic, language=reading.lexicon.language))


def _look(reading: Reading, wish: Wish, pieces: Sequence[Piece], at: int, *, told: bool) -> bool:
    """An operation on what is made: style, sound, captions, shape."""
    piece = pieces[at]
    before = pieces[at - 1] if at else None
    refused = any(p.has("unwant", "neg") for p in pieces[:at])
    if refused and piece.value("op") == "caption":
        return True
    if piece.has("look") and (not told or looks(pieces, at)):
        add(wish.edits, operation(str(piece.value("look"))))
        return True
    toned = piece.has("mood") and str(piece.value("op")).startswith("rewrite")
    if piece.has("op") and not toned and piece.value("op") not in ("clip", "summarize", "rewrite:simple"):
        add(wish.edits, operation(str(piece.value("op"))))
        return True
    if piece.tokens[0].kind == "quote":
        add(wish.edits, Caption(text=reading.words(piece.tokens)))
        return True
    things = piece.values("thing")
    if "captions" in things:
        if not refused:
            add(wish.edits, Caption())
        return True
    if refused and ("sound" in things or "music" in things):
        add(wish.edits, Mute(only=None if "sound" in things else "music"))
        return True
    if "music" in things and _scores(pieces, at):
        mood = pieces[at - 1].norm if before is not None and before.has("mood") else None
        words = [Piece((token,)) for token in _leading(pieces, at)]
        add(wish.edits, Music(mood=mood or reading.topic(words) or _after_noun(reading, pieces, at)))
        return True
    return False


def _after_noun(reading: Reading, pieces: Sequence[Piece], at: int) -> str | None:
    """The word behind "music" that says which ("música *alegre*")."""
    return reading.topic([Piece((token,)) for p in _trailing(reading, pieces, at) for token in p.tokens])


def _trailing(reading: Reading, pieces: Sequence[Piece], at: int) -> tuple[Piece, ...]:
    """One plain word, or one of a mood, right behind "music", in languages where adjectives follow."""
    if reading.lexicon.language not in ADJECTIVE_AFTER:
        return ()
    return tuple(p for p in pieces[at + 1 : at + 2] if not p.cues or p.has("mood"))


def _leading(pieces: Sequence[Piece], at: int) -> tuple[Token, ...]:
    """Up to two plain words, or a genre, right before "music": they say which."""
    start = at
    while start > max(0, at - 2) and (
        not pieces[start - 1].cues or "genre" in pieces[start - 1].values("thing")
    ):
        start -= 1
    return tuple(token for piece in pieces[start:at] for token in piece.tokens)


def _scores(pieces: Sequence[Piece], at: int) -> bool:
    """Whether music is put on what is made ("with happy music"), not what it is about."""
    led = [i for i, p in enumerate(pieces[:at]) if p.has("about")]
    return not led or any(p.norm in _WITH or p.has("act") for p in pieces[led[-1] : at])


def _bound(wish: Wish, pieces: Sequence[Piece], at: int) -> bool:
    """A length, a mood or a language of what is made."""
    piece = pieces[at]
    seconds = piece.tokens[0].seconds
    if piece.has("limit"):
        values = bounds.lengths(piece)
        wish.seconds = values.get("max_seconds", values.get("min_seconds"))
        return True
    if seconds is not None and not piece.has("op"):
        wish.seconds = seconds
        return True
    if piece.has("length"):
        values = bounds.length_word(str(piece.value("length")), sign=1)
        wish.seconds = wish.seconds or values.get("max_seconds", values.get("min_seconds"))
        return True
    if piece.has("mood"):
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if after is None or "music" not in after.values("thing"):
            wish.limit(mood=piece.value("mood"))
        return True
    if piece.has("tongue"):
        tongue = bounds.language(pieces, at)
        if tongue is not None:
            wish.limit(language=tongue)
        return tongue is not None
    return False
