"""The names of a text: capitalised words in a row, handles, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from generec.editor.text.language import small_words
from generec.editor.text.passages import sentences

_TOKEN = re.compile(
    r"(?P<address>https?://[^\s<>\"”»]+|www\.[^\s<>\"”»]+|[\w.+-]+@[\w-]+\.[\w.]+|[@#]\w+)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’.\-&/][^\W_]+)*)"
    r"|(?P<mark>[^\w\s])"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENERS: Final = frozenset("\"“„«‘'([:-–—•…")

_COMMON: Final = 1e-5
_VERY_COMMON: Final = 1e-4
_TITLED: Final = 0.85


@dataclass(frozen=True, slots=True)
class Name:
    """A row of words that is a name as far as writing tells.

    `first` is true where it stands first in its sentence, so that its first word may have its
    capital from there alone.
    """

    words: tuple[str, ...]
    first: bool = False
    address: bool = False

    @property
    def text(self) -> str:
        """As it is read."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Known:
    """What a source says, for asking whether it has a name."""

    rows: tuple[tuple[str, ...], ...]
    capital: frozenset[str]
    small: frozenset[str]
    addresses: frozenset[str]
    language: str

    def has(self, name: Name, *, language: str | None = None) -> bool:
        """Whether the source has the name: the words in one of its rows, in this order.

        `language` is that of the text which the name stands in, where it is not the source's.
        """
        if name.address:
            return name.text in self.addresses
        words = [word for word in name.words if word.casefold() not in _joining()]
        if self._row(words) or not words:
            return True
        if name.first and self._opens(words[0], alone=len(words) == 1, language=language):
            rest = words[1:]
            return not rest or self._row(rest)
        return False

    def _row(self, words: Sequence[str]) -> bool:
        return any(_within(words, row) for row in self.rows)

    def _opens(self, word: str, *, alone: bool, language: str | None) -> bool:
        """Whether a word may have its capital from the beginning of a sentence alone."""
        low = word.casefold()
        if low in closed() or low in self.small:
            return True
        if language not in (None, self.language):
            return alone or _frequency(low, language or "") > 0
        return _frequency(low, self.language) >= (_COMMON if alone else _VERY_COMMON)


def known(text: str, *, language: str = "en") -> Known:
    """What a source has of names, with its words in small letters."""
    found = names(text, language=language, source=True)
    words = [match["word"] for match in _TOKEN.finditer(text) if match["word"]]
    return Known(
        rows=tuple(
            tuple(word for word in name.words if word.casefold() not in _joining())
            for name in found
            if not name.address
        ),
        capital=frozenset(_bare(word) for word in words if _is_capital(word)),
        small=frozenset(_bare(word) for word in words if not _is_capital(word)),
        addresses=frozenset(name.text for name in found if name.address),
        language=language,
    )


def names(text: str, *, language: str = "en", source: bool = False) -> list[Name]:
    """Every name of a text in order.

    In German, where all nouns have capitals, a word of the dictionary is a name only beside
    another capital; Chinese writing marks no names, so there only those in Latin letters are seen.
    In a line where nearly all words have capitals (a headline), each is taken as at the beginning of a
    sentence, unless the line is a `source`.
    """
    out: list[Name] = []
    for sentence in sentences(text, language=language):
        out += _of_sentence(sentence.text, language, source)
    return out


def _of_sentence(text: str, language: str, source: bool) -> Iterator[Name]:
    row: list[str] = []
    opened = True
    began = False
    headline = not source and _titled(text)
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        if token["address"]:
            yield from _named(row, began, language)
            row, opened = [], False
            yield Name((token["address"].rstrip(".,;:!?)"),), address=True)
        elif token["mark"]:
            yield from _named(row, began, language)
            row, opened = [], opened or token["mark"] in _OPENERS
        else:
            word = token["word"]
            joins = word.casefold() in _joining() and _next_is_capital(tokens, at)
            if headline and _is_capital(word):
                yield Name((_bare(word, keep=True),), first=True)
            elif _is_capital(word):
                began = opened if not row else began
                row.append(_bare(word, keep=True))
            elif row and joins and not _is_capital(word):
                row.append(word)
            else:
                yield from _named(row, began, language)
                row = []
            if _POSSESSIVE.search(word) and row:
                yield from _named(row, began, language)
                row = []
            opened = False
    yield from _named(row, began, language)


def _named(row: list[str], began: bool, language: str) -> Iterator[Name]:
    if not row or (len(row) == 1 and row[0] in ("I", "I'm", "I'll", "I've", "I'd")):
        return
    if language == "de" and len(row) == 1 and not _odd(row[0]) and _frequency(row[0].casefold(), "de") > 0:
        return
    yield Name(tuple(row), first=began)


def _next_is_capital(tokens: Sequence[re.Match[str]], at: int) -> bool:
    rest = [token["word"] or "" for token in tokens[at + 1 : at + 3]]
    return bool(rest) and (
        _is_capital(rest[0]) or (rest[0].casefold() in _joining() and _is_capital(rest[-1]))
    )


def _is_capital(word: str) -> bool:
    return any(char.isupper() for char in word)


def _odd(word: str) -> bool:
    """Capitals inside, or digits: a name wherever it stands (BBC, iPod, A380)."""
    return any(char.isupper() or char.isdigit() for char in word[1:])


def _bare(word: str, *, keep: bool = False) -> str:
    word = _POSSESSIVE.sub("", word).rstrip(".")
    return word if keep else word.casefold()


def _titled(text: str) -> bool:
    words = [m["word"] for m in _TOKEN.finditer(text) if m["word"] and m["word"].casefold() not in closed()]
    return len(words) > 3 and sum(_is_capital(word) for word in words) > _TITLED * len(words)


def _within(words: Sequence[str], row: Sequence[str]) -> bool:
    """Whether `words` stand in `row` in this order, others between them or not."""
    rest = iter(word.casefold() for word in row)
    return all(word.casefold() in rest for word in words)


@cache
def closed() -> frozenset[str]:
    """English words that begin sentences and are no names."""
    return frozenset(small_words()["closed"])


@cache
def _joining() -> frozenset[str]:
    """Small words that stand inside names; "and" joins two names as often, so a part of a row counts too."""
    return frozenset(small_words()["joining"])


def _frequency(word: str, language: str) -> float:
    """How often a word is used, as a share of all words; 0 where it is in no dictionary here."""
    dictionary = _dictionary(language)
    return float(dictionary.word_usage_frequency(word)) if dictionary and word in dictionary else 0.0


@cache
def _dictionary(language: str) -> Any:
    """Words with their frequencies, of `pyspellchecker`; None for other languages."""
    from spellchecker import SpellChecker

    return SpellChecker(language=language) if language in ("en", "de", "fr", "es", "pt") else None
