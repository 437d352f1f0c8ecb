"""Numbers and lengths of time, in words and digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from text_to_num import text2num

from generec.instructor.lexicon import Lexicon
from generec.instructor.text import Token

_SPOKEN = frozenset(("en", "es", "de", "fr", "pt"))
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@lru_cache(maxsize=20_000)
def spoken(words: str, language: str) -> float | None:
    """The number that the words say, or None."""
    if language not in _SPOKEN:
        return None
    try:
        return float(text2num(words, language))
    except (ValueError, TypeError):
        return None


def quantify(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """`tokens` with numbers and lengths of time joined to one token each.

    A number followed by a unit is a length ("a minute and a half" 90, "1 min 15" 75, "30s" 30).
    A number alone stays a word that knows its value.
    """
    tokens = _spelled(tokens, lexicon)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        found = _length(tokens, at, lexicon) or _number(tokens, at, lexicon)
        if found is None:
            out.append(tokens[at])
            at += 1
        else:
            token, at = found
            out.append(token)
    return _shared(out)


_BOUNDS = frozenset(("than", "under", "over", "most", "least", "below", "above"))


def _shared(tokens: Sequence[Token]) -> list[Token]:
    """A bare number after a bound takes the unit said before: "more than a minute, less than three"."""
    out = list(tokens)
    unit = 0.0
    for at, token in enumerate(out):
        after = out[at + 1] if at + 1 < len(out) else None
        bare = token.number is not None and token.seconds is None and (after is None or after.kind == "mark")
        if token.seconds is not None:
            unit = 60.0 if token.seconds >= 60 and token.seconds % 60 == 0 else 1.0
        elif bare and unit and at and out[at - 1].norm in _BOUNDS:
            out[at] = replace(token, seconds=unit * float(token.number or 0), number=None)
    return out


def _spelled(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Digits that stand for words before some words: "2 read" is "to read", "4 my" is "for my"."""
    table = lexicon.settings.get("digit_words", {})
    out = list(tokens)
    for at, (token, after) in enumerate(pairwise(tokens)):
        word = next((w for w, before in table.get(token.norm, {}).items() if after.norm in before), None)
        if word is not None:
            out[at] = replace(token, norm=word, number=None)
    return out


def _joined(tokens: Sequence[Token], start: int, end: int) -> Token:
    first, last = tokens[start], tokens[end - 1]
    return replace(
        first, raw=" ".join(t.raw for t in tokens[start:end]), end=last.end, kind="word",
        norm=" ".join(t.norm for t in tokens[start:end]),
    )  # fmt: skip


def _number(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Token, int] | None:
    value = _value(tokens, at, lexicon)
    if value is None:
        return None
    number, end = value
    return replace(_joined(tokens, at, end), number=number), end


def _value(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, int] | None:
    """(number, end) of the longest number that starts at `at`."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    if tokens[at].number is not None:
        return tokens[at].number or 0.0, at + 1
    if lexicon.language == "zh":
        return _chinese(tokens, at)
    for end in range(min(at + 5, len(tokens)), at, -1):
        words = " ".join(t.norm for t in tokens[at:end])
        if words in lexicon.number:
            return lexicon.number[words], end
    if spoken(tokens[at].raw.casefold(), lexicon.language) is None:
        return None
    for end in range(min(at + 6, len(tokens)), at, -1):
        if any(t.kind != "word" for t in tokens[at:end]):
            continue
        said = spoken(" ".join(t.raw.casefold() for t in tokens[at:end]), lexicon.language)
        if said is not None:
            return said, end
    return None


def chinese_number(words: str) -> float | None:
    """The number that Chinese characters say, or None."""
    found = _characters(list(words))
    return found[0] if found is not None and found[1] == len(words) else None


def _chinese(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    if tokens[at].norm == "半":
        return 0.5, at + 1
    found = _characters([token.norm for token in tokens[at : at + 8]])
    return None if found is None else (found[0], at + found[1])


def _characters(words: Sequence[str]) -> tuple[float, int] | None:
    """(number, how many words say it) of the number that they begin with."""
    total, digit, end = 0, 0, 0
    while end < len(words) and (words[end] in _CHINESE or words[end] in "十百"):
        word = words[end]
        if word in _CHINESE:
            digit = _CHINESE[word]
        else:
            total, digit = total + max(digit, 1) * (10 if word == "十" else 100), 0
        end += 1
    return (float(total + digit), end) if end else None


def _length(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Token, int] | None:
    if tokens[at].seconds is not None:
        end = at + 1
        if end < len(tokens) and tokens[end].norm in lexicon.unit:
            end += 1
        return replace(_joined(tokens, at, end), seconds=tokens[at].seconds), end
    first = _part(tokens, at, lexicon)
    if first is None:
        return None
    seconds, size, end = first
    seconds, end = _more(tokens, end, lexicon, seconds, size)
    return replace(_joined(tokens, at, end), seconds=seconds, number=None), end


def _part(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, float, int] | None:
    """(seconds, size of the unit, end) of "two minutes", "half a minute", "a second"."""
    half = lexicon.settings.get("half_before", {})
    for words in sorted(half, key=len, reverse=True):
        end = at + len(words.split())
        unit = _unit(tokens, end, lexicon)
        if unit is not None and " ".join(t.norm for t in tokens[at:end]) == words:
            return half[words] * unit[0], unit[0], unit[1]
    return _counted(tokens, at, lexicon) or _single(tokens, at, lexicon)


def _counted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, float, int] | None:
    """A number and its unit; "an 80s look" and "the 1950s" are no lengths."""
    value = _value(tokens, at, lexicon)
    if value is None:
        return None
    number, end = value
    while end < len(tokens) and tokens[end].norm in ("-", "more", "个"):
        end += 1
    unit = _unit(tokens, end, lexicon)
    if unit is None:
        return None
    decade = tokens[end].norm == "s" and number % 10 == 0
    if decade and (number >= 1000 or (at > 0 and tokens[at - 1].norm in ("the", "an", "like", "from", "of"))):
        return None
    return number * unit[0], unit[0], unit[1]


def _single(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, float, int] | None:
    """An article and a unit: "a minute", "a single minute"."""
    if tokens[at].norm not in lexicon.settings.get("articles", ()) or at + 1 >= len(tokens):
        return None
    start = at + 2 if tokens[at + 1].norm in ("single", "full", "whole") else at + 1
    unit = _unit(tokens, start, lexicon)
    if unit is None or tokens[start].norm in lexicon.settings.get("ordinal_units", ()):
        return None
    return unit[0], unit[0], unit[1]


def _more(
    tokens: Sequence[Token], end: int, lexicon: Lexicon, seconds: float, size: float
) -> tuple[float, int]:
    """Add "and a half", "and 20 seconds" or the bare 15 of "1 minute 15"."""
    for words, share in lexicon.settings.get("half_after", {}).items():
        row = words.split()
        if [t.norm for t in tokens[end : end + len(row)]] == row:
            return seconds + share * size, end + len(row)
    if size < 60:
        return seconds, end
    joiner = end + 1 if end < len(tokens) and tokens[end].norm in lexicon.settings.get("joiners", ()) else end
    smaller = _part(tokens, joiner, lexicon) if joiner < len(tokens) else None
    if smaller is not None and smaller[1] < size:
        return seconds + smaller[0], smaller[2]
    bare = _value(tokens, end, lexicon) if size == 60 else None
    if bare is not None and bare[0] < 60 and not _unit(tokens, bare[1], lexicon):
        return seconds + bare[0], bare[1]
    return seconds, end


def _unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[float, int] | None:
    """(seconds, end) of the unit at `at`, of two tokens ("分钟") or one."""
    for end in (at + 2, at + 1):
        size = lexicon.unit.get("".join(t.norm for t in tokens[at:end])) if end <= len(tokens) else None
        if size is not None:
            return size, end
    return None
