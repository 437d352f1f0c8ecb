"""The numbers of a text, in digits and in words, each with what stands beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from text_to_num import alpha2digit

Reading = tuple[float, str]
"""(value, unit): what a number can mean. The unit is "" where none stands beside it."""

_DIGITS = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?!\d)")
_PERCENT = re.compile(r"\s(?:per cent|por ciento|por cento|pour cent)\b", re.IGNORECASE)
_SIGN = r"(?:(?<![\w.,)])[-−–](?=\d|[$£€¥]))?"
_NUMBER = re.compile(
    rf"(?P<sign>{_SIGN})(?:(?P<before>[^\W\d_]{{0,3}}[$£€¥￥₹])\s?(?P<minus>[-−]?))?(?P<digits>{_DIGITS})"
)
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3}|Rs)\s?$")
_AFTER = re.compile(r"\s?(?:[-‑ ]\s?)?(?P<word>°[CF]|[%％¢$£€¥]|km/h|[^\W\d_]+\.?(?:[- ][^\W\d_]+)?)")
_GREAT = re.compile(r"(\d)[ \u00a0](1(?:000){1,4})(?!\d)")
_HAN = re.compile(
    r"[零〇一二三四五六七八九十百千万亿两]{2,}|(?<=第)[一二三四五六七八九十]|十(?=[个年月天人%])"
)
_HAN_FROM: Final = "\u3000"
_HAN_DIGIT: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALE: Final = {"十": 10, "百": 100, "千": 1000}
_HAN_GREAT: Final = {"万": 10**4, "亿": 10**8}
_NO_ONE: Final = {
    "en": re.compile(
        r"\b(?:(?:no|any|every|some|this|that|which|each|the|another|only|first|last|big|new)[ -]ones?"
        r"|one(?:[ -](?:of|another|day|thing|by|or|more|such|who|that|in)\b|self|['’]s))",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\bein(?:e[mnrs]?|s)?\b", re.IGNORECASE),
    "fr": re.compile(r"\bune?s?\b", re.IGNORECASE),
    "es": re.compile(r"\bun(?:[ao]s?)?\b", re.IGNORECASE),
    "pt": re.compile(r"\b(?:um|umas?|uns)\b", re.IGNORECASE),
}
"""Where the word for one counts nothing."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, and what it can mean: `5m` is five million or five metres."""

    text: str
    readings: frozenset[Reading]

    def agrees(self, other: Number) -> bool:
        """Whether both can mean the same. Without a unit, a number agrees with the bare value."""
        mine, theirs = self.readings, other.readings
        if mine & theirs:
            return True
        return not self.units and bool({value for value, _ in mine} & {value for value, _ in theirs})

    @property
    def units(self) -> set[str]:
        """The units that it may have."""
        return {unit for _, unit in self.readings if unit}


def numbers(text: str, *, language: str = "en") -> list[Number]:
    """Every number of a text in order, in digits or words. Ordinals are read like cardinals; the word
    "one" counts only as part of a greater number."""
    digits = in_digits(text, language)
    return [
        Number(found[0].strip(), frozenset(_readings(digits, found, language)))
        for found in _NUMBER.finditer(digits)
    ]


def in_digits(text: str, language: str) -> str:
    """The text with its number words as digits, those of "one" that count nothing taken out."""
    if language == "zh":
        return _HAN.sub(lambda found: str(_han(found[0])), text)
    text = _PERCENT.sub("%", _NO_ONE[language].sub("~", text))
    if language != "en":
        text = _SPACED.sub(lambda found: found[1] + found[2].replace(" ", "\u00a0"), text)
    paragraphs = [alpha2digit(part, language) for part in text.split("\n\n")]
    joined = "\n\n".join(paragraphs)
    return _GREAT.sub(lambda found: found[1] + " " + _scale_word(found[2], language), joined)


def _scale_word(digits: str, language: str) -> str:
    """`5 1000000` is what is left of "5 million" when words become digits."""
    zeros = len(digits) - 1
    names = {3: "k", 6: "mn", 9: "bn", 12: "tn"}
    return names[zeros]


def _readings(text: str, found: re.Match[str], language: str) -> Iterator[Reading]:
    value = _value(found["digits"], language)
    if found["sign"] or found["minus"]:
        value = -value
    before = _before(text, found)
    end = found.end()
    word = _AFTER.match(text, end)
    scaled = False
    while word is not None and (scale := _scales(word["word"], language)):
        factor, used = scale
        value, end, scaled = value * factor, word.start("word") + used, True
        word = _AFTER.match(text, end)
    if (word is not None and word["word"] in ("de", "d")) or (word and word["word"].startswith("de ")):
        word = _AFTER.match(text, word.start("word") + 2)
    if word is not None and word["word"] == "s" and word.start("word") == found.end():
        word = None  # the 1990s are no seconds
    units = _after(word["word"]) if word is not None else set()
    if text[end : end + 1] == "m" and not text[end + 1 : end + 2].isalpha() and not scaled:
        yield value * 1e6, before
        if before:
            return
    if before:
        yield value, before
        return
    for unit in units or {""}:
        yield value, unit


def _before(text: str, found: re.Match[str]) -> str:
    known = _table()["before"]
    if found["before"]:
        letters = found["before"]
        return known.get(letters.casefold()) or known.get(letters[-1], "")
    code = _CODE.search(text, 0, found.start())
    return known.get(code[1].casefold(), "") if code else ""


def _scales(word: str, language: str) -> tuple[float, int] | None:
    """(factor, characters) where a word says thousand, million and the like."""
    first = re.split(r"[- ]", word)[0]
    if first in ("m", "M"):
        return None
    if language == "de" and first.casefold() == "billion":
        return 1e12, len(first)
    for part in (first, first.rstrip("."), first[:1] if first[0] > _HAN_FROM else first):
        if part.casefold() in _table()["scale"]:
            return float(_table()["scale"][part.casefold()]), len(part)
    return None


def _after(word: str) -> set[str]:
    """The units that the words behind a number can name."""
    first = re.split(r"[- ]", word)[0]
    options = [word.replace(" ", "-"), first, first.rstrip(".")]
    options += [word[:size] for size in (4, 3, 2, 1)] if word > _HAN_FROM else []
    for option in options:
        known = _units().get(option) or (_units().get(option.casefold()) if len(option) > 2 else None)
        if known:
            return set(known)
    return set()


def _value(digits: str, language: str) -> float:
    """What the digits mean; of the marks between them, which group and which is decimal."""
    digits = re.sub(r"['’\u00a0\u202f]", "", digits)
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return float(digits)
    decimal = "." if language in ("en", "zh") else ","
    last, tail = marks[-1], re.split(r"[.,]", digits)[-1]
    if len(set(marks)) == 2:
        decimal = last
    elif len(marks) > 1 or (last != decimal and len(tail) == 3):
        return float(re.sub(r"[.,]", "", digits))
    else:
        decimal = last
    whole, _, part = digits.rpartition(decimal)
    return float(f"{re.sub(r'[.,]', '', whole)}.{part}")


def _han(text: str) -> int:
    """A number in Chinese characters; a row of bare digits is read as such (二〇〇四)."""
    if not set(text) & (_HAN_SCALE.keys() | _HAN_GREAT.keys()):
        return int("".join(str(_HAN_DIGIT[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _HAN_GREAT:
            total = (total + section + digit or 1) * _HAN_GREAT[char]
            section = digit = 0
        elif char in _HAN_SCALE:
            section, digit = section + (digit or 1) * _HAN_SCALE[char], 0
        else:
            digit = _HAN_DIGIT[char]
    return total + section + digit


@cache
def _table() -> dict[str, dict[str, str]]:
    """Symbols in front of numbers and words of scale, by their writing without case."""
    raw = tomllib.loads(files(__package__).joinpath("data/units.toml").read_text(encoding="utf-8"))
    return {
        kind: {word.casefold(): name for name, words in raw[kind].items() for word in words.split()}
        for kind in ("before", "scale")
    }


@cache
def _units() -> dict[str, frozenset[str]]:
    """The units that a word can name; several where it is ambiguous (pounds)."""
    raw = tomllib.loads(files(__package__).joinpath("data/units.toml").read_text(encoding="utf-8"))
    out: dict[str, set[str]] = {}
    for name, words in raw["after"].items():
        for word in words.split():
            out.setdefault(word if len(word) < 3 else word.casefold(), set()).add(name)
    return {word: frozenset(names) for word, names in out.items()}
