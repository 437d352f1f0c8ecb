"""Whether words do harm: threats, hate, harassment, self-harm, sex, profanity, how to do violence.

Two things look, sentence by sentence, at the text without its disguises: lists of words and phrases in five
languages (`words/`), and for English a linear model of the sentence's vector (`learned.py`), which was taught
on sentences made from these lists and on ordinary ones. What is reported is found as `told` (`reports.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from generec.encoders.harm.learned import likely
from generec.encoders.harm.phrases import LANGUAGES, known, words
from generec.encoders.harm.reports import reported
from generec.encoders.harm.unmask import unmasked

GROWN_UP: Final = frozenset(("mild", "young"))
"""Kinds that are harm to the young alone."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n+|[•|]")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORT: Final = (("'ll", " will"), ("'re", " are"), ("'m", " am"), ("'ve", " have"), ("can't", "cannot"))
_LEAST: Final = 0.85
"""Below it the model's word is not told of."""
_WHOLE: Final = 240
"""Characters up to which a text is looked at as a whole too: a phrase may run over a full stop."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What harms: its kind, the sentence as it is read, what in it, how surely (0-1), whether it is reported.

    Kinds: profanity, threat, hate, harassment, self_harm, sexual, child, how_to_harm; and for the young alone
    mild (coarse words) and young (drink, drugs, gambling, gore).
    """

    kind: str
    sentence: str
    found: str
    sure: float
    told: bool


def harms(text: str, *, language: str = "en", but: Collection[str] = ()) -> list[Harm]:
    """All that is found in a text but for the sentences of `but`. Raises `MissingModel`."""
    out = {(one.kind, one.sentence): one for one in listed(text, language=language, but=but)}
    some = [one for one in _taught(text) if one not in but]
    for sentence, chances in zip(some, likely(some), strict=True):
        for kind, sure in chances.items():
            if sure >= _LEAST:
                told = reported(sentence, sentence, kind, language)
                found = Harm(kind, sentence, sentence.strip(), sure, told)
                out.setdefault((kind, sentence), found)
    return list(out.values())


def listed(text: str, *, language: str = "en", but: Collection[str] = ()) -> list[Harm]:
    """What the lists find in a text, once for each kind and sentence."""
    out: dict[tuple[str, str], Harm] = {}
    for sentence in (one for one in sentences(text) if one not in but):
        for kind, found in _found(sentence, language):
            told = reported(sentence, found, kind, language)
            out.setdefault((kind, sentence), Harm(kind, sentence, found, 1.0, told))
    return list(out.values())


def sentences(text: str) -> list[str]:
    """The sentences of a text as words with one blank after each; the whole too where it is short."""
    parts, whole = _parted(text)
    return list(dict.fromkeys([*parts, *whole]))


def _parted(text: str) -> tuple[list[str], list[str]]:
    """The sentences of a text, and the whole where it is short and has several."""
    plain = unmasked(text, known=known())
    parts = [flat for part in _SENTENCE.split(plain) if (flat := _flat(part))]
    return parts, [_flat(plain)] if len(parts) > 1 and len(plain) <= _WHOLE else []


def _taught(text: str) -> list[str]:
    """What the model can judge: it was taught on sentences; the whole is one where it is chopped up."""
    parts, whole = _parted(text)
    chopped = any(len(one.split()) < _CHOPPED * len(parts) for one in whole)
    return list(dict.fromkeys([*parts, *whole] if chopped else parts))


def _flat(part: str) -> str:
    for short, long in _SHORT:
        part = part.replace(short, long)
    return "".join(f"{word} " for word in _WORD.findall(part))


def _found(sentence: str, language: str) -> Iterator[tuple[str, str]]:
    for one in LANGUAGES:
        lists = words(one)
        for word in sentence.split():
            kind = lists.alone.get(word)
            if kind and (one in (language, "en") or (kind != "mild" and len(word) >= _CLEAR)):
                yield kind, word
        for kind, phrases in lists.phrases.items():
            hit = phrases.search(sentence)
            if hit and (one in (language, "en") or len(hit[0].split()) > 1):
                yield kind, hit[0].strip()


_CHOPPED: Final = 4
"""Words of a sentence on average below which a text is taken for one that full stops were put into."""
_CLEAR: Final = 6
"""Letters from which a word of another language is taken for that language's."""
