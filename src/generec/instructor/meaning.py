"""Whether words are about the item on screen or about what is shown next, where both could be meant."""

from __future__ import annotations

from generec.instructor.marks import Piece
from generec.instructor.segments import ONLY, Segment
from generec.instructor.spans import Reading

_STATED = frozenset(("is", "was", "s", "ist", "war", "est", "etait", "es", "era", "e"))
_LASTS = frozenset(
    ("last", "run", "take", "dure", "durer", "dauern", "dauert", "dauere", "durar", "dura", "que", "a", "de")
)
"""How an item is said to be so long, and how it is asked to be."""
_REMOVING = frozenset(
    (
        *("get", "lose", "remove", "kill", "cut", "drop", "ditch", "take", "turn", "strip", "leave", "skip"),
        *("quita", "elimina", "saca", "fuera", "enleve", "retire", "supprime", "vire", "coupe", "tira"),
        *("tire", "remova", "corta", "corte", "weg", "entferne", "streich", "lass", "nimm", "去", "关", "除"),
    )
)
"""First words of what takes away a part: "get rid of the music"."""


def lasts(reading: Reading, segment: Segment) -> bool:
    """How long the item itself is to be: "could this be just five seconds"; not how long it is."""
    pieces = segment.pieces
    if segment.has("like", "unwant", "medium") or any(p.norm in _STATED for p in pieces):
        return False
    if any(p.has("want") and p.norm not in ONLY for p in pieces):
        return False
    plain = [p for p in pieces if not p.cues and p.tokens[0].seconds is None and p.norm not in _LASTS]
    return reading.topic(plain) is None


def tires(reading: Reading, segment: Segment) -> bool:
    """Whether less music is to be shown: "less music" and "no live music" take none away."""
    pieces = segment.pieces
    at = next(i for i, piece in enumerate(pieces) if piece.has("thing"))
    named = at > 0 and not pieces[at - 1].cues and reading.topic(pieces[at - 1 : at]) is not None
    return named or any(_weighs(piece) for piece in pieces[:at] if piece.has("unwant"))


def _weighs(piece: Piece) -> bool:
    """Whether a refusal is about what is shown from now on, not about a part of what is on screen."""
    values = piece.values("unwant")
    if piece.value("way") == "down" or "instead" in values:
        return True
    return "strong" in values and not (piece.has("act") or piece.tokens[0].norm in _REMOVING)
