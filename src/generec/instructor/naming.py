"""Other names of a topic: its likely spelling, and its English name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from generec.domain.guidance import Topic
from generec.instructor.spelling import mended_topic
from generec.instructor.text import fold


def named(topic: str, *, language: str) -> Topic:
    """The viewer's own words, then how they are likely spelt (English) or called in English (others)."""
    other = mended_topic(topic) if language == "en" else translated(topic, language=language)
    return (topic,) if other is None or other == topic else (topic, other)


def translated(topic: str, *, language: str) -> str | None:
    """The English name of a common topic; None when no word of it is known."""
    table = _table(language)
    words = [topic] if language == "zh" else [topic, *topic.split()]
    return next((table[key] for word in words for key in _forms(word) if key in table), None)


def _forms(word: str) -> tuple[str, ...]:
    """The word and what is left without common plural endings."""
    folded = fold(word)
    ends = [folded[: -len(end)] for end in ("s", "es", "n", "en", "er", "e") if folded.endswith(end)]
    return (folded, *(stem for stem in ends if len(stem) > 2))


@lru_cache(maxsize=8)
def _table(language: str) -> Mapping[str, str]:
    path = files("generec.instructor").joinpath("words/topics.toml")
    table = tomllib.loads(path.read_text("utf-8")).get(language, {})
    return {fold(word): name for word, name in table.items()}
