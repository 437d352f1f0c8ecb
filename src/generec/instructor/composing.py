"""Operations said in parts: a property of the item ("colours") and which way it is to go ("bump up")."""

from __future__ import annotations

from collections.abc import Sequence

from generec.instructor.lexicon import Lexicon
from generec.instructor.marks import Piece, recognise

_REACH = 4
"""Pieces between a property and its direction at most."""
_OPS = {
    ("brightness", "up"): ("op", "adjust:brightness:up"),
    ("brightness", "down"): ("op", "adjust:brightness:down"),
    ("contrast", "up"): ("op", "adjust:contrast:up"),
    ("contrast", "down"): ("op", "adjust:contrast:down"),
    ("saturation", "up"): ("op", "adjust:saturation:up"),
    ("saturation", "down"): ("op", "adjust:saturation:down"),
    ("color", "up"): ("look", "vivid"),
    ("color", "down"): ("op", "adjust:saturation:down"),
    ("color", "off"): ("look", "noir"),
    ("saturation", "off"): ("look", "noir"),
    ("sound", "off"): ("op", "mute"),
    ("sound", "bad"): ("op", "mute"),
    ("speed", "up"): ("op", "speed:1.5"),
    ("speed", "down"): ("op", "speed:0.5"),
    ("length", "down"): ("op", "clip"),
    ("text", "down"): ("op", "summarize"),
}
_BETWEEN = ("fill", "it", "all", "narrator", "frame", "lasting")


def compose(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """`pieces` with each property and its direction joined to one operation.

    The direction may stand before ("bump the contrast") or after ("the contrast is too low"); between
    the two may be only small words. A property without a direction stays what it was.
    """
    out = list(pieces)
    at = 0
    while at < len(out):
        found = _joined(out, at) if out[at].has("attr") and not out[at].has("op", "look") else None
        if found is not None:
            start, end, piece = found
            out[start:end] = [piece]
            at = start
        at += 1
    return [part for piece in out for part in _apart(piece, lexicon)]


def _apart(piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """A direction that no property took, read again as the shorter phrases that it is made of."""
    if not piece.cues or any(kind not in ("after", "way") for kind, _ in piece.cues):
        return [piece]
    return [*recognise(piece.tokens[:1], lexicon), *recognise(piece.tokens[1:], lexicon)]


def _joined(pieces: Sequence[Piece], at: int) -> tuple[int, int, Piece] | None:
    """(start, end, operation) of a property at `at` and the nearest direction, those before it first."""
    what = pieces[at].values("attr")
    for step in (-1, 1):
        way, other = _direction(pieces, at, step)
        if way is None:
            continue
        cue = next((_OPS[(name, way)] for name in what if (name, way) in _OPS), None)
        if cue is not None:
            start, end = min(at, other), max(at, other) + 1
            tokens = tuple(token for piece in pieces[start:end] for token in piece.tokens)
            return start, end, Piece(tokens, (cue,))
    return None


def _direction(pieces: Sequence[Piece], at: int, step: int) -> tuple[str | None, int]:
    """(way, where) of the first direction on one side; (None, at) where something else comes first."""
    here = at + step
    while 0 <= here < len(pieces) and abs(here - at) <= _REACH:
        piece = pieces[here]
        if piece.is_mark or piece.has("op", "look", "and", "but", "attr"):
            break
        way = (piece.value("after") if step > 0 else None) or piece.value("way")
        if way is not None:
            return way, here
        if piece.cues and not piece.has(*_BETWEEN):
            break
        if not piece.cues and len(piece.norm) > 4:
            break
        here += step
    return None, at
