"""Limits said in a segment: lengths, moods, origin and language, with the polarity that governs them."""

from __future__ import annotations

from collections.abc import Sequence

from generec.instructor.marks import Piece
from generec.instructor.spans import Wish

SHORT_S = 15.0
"""Seconds that "short" stands for on the guidance page."""
LONG_S = 60.0
"""Seconds that "long" stands for on the guidance page."""


def lengths(piece: Piece) -> dict[str, float]:
    """The `max_seconds` and `min_seconds` that a limit phrase says."""
    said = [t.seconds if t.seconds is not None else t.number for t in piece.tokens]
    seconds = [s for s in said if s is not None]
    kind = piece.value("limit")
    if not seconds or kind is None:
        return {}
    if kind == "range" and len(seconds) > 1:
        low, high = seconds[0], seconds[-1]
        if piece.tokens[-1].seconds is not None and _first_is_bare(piece):
            low *= _unit(piece)
        return {"min_seconds": min(low, high), "max_seconds": max(low, high)}
    if kind == "min":
        return {"min_seconds": seconds[-1]}
    return {"max_seconds": seconds[-1]}


def _first_is_bare(piece: Piece) -> bool:
    first = next(t for t in piece.tokens if t.seconds is not None or t.number is not None)
    return first.seconds is None


def _unit(piece: Piece) -> float:
    """Seconds of the unit that the second length of a range names (20 to 40 *seconds*)."""
    last = piece.tokens[-1]
    digits = [float(w) for w in last.norm.replace(",", ".").split() if w.replace(".", "", 1).isdigit()]
    if digits and digits[0] and last.seconds is not None:
        return last.seconds / digits[0]
    return 60.0 if (last.seconds or 0) >= 60 and (last.seconds or 0) % 60 == 0 else 1.0


def flipped(values: dict[str, float]) -> dict[str, float]:
    """The limits that are left when the asked ones are refused: "nothing over a minute"."""
    swap = {"max_seconds": "min_seconds", "min_seconds": "max_seconds"}
    return values if len(values) > 1 else {swap[key]: value for key, value in values.items()}


def length_word(value: str, *, sign: int) -> dict[str, float]:
    """The limit of "short" or "long", or of its refusal."""
    short = (value == "short") == (sign > 0)
    return {"max_seconds": SHORT_S} if short else {"min_seconds": LONG_S}


def origin(value: str, *, sign: int) -> str:
    """`human` or `ai`, turned round when it is refused."""
    return value if sign > 0 else {"human": "ai", "ai": "human"}[value]


def language(pieces: Sequence[Piece], at: int) -> str | None:
    """The language that `pieces[at]` names, when the words around say that it is one spoken or written."""
    tongue = pieces[at].value("tongue")
    if tongue is None:
        return None
    before = pieces[at - 1] if at else None
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    followed = after is not None and not after.cues and not after.is_mark
    if after is not None and after.norm == "news":
        return tongue
    if before is not None and before.has("tonguein", "tongue"):
        return None if followed else tongue
    if (
        after is not None
        and after.has("tonguenoun", "medium")
        and after.norm not in ("stuff", "film", "films", "movies")
    ):
        return tongue
    alone = after is None or after.has("fill", "lasting", "want")
    return tongue if alone and (before is None or before.has("want", "fill", "lasting")) else None


def set_limits(wish: Wish, piece: Piece, *, sign: int) -> bool:
    """Apply a limit phrase, a mood or an origin to a wish; whether it was one."""
    if piece.has("limit"):
        values = lengths(piece)
        wish.limit(**(values if sign > 0 else flipped(values)))
        return bool(values)
    if piece.has("origin") and piece.value("origin") != "aiword":
        wish.limit(origin=origin(str(piece.value("origin")), sign=sign))
        return True
    return False
