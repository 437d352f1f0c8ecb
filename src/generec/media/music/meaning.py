"""From any word for a mood to the music that there is."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

NEUTRAL = "neutral"
"""What is played where no mood is named, or none that is understood."""

LEAST = 0.71
"""Below this cosine a word is not near enough to any that is known."""

_ENDINGS = ("er", "es", "en", "em", "e", "s")

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""Words to unit rows."""


@cache
def meanings() -> dict[str, str]:
    """The music for every known word."""
    text = files("generec.media.music").joinpath("meanings.toml").read_text(encoding="utf-8")
    return {_plain(word): mood for mood, words in tomllib.loads(text).items() for word in words}


def mood_of(word: str | None, *, vectors: Vectors | None = None) -> str:
    """The music that a word asks for: by the word itself, by one of its parts, else by the nearest.

    `neutral` for no word, and for one that is like none that is known.
    """
    said = _plain(word or "")
    known = meanings()
    if not said or said in known:
        return known.get(said, NEUTRAL)
    for part in said.split():
        for form in (part, *(part[: -len(end)] for end in _ENDINGS if part.endswith(end))):
            if form in known:
                return known[form]
    for name, mood in known.items():
        if not name.isascii() and len(name) >= 2 and name in said:
            return mood
    return _nearest(said, vectors) if vectors else NEUTRAL


def _nearest(said: str, vectors: Vectors) -> str:
    words = [word for word in meanings() if word.isascii()]
    rows = vectors([f"{word} music" for word in (said, *words)])
    alike = rows[1:] @ rows[0]
    best = int(alike.argmax())
    return meanings()[words[best]] if alike[best] >= LEAST else NEUTRAL


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).casefold().replace("-", " ").split())
