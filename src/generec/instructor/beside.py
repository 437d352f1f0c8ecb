"""What words say of a picture beside them: that it is an example of a look, or of what is to be found.

This is no part of the grammar: what speaks of the picture is taken out of the words, and the rest is read
as a wish of its own. The words are regular expressions of a data file, `words/picture.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from generec.domain.guidance import Target

Pattern = re.Pattern[str]
Match = re.Match[str]

_PLACE = re.compile(r"(?<!\?P)<(\w+)>")
_SAID = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Heard:
    """What words say of the picture beside them: for a look, and of what; and the `rest` of the words."""

    look: Target | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's: see the data file."""

    make: tuple[Pattern, ...]
    only: tuple[Pattern, ...]
    find: tuple[Pattern, ...]
    alone: Pattern
    finding: Pattern
    empty: Pattern

    def look(self, words: str) -> Match | None:
        """Where the words ask for the look of the picture, the first such place."""
        found = _first(self.make, words)
        if self.finding.search(words):
            return found
        other = _first(self.only, words)
        return min((one for one in (found, other) if one), key=lambda one: one.start(), default=None)

    def says_nothing(self, words: str) -> bool:
        """Whether each of the words says nothing by itself."""
        return all(map(self.empty.fullmatch, _SAID.findall(words.lower())))


def heard(say: str | None, *, screen: bool) -> Heard:
    """What words, of any language that wishes can be in, ask of the picture beside them.

    `screen`: an item is on screen.
    """
    words = (say or "").strip()
    tables = _tables()
    if screen and any(table.alone.fullmatch(words.strip(" ,.;:!?。！？")) for table in tables):
        return Heard(look="current")
    for table, found in _by_place([(table, table.look(words)) for table in tables]):
        target: Target = "feed" if found.groupdict().get("many") else "current"
        return Heard(look=target, rest=_rest(words, found, [table]))
    for table, found in _by_place([(table, _first(table.find, words)) for table in tables]):
        return Heard(rest=_rest(words, found, [table]))
    return Heard(rest=_rest(words, None, tables))


def of_edit(say: str) -> Heard:
    """What words say beside a picture where an item is edited: there it is always for its look."""
    return Heard(look="current", rest=heard(say, screen=True).rest)


def _rest(words: str, found: Match | None, tables: Sequence[_Words]) -> str | None:
    """The words without those about the picture; None where nothing is said in what is left."""
    rest = words
    if found is not None:
        before, after = words[: found.start()].strip(" ,;，"), words[found.end() :].strip(" ,;.!?，。！？")
        rest = f"{before} {after}".strip()
    return None if any(table.says_nothing(rest) for table in tables) else rest


def _first(patterns: Sequence[Pattern], words: str) -> Match | None:
    """The match that begins first; of those that begin together, that of the first pattern."""
    found = [match for pattern in patterns if (match := pattern.search(words))]
    return min(found, key=lambda match: match.start(), default=None)


def _by_place(found: Sequence[tuple[_Words, Match | None]]) -> Iterator[tuple[_Words, Match]]:
    """What was found in languages: what begins first, then the longest."""
    there = [(table, match) for table, match in found if match is not None]
    yield from sorted(there, key=lambda pair: (pair[1].start(), -pair[1].end()))


@lru_cache(maxsize=1)
def _tables() -> tuple[_Words, ...]:
    text = files("generec.instructor").joinpath("words/picture.toml").read_text("utf-8")
    return tuple(map(_words, tomllib.loads(text).values()))


def _words(table: Mapping[str, Any]) -> _Words:
    def compiled(pattern: str) -> Pattern:
        return re.compile(_written_out(pattern, table), re.IGNORECASE)

    return _Words(
        make=tuple(map(compiled, table["make"])),
        only=tuple(map(compiled, table["only"])),
        find=tuple(map(compiled, table["find"])),
        alone=compiled(table["alone"]),
        finding=compiled(rf"(?<![a-zA-Z])(?:{'|'.join(table['finding'])})(?![a-zA-Z])"),
        empty=compiled(f"(?:{'|'.join(table['empty'])})"),
    )


def _written_out(pattern: str, table: Mapping[str, Any]) -> str:
    """The pattern with what it names in its place, and any white space for a space."""
    while place := _PLACE.search(pattern):
        pattern = f"{pattern[: place.start()]}(?:{table[place[1]]}){pattern[place.end() :]}"
    return pattern.replace(" ", r"\s+")
