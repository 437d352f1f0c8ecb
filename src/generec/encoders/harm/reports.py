"""Whether harm in a sentence is reported or meant.

A word of reports anywhere ("police", "film") says nothing: whoever threatens can put one in. What was found
counts as reported only where a frame governs it: somebody was judged for it, threatened to do it, or a work
is about it; or somebody said so, of what was, before it or after it. Who speaks to somebody ("you") reports
nothing, nor who says "I" or "we" in what was found. Hatred and insults are no less so for being said: they
count as reported only where somebody was judged for them.
"""

from __future__ import annotations

import re
from typing import Final

from generec.encoders.harm.phrases import LANGUAGES, Reports, words

NEVER: Final = frozenset(("profanity", "child", "sexual", "mild"))
"""Kinds that are what they are, whoever is told to have said so."""
_JUDGED: Final = frozenset(("hate", "harassment"))
_FAR: Final = 12
"""Words between a frame and what it governs, at most."""
_PAST: Final = {"en": re.compile(r"\b\w{2,}ed\b")}


def reported(sentence: str, found: str, kind: str, language: str) -> bool:
    """Whether what was found in a sentence (words with one blank after each) is told of, not done."""
    if kind in NEVER:
        return False
    some, part = frozenset(sentence.split()), frozenset(found.split())
    known = [one for one in dict.fromkeys((language, "en")) if one in LANGUAGES]
    frames = [words(one).reports for one in known]
    if any(some & one.direct or part & one.own for one in frames):
        return False
    return any(
        _governed(sentence, found.strip(), kind, one, _PAST.get(name))
        for name, one in zip(known, frames, strict=True)
    )


def _governed(sentence: str, found: str, kind: str, reports: Reports, past: re.Pattern[str] | None) -> bool:
    """Whether a frame stands before what was found, or says so after it; in it, where it is all."""
    at = f" {sentence}".find(f" {found} ")
    before, after = sentence[: max(0, at)], sentence[max(0, at) + len(found) + 1 :]
    if not before and not after:
        before = sentence
    governs = [reports.judges] if kind in _JUDGED else [reports.judges, reports.acts, reports.works]
    if any(_last(before, one, sentence) for one in governs):
        return True
    if kind in _JUDGED or (before != sentence and frozenset(found.split()) & reports.future):
        return False
    said = _last(before, reports.says, sentence) or _first(after, reports.says)
    if said is None:
        return False
    rest = sentence.replace(said, " ", 1)
    return bool(frozenset(rest.split()) & reports.past or (past and past.search(rest)))


def _last(before: str, frame: re.Pattern[str], sentence: str) -> str | None:
    """The frame that ends next before what was found, if it is near; any where that is the sentence."""
    for one in frame.finditer(before):
        if before == sentence or len(before[one.end() :].split()) <= _FAR:
            return one[0]
    return None


def _first(after: str, frame: re.Pattern[str]) -> str | None:
    """The frame that begins next after what was found, if it is near."""
    one = frame.search(after)
    return one[0] if one and len(after[: one.start()].split()) <= _FAR else None
