"""Which sentences of a text can stand alone on a screen, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generec.editor.text.language import LANGUAGES
from generec.editor.text.leaning import leans
from generec.editor.text.passages import sentences
from generec.editor.text.quotations import plain
from generec.editor.text.summary import usable

_SHORTEST = 25
_WORDS = 30


class Bounds(NamedTuple):
    """How many characters a statement may have, and how many sentences of one text are tried."""

    longest: int = 140
    tried: int = 60


def spans(text: str, *, language: str, bounds: Bounds) -> Iterator[tuple[int, int]]:
    """(start, end) in a cleaned text of its sentences that say something by themselves, in order.

    Nothing that points back ("It ..."), asks, quotes, or is spoken by somebody.
    """
    known = language if language in LANGUAGES else "en"
    at = count = 0
    for sentence in sentences(text, language=known):
        start = text.find(sentence.text, at)
        if start < 0:
            continue
        at = start + len(sentence.text)
        fits = _SHORTEST <= len(sentence.text) <= bounds.longest and usable(sentence, most=_WORDS)
        if fits and not _spoken(sentence.text) and not leans(sentence.text, language=known):
            yield start, at
            count += 1
            if count >= bounds.tried:
                return


def _spoken(text: str) -> bool:
    marks = plain(text)
    return marks.endswith(("?", ":")) or '"' in marks or marks.startswith("I ")
