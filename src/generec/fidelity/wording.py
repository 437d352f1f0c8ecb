"""The words of drafts and sources, as several checks compare them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from generec.domain.items import Item

_WORD: Final = re.compile(r"\w+")


def of_sources(sources: Sequence[Item]) -> frozenset[str]:
    """The texts of sources, each as it stands."""
    return frozenset(
        words
        for item in sources
        for words in (item.title, item.description, item.text or "", item.creator or "", *item.topics)
        if words
    )


def said_by(sources: Sequence[Item]) -> str:
    """Everything that sources say, in one plain form (`plain`)."""
    return "\n".join(plain(words) for words in sorted(of_sources(sources)))


def plain(words: str) -> str:
    """Words in lower case, compatibility characters and invisible signs gone, single spaces between them."""
    return cased(words).casefold()


def cased(words: str) -> str:
    """The same with capitals left as they are."""
    shown = unicodedata.normalize("NFKC", words)
    shown = "".join(sign for sign in shown if unicodedata.category(sign) != "Cf")
    return " ".join(shown.split())


def tokens(words: str) -> tuple[str, ...]:
    """The words alone, in plain form."""
    return tuple(_WORD.findall(plain(words)))


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """(key, words) of every string in parameters, keys of inner tables too."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for inner, part in value.items():
            yield from strings(part, str(inner))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part, key)
