"""Stories: whether words tell something, and what a story is about."""

from __future__ import annotations

from collections.abc import Sequence

from generec.domain.guidance import Topic
from generec.instructor.marks import Piece
from generec.instructor.naming import named
from generec.instructor.segments import Segment
from generec.instructor.spans import Reading

_LONGEST_MENTION = 5
RELATIVE = frozenset(("that", "which", "where", "who", "whose"))


def narrates(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces tell something (a subject or a verb) rather than name something."""
    measured = any(p.has("limit") for p in pieces)
    cued = any(p.has("want", "unwant", "neg", "good", "bad", "swap") for p in pieces)
    for at, piece in enumerate(pieces):
        if piece.value("narrator") == "tale" and cued:
            continue
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if at and piece.norm in RELATIVE:
            return False
        if piece.has("want", "unwant", "good", "bad", "limit", "op") or (
            after and after.has("op", "limit", "mood")
        ):
            continue
        if piece.value("narrator") == "subject" or (piece.has("narrator") and not measured):
            return True
    return False


def mentioned(reading: Reading, segment: Segment) -> tuple[Topic, ...]:
    """What a segment that holds no wish is about: "my son is learning the violin"."""
    pieces = segment.pieces
    if segment.has("neg", "unwant", "bad", "aside", "greet"):
        return ()
    start = max((at + 1 for at, p in enumerate(pieces) if p.has("about", "fond")), default=0)
    chunk: list[Piece] = []
    for piece in pieces[start:] if start else ():
        if chunk and piece.has("narrator", "because", "lasting", "want"):
            break
        chunk.extend(piece.plain())
    topic = reading.topic(chunk)
    names = tuple((t.raw,) for p in pieces for t in p.tokens if t.kind == "name")
    if topic is None or len(topic.split()) > _LONGEST_MENTION:
        return names
    return names or (named(topic, language=reading.lexicon.language),)
