"""Other names of a topic: its likely spelling, and its English name."""

from __future__ import annotations

from generec.domain.guidance import Topic
from generec.instructor.glossary import english
from generec.instructor.spelling import mended_topic


def named(topic: str, *, language: str) -> Topic:
    """The viewer's own words, then how they are likely spelt (English) or called in English (others)."""
    other = mended_topic(topic) if language == "en" else translated(topic, language=language)
    return (topic,) if other is None or other == topic else (topic, other)


def translated(topic: str, *, language: str) -> str | None:
    """The English name of a common topic; None when no word of it is known."""
    words = [topic] if language == "zh" else [topic, *topic.split()]
    found = (english(word, language=language) for word in words)
    return next((name for name in found if name is not None), None)
