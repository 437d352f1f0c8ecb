"""Which items are about a topic: by their words, and by meaning where words fail.

A name that the corpus has for a topic is often wider than the topic (pets, for dogs). Such a name says
little; one that is made of the viewer's own words (tennis, for tennis serves) says as much as they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Topic
from generec.domain.items import Kind
from generec.domain.profiles import Floats
from generec.encoders.topics import Texts, topic_vectors
from generec.instructor.lexicon import LANGUAGES
from generec.instructor.naming import translated
from generec.retriever.catalogue import KINDS, Shelf
from generec.retriever.words import fold, tokens

Rows = NDArray[np.int64]

OWN, NAMED, LIKE = 1.0, 0.85, 0.6
"""What it is worth that an item has the viewer's words, a name made of them, or only their meaning."""

_MEANT, _TINY = 0.25, 1e-6
_QUALIFIED, _APART = 0.75, 0.08
"""Of what is named by one of several words (animals, for wild animals) this is lost where the whole phrase is
so much less like it, beside the bare name, than it is for the best."""

WHO = frozenset(
    map(
        fold,
        ["people", "person", "man", "men", "woman", "women", "guys", "kids", "child", "children", "someone"],
    )
)
"""Who does something, not what is done."""


class EvidenceConfig(BaseModel):
    """When an item counts as being about a topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: bool = Field(
        default=True, description="whether what was written about an item counts; off, pictures alone do"
    )
    near: float = Field(
        default=0.8,
        gt=0,
        le=1,
        description="an item without the words is about it from this share of the meaning of the best with",
    )
    alone: float = Field(
        default=0.45, gt=0, le=1, description="and from this likeness where no item has the words"
    )
    passing: float = Field(
        default=0.6,
        gt=0,
        le=1,
        description="with some of the words, or all in its description alone, an item needs this share",
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much speaks for each row of `rows` being about each topic: `shares` (topics, rows) in [0, 1].

    `fits` (topics, rows) in (0, 1] is how well a row that is known by a wider name (animals) goes with
    the whole of what was said (wild animals), beside the others so known.
    """

    rows: Rows
    shares: Floats
    fits: Floats


def of_kind(shelf: Shelf, kind: Kind, *, at: float, human: bool | None) -> Rows:
    """The rows of the found items of a kind that may be shown at `at`.

    `human` leaves out what AI made, or, where it is false, the rest.
    """
    fit = shelf.alive & shelf.serve & (shelf.kind == KINDS.index(kind)) & (shelf.origin == 0)
    fit &= (shelf.owner < 0) & (shelf.published <= at) & (at < shelf.expires)
    if human is not None:
        fit &= ~shelf.ai if human else shelf.ai
    return np.flatnonzero(fit)


def evidence(
    shelf: Shelf, rows: Rows, topics: tuple[Topic, ...], *, texts: Texts, config: EvidenceConfig
) -> Evidence:
    """What words and meaning say of the rows; nothing where `config.words` is off."""
    out, fits = np.zeros((len(topics), len(rows)), np.float32), np.ones((len(topics), len(rows)), np.float32)
    if not config.words or not len(rows):
        return Evidence(rows, out, fits)
    vectors = shelf.vectors(rows)
    for number, topic in enumerate(topics):
        wanted = topic_vectors([topic], texts=texts)[0]
        likeness = vectors @ wanted if vectors.shape[1] == len(wanted) else np.zeros(len(rows), np.float32)
        out[number] = _one(shelf, rows, topic, np.asarray(likeness, np.float32), config)
        names = _wider(topic)
        if names and vectors.shape[1] == len(wanted):
            bare = (vectors @ topic_vectors([(name,) for name in names], texts=texts).T).max(axis=1)
            fits[number] = _qualified(likeness - bare, out[number] > 0)
    return Evidence(rows, out, fits)


def said_in(topic: Topic) -> tuple[str, ...]:
    """What the viewer said; where that is of another language, its English name, too."""
    foreign = any(
        translated(topic[0], language=language) == name
        for name in topic[1:2]
        for language in LANGUAGES
        if language != "en"
    )
    return topic[: 2 if foreign else 1]


def own_names(topic: Topic) -> tuple[str, ...]:
    """The corpus's names for a topic that are made of the viewer's own words.

    Who does something (people, in people dancing) is no name for what is done.
    """
    said = frozenset(tokens(topic[0]))
    said = said - WHO or said
    return tuple(name for name in topic[1:] if tokens(name) and said.issuperset(tokens(name)))


def _one(shelf: Shelf, rows: Rows, topic: Topic, likeness: Floats, config: EvidenceConfig) -> Floats:
    """(rows,) how much speaks for one topic."""
    out = np.zeros(len(rows), np.float32)
    headed = np.array([frozenset(_heading(shelf, int(row))) for row in rows], object)
    for phrases, worth in ((own_names(topic), NAMED), (said_in(topic), OWN)):
        for phrase in phrases:
            words = stems_of(phrase)
            out[[bool(words) and words <= heading for heading in headed]] = worth
    best = float(likeness[out > 0].max()) if out.any() else 0.0
    floor = config.near * max(best, config.alone) if best else config.alone
    like = likeness >= floor
    # What is named in passing only, or by one of several words, has to be like it at least somewhat.
    known = stems_of(topic[0])
    passing = np.isin(rows, shelf.words.find(topic[0], n=shelf.n))
    passing |= np.array([bool(known & heading) for heading in headed], bool)
    like |= passing & (likeness >= config.passing * max(best, float(likeness.max()), 0.0)) & (likeness > 0)
    out[(out == 0) & like] = LIKE
    # Of two that have the words, the one that is more like what was meant comes first: wild animals.
    nearest = max(float(likeness[out > 0].max(initial=0.0)), _TINY)
    return np.asarray(out * (1 - _MEANT + _MEANT * np.clip(likeness / nearest, 0, 1)), np.float32)


def _wider(topic: Topic) -> tuple[str, ...]:
    """Names of the corpus that are made of some of the viewer's words, not of all."""
    said = stems_of(topic[0])
    return tuple(name for name in own_names(topic) if stems_of(name) < said)


def _qualified(beyond: Floats, named: NDArray[np.bool_]) -> Floats:
    """(rows,) factors in (0, 1] by how much more an item is like the phrase than like its bare name."""
    if not named.any():
        return np.ones(len(beyond), np.float32)
    behind = (float(beyond[named].max()) - beyond) / _APART
    return np.asarray(1 - _QUALIFIED * np.clip(behind, 0, 1), np.float32)


def stems_of(phrase: str) -> frozenset[str]:
    """The stems of a phrase, without who does it."""
    words = frozenset(tokens(phrase))
    return frozenset(map(stem, words - WHO or words))


def _heading(shelf: Shelf, row: int) -> list[str]:
    """The stems of an item's title and topics."""
    return [stem(word) for word in tokens(" ".join((shelf.titles[row], *shelf.topics_of(row))))]


def stem(word: str) -> str:
    """A folded word without the commonest endings: dance, dancer and dancing are one."""
    for ending in ("ing", "er", "ed", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
