"""Wishes to be told what is known of something, and to have it read aloud.

Both are no part of the grammar: they are taken out of the words, and what is left is read as a wish for a
video. Words are regular expressions of a data file, `words/explain.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from generec.domain.guidance import Clause, Guidance

_READ = 500
"""Characters of a wish: longer texts are none of this kind."""
_AGAIN = re.compile(r"\b(about|über|sur|sobre)(?:\s+(?:about|über|sur|sobre)\b)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telling:
    """The words without what asks for facts (`facts`) or a voice (True, False for none, None: not said).

    `alone` says that they are a wish for something new by themselves: "explain rockets with a voice".
    """

    plain: str
    facts: bool = False
    voice: bool | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    lead: re.Pattern[str]
    voice: re.Pattern[str]
    voiceless: re.Pattern[str]
    facts: tuple[tuple[re.Pattern[str], str], ...]


def telling(text: str, *, language: str) -> Telling | None:
    """What of a cleaned text asks to be told or read aloud; None where nothing does."""
    words = _words(language)
    if words is None or len(text) > _READ:
        return None
    plain, silent = words.voiceless.subn("", f" {text}")
    plain, aloud = words.voice.subn("", plain)
    found = 0
    for pattern, instead in words.facts:
        plain, times = pattern.subn(f" {instead} ", plain)
        found += times
    if not (silent or aloud or found):
        return None
    plain = re.sub(r"\s+([,.;!?])", r"\1", " ".join(_AGAIN.sub(r"\1", plain).split())).strip(" ,;?")
    voice = False if silent else True if aloud else None
    alone = bool(aloud and words.lead.match(text.strip()))
    return Telling(plain, bool(found), voice, alone) if plain else None


def marked(guidance: Guidance, told: Telling) -> Guidance:
    """The guidance with what is to be told in the clause that asks for something new."""
    return guidance.model_copy(update={"clauses": tuple(_marked(one, told) for one in guidance.clauses)})


def films(guidance: Guidance) -> bool:
    """Whether it asks for a film about something: what facts and a voice belong to."""
    create = guidance.create
    ready = not (guidance.ask or guidance.refuse) and guidance.route == "create"
    return bool(ready and create is not None and create.about and create.kind in (None, "video"))


def _marked(clause: Clause, told: Telling) -> Clause:
    if clause.create is None:
        return clause
    create = clause.create.model_copy(update={"facts": told.facts, "voice": told.voice})
    return clause.model_copy(update={"create": create})


@lru_cache(maxsize=8)
def _words(language: str) -> _Words | None:
    text = files("generec.instructor").joinpath("words/explain.toml").read_text("utf-8")
    table: dict[str, Any] | None = tomllib.loads(text).get(language)
    if table is None:
        return None

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Words(
        compiled(table["lead"]),
        compiled(table["voice"]),
        compiled(table["voiceless"]),
        tuple((compiled(pattern), instead) for pattern, instead in table["facts"]),
    )
