"""Words that a viewer wants said or shown, judged before anything is made of them.

A caption is written as it was dictated, so a threat in one is refused here, kindly and at once, and not
only held by the gate when the work is done. What is disguised (undr3ss) is read as what it means. What is
pasted as data is no wish and no caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generec.domain.guidance import Caption, Guidance
from generec.encoders.harm import GROWN_UP, listed, unmasked
from generec.instructor.text import fold

_REASONS: Final = {
    "threat": "violence",
    "how_to_harm": "violence",
    "self_harm": "violence",
    "harassment": "hate",
    "hate": "hate",
    "sexual": "sexual",
    "child": "minors",
    "profanity": "other",
}
_GRAVE: Final = frozenset(("threat", "self_harm", "hate", "child", "how_to_harm"))
_DATA: Final = re.compile(r"[{\[](?=[^{}\[\]]*\"\s*[:,\]])(?:[^{}\[\]]|[{\[][^{}\[\]]*[}\]])*[}\]]")
_MASK: Final = re.compile(
    r"[^\W\d_][\d@$!*][\w@$!*]|\w[\u200b-\u200f\u00ad]\w|[\uff01-\uff5e]|(?:\b\w[ .\-_]){3}"
)


def unpasted(text: str) -> str:
    """The text without objects and lists of JSON that were pasted into it."""
    return _DATA.sub(" ", text) if '"' in text else text


def undisguised(text: str) -> str | None:
    """The text as it is meant to be read, where some words of it are disguised; else None."""
    if not _MASK.search(text):
        return None
    read = unmasked(text)
    return read if set(read.split()) - set(fold(text).split()) else None


def reason(guidance: Guidance, *, language: str) -> str | None:
    """Why what is to be said or shown is refused: a name of a reply; None where nothing harms."""
    for text, kinds in _said(guidance):
        for harm in listed(text, language=language):
            if harm.kind not in GROWN_UP and (not kinds or harm.kind in kinds):
                return _REASONS[harm.kind]
    return None


def _said(guidance: Guidance) -> Iterator[tuple[str, frozenset[str]]]:
    """What is to be written, and what is wanted, with the kinds of harm that count in it (none: all)."""
    for clause in guidance.clauses:
        yield from (
            (edit.text, frozenset()) for edit in clause.edits if isinstance(edit, Caption) and edit.text
        )
        yield from ((topic[0], _GRAVE) for topic in clause.more)
        if clause.create is not None:
            yield from ((topic[0], _GRAVE) for topic in clause.create.about)
