"""What everyday topics are called in the six languages, and which names mean the same."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from generec.instructor.text import fold

_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("ies", "y"), ("es", ""), ("s", "")),
    "es": (("ces", "z"), ("s", ""), ("es", "")),
    "de": (
        *(("s", ""), ("es", ""), ("en", ""), ("er", ""), ("ern", ""), ("e", "")),
        *(("en", "e"), ("eln", "el"), ("ern", "er")),
    ),
    "fr": (("aux", "al"), ("s", ""), ("x", ""), ("es", "")),
    "zh": (("片", ""),),
    "pt": (("ns", "m"), ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("s", ""), ("es", "")),
}
"""How words say that they are many, without accents, and what stands there of one."""
_SHORTEST = 3


def english(word: str, *, language: str) -> str | None:
    """The common English name of an everyday topic, in any of its forms; None where it is none."""
    names = _table(language)
    return next((names[form] for form in _forms(word, language) if form in names), None)


def same(name: str, other: str) -> bool:
    """Whether two names, such as "handmade" and "crafts", mean one topic. `name` is English."""
    meant = english(name, language="en")
    return meant is not None and meant in _meanings(fold(other))


def in_english(text: str) -> str:
    """The English name of what only other languages call so, "cooking" for "cocina"; else the text itself."""
    meant = _meanings(fold(text))
    known = english(text, language="en") is not None or len(meant) != 1
    return text if known else next(iter(meant))


@lru_cache(maxsize=50_000)
def _meanings(name: str) -> frozenset[str]:
    """What a corpus's name may mean: as English, else in every other language that has it."""
    meant = english(name, language="en")
    if meant is not None:
        return frozenset((meant,))
    found = (english(name, language=language) for language in _topics() if language != "en")
    return frozenset(one for one in found if one is not None)


def _forms(word: str, language: str) -> tuple[str, ...]:
    """The word without accents, then what it may be one of."""
    folded = " ".join(fold(word).replace("-", " ").split())
    ends = _ENDINGS.get(language, ())
    stems = [folded[: -len(end)] + one for end, one in ends if folded.endswith(end)]
    least = 1 if language == "zh" else _SHORTEST
    return (folded, *(stem for stem in stems if len(stem) >= least))


def _table(language: str) -> Mapping[str, str]:
    return _topics().get(language, {})


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, Mapping[str, str]]:
    """Of each language, what every word of `words/topics.toml`, in its forms, is called in English."""
    path = files("generec.instructor").joinpath("words/topics.toml")
    out: dict[str, dict[str, str]] = {"en": {}}
    later: list[tuple[str, str, str]] = []
    for name, words in tomllib.loads(path.read_text("utf-8")).items():
        said = {"en": name} | {k: f"{name}, {v}" if k == "en" else v for k, v in words.items()}
        for language, row in said.items():
            for word in row.split(", "):
                first, *others = _forms(word, language)
                out.setdefault(language, {})[first] = name
                later += [(language, other, name) for other in others]
    for language, form, name in later:
        out[language].setdefault(form, name)
    return out
