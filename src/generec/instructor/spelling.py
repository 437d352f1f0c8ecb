"""Known words, near misses of cue words, and letters that are no words at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from generec.encoders.wordlist import counts as word_counts
from generec.instructor.glossary import english
from generec.instructor.lexicon import Lexicon, vocabulary
from generec.instructor.text import Token, fold

_COMMON = 100
"""Least count in the word list for a word to be offered as a correction."""
_SHORTEST, _LONG = 4, 8
_ALIKE = tuple(map(frozenset, ("bv", "scz", "kcq", "gj", "iy", "ie", "ou", "mn", "dt", "xz", "ij")))
_PEOPLE = frozenset(("trans", "cis", "nonbinary", "latinx", "romani", "shinto", "paralysed"))
"""Words for groups of people that the word list lacks: none of them is a slip of another word ("trains")."""
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = tuple({a, b} for row in _ROWS for a, b in pairwise(row))


@lru_cache(maxsize=1)
def _common() -> dict[str, list[str]]:
    """Common words by their first letter."""
    out: dict[str, list[str]] = {}
    for word, count in word_counts().items():
        if count >= _COMMON and word.isalpha() and len(word) > 3:
            out.setdefault(word[0], []).append(word)
    return out


def is_word(word: str) -> bool:
    """Whether an English word list has it (folded)."""
    return word in word_counts() or word in _PEOPLE


def mend_cues(tokens: Sequence[Token], words: Lexicon) -> list[Token]:
    """`tokens` with misspelt cue words read as the cue word: "brigten" as "brighten".

    Only words that neither the lexicon nor a word list knows are touched; what is written stays.
    Chinese has no such words. For languages other than English there is no word list at hand that is
    small: there only slips count that do not make one common word of another (`is_slip`).
    """
    if words.language == "zh":
        return list(tokens)
    return [
        replace(t, norm=cue(t.norm, words.language) or t.norm) if is_strange(t, words) else t for t in tokens
    ]


def is_strange(token: Token, words: Lexicon) -> bool:
    """Whether a token is a word that neither the lexicon nor a word list knows, and no name."""
    norm = token.norm
    inside = token.start > 0 and token.raw[:1].isupper() and not token.raw.isupper()
    return (
        token.kind == "word"
        and token.number is None
        and len(norm) >= _SHORTEST
        and norm.isalpha()
        and not (inside and words.language != "de")
        and norm not in words.known
        and not (words.language == "en" and is_word(norm))
    )


@lru_cache(maxsize=20_000)
def cue(word: str, language: str) -> str | None:
    """The cue word that an unknown word is most likely meant to be, or None."""
    least = 5 if len(word) == _SHORTEST and language == "en" else 4
    cues = sorted(c for c in vocabulary(language) if c[:1] == word[0] and len(c) >= least)
    if language == "en":
        return nearest(word, cues)
    return None if english(word, language=language) is not None else slipped(word, cues)


def slipped(word: str, words: Sequence[str]) -> str | None:
    """The one of `words` that a slip most likely made `word` of: one typed twice, a swap, a letter lost,
    one that lies beside the right one; or None.
    """
    near = [other for other in words if is_slip(word, other)]
    twice = next((other for other in near if _doubles(word, other)), None)
    if twice is not None:
        return twice
    if len(word) <= _SHORTEST:
        near = [other for other in near if sorted(other) == sorted(word)]
    near = near or [other for other in words if _beside(word, other)]
    return min(near, key=lambda other: (abs(len(other) - len(word)), -len(other), other), default=None)


def _doubles(word: str, other: str) -> bool:
    """Whether `word` is `other` with a letter typed twice."""
    return any(a == b and word[:at] + word[at + 1 :] == other for at, (a, b) in enumerate(pairwise(word)))


def _beside(word: str, other: str) -> bool:
    """Whether `word` is `other` with one letter hit that lies beside the right one on the keyboard."""
    apart = [{a, b} for a, b in zip(word, other, strict=False) if a != b]
    return len(word) == len(other) and len(apart) == 1 and any(apart[0] <= row for row in _NEIGHBOURS)


def is_slip(word: str, other: str) -> bool:
    """Whether `word` is `other` with two neighbours swapped, a letter too few or too many, or a letter
    in place of one that sounds like it.
    """
    if abs(len(word) - len(other)) > 1 or OSA.distance(word, other, score_cutoff=1) != 1:
        return False
    if len(word) != len(other):
        return True
    apart = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    return len(apart) == 2 or any(set(apart[0]) <= group for group in _ALIKE) or len(word) >= _LONG


@lru_cache(maxsize=20_000)
def mended(word: str) -> str | None:
    """The common English word that an unknown word is most likely meant to be, or None."""
    folded = fold(word)
    if len(folded) < _SHORTEST or not folded.isalpha() or not folded.isascii() or is_word(folded):
        return None
    return nearest(folded, _common().get(folded[0], []), counts=True)


def nearest(word: str, words: Sequence[str], *, counts: bool = False) -> str | None:
    """The nearest word by optimal string alignment: one edit, two from eight letters on."""
    most = 2 if len(word) >= _LONG else 1
    near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=20)
    if not near:
        return None
    table = word_counts() if counts else {}
    return min(near, key=lambda hit: (hit[1], not word.startswith(hit[0]), -table.get(hit[0], 0), hit[0]))[0]


def mended_topic(topic: str) -> str | None:
    """The topic with its unknown words mended, or None when nothing is to mend."""
    words = topic.split()
    right = [word if word[:1].isupper() and not word.isupper() else mended(word) or word for word in words]
    return " ".join(right) if right != words else None


def is_noise(words: Sequence[str]) -> bool:
    """Whether no word is known and none looks like one: "qwrtzp lkjhg"."""
    if len(words) > 2 and len(set(words)) == 1:
        return not is_word(fold(words[0]))
    noise = [_noise(fold(word)) for word in words]
    return any(noise) and all(bad or len(word) < 3 for word, bad in zip(words, noise, strict=True))


def _noise(word: str) -> bool:
    if not word.isascii() or not word.isalpha():
        return not any(c.isalpha() for c in word)
    if is_word(word):
        return False
    vowels = sum(c in _VOWELS for c in word)
    run = any(
        row[i : i + 4] in word for row in (*_ROWS, *(r[::-1] for r in _ROWS)) for i in range(len(row) - 3)
    )
    clump = max((len(part) for part in "".join(" " if c in _VOWELS else c for c in word).split()), default=0)
    return run or vowels * 5 < len(word) or clump >= 5 or len(set(word)) * 3 <= len(word) or len(word) < 3
