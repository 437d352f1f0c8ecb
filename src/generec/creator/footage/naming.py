"""Names in a wish that nothing here bears: neither words nor pictures can tell them from any other name."""

from __future__ import annotations

import re

from generec.domain.errors import MissingModel
from generec.domain.guidance import Topic
from generec.encoders.conse import class_words
from generec.instructor.lexicon import LANGUAGES
from generec.instructor.naming import translated
from generec.instructor.people import APART
from generec.retriever.catalogue import Shelf
from generec.retriever.words import fold

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
_OWNING = re.compile(r"['’]s$")


def without_names(topic: Topic, *, shelf: Shelf) -> str:
    """What was said, without names that no item has in its words and no class of pictures has in its own.

    A vector of "Emily cooking" differs from that of "Wei cooking", and no picture shows why. A name is what
    has a capital and no English name in any language known here. Where nothing but names is said, all of
    it stays.
    """
    words = _WORD.findall(topic[0])
    kept = [word for word in words if not _is_strange_name(word, shelf)]
    said = any(_known(word, shelf) for word in kept if fold(word) not in APART)
    return " ".join(kept) if said and len(kept) < len(words) else topic[0]


def _is_strange_name(word: str, shelf: Shelf) -> bool:
    name = _OWNING.sub("", word)
    return name[:1].isupper() and name[1:].islower() and not _known(name, shelf) and not _common(name)


def _known(word: str, shelf: Shelf) -> bool:
    """Whether an item has the word, or a class that pictures are taken for."""
    return len(shelf.words.find(word, n=shelf.n)) > 0 or bool({word.casefold(), fold(word)} & _classes())


def _classes() -> frozenset[str]:
    try:
        return class_words()
    except MissingModel:
        return frozenset()


def _common(word: str) -> bool:
    """Whether it is a common noun of another language: German ones have capitals."""
    return any(
        translated(word.casefold(), language=language) is not None
        for language in LANGUAGES
        if language != "en"
    )
