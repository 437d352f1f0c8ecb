"""The lists of `words/`: which words and phrases harm, for matching and for making examples.

A phrase is written with (a|b) for choices, [a] for what may be absent, @name for a macro of the file and ~
for up to three words.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt")
_PART: Final = re.compile(r"[()\[\]|~]|@\w+|[^\s()\[\]|~@]+")
_JOIN: Final = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", "~": r"(?:\S+ ){0,3}?"}
_OPENS: Final = "(["


@dataclass(frozen=True, slots=True)
class Reports:
    """How one language reports: what frames what was said or done (`says`, `acts`, `judges`, `works`),
    and words that speak to somebody (`direct`), of oneself (`own`), of what is or comes (`future`), or was
    (`past`).
    """

    says: re.Pattern[str]
    acts: re.Pattern[str]
    judges: re.Pattern[str]
    works: re.Pattern[str]
    direct: frozenset[str]
    own: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """What harms in one language.

    `alone` maps a word to the kind of harm that it is by itself, `phrases` a kind to what matches its phrases
    in a text of words each followed by one blank. `reports` tell what is reported from what is meant.
    """

    alone: Mapping[str, str]
    phrases: Mapping[str, re.Pattern[str]]
    reports: Reports


@functools.cache
def words(language: str) -> Words:
    """The lists of a language of `LANGUAGES`."""
    raw = written(language)
    lists = {name: frozenset(told.split()) for name, told in raw["words"].items()}
    mild, homely = lists["mild"], lists["homely"]
    alone = dict.fromkeys(lists["mild"] - homely, "mild")
    alone |= dict.fromkeys(lists["profanity"] - mild - homely, "profanity")
    alone |= dict.fromkeys(lists["sexual"] - lists["plain_sexual"], "sexual")
    alone |= dict.fromkeys(lists["slur"], "hate")
    found = {kind: _any(some, raw["macro"]) for kind, some in raw["phrases"].items()}
    return Words(alone, found, _reports(raw["reports"]))


def _reports(raw: Mapping[str, Any]) -> Reports:
    says, acts, judges, works = (
        _any(raw[name], raw["macro"]) for name in ("says", "acts", "judges", "works")
    )
    direct, own, future, past = (frozenset(raw[name].split()) for name in ("direct", "own", "future", "past"))
    return Reports(says, acts, judges, works, direct, own, future, past)


def _any(phrases: Sequence[str], macros: Mapping[str, str]) -> re.Pattern[str]:
    """What matches one of the phrases."""
    return re.compile(r"(?<!\S)(?:" + "|".join(pattern(one, macros) for one in phrases) + ")")


@functools.cache
def known() -> frozenset[str]:
    """Every word that the lists look for: what a disguise may hide."""
    out: set[str] = set()
    for language in LANGUAGES:
        out |= set(words(language).alone)
    plain = written("en")
    for name in ("profanity", "sexual", "slur"):
        out |= set(plain["words"][name].split())
    return frozenset(out | {"kill", "kys", "suicide", "jews", "undress", "nude", "naked", "sex"})


@functools.cache
def written(language: str) -> dict[str, Any]:
    """The file of a language as it is written: macro, words, phrases, reports."""
    return tomllib.loads(files(__package__).joinpath(f"words/{language}.toml").read_text("utf-8"))


def pattern(phrase: str, macros: Mapping[str, str]) -> str:
    """A phrase as a regular expression over words that are each followed by one blank."""
    out = []
    for part in _PART.findall(phrase):
        if part in _JOIN:
            out.append(_JOIN[part])
        elif part.startswith("@"):
            out.append(f"(?:{pattern(macros[part[1:]], macros)})")
        else:
            out.append(re.escape(part) + " ")
    return "".join(out)
