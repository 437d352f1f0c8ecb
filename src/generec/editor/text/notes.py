"""Marks behind sentences that say whose they are, and the list of sources at the end of a text.

A mark is a number in superscripts (`¹`) behind what it stands for; the list, below a heading of its
own, has one line for each number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKS = re.compile(f"[{_DIGITS}]+(?:⁺[{_DIGITS}]+)*")
_LINE = re.compile(rf"^([{_DIGITS}]+) (.+)$")
HEADINGS: Final = {
    "en": "Sources",
    "de": "Quellen",
    "fr": "Sources",
    "es": "Fuentes",
    "pt": "Fontes",
    "zh": "来源",
}


@dataclass(frozen=True, slots=True)
class Noted:
    """A text taken apart: what stands before each mark with the sources that it names (from 0), words
    without a mark, and the lines of the list by number (from 0)."""

    parts: tuple[tuple[str, tuple[int, ...]], ...]
    loose: tuple[str, ...]
    notes: dict[int, str]


def mark(*sources: int) -> str:
    """The mark of sources, numbered from 0; with several, a plus stands between them."""
    return "⁺".join("".join(_DIGITS[int(d)] for d in str(n + 1)) for n in sources)


def with_notes(text: str, credits: Sequence[str], *, language: str) -> str:
    """The text with the list of its sources, one line each, below it."""
    lines = [f"{mark(number)} {' '.join(credit.split())}" for number, credit in enumerate(credits)]
    return "\n".join([text, "", HEADINGS.get(language, HEADINGS["en"]), *lines])


def without_notes(text: str) -> str:
    """The text without marks and without the list."""
    return _MARKS.sub("", _split(text)[0])


def taken_apart(text: str) -> Noted:
    """What `with_notes` put together."""
    body, lines = _split(text)
    parts: list[tuple[str, tuple[int, ...]]] = []
    loose: list[str] = []
    for block in body.split("\n\n"):
        at = 0
        for found in _MARKS.finditer(block):
            parts.append((block[at : found.start()].strip(), tuple(map(_number, found[0].split("⁺")))))
            at = found.end()
        if block[at:].strip():
            loose.append(block[at:].strip())
    notes = {_number(told[1]): told[2] for line in lines if (told := _LINE.match(line))}
    return Noted(tuple(parts), tuple(loose), notes)


def _number(mark: str) -> int:
    return int("".join(str(_DIGITS.index(c)) for c in mark)) - 1


def _split(text: str) -> tuple[str, list[str]]:
    """(the text above the list, its lines)."""
    for heading in dict.fromkeys(HEADINGS.values()):
        body, found, tail = text.rpartition(f"\n\n{heading}\n")
        lines = tail.split("\n")
        if found and all(_LINE.match(line) for line in lines):
            return body, lines
    return text, []
