"""Common topics of the other languages: their English names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from generec.instructor.text import fold


def english(word: str, *, language: str) -> str | None:
    """The English name of a common topic, in any of its common forms; None when it is none."""
    table = _table(language)
    return next((table[form] for form in _forms(word) if form in table), None)


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
