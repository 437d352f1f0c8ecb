"""Which language a text is in, by its small words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "zh")
"""Languages whose numbers, quotations and negations are known here."""

_READ = 4_000
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def small_words() -> dict[str, list[str]]:
    """The lists of `data/small.toml`: `joining`, `closed`, and one for each language that they tell."""
    raw = tomllib.loads(files(__package__).joinpath("data/small.toml").read_text(encoding="utf-8"))
    lists = {"joining": raw["joining"], "closed": raw["closed"], **raw["telling"]}
    return {name: words.split() for name, words in lists.items()}


def language_of(text: str, *, told: str | None = None) -> str:
    """A language of `LANGUAGES`: the one that is `told` (BCP 47) if it is one, else by the words.

    English where no word speaks for another. It needs a sentence or two to be right.
    """
    base = (told or "").split("-")[0].casefold()
    if base in LANGUAGES:
        return base
    head = text[:_READ]
    words = [word.casefold() for word in _WORD.findall(head)]
    if 2 * len(_HAN.findall(head)) > len(words):
        return "zh"
    small = {name: set(small_words()[name]) for name in LANGUAGES if name != "zh"}
    counts = {name: sum(word in known for word in words) for name, known in small.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > counts["en"] else "en"
