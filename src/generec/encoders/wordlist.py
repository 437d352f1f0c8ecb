"""English words with how often they are used: the word list of pyspellchecker."""

from __future__ import annotations

import functools

from spellchecker import SpellChecker


@functools.cache
def counts() -> dict[str, int]:
    """Words in small letters with their counts."""
    return dict(SpellChecker(language="en").word_frequency.dictionary)
