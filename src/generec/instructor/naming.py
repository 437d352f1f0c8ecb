"""Other names of a topic: its likely spelling, and its English name."""

from __future__ import annotations

from generec.domain.guidance import Topic
from generec.instructor.glossary import english
from generec.instructor.lexicon import LANGUAGES
from generec.instructor.spelling import is_word, mended_topic
from generec.instructor.text import fold


def named(topic: str, *, language: str) -> Topic:
    """The viewer's own words, then how they are likely spelt (English) or called in English (others)."""
    other = translated(topic, language=language) if language != "en" else None
    other = other or _borrowed(topic) or (mended_topic(topic) if language == "en" else None)
    return (topic,) if other is None or other == topic else (topic, other)


def _borrowed(topic: str) -> str | None:
    """The English name of what another language than that of the wish calls so: "more viajes"."""
    if all(is_word(fold(word)) for word in topic.split()):
        return None
    found = (english(topic, language=language) for language in LANGUAGES)
    return next((name for name in found if name is not None), None)


def translated(topic: str, *, language: str) -> str | None:
    """The English name of a common topic; None when no word of it is known."""
    words = [topic] if language == "zh" else [topic, *topic.split()]
    found = (english(word, language=language) for word in words)
    return next((name for name in found if name is not None), None)
