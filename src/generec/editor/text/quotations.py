"""Quotations: where they open and close, in the marks of six languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PAIRS: Final = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "(": ")", "（": "）"}
_SINGLE = re.compile(r"['‘](?=[^\W\d]|[\"“(])(?:[^'’\n]|['’](?=\w)){0,400}(?<=\S)['’](?!\w)")
"""What single marks hold: up to one that is no apostrophe inside a word."""

_SPACES = re.compile(r"\s+")
_BRACKETS: Final = frozenset("(（")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between marks, and where the marks stand: `start` and `end` (behind the closing one)."""

    text: str
    start: int
    end: int


def quotations(text: str) -> list[Quotation]:
    """Every closed quotation of a text, outermost ones alone, in order."""
    return [found for found in _read(text) if text[found.start] not in _BRACKETS]


def brackets(text: str) -> list[Quotation]:
    """Every closed bracket outside of quotations."""
    return [found for found in _read(text) if text[found.start] in _BRACKETS]


def plain(text: str) -> str:
    """A text with one kind of quotation marks, apostrophes and blanks: what comparing goes by."""
    text = text.translate(_SAME)
    return _SPACES.sub(" ", text).strip()


_SAME: Final = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
    }
    | {"\u00a0": " ", "\u202f": " "}
)


def _read(text: str) -> list[Quotation]:
    """Closed outermost pairs; a pair never reaches over an empty line."""
    out: list[Quotation] = []
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char == "\n" and text[at : at + 2] == "\n\n":
            stack.clear()
        elif stack and _closes(text, at, stack[-1][0]):
            start = stack.pop()[1]
            if not stack:
                out.append(Quotation(text[start + 1 : at].strip(), start, at + 1))
        elif _opens(text, at):
            stack.append((char, at))
    return out


def _opens(text: str, at: int) -> bool:
    char = text[at]
    if char not in _PAIRS and char not in "'\"":
        return False
    before = text[at - 1 : at]
    free = not before.strip() or before in "([{—–-/“‘\"'«„:"
    if char in "'‘":
        return free and _SINGLE.match(text, at) is not None
    return char in _PAIRS or (free and bool(text[at + 1 : at + 2].strip()))


def _closes(text: str, at: int, opener: str) -> bool:
    char = text[at]
    if opener in "'‘":
        return char in "'’" and not text[at + 1 : at + 2].isalnum() and bool(text[at - 1].strip())
    return char == '"' if opener == '"' else char in _PAIRS[opener]
