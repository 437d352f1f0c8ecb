"""The lexicon of a language: phrases that carry a meaning, read from a data file.

A file `words/<language>.toml` has one table for each kind of cue; its keys are the cue's values and
its entries the phrases. A phrase is a row of words; `(a|b c)` is a choice, `[a|b]` may be absent
(written against a word, they are endings: `short[er]`), `@name` is a choice defined under
`[macro]`, `<dur>` stands for a length of time and `<num>` for a number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from generec.domain.errors import ConfigError
from generec.instructor.text import fold

LANGUAGES = ("en", "es", "de", "fr", "pt", "zh")
_PLAIN = frozenset(("macro", "short", "number", "unit", "settings", "reply"))
_ENDINGS = re.compile(r"(?:[^\s()\[\]|]+|\([^\s()\[\]]+\))(?:[(\[][^\s()\[\]]+[)\]][^\s()\[\]|]*)+")
_MACRO = re.compile(r"@\w+")
_SIGNS = frozenset("()[]|")
_DIGITS = re.compile(r"(\d)([^\W\d_])")
_ENDING = re.compile(r"[(\[]([^()\[\]]+)[)\]]")

Cue = tuple[str, str]
"""(kind, value) of what a phrase means."""


class Phrases:
    """All phrases of a language as one automaton: words lead from state to state.

    `skip` holds words that may stand inside any phrase ("I could *really* do with"). State 0 is
    the start. Sets of states are computed when they are first met and kept.
    """

    def __init__(self) -> None:
        self._next: list[dict[str, list[int]]] = [{}]
        self._skip: list[list[int]] = [[]]
        self._cues: list[list[Cue]] = [[]]
        self._seen: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self.start = frozenset((0,))
        self.words: set[str] = set()
        self.skip: frozenset[str] = frozenset()

    def add(self, phrase: str, cue: Cue, macros: Mapping[str, str]) -> None:
        """Teach a phrase. Raises `ConfigError` for unbalanced brackets."""
        tokens = list(_scan(_written_out(phrase, macros)))
        end = self._state()
        if self._row(tokens, 0, 0, end) != len(tokens):
            raise ConfigError(f"unbalanced brackets in the phrase {phrase!r}")
        self._cues[end].append(cue)

    def step(self, states: frozenset[int], word: str) -> frozenset[int]:
        """The states after one more word; empty when no phrase goes on like this."""
        key = (states, word)
        if key not in self._seen:
            if len(self._seen) > 200_000:
                self._seen.clear()
            reached = [t for s in self._closed(states) for t in self._next[s].get(word, ())]
            self._seen[key] = frozenset(self._closed(reached))
        return self._seen[key]

    def cues(self, states: frozenset[int]) -> tuple[Cue, ...]:
        """What phrases that end here mean."""
        return tuple(dict.fromkeys(cue for s in sorted(states) for cue in self._cues[s]))

    def _closed(self, states: Iterable[int]) -> set[int]:
        out, todo = set[int](), list(states)
        while todo:
            state = todo.pop()
            if state not in out:
                out.add(state)
                todo += self._skip[state]
        return out

    def _state(self) -> int:
        self._next.append({})
        self._skip.append([])
        self._cues.append([])
        return len(self._next) - 1

    def _row(self, tokens: list[str], at: int, start: int, end: int) -> int:
        """Lay the row of words from `at` between two states; returns where it stopped."""
        here = start
        while at < len(tokens) and tokens[at] not in (")", "]", "|"):
            there = self._state()
            if tokens[at] in ("(", "["):
                if tokens[at] == "[":
                    self._skip[here].append(there)
                at = self._choice(tokens, at + 1, here, there)
            else:
                self._next[here].setdefault(tokens[at], []).append(there)
                self.words.add(tokens[at])
                at += 1
            here = there
        self._skip[here].append(end)
        return at

    def _choice(self, tokens: list[str], at: int, start: int, end: int) -> int:
        while True:
            at = self._row(tokens, at, start, end)
            if at >= len(tokens):
                raise ConfigError("a phrase in the lexicon has an open bracket")
            if tokens[at] in (")", "]"):
                return at + 1
            at += 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's words mean. `known` is every word in it."""

    language: str
    phrases: Phrases
    known: frozenset[str]
    short: Mapping[str, str]
    unit: Mapping[str, float]
    number: Mapping[str, float]
    settings: Mapping[str, Any]
    reply: Mapping[str, Any]


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language of `LANGUAGES`. Raises `ConfigError` for others."""
    data = tables(language)
    phrases = teach(data)
    phrases.skip = frozenset(data.get("settings", {}).get("skip", ()))
    plain = {name: data.get(name, {}) for name in _PLAIN}
    return Lexicon(
        language=language,
        phrases=phrases,
        known=vocabulary(language),
        short=_short(data),
        unit={fold(key): float(value) for key, value in plain["unit"].items()},
        number={fold(key): float(value) for key, value in plain["number"].items()},
        settings=plain["settings"],
        reply=plain["reply"],
    )


@lru_cache(maxsize=8)
def tables(language: str) -> Mapping[str, Any]:
    """The data file of a language of `LANGUAGES`. Raises `ConfigError` for others."""
    if language not in LANGUAGES:
        raise ConfigError(f"no lexicon for {language!r} (there are: {', '.join(LANGUAGES)})")
    return tomllib.loads(files("generec.instructor").joinpath(f"words/{language}.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def vocabulary(language: str) -> frozenset[str]:
    """Every word in a language's lexicon, known without building its phrases."""
    data = tables(language)
    rows = [row for kind, table in data.items() if kind not in _PLAIN for r in table.values() for row in r]
    rows += data.get("macro", {}).values()
    words = {word for row in rows for word in _scan(_written_out(_MACRO.sub(" ", row), {}))}
    words |= {word for value in _short(data).values() for word in value.split()}
    return frozenset(words - _SIGNS) | {fold(unit) for unit in data.get("unit", {})}


def _short(data: Mapping[str, Any]) -> dict[str, str]:
    return {fold(key): fold(value) for key, value in data.get("short", {}).items()}


def teach(data: Mapping[str, Any], phrases: Phrases | None = None) -> Phrases:
    """The phrases of a data file's tables, added to `phrases` if given."""
    phrases = Phrases() if phrases is None else phrases
    for kind, table in data.items():
        if kind not in _PLAIN:
            for value, rows in table.items():
                for row in rows:
                    phrases.add(row, (kind, value), data.get("macro", {}))
    return phrases


def _written_out(phrase: str, macros: Mapping[str, str]) -> str:
    """The phrase with macros and endings replaced by plain choices."""
    for _ in range(3):
        for name in sorted(macros, key=len, reverse=True):
            phrase = phrase.replace(f"@{name}", f"({macros[name]})")
    return _ENDINGS.sub(lambda match: f"({'|'.join(_endings(match[0]))})", phrase)


def _endings(word: str) -> list[str]:
    match = _ENDING.search(word)
    if match is None:
        return [word]
    options = match[1].split("|") + ([""] if word[match.start()] == "[" else [])
    return [row for end in options for row in _endings(word[: match.start()] + end + word[match.end() :])]


def _scan(phrase: str) -> Iterator[str]:
    for word in re.findall(r"[()\[\]|]|[^\s()\[\]|]+", _DIGITS.sub(r"\1 \2", phrase)):
        yield word if word.startswith("<") else fold(word)
