"""Words that say both what is shown and how: "landscape", "animation", "film".

They name a topic where one can stand: after what asks for, refuses or introduces one ("videos of landscape",
"no more animation"). Elsewhere ("make it landscape", "in cartoon style") they keep what else they mean.
"""

from __future__ import annotations

from collections.abc import Sequence

from generec.instructor.glossary import english
from generec.instructor.lexicon import Lexicon
from generec.instructor.marks import Piece
from generec.instructor.text import fold

_LEADS = ("want", "unwant", "about", "than", "swap")
_SHOWS_HOW = ("frame", "it", "act", "op", "look", "attr")


def subjects(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """`pieces` with those that name a topic read as nothing else."""
    stop = frozenset(fold(word) for word in lexicon.settings.get("stop", ()))
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        named = _twofold(piece) and english(piece.norm.replace(" ", _gap(lexicon)), language=lexicon.language)
        if named and _stands(pieces, at, stop):
            out += piece.noun()
        else:
            out.append(piece)
    return out


def _gap(lexicon: Lexicon) -> str:
    return "" if lexicon.language == "zh" else " "


def _twofold(piece: Piece) -> bool:
    """Whether it is a shape, a look or a medium, and nothing that is done."""
    shape = any(value.startswith("reframe") for value in piece.values("op"))
    return (shape or piece.has("look", "medium")) and not piece.has("want", "unwant", "it", "act", "create")


def _stands(pieces: Sequence[Piece], at: int, stop: frozenset[str]) -> bool:
    """Whether a topic is due at `at`, and nothing behind it says what it describes."""
    after = _next(pieces, at, 1, frozenset())
    if after is not None and after.has(*_SHOWS_HOW):
        return False
    medium = pieces[at].has("medium")
    if medium and after is not None and not (after.is_mark or after.has("and", "but", "lasting", "instead")):
        return False
    before = _next(pieces, at, -1, stop)
    if before is None:
        weighed = after is not None and (after.has("than") or "instead" in after.values("unwant"))
        return weighed or (medium and (after is None or after.is_mark))
    led = before.has(*_LEADS) or (before.has("create") and before.norm.endswith(" about"))
    return led and not (before.has("about") and before.norm in ("in", "as", "with"))


def _next(pieces: Sequence[Piece], at: int, step: int, stop: frozenset[str]) -> Piece | None:
    """The nearest piece on one side that is more than a small word."""
    here = at + step
    while 0 <= here < len(pieces):
        piece = pieces[here]
        small = piece.has("fill") and not piece.has("want", "unwant", "medium", "about")
        if not (small or (not piece.cues and not piece.is_mark and piece.norm in stop)):
            return piece
        here += step
    return None
