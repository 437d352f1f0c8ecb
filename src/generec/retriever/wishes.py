"""What a viewer wants now and always, and which rows match it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Guidance, Limits, Topic
from generec.domain.profiles import Profile
from generec.retriever.catalogue import Shelf
from generec.retriever.words import tokens

Floats = NDArray[np.float32]
WishVectors = Callable[[Sequence[str]], Floats]
"""Texts to (n, t) unit vectors in the space of `meaning`."""


@dataclass(frozen=True, slots=True)
class Wants:
    """The wishes of one request: said now (`more`), standing (`always`), unwanted (`less`), limits."""

    more: tuple[Topic, ...]
    always: tuple[Topic, ...]
    less: tuple[Topic, ...]
    limits: Limits

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, wanted ones first."""
        return (*self.more, *self.always, *self.less)


def wants(profile: Profile, guidance: Guidance) -> Wants:
    """Words said now beat standing wishes; of two standing wishes the later wins; `less` beats `more`."""
    asked = [*guidance.more, *(guidance.create.about if guidance.create else ())]
    more = _without(asked, guidance.less)
    less = list(guidance.less)
    always: list[Topic] = []
    limits = Limits()
    for wish in sorted(profile.viewer.wishes, key=lambda wish: wish.at):
        limits = limits.merged(wish.clause.limits)
        always = _without(always, wish.clause.less) + list(wish.clause.more)
        less = _without(less, wish.clause.more) + list(wish.clause.less)
    limits = limits.merged(guidance.limits)
    less = _without(less, more)
    less += [topic for topic in guidance.less if topic not in less]
    if limits.mood:
        more.append((limits.mood,))
    return Wants(
        more=tuple(dict.fromkeys(more)),
        always=tuple(t for t in dict.fromkeys(_without(always, guidance.less)) if t not in more),
        less=tuple(dict.fromkeys(less)),
        limits=limits,
    )


def _without(topics: Sequence[Topic], others: Sequence[Topic]) -> list[Topic]:
    """The topics that share no phrase with `others`."""
    taken = {_key(phrase) for topic in others for phrase in topic}
    return [topic for topic in topics if not any(_key(phrase) in taken for phrase in topic)]


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(tokens(phrase))


def text(topic: Topic) -> str:
    """The words of a topic that are turned to a vector."""
    return ", ".join(topic[:3])


def named(shelf: Shelf, topic: Topic) -> NDArray[np.int64]:
    """The rows whose title, topics, creator or description name the topic, ascending."""
    found = [shelf.words.find(phrase, n=shelf.n) for phrase in topic]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def matched(shelf: Shelf, topic: Topic, *, likeness: Floats | None, floor: float) -> Floats:
    """(n,) how well each row matches: 1 + cosine where it is named, else the cosine if above `floor`."""
    out = np.zeros(shelf.n, np.float32) if likeness is None else np.where(likeness >= floor, likeness, 0)
    rows = named(shelf, topic)
    out[rows] = 1 + (np.maximum(likeness[rows], 0) if likeness is not None else 0)
    return np.asarray(out, np.float32)
