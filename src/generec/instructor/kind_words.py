"""The words for kinds of things, as regular expressions of a data file, `words/kinds.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_QUOTED = r"(?=[\"“«„「'‘])"


@dataclass(frozen=True, slots=True)
class Found:
    """A wish taken apart: the thing, the text before, words beside the thing, what of, the text after."""

    name: str
    before: str = ""
    pre: str = ""
    post: str = ""
    topic: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of one language."""

    language: str
    asked: tuple[re.Pattern[str], ...]
    summed: re.Pattern[str]
    news: re.Pattern[str]
    glue: re.Pattern[str]
    compound: re.Pattern[str]
    time: re.Pattern[str]
    sizes: tuple[re.Pattern[str], re.Pattern[str]]
    whole: re.Pattern[str]
    here: re.Pattern[str]
    saying: re.Pattern[str]
    video: re.Pattern[str]
    rather: re.Pattern[str] | None
    said: tuple[str, str, str]

    def canon(self, found: Found, topic: str, rest: str) -> str:
        """The wish as one for a video, in words that the grammar knows."""
        opener, noun, about = self.said
        if self.language == "zh":
            return f"{found.before}{opener}{topic}{about if topic else ''}{noun}{rest}"
        row = (found.before, opener, found.pre, noun, found.post, about if topic else "", topic)
        return " ".join(part.strip() for part in row if part.strip()) + rest


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The patterns of a language of `generec.instructor.lexicon.LANGUAGES`."""
    data = tomllib.loads(files("generec.instructor").joinpath("words/kinds.toml").read_text("utf-8"))
    table: dict[str, Any] = data[language]
    tight = language == "zh"
    edge, gap = ("", "") if tight else (r"\b", r"\s+")
    opener, noun, about = table["canon"].split("|")
    before = r"(?P<before>(?:.*?[\s,;.!?])?)"
    turned = rf"(?:{table['make_it']}){gap}(?:(?:{table['det']})\s*)?(?:{_nouns(table)})" if not tight else ""
    return Words(
        language=language,
        asked=_chinese(table) if tight else _asking(table, before),
        summed=_compiled(rf"{before}(?:{table['sum']}){gap}(?P<topic>.*{edge}(?:{table['news']}){edge}.*)"),
        news=_compiled(rf"{edge}(?:{table['news']}){edge}"),
        glue=_compiled("(?!)" if tight else _glue(table)),
        compound=_compiled(table.get("compound", "(?!)()")),
        time=_compiled(rf"{edge}(?:{table['time']}){edge}"),
        sizes=(_size(table, "words", tight=tight), _size(table, "sentences", tight=tight)),
        whole=_compiled(rf"{edge}(?:{table['whole']}){edge}"),
        here=_compiled(rf"(?:{table['here']}){edge}" if tight else rf"(?:{table['here']})\s*(?:$|[,;.!?])"),
        saying=_compiled(rf",?\s*(?:{table['saying']})\s*[:：]?\s*{_QUOTED}"),
        video=_compiled(rf"{edge}(?:{table['nouns']['video']}){edge}"),
        rather=_compiled(rf"{turned}(?:\s+(?:{table['rather']}))?") if turned else None,
        said=(opener, noun, about),
    )


def _asking(table: Mapping[str, Any], before: str) -> tuple[re.Pattern[str], ...]:
    """A verb of making or, for some things, a wish or nothing; up to three words; the thing; of what."""
    word = rf"(?:black and white|(?!(?:{table['not']})\b)[^\W_][\w'’-]*)"
    det = rf"(?:(?:{table['det']})(?:\s+|(?<=')))"
    pre, post = rf"(?P<pre>(?:{word}\s+){{0,3}}?)", rf"(?P<post>(?:\s+{word})?)"
    of = rf"\s+(?:{table['of']})(?:\s+|(?<=['’]))(?P<topic>.*)"
    rest = rf"(?P<rest>(?:\s*[,;.!?].*|\s+(?:{table['saying']}|in|as|with|and|und|et|y|e|en|em)\b.*)?)"
    strong = {**table, "nouns": {name: table["nouns"][name] for name in ("poster", "collage", "digest")}}
    measured = rf"(?P<text>{table['words']}|{table['sentences']})"
    return (
        _compiled(rf"{before}(?:{table['make']})\s+{det}?{pre}(?:{_nouns(table)})\b(?:{post}{of}|{rest})"),
        _compiled(rf"{before}(?:(?:{table['want']})\s*){det}{pre}(?:{_nouns(strong)})\b{post}{of}"),
        _compiled(rf"(?P<before>){det}{pre}(?:{_nouns(strong)})\b{post}{of}"),
        _compiled(rf"{before}(?:{table['make']})\s+(?P<pre>){measured}\b{of}"),
    )


def _chinese(table: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    """What it is about stands before the thing."""
    thing = rf"(?:{table['det']})?(?P<topic>[^，。,！!]*?)的?(?:{_nouns(table)})(?P<rest>(?:[，。！,.!].*)?)"
    return (_compiled(rf"(?P<before>)(?:{table['make']}){thing}"),)


def _nouns(table: Mapping[str, Any]) -> str:
    return "|".join(f"(?P<{name}>{row})" for name, row in table["nouns"].items() if name != "video")


def _glue(table: Mapping[str, Any]) -> str:
    """Small words at the ends of a topic."""
    return rf"^\s*(?:{table['of']}|{table['det']}|the)\s+|\s+(?:{table['of']})\s*$"


def _size(table: Mapping[str, Any], unit: str, *, tight: bool) -> re.Pattern[str]:
    one = {"words": "word", "sentences": "sentence|line"}[unit]
    if tight:
        return _compiled(
            rf"(?:{table['bound']})*(?P<number>\d{{1,4}}|[零一二三四五六七八九两十百]+)(?:{table[unit]})"
        )
    number = r"(?P<number>\d{1,4}|[^\W\d_]+(?:[- ][^\W\d_]+)?)"
    bounds = rf"(?:(?:{table['bound']})\s+)*"
    return _compiled(rf"\b(?P<bound>{bounds}){number}(?:\s+|-)(?P<unit>{table[unit]}|{one})\b")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)
