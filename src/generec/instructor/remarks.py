"""What is said without a verb: "ugh, weddings", "hockey yes, soccer no", "weddings? seriously?".

Such remarks count only where their sentence has no cue that says more: "ugh, show me weddings" is a wish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generec.instructor.marks import Piece

_STOPS = frozenset((".", "!", "?", ";", "\n", "…", "。", "！", "？", "；"))
_SAYS = (
    "want",
    "unwant",
    "good",
    "bad",
    "neg",
    "swap",
    "than",
    "op",
    "look",
    "act",
    "create",
    "limit",
    "mood",
)
_LIGHT = ("fill", "greet", "remark", "narrator")
_DENIALS = frozenset(("is not", "are not", "does not", "do not", "can not", "was not", "did not"))
_YES, _NO = frozenset(("yes", "yep", "yeah", "yup")), frozenset(("no", "nope", "nah"))


def remarked(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with remarks read as cues: before a name as a refusal, after it as a verdict."""
    out: list[Piece] = []
    asked = False
    for sentence in _sentences(_felt(pieces)):
        body = [piece for piece in sentence if not piece.is_mark]
        questioned = any(piece.norm in ("?", "？") for piece in sentence)
        if asked and body and all(_light(piece) for piece in body) and any(_doubts(p) for p in body):
            last = next(p for p in reversed(body) if _doubts(p))
            out += [*(_verdict(p, good=False) if p is last else p.only() for p in sentence)]
        else:
            out += _answers(_denied(_doubted(_groaned(sentence)) if questioned else _groaned(sentence)))
            asked = questioned
    return out


def _felt(pieces: Sequence[Piece]) -> list[Piece]:
    """ "Creep me out" is a mood; after a name ("spiders creep me out") it is a verdict. "AI only" is one."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.has("mood") and piece.has("good", "bad"):
            named = bool(at) and not pieces[at - 1].cues and not pieces[at - 1].is_mark
            kept = tuple(
                c
                for c in piece.cues
                if (c[0] in ("good", "bad")) == named or c[0] not in ("good", "bad", "mood")
            )
            piece = Piece(piece.tokens, kept)
        if out and piece.norm == "only" and out[-1].has("origin"):
            piece = Piece((*out[-1].tokens, *piece.tokens), (*out.pop().cues, ("final", "only")))
        out.append(piece)
    return out


def _sentences(pieces: Sequence[Piece]) -> list[list[Piece]]:
    out: list[list[Piece]] = [[]]
    for piece in pieces:
        out[-1].append(piece)
        if piece.is_mark and piece.norm in _STOPS:
            out.append([])
    return [sentence for sentence in out if sentence]


def _light(piece: Piece) -> bool:
    return piece.has(*_LIGHT) or piece.norm in _NO


def _doubts(piece: Piece) -> bool:
    return piece.has("remark") or piece.norm in _NO


def _says(piece: Piece) -> bool:
    return piece.has(*_SAYS) and not (piece.has("remark") and not piece.has("want", "unwant"))


def _groaned(sentence: list[Piece]) -> list[Piece]:
    """A groan at the start refuses what is named after it."""
    start = next((at for at, p in enumerate(sentence) if "ugh" in p.values("remark")), None)
    if start is None or not all(_light(p) or p.is_mark for p in sentence[:start]):
        return sentence
    rest = sentence[start + 1 :]
    if any(_says(p) for p in rest) or not any(not p.cues and not p.is_mark for p in rest):
        return sentence
    while rest and (rest[0].is_mark or rest[0].has("remark")):
        rest = rest[1:]
    return [*sentence[:start], Piece(sentence[start].tokens, (("unwant", "strong"),)), *rest]


def _doubted(sentence: list[Piece]) -> list[Piece]:
    """A doubt at the end of a question judges what was named before it: "weddings again?"."""
    body = [at for at, piece in enumerate(sentence) if not piece.is_mark]
    last = body[-1] if body else 0
    named = any(not p.cues and not p.is_mark for p in sentence[:last])
    if not named or "after" not in sentence[last].values("remark") or any(map(_says, sentence[:last])):
        return sentence
    if any(p.has("narrator", "because") for p in sentence[:last]):
        return sentence
    kept = [p for p in sentence[:last] if not p.is_mark]
    return [*kept, _verdict(sentence[last], good=False), *sentence[last + 1 :]]


def _denied(sentence: list[Piece]) -> list[Piece]:
    """ "Chess bores me, poker does not": a denial at the end turns the verdict before it round."""
    body = [at for at, piece in enumerate(sentence) if not piece.is_mark]
    before = [p for p in sentence if p.has("good", "bad")]
    if len(body) < 3 or not before or sentence[body[-1]].norm not in _DENIALS or sentence[body[-2]].cues:
        return sentence
    last = body[-1]
    verdict = _verdict(sentence[last], good=before[-1].has("bad"))
    return [*sentence[:last], verdict, *sentence[last + 1 :]]


def _answers(sentence: list[Piece]) -> list[Piece]:
    """ "Hockey yes soccer no": a yes or no after a name, where the row ends with one."""
    ends = [at for at in range(len(sentence)) if _answer(sentence, at) and _row_ends(sentence, at)]
    if not ends:
        return sentence
    out: list[Piece] = []
    for at, piece in enumerate(sentence):
        if _answer(sentence, at) and at <= ends[-1]:
            out += [_verdict(piece, good=piece.norm in _YES), _comma(piece)]
        else:
            out.append(piece)
    return out


def _answer(sentence: Sequence[Piece], at: int) -> bool:
    before = sentence[at - 1] if at else None
    said = sentence[at].norm in _YES | _NO
    return said and before is not None and not before.cues and not before.is_mark


def _row_ends(sentence: Sequence[Piece], at: int) -> bool:
    after = sentence[at + 1] if at + 1 < len(sentence) else None
    alone = sum(p.norm in _YES | _NO for p in sentence)
    return (after is None or after.is_mark) and (sentence[at].norm in _NO or alone > 1)


def _verdict(piece: Piece, *, good: bool) -> Piece:
    return Piece(piece.tokens, (("good" if good else "bad", "post"),))


def _comma(piece: Piece) -> Piece:
    last = piece.tokens[-1]
    return Piece((replace(last, raw=",", norm=",", kind="mark", start=last.end, end=last.end),))
