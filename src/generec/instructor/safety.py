"""What is refused, and text that commands the system. Words are data: nothing is ever switched off."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from generec.instructor.lexicon import LANGUAGES, Lexicon, Phrases, teach
from generec.instructor.marks import Piece, longest
from generec.instructor.segments import Segment
from generec.instructor.spelling import is_strange, nearest, slipped
from generec.instructor.text import Token

_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands in a text: the reasons it is unsafe for, and the spans (characters) of injections."""

    unsafe: tuple[str, ...] = ()
    injections: tuple[tuple[int, int], ...] = ()


@lru_cache(maxsize=2)
def _phrases(foreign: bool) -> Phrases:
    """The danger phrases of English; with `foreign`, of all languages: which one it is may be unsure."""
    phrases = Phrases()
    for name in ("safety", *(f"safety-{language}" for language in LANGUAGES[1:] if foreign)):
        text = files("generec.instructor").joinpath(f"words/{name}.toml").read_text("utf-8")
        teach(tomllib.loads(text), phrases)
    return phrases


def mended(tokens: Sequence[Token], words: Lexicon) -> list[Token]:
    """`tokens` with misspelt danger words read as such: a typo gets past no check."""
    language = words.language
    return [
        replace(token, norm=_danger(token.norm, language) or token.norm)
        if is_strange(token, words)
        else token
        for token in tokens
    ]


@lru_cache(maxsize=20_000)
def _danger(word: str, language: str) -> str | None:
    if word in _own(language):
        return None
    near = sorted(w for w in _own(language) if w[:1] == word[:1] and len(w) >= _SHORTEST)
    return nearest(word, near) if language == "en" else slipped(word, near)


def is_danger(word: str, language: str) -> bool:
    """Whether a word stands in the danger phrases of its language: then it is no slip of another word."""
    return language != "en" and word in _own(language)


@lru_cache(maxsize=8)
def _own(language: str) -> frozenset[str]:
    """The danger words of one language alone: a misspelt word is one of its own language."""
    name = "safety" if language == "en" else f"safety-{language}"
    text = files("generec.instructor").joinpath(f"words/{name}.toml").read_text("utf-8")
    return frozenset(teach(tomllib.loads(text)).words)


def inspect(tokens: Sequence[Token], segments: Sequence[Segment], *, language: str = "en") -> Finding:
    """Look through a text. A thing named to be kept away ("no porn") is not unsafe."""
    pieces = _every(tokens, _phrases(language != "en"))
    unsafe = [
        str(piece.value("always"))
        for piece in pieces
        if piece.has("always") and not refused(segments, piece.start)
    ]
    if _fakes(pieces):
        unsafe.append("fake")
    if _sexualises(pieces, segments):
        unsafe.append("sexual")
    spans = tuple((p.start, p.end) for p in pieces if p.has("inject"))
    return Finding(tuple(dict.fromkeys(unsafe)), spans)


def _every(tokens: Sequence[Token], phrases: Phrases) -> list[Piece]:
    """The longest danger phrase from each token on; unlike cues they may overlap."""
    out = []
    for at in range(len(tokens)):
        end, cues = longest(tokens, at, phrases)
        if cues:
            out.append(Piece(tuple(tokens[at:end]), cues))
    return out


def refused(segments: Sequence[Segment], position: int) -> bool:
    """Whether what stands at a character is governed by a negative cue of its segment."""
    for segment in segments:
        if segment.pieces[0].start <= position < segment.pieces[-1].end:
            sign = 1
            for piece in segment.pieces:
                if piece.start >= position:
                    break
                if piece.has("neg", "unwant"):
                    sign = -sign
            return sign < 0
    return False


def _fakes(pieces: Sequence[Piece]) -> bool:
    """A real person made to say or do something: an appearance, a person and a claim, in this order."""
    appears = [p for p in pieces if p.has("appear")]
    claims = [p for p in pieces if p.has("claim")]
    people = [p for p in pieces if p.has("person")]
    return any(
        a.start <= p.start and p.end <= c.start + 1 and c.start - a.start < 160
        for a in appears
        for p in people
        for c in claims
    )


def _sexualises(pieces: Sequence[Piece], segments: Sequence[Segment]) -> bool:
    """Sexual words about a person or a child, unless they are named to be kept away."""
    words = [p for p in pieces if p.has("sexy") and not refused(segments, p.start)]
    return bool(words) and any(p.has("person", "child") for p in pieces)


def without_injections(segments: Sequence[Segment], finding: Finding) -> list[Segment]:
    """The segments that command nothing: an injection takes with it what follows in its sentence,
    up to the next wish."""
    out: list[Segment] = []
    dropping = False
    for segment in segments:
        start, end = segment.pieces[0].start, segment.pieces[-1].end
        hit = any(start < stop and begin < end for begin, stop in finding.injections)
        wish = segment.has("create", "act", "op") or "strong" in segment.of("want") + segment.of("unwant")
        dropping = hit or (dropping and segment.link not in (".", "?") and not wish)
        if not dropping:
            out.append(segment)
    return out
