"""Which language a wish is in: the one whose lexicon knows most of its words."""

from __future__ import annotations

from functools import lru_cache

from generec.instructor.lexicon import LANGUAGES, lexicon
from generec.instructor.text import fold, is_chinese, tokenize


def detect(text: str) -> str:
    """A language of `LANGUAGES`; English where nothing speaks for another."""
    if is_chinese(text):
        return "zh"
    words = [token.norm for token in tokenize(fold(text)[:400], elide=True) if token.kind == "word"]
    if not words:
        return "en"
    scores = {}
    for language in LANGUAGES:
        if language != "zh":
            known = _telling(language)
            scores[language] = sum(known.get(word, 0.0) for word in words)
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] > 1.2 * scores["en"] else "en"


@lru_cache(maxsize=8)
def _telling(language: str) -> dict[str, float]:
    words = lexicon(language).known | lexicon(language).short.keys()
    stop = set(lexicon(language).settings.get("stop", ()))
    return {word: 1.5 if word in stop else 1.0 for word in words}
