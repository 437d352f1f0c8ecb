"""Matching a wish's words with an item's own: plain tokens, plurals folded."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int64]

_WORD = re.compile(r"[^\W_]+")
_KEPT = 60


def fold(word: str) -> str:
    """A word without case and English plural ("Recipes" and "recipe" are one)."""
    word = word.casefold()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [fold(word) for word in _WORD.findall(text)]


class WordIndex:
    """Which rows hold which word. Rows are only ever added, so that readers need no lock."""

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}

    def add(self, row: int, texts: Iterable[str]) -> None:
        """Index the first words of `texts` under `row`."""
        words = [word for text in texts for word in tokens(text)]
        for word in set(words[:_KEPT]):
            self._rows.setdefault(word, array("q")).append(row)

    def find(self, phrase: str, *, n: int) -> Rows:
        """The rows below `n`, ascending, that hold every word of `phrase`; none for an empty one."""
        found: Rows | None = None
        for word in dict.fromkeys(tokens(phrase)):
            rows = np.array(self._rows.get(word, ()), np.int64)
            found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
        return np.zeros(0, np.int64) if found is None else found[found < n]
