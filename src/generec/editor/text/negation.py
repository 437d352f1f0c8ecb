"""What a text denies: content words that stand behind a negation in their clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generec.editor.text.names import closed
from generec.editor.text.passages import sentences

_REACH: Final = 4
_SAME: Final = 0.5
_STEM: Final = 5
_TOKEN = re.compile(r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<mark>[.,;:!?…。，；：！？()\"“”]|\n\n)")
_NEGATIONS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(
        ["not", "no", "never", "neither", "nor", "without", "cannot", "nobody", "none", "nothing"]
    ),
    "de": frozenset(
        ["nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "ohne", "weder"]
    ),
    "fr": frozenset(["pas", "jamais", "aucun", "aucune", "sans", "ni", "non"]),
    "es": frozenset(["no", "nunca", "jamás", "sin", "ni", "ningún", "ninguna", "ninguno"]),
    "pt": frozenset(["não", "nunca", "jamais", "sem", "nem", "nenhum", "nenhuma"]),
}
_HAN = re.compile(r"(?:不|没有|没|未|并非|无|非|别)(?P<word>[\u3400-\u9fff]{2})")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2}")
_EXEMPT = re.compile(r"\b(?:not|no) (?:only|just|merely|least|longer|doubt)\b", re.IGNORECASE)


def polarity(text: str, *, language: str = "en") -> tuple[frozenset[str], frozenset[str]]:
    """(denied, affirmed) content words of a text; a word can be both."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for word, no in _han(text) if language == "zh" else _words(text, _NEGATIONS[language]):
        (denied if no else affirmed).add(word)
    return frozenset(denied), frozenset(affirmed)


def added(text: str, source: str, *, language: str) -> list[str]:
    """Sentences of a text that deny something, where those of the source that are about the same (half of
    its words, by their first letters) deny nothing."""
    told = [_about(one.text, language) for one in sentences(source, language=language)]
    out = []
    for sentence in sentences(text, language=language):
        about, denies = _about(sentence.text, language)
        near = [no for words, no in told if len(about & words) >= _SAME * len(about)]
        if denies and about and near and not any(near) and not _said(sentence.text, source, language):
            out.append(sentence.text)
    return out


def _said(sentence: str, source: str, language: str) -> bool:
    """Whether every denial of a sentence, with the two words behind it, stands in the source as it is."""
    words, told = (_plain_words(text) for text in (sentence, source))
    whole = " ".join(told)
    places = [
        n for n, word in enumerate(words) if word in _NEGATIONS.get(language, ()) or word.endswith("n't")
    ]
    return bool(places) and all(" ".join(words[n : n + 3]) in whole for n in places)


def _plain_words(text: str) -> list[str]:
    return [found["word"].casefold().replace("’", "'") for found in _TOKEN.finditer(text) if found["word"]]


def _about(text: str, language: str) -> tuple[set[str], bool]:
    """(content words, each by its first letters; whether anything is denied) of a sentence."""
    if language == "zh":
        return set(_HAN_WORD.findall(text)), _HAN.search(text) is not None
    words = [
        found["word"].casefold() for found in _TOKEN.finditer(_EXEMPT.sub("only", text)) if found["word"]
    ]
    negations = _NEGATIONS[language]
    no = any(word in negations or word.replace("’", "'").endswith("n't") for word in words)
    return {
        word[:_STEM] for word in words if len(word) > 2 and word not in closed() and word not in negations
    }, no


def _words(text: str, negations: frozenset[str]) -> Iterator[tuple[str, bool]]:
    left = 0
    for token in _TOKEN.finditer(_EXEMPT.sub("only", text)):
        word = (token["word"] or "").casefold().replace("’", "'")
        if not word:
            left = 0
        elif word in negations or word.endswith("n't"):
            left = _REACH
        else:
            if len(word) > 3 and word not in closed():
                yield word, left > 0
            left = max(0, left - 1)


def _han(text: str) -> Iterator[tuple[str, bool]]:
    """Pairs of characters behind a negation, and all others: where words end is not known here."""
    for found in _HAN.finditer(text):
        yield found["word"], True
    rest = _HAN.sub(" ", text)
    for at in range(len(rest) - 1):
        if _HAN_WORD.fullmatch(rest, at, at + 2):
            yield rest[at : at + 2], False
