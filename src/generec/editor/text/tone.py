"""Formal and neutral English by rule: what can be done honestly without understanding the text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

from generec.editor.text.quotations import quotations

_LOUD = re.compile(r"(?:[!?]*!+[!?]*)")
_SIGNS = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+", re.UNICODE)
_SHOUT = re.compile(r"\b[A-Z]{2,}(?:['’][A-Z]+)?(?:[ ,]+[A-Z]+(?:['’][A-Z]+)?){2,}\b")
_WORD: Final = r"[A-Za-z]+(?:['’][A-Za-z]+)*"


def formal(text: str) -> str:
    """Contractions written out, colloquial words replaced, no exclamation or pictograms; quotations stay."""
    return _outside(text, lambda part: _calm(_written_out(part)))


def neutral(text: str) -> str:
    """No pictograms, exclamation, shouting in capitals or words that only push; quotations stay."""
    return _outside(text, lambda part: _unpushed(_calm(_SHOUT.sub(_quiet, part))))


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text with what stands outside of quotations changed."""
    out, at = [], 0
    for part in quotations(text):
        out += [change(text[at : part.start]), text[part.start : part.end]]
        at = part.end
    return "".join((*out, change(text[at:])))


def _calm(text: str) -> str:
    text = _SIGNS.sub("", text)
    text = _LOUD.sub(lambda found: "?" if "?" in found[0] else ".", text)
    return re.sub(r"(?<=\S)[^\S\n]{2,}", " ", re.sub(r"[^\S\n]+(?=[.,;:?])", "", text))


def _quiet(found: re.Match[str]) -> str:
    """Words that shout in small letters; at the beginning of a sentence the first keeps its capital."""
    before = found.string[: found.start()].rstrip()
    begins = not before or before[-1] in ".!?:"
    return found[0].capitalize() if begins else found[0].casefold()


def _unpushed(text: str) -> str:
    return _pushing().sub("", text)


def _written_out(text: str) -> str:
    return re.sub(_WORD, lambda found: _long(found[0]), text)


def _long(word: str) -> str:
    table = _table()
    low = word.replace("’", "'").casefold()
    full = table["contractions"].get(low) or table["colloquial"].get(low)
    if full is None:
        for ending, rest in table["endings"].items():
            if low.endswith(ending) and len(low) > len(ending):
                return word[: -len(ending)] + rest
        return word
    return full[:1].upper() + full[1:] if word[0].isupper() else full


@cache
def _table() -> dict[str, dict[str, str]]:
    raw: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("data/tone.toml").read_text(encoding="utf-8")
    )
    return raw


@cache
def _pushing() -> re.Pattern[str]:
    words = "|".join(_table()["hype"]["words"].split())
    return re.compile(rf"(?<![.!?] )(?<=\w )\b(?:{words}) (?=[a-z])")
