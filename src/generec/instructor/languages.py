"""Which language a wish is in: the one whose lexicon knows most of its words, and longest phrases."""

from __future__ import annotations

from functools import lru_cache

from generec.instructor.lexicon import LANGUAGES, lexicon
from generec.instructor.marks import recognise
from generec.instructor.text import fold, is_chinese, tokenize

_READ = 400
"""Characters that are looked at."""
_CLOSE = 0.7
"""From this share of the best score on, phrases decide instead of words."""


def detect(text: str) -> str:
    """A language of `LANGUAGES`; English where nothing speaks for another."""
    if is_chinese(text):
        return "zh"
    said = fold(text)[:_READ]
    words = [token.norm for token in tokenize(said, elide=True) if token.kind == "word"]
    words += [token.norm for token in tokenize(said) if "'" in token.raw]
    scores = {name: sum(_telling(name).get(w, 0.0) for w in words) for name in LANGUAGES if name != "zh"}
    best = max(scores.values())
    if best <= 1.2 * scores["en"]:
        return "en"
    close = [name for name, score in scores.items() if score >= _CLOSE * best and name != "en"]
    return close[0] if len(close) == 1 else max(close, key=lambda name: (_cover(text, name), scores[name]))


@lru_cache(maxsize=8)
def _telling(language: str) -> dict[str, float]:
    """What each word that a lexicon knows speaks for its language; small words most."""
    words = lexicon(language).known | lexicon(language).short.keys()
    stop = set(lexicon(language).settings.get("stop", ()))
    return {word: 1.5 if word in stop else 1.0 for word in words}


def _cover(text: str, language: str) -> int:
    """The sum of squared lengths of the phrases that a lexicon recognises in the text."""
    words = lexicon(language)
    tokens = tokenize(text[:_READ], short=words.short, elide=bool(words.settings.get("elide")))
    return sum(len(piece.tokens) ** 2 for piece in recognise(tokens, words) if piece.cues)
