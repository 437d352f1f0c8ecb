"""Which language a wish is in: the one whose lexicon knows most of its words, and longest phrases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from generec.instructor.glossary import english
from generec.instructor.lexicon import LANGUAGES, lexicon, tables, vocabulary
from generec.instructor.marks import recognise
from generec.instructor.spelling import cue, is_word
from generec.instructor.text import fold, is_chinese, tokenize

_READ = 400
"""Characters that are looked at."""
_FEW = 20
_TOPIC = 1.0
"""What the name of a topic speaks for its language."""
_LABEL = 0.5
"""What an English one does: corpora are labelled in English, and viewers of all languages say the labels."""
_CLOSE = 0.7
"""From this share of the best score on, phrases decide instead of words."""


def detect(text: str) -> str:
    """A language of `LANGUAGES`; English where nothing speaks for another."""
    if is_chinese(text):
        return "zh"
    said = fold(text)[:_READ]
    words = [token.norm for token in tokenize(said, elide=True) if token.kind == "word"]
    words += [token.norm for token in tokenize(said) if "'" in token.raw]
    words = [word for word in words if not word.isdigit()]
    scores = {name: sum(_speaks(w, name) for w in words) for name in LANGUAGES if name != "zh"}
    best = max(scores.values())
    if best == 0.0:
        return _by_slips(words)
    if best <= 1.2 * scores["en"]:
        return "en"
    close = [name for name, score in scores.items() if score >= _CLOSE * best and name != "en"]
    return (
        close[0]
        if len(close) == 1
        else max(close, key=lambda name: (_cover(text, words, name), scores[name]))
    )


def _by_slips(words: Sequence[str]) -> str:
    """The language in which most of the words are misspelt ones; English where none is."""
    strange = [word for word in words[:_FEW] if len(word) > 4 and not is_word(word)]
    hits = {name: sum(cue(word, name) is not None for word in strange) for name in LANGUAGES if name != "zh"}
    return max(hits, key=lambda name: (hits[name], name == "en"))


def _speaks(word: str, language: str) -> float:
    """What a word speaks for a language: by its lexicon, or as a topic that has no such name in English."""
    told = _telling(language).get(word, 0.0)
    if language == "en":
        return _LABEL if told and english(word, language="en") is not None else told
    if told or is_word(word):
        return told
    return _TOPIC if english(word, language=language) not in (None, word) else 0.0


@lru_cache(maxsize=8)
def _telling(language: str) -> dict[str, float]:
    """What each word that a lexicon knows speaks for its language; small words most."""
    words = vocabulary(language) | {fold(key) for key in tables(language).get("short", {})}
    stop = set(tables(language).get("settings", {}).get("stop", ()))
    return {word: 1.5 if word in stop else 1.0 for word in words}


def _cover(text: str, said: Sequence[str], language: str) -> int:
    """The sum of squared lengths of the phrases that a lexicon recognises in the text; topics count, too."""
    words = lexicon(language)
    tokens = tokenize(text[:_READ], short=words.short, elide=bool(words.settings.get("elide")))
    named = sum(english(word, language=language) not in (None, word) for word in said)
    return sum(len(piece.tokens) ** 2 for piece in recognise(tokens, words) if piece.cues) + 2 * named
