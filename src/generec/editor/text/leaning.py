"""Sentences that lean on others: "But he denied it" says little where nobody was named before."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from generec.editor.text.names import closed, names
from generec.editor.text.passages import Sentence
from generec.editor.text.quotations import plain, quotations

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_EARLY: Final = 6
"""Words within which an "also" adds to what was said before."""

_HEAD: Final = 12
"""Words within which a pronoun is looked for that nobody's name stands before."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The words of one language that point back, join, add, stand for people, and stand before surnames."""

    pointing: frozenset[str]
    joining: frozenset[str]
    phrases: tuple[str, ...]
    adding: frozenset[str]
    people: frozenset[str]
    titles: frozenset[str]


@cache
def openings(language: str) -> Openings:
    """Those of a language, from `data/openings.toml`."""
    raw = tomllib.loads(files(__package__).joinpath("data/openings.toml").read_text(encoding="utf-8"))
    table = raw[language]
    return Openings(
        pointing=frozenset(table["pointing"].split()),
        joining=frozenset(table["joining"].split()),
        phrases=tuple(phrase for phrase in table["phrases"].split("|") if phrase),
        adding=frozenset(table["adding"].split()),
        people=frozenset(table["people"].split()),
        titles=frozenset(table["titles"].split()),
    )


def leans(text: str, *, language: str) -> bool:
    """Whether a sentence cannot stand alone: it opens with a word that points back or joins, adds with
    "also", speaks of somebody by a pronoun before any name, or is a quotation without who said it."""
    known = openings(language)
    head = plain(text).lstrip("\"'([ ")
    if language == "zh":
        return head.startswith(tuple(known.pointing | known.joining))
    low = head.casefold()
    if any(
        low.startswith(phrase) and not low[len(phrase) : len(phrase) + 1].isalnum()
        for phrase in known.phrases
    ):
        return True
    words = [word.casefold() for word in _WORD.findall(head)[:_HEAD]]
    quoted = plain(text)[:1] in ('"', "'")
    first = words[0].split("'")[0] if words else ""
    if not words or (first in known.pointing and not quoted) or words[0] in known.joining:
        return True
    if set(words[1:_EARLY]) & known.adding:
        return True
    if any(len(found.text) >= len(text.strip()) - 4 for found in quotations(text)):
        return True
    at = next((n for n, word in enumerate(words) if word in known.people), None)
    return at is not None and not _named_before(head, words, at, language)


def _named_before(text: str, words: Sequence[str], at: int, language: str) -> bool:
    """Whether a name stands before the word at place `at`, or so many words that a subject may."""
    before = text[: re.search(rf"\b{re.escape(words[at])}\b", text, re.IGNORECASE).start()]  # type: ignore[union-attr]
    if any(name.words[0].casefold() not in closed() for name in names(before, language=language)):
        return True
    return at > 3


def needs(sentences: Sequence[Sentence], *, language: str) -> list[int | None]:
    """For each sentence the place of one that must stand before it, or None where it stands alone.

    A sentence that leans needs the one before it; one that says "Mr Smith" needs the first that
    says Smith. The first sentence needs none.
    """
    out: list[int | None] = []
    titles = openings(language).titles
    first: dict[str, int] = {}
    for place, sentence in enumerate(sentences):
        need = place - 1 if place and leans(sentence.text, language=language) else None
        rows = [name.words for name in names(sentence.text, language=language)]
        for row in rows:
            known = first.get(row[-1])
            if need is None and len(row) == 2 and row[0].rstrip(".") in titles and known is not None:
                need = known
        for row in rows:
            for word in row:
                first.setdefault(word, place)
        out.append(need if need != place else None)
    return out
