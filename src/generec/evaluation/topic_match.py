"""When two topics are the same: equal words after folding, or one's words among the other's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_MEDIUM = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "and",
        "in",
        "on",
        "about",
        "video",
        "videos",
        "clip",
        "clips",
        "content",
        "stuff",
        "item",
        "items",
        "post",
        "posts",
        "film",
        "films",
        "picture",
        "pictures",
        "photo",
        "photos",
        "story",
        "stories",
        "topic",
        "topics",
    )
)
_LIKE_PLURAL = frozenset(("news", "series", "species"))
_MOST = 6
"""How many words for one predicted topic are read."""


def words(text: str) -> list[str]:
    """The folded words of a text, without possessives and marks."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'s ", " ").replace("'", "")
    return re.sub(r"[^\w]|_", " ", folded).split()


def same_text(a: str, b: str) -> bool:
    """Whether two texts have the same words in the same order."""
    return words(a) == words(b)


def same_topic(wanted: Sequence[str] | str, given: Sequence[str] | str) -> bool:
    """Whether any of the given words means any of the wanted ones."""
    options = [wanted] if isinstance(wanted, str) else list(wanted)
    answers = [given] if isinstance(given, str) else list(given)[:_MOST]
    return any(_same(a, b) for a in options for b in answers)


def _same(a: str, b: str) -> bool:
    left, right = words(a), words(b)
    if not left or not right:
        return False
    if len(left) == len(right) and all(map(_alike, left, right)):
        return True
    if _alike("".join(left), "".join(right)):
        return True
    left, right = ([w for w in side if w not in _MEDIUM] for side in (left, right))
    short, long = sorted((left, right), key=len)
    return bool(short) and all(any(_alike(w, v) for v in long) for w in short)


def _alike(a: str, b: str) -> bool:
    return a == b or bool(_stems(a) & _stems(b))


def _stems(word: str) -> set[str]:
    """The word, and what is left without a plural or -ing ending."""
    out = {word}
    if len(word) > 3 and re.search(r"[^sui]s$", word) and word not in _LIKE_PLURAL:
        out.add(word[:-1])
        if len(word) > 4 and word.endswith("es"):
            out.add(word[:-2])
        if len(word) > 4 and word.endswith("ies"):
            out.add(word[:-3] + "y")
    if len(word) > 5 and word.endswith("ing"):
        stem = word[:-3]
        out |= {stem, stem + "e"}
        if len(stem) > 2 and stem[-1] == stem[-2]:
            out.add(stem[:-1])
    return out
