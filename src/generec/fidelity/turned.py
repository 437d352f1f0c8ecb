"""Sentences that say the reverse of their source with nearly its words.

Each sentence of a text is laid beside the source's sentence that shares most of its words. It is turned
where the same numbers stand in another order, or a word stands for its opposite. A list of opposites finds
what is on it; it knows nothing of meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from generec.fidelity.wording import plain

_WORD: Final = re.compile(r"\w+(?:[.,]\d+)*|%")
_NUMBER: Final = re.compile(r"\d")
_STOP: Final = re.compile(r"(?<=[.!?…])[”\"']?\s+(?=[^a-z])")
_SAME: Final = 70.0
_PAIRS: Final = """
rose fell|rise fall|rises falls|rising falling|increased decreased|increase decrease|increases decreases
up down|higher lower|highest lowest|more less|more fewer|most least|gained lost|gain loss|won lost
win lose|wins loses|before after|above below|over under|first last|best worst|better worse|good bad
accepted rejected|accept reject|approved rejected|support oppose|supports opposes|supported opposed
supporters opponents|for against|guilty innocent|convicted acquitted|alive dead|survived died
safe dangerous|legal illegal|allowed banned|allow ban|allows bans|open closed|opened closed|opens closes
open close|opens shuts|opened shut|started ended|begins ends|began ended|started stopped|buy sell
bought sold|buyer seller|profit loss|profits losses|expensive cheap|hot cold|warm cold|early late
earlier later|north south|east west|left right|inside outside|always never|everyone nobody|all none
many few|strong weak|stronger weaker|strengthened weakened|improved worsened|true false|confirmed denied
confirms denies|agree disagree|agreed refused|success failure|succeeded failed|arrived left|enter leave
minimum maximum|at-least at-most|with without|older younger|old young|old new|rich poor|friend enemy
love hate|loves hates|hired fired|expanded shrank|grew shrank|doubled halved|accelerated slowed
remember forget|present absent|upstream downstream|victory defeat|ally rival
"""
_OPPOSITE: Final = frozenset(
    frozenset(pair.split()) for line in _PAIRS.strip().splitlines() for pair in line.split("|")
)


class Turned(NamedTuple):
    """A sentence, the source's that it stands for, and what is turned in it."""

    new: str
    old: str
    why: str


def turned(text: str, sources: Sequence[str]) -> Iterator[Turned]:
    """The sentences of a text that turn one of the sources round."""
    known = [sentence for source in sources for sentence in sentences(source)]
    whole = {plain(sentence) for sentence in known}
    for sentence in sentences(text):
        if plain(sentence) in whole or not known:
            continue
        old = max(known, key=lambda one: fuzz.token_sort_ratio(plain(sentence), plain(one)))
        if fuzz.token_sort_ratio(plain(sentence), plain(old)) >= _SAME and (why := _why(sentence, old)):
            yield Turned(sentence, old, why)


def sentences(text: str) -> list[str]:
    """The sentences of a text, cut where a stop and a capital meet: a piece too many does no harm here."""
    return [one for one in _STOP.split(" ".join(text.split())) if len(one.split()) > 2]


def _why(new: str, old: str) -> str:
    """What is turned between two sentences; empty where nothing is."""
    mine, theirs = _WORD.findall(plain(new)), _WORD.findall(plain(old))
    numbers = [[word for word in words if _NUMBER.search(word)] for words in (mine, theirs)]
    if numbers[0] != numbers[1] and sorted(numbers[0]) == sorted(numbers[1]):
        rest = [[word for word in words if not _NUMBER.search(word)] for words in (mine, theirs)]
        if SequenceMatcher(None, rest[0], rest[1]).ratio() > 0.8:
            return f"the numbers {', '.join(numbers[0])} changed places"
    for _, a, b, c, d in SequenceMatcher(None, theirs, mine).get_opcodes():
        for before in theirs[a:b]:
            for after in mine[c:d]:
                if frozenset((before, after)) in _OPPOSITE and before not in mine and after not in theirs:
                    return f"{after!r} stands for {before!r}"
    return ""
