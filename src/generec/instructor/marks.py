"""Cues in a wish: the longest phrases of the lexicon, in the order they were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generec.instructor.lexicon import Cue, Lexicon, Phrases
from generec.instructor.text import Token

_CUT = frozenset(("cut", "cutting"))
_NEAR = 7
_SHORTEN: tuple[Cue, ...] = (("act", "shorten"), ("op", "clip"))
_OUTRANK = frozenset(("op", "look", "limit"))
_FIXED = frozenset(("name",))


@dataclass(frozen=True, slots=True)
class Piece:
    """A cue phrase, or a plain word (no cues). `tokens` is what was said."""

    tokens: tuple[Token, ...]
    cues: tuple[Cue, ...] = ()

    @property
    def start(self) -> int:
        """Character position of the first token."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Character position after the last token."""
        return self.tokens[-1].end

    @property
    def norm(self) -> str:
        """The normalised words."""
        return " ".join(t.norm for t in self.tokens)

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return self.tokens[0].kind == "mark"

    def value(self, kind: str) -> str | None:
        """The value of the first cue of a kind, or None."""
        return next((value for found, value in self.cues if found == kind), None)

    def values(self, kind: str) -> list[str]:
        """All values of the cues of a kind."""
        return [value for found, value in self.cues if found == kind]

    def has(self, *kinds: str) -> bool:
        """Whether it has a cue of any of the kinds."""
        return any(found in kinds for found, _ in self.cues)

    def plain(self) -> list[Piece]:
        """The same words without meaning: one piece for each."""
        return [Piece((token,)) for token in self.tokens]

    def noun(self) -> list[Piece]:
        """The words of a fixed name ("square dance"), which none of the rules may read as anything else."""
        return [Piece((replace(token, kind="noun"),)) for token in self.tokens]

    def only(self, *kinds: str) -> Piece:
        """The same words with the cues of these kinds alone."""
        return Piece(self.tokens, tuple(cue for cue in self.cues if cue[0] in kinds))


def recognise(tokens: Sequence[Token], lexicon: Lexicon) -> list[Piece]:
    """The pieces of a wish, left to right, each the longest phrase that starts where it does."""
    out: list[Piece] = []
    at = 0
    while at < len(tokens):
        end, cues = longest(tokens, at, lexicon.phrases)
        ranks = any(kind in _OUTRANK for kind, _ in cues)
        cut = _overtaken(tokens, at, end, lexicon.phrases, by=_FIXED if ranks else _OUTRANK)
        if _shortens(tokens, at):
            end, cues, cut = at + 1, _SHORTEN, None
        if cut is not None:
            end, cues = longest(tokens[:cut], at, lexicon.phrases)
        found = Piece(tuple(tokens[at:end]), cues)
        out.extend(found.noun() if found.has("name") else [found])
        at = end
    return out


def _overtaken(
    tokens: Sequence[Token], at: int, end: int, phrases: Phrases, *, by: frozenset[str]
) -> int | None:
    """Where, inside a phrase, an operation begins that reaches further ("a little | less colourful"), or
    inside an operation a fixed name ("more | dark-skinned")."""
    for start in range(at + 1, end):
        further, cues = longest(tokens, start, phrases)
        if further > end and any(kind in by for kind, _ in cues):
            return start
    return None


def _shortens(tokens: Sequence[Token], at: int) -> bool:
    """Whether "cut" is about length, as in "cut all videos down to ten seconds"."""
    if tokens[at].norm not in _CUT:
        return False
    near = tokens[at + 1 : at + 1 + _NEAR]
    stop = next((i for i, token in enumerate(near) if token.kind == "mark" or token.norm == "and"), len(near))
    pairs = pairwise(near[:stop])
    return any(word.norm in ("to", "at") and after.seconds is not None for word, after in pairs)


def longest(tokens: Sequence[Token], at: int, phrases: Phrases) -> tuple[int, tuple[Cue, ...]]:
    """(end, cues) of the longest phrase that starts at `at`; (at + 1, ()) when there is none."""
    best_end = at + 1
    best: tuple[Cue, ...] = ()
    states = [(at, phrases.start)]
    reached: dict[int, list[Cue]] = {}
    while states:
        position, current = states.pop()
        if position >= len(tokens):
            continue
        if position > at and tokens[position].norm in phrases.skip:
            states.append((position + 1, current))
        for word in _readings(tokens[position]):
            following = phrases.step(current, word)
            if following:
                reached.setdefault(position + 1, []).extend(phrases.cues(following))
                states.append((position + 1, following))
    for end, cues in reached.items():
        if cues and end >= best_end:
            best_end, best = end, tuple(dict.fromkeys(cues))
    return best_end, best


def _readings(token: Token) -> tuple[str, ...]:
    """What the phrases may call a token."""
    if token.kind == "quote":
        return ("<quote>",)
    if token.seconds is not None:
        return (token.norm, "<dur>")
    if token.number is not None:
        return (token.norm, "<num>")
    return (token.norm,)
