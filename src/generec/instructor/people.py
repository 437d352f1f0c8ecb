"""Words of a topic that say who somebody is: what was written can bear them out, a picture cannot.

Faith, origin, orientation, skin, gender: a model of pictures answers such words with its prejudices. The
words are those that the lists against hatred protect (English).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from generec.instructor.lexicon import Phrases, tables, teach
from generec.instructor.text import fold

PEOPLE, PERSON = "people", "person"
_VISIBLE = frozenset((PEOPLE, "persons", "folk", "folks", "kids", "children", "families"))
"""Words of the lists that pictures do show."""
_WORD, _OWNING = re.compile(r"[^\W_]+|[.,;:!?]"), re.compile(r"['’]s\b")
_BEFORE = frozenset(
    ["and", "or", "of", "by", "with", "for", "about", "from", "the", "a", "an", "my", "our", "no"]
)
APART = _BEFORE | frozenset(["in", "on", "at", "to", "without", "who"])
"""After these, something else is spoken of: old dogs and people."""
_WITHIN = 2
"""So many words may stand between such a word and the people: Black amateur football players."""


class Who(NamedTuple):
    """A phrase without words for who somebody is, and these words, folded."""

    shown: str
    words: frozenset[str]


@lru_cache(maxsize=10_000)
def who(phrase: str) -> Who:
    """Part what pictures show of a phrase from who the people in it are.

    "Gay people cooking" shows people cooking, "women" people. "Black cats" and "Indian food" are not about
    people and stay, and so does "kids", who are seen to be kids.
    """
    words = [fold(word) for word in _WORD.findall(_OWNING.sub("", phrase))]
    kept: list[str] = []
    said: set[str] = set()
    at = 0
    while at < len(words):
        if (end := _kinds(words, at)) > at and _people_follow(words, end):
            said.update(words[at:end])
        elif (end := _group(words, at)) > at:
            said.update(words[at:end])
            _add(kept, PERSON if _longest(words, at, "one") == end else PEOPLE)
        else:
            end = at + 1
            kept.append(words[at])
        at = end
    return Who(" ".join(kept), frozenset(said) - APART) if said else Who(phrase, frozenset())


def _add(kept: list[str], people: str) -> None:
    """People are named once: women and men are people."""
    while kept[-1:] in (["and"], ["or"]) and kept[-2:-1] == [people]:
        kept.pop()
    if kept[-1:] != [people]:
        kept.append(people)


def _kinds(words: Sequence[str], at: int) -> int:
    """Where a row of kinds (young and old) ends that begins at a word; `at` where none does."""
    end = _longest(words, at, "kind")
    while end > at:
        start = end + (words[end : end + 1] in (["and"], ["or"]))
        further = _longest(words, start, "kind")
        if further == start:
            break
        end = further
    return end


def _people_follow(words: Sequence[str], at: int) -> bool:
    """Whether people are named soon, after a few words of their own."""
    for k in range(at, min(len(words), at + _WITHIN + 1)):
        if words[k] in APART:
            return False
        if _longest(words, k, "doer", "folk", "kin", "one") > k:
            return True
    return False


def _group(words: Sequence[str], at: int) -> int:
    """Where a name for a group, or for one of it, ends that begins at a word; `at` where none does."""
    if words[at] in _VISIBLE:
        return at
    end = _longest(words, at, "kin", "one", "folk")
    if end > at:
        return end
    # "Egg whites" and "Chinese food" are no people, "films by Poles" are.
    end = _longest(words, at, "group")
    opens = at == 0 or words[at - 1] in _BEFORE or _longest(words, at - 1, "kind") == at
    return end if opens and (_longest(words, at, "kind") == at or end == len(words)) else at


def _longest(words: Sequence[str], at: int, *kinds: str) -> int:
    """The end of the longest phrase of these kinds from a word on; `at` for none."""
    phrases, end = _phrases(), at
    states = phrases.start
    for number in range(at, len(words)):
        states = phrases.step(states, words[number])
        if not states:
            break
        if any(kind in kinds for kind, _ in phrases.cues(states)):
            end = number + 1
    return end


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    """The groups and kinds of people of the lists of what is refused, and what people do."""
    safety = tomllib.loads(files("generec.instructor").joinpath("words/safety.toml").read_text("utf-8"))
    phrases = Phrases()
    for kind, name in (
        ("kind", "kinds"),
        ("group", "plurals"),
        ("kin", "kin"),
        ("one", "one"),
        ("folk", "folk"),
    ):
        teach({kind: {"": [f"@{name}"]}, "macro": safety["macro"]}, phrases)
    teach({"doer": {"": ["@doers"]}, "macro": tables("en")["macro"]}, phrases)
    return phrases
