"""Segments of a wish: stretches that hold one cue and what it governs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generec.instructor.marks import Piece

_FULL_STOPS = frozenset((".", "!", "?", ";", "\n", "。", "！", "？", "；", "…"))
_LONGEST = 60
"""Pieces in one segment at most, so that time grows no faster than the text."""
_DESCRIBES = ("op", "look", "mood", "length", "tongue", "origin", "create")
ONLY = frozenset(("just", "only", "solo", "solamente", "nur", "seulement", "juste", "apenas"))
_ADVERBS = frozenset(("always", "never", "ever", "only", "just"))
_BEFORE_CUE = ("neg", "fill", "narrator", "lasting")


@dataclass(frozen=True, slots=True)
class Segment:
    """Pieces between two cuts. `link` is what stands before it: "", ",", ".", "?", "and", "or" or "but"."""

    link: str
    pieces: tuple[Piece, ...]

    def has(self, *kinds: str) -> bool:
        """Whether any piece has a cue of any of the kinds."""
        return any(piece.has(*kinds) for piece in self.pieces)

    def of(self, kind: str) -> list[str]:
        """The values of all cues of a kind, in order."""
        return [value for piece in self.pieces for value in piece.values(kind)]


def segments(pieces: Sequence[Piece]) -> list[Segment]:
    """Cut at punctuation, at "and" and "but", and before each cue that follows something said."""
    out: list[Segment] = []
    held: list[Piece] = []
    link = ""
    for piece in settle(pieces):
        if piece.is_mark or piece.has("and", "but") or (piece.norm == "so" and _told(held)):
            if held:
                out.append(Segment(link, tuple(held)))
                held, link = [], ""
            link = _stronger(link, _link(piece))
            continue
        if held and piece.has("correct"):
            out.append(Segment(link, tuple(held)))
            held, link = [], _stronger(link, ",")
        elif held and _cuts_here(piece, held):
            back = len(held)
            while back > 1 and held[back - 1].has(*_BEFORE_CUE):
                back -= 1
            back = len(held) if _is_verb(held, back) else back
            if any(_content(p) for p in held[:back]):
                out.append(Segment(link, tuple(held[:back])))
                held, link = held[back:], ""
        if len(held) >= _LONGEST:
            out.append(Segment(link, tuple(held)))
            held, link = [], ""
        held.append(piece)
    if held:
        out.append(Segment(link, tuple(held)))
    return out


def _told(held: Sequence[Piece]) -> bool:
    """Whether something has been told, so that "so" draws a conclusion from it."""
    return len(held) > 2 and held[-1].value("narrator") is None and any(p.has("narrator") for p in held)


def _cuts_here(piece: Piece, held: Sequence[Piece]) -> bool:
    """Whether a piece ends what is held; inside a reason ("because ...") only a strong cue does."""
    if piece.has("op", "look") and any(p.has("neg") for p in held) and any(p.has("op", "look") for p in held):
        return True
    if piece.norm.startswith("should") and any(p.has("all") for p in held):
        return False
    if not cuts(piece) or not any(_content(p) for p in held) or _reason(held):
        return False
    reasoned = any(p.has("because") for p in held)
    return not reasoned or piece.has("create") or "strong" in piece.values("want") + piece.values("unwant")


def _is_verb(held: Sequence[Piece], at: int) -> bool:
    """Whether `held[at]` is the verb of the noun before it: "my therapist *says* I should"."""
    if at >= len(held):
        return False
    told = held[at].value("narrator") in ("verb", "report", "tale")
    return told and not held[at - 1].cues and not held[at - 1].is_mark


def settle(pieces: Sequence[Piece]) -> list[Piece]:
    """Take the meaning from single verbs that stand where no command can stand."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        before = out[-1] if out else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.has("medium") and piece.has("act") and before is not None and before.has(*_DESCRIBES):
            out.append(piece.only("medium", "length", "thing"))
        elif piece.norm in ONLY and _measures(before, after):
            out.append(Piece(piece.tokens, (("fill", "any"),)))
        elif piece.norm in _ADVERBS and _states(after):
            out.append(Piece(piece.tokens))
        elif (len(piece.tokens) == 1 or _told_to(piece, before)) and _demotes(piece, before, after):
            left = tuple(
                c
                for c in piece.cues
                if c[0] not in ("want", "unwant", "create", "act")
                or c[1] in ("weak", "instead", "other", "no")
            )
            out.append(Piece(piece.tokens, left))
        else:
            out.append(piece)
    return out


def _measures(before: Piece | None, after: Piece | None) -> bool:
    """Whether "only" stands before how long something is to be: "could this be *just* ten seconds"."""
    if before is None or after is None or after.tokens[0].seconds is None:
        return False
    return before.has("it", "narrator", "fill") and not before.has("want", "medium")


def _states(after: Piece | None) -> bool:
    """Whether the next word is a verb of a statement: "he always *plays* those"."""
    if after is None or after.norm in ("have", "be", "do"):
        return False
    return after.has("narrator") or (after.has("fond") and after.norm.endswith(("s", "ed")))


def _told_to(piece: Piece, before: Piece | None) -> bool:
    """Whether a longer command only tells of one: "told me to get more"."""
    to = before is not None and before.norm == "to"
    return to and not any(t.norm in ("me", "us", "i", "we") for t in piece.tokens)


def _demotes(piece: Piece, before: Piece | None, after: Piece | None) -> bool:
    strong = piece.has("act", "create") or "strong" in piece.values("want") + piece.values("unwant")
    if not strong or before is None or before.is_mark:
        return False
    if after is not None and after.has("it", "all"):
        return False
    if before.has("about") or not before.cues or before.norm == "to":
        return True
    return (
        before.has("want", "unwant")
        and not before.has("lasting")
        and not before.has("neg")
        and not piece.has("want", "unwant")
    )


def cuts(piece: Piece) -> bool:
    """Whether a piece begins something of its own."""
    acts = any(value != "other" for value in piece.values("act"))
    return acts or piece.has("want", "unwant", "create", "neg", "swap", "because")


def _content(piece: Piece) -> bool:
    return not piece.has(*_BEFORE_CUE, "aside", "want", "unwant", "because", "greet", "act", "create") or (
        piece.has("it", "all", "op", "look")
    )


def _reason(held: Sequence[Piece]) -> bool:
    """Whether nothing but a "because I" has been said so far."""
    because = [i for i, piece in enumerate(held) if piece.has("because")]
    return bool(because) and all(p.has(*_BEFORE_CUE) for p in held[because[-1] + 1 :])


def _link(piece: Piece) -> str:
    if piece.has("but") or piece.norm == "so":
        return "but"
    if piece.has("and"):
        return str(piece.value("and"))
    if piece.norm in ("?", "？"):
        return "?"
    return "." if piece.norm in _FULL_STOPS else ","


def _stronger(old: str, new: str) -> str:
    order = ["", "and", "or", ",", "but", "?", "."]
    return max(old, new, key=order.index)
