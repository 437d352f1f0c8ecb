"""Topics by meaning: the corpus's own names beside the viewer's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Topic
from generec.domain.parts import Encoder
from generec.instructor.glossary import same
from generec.instructor.text import fold


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The corpus's topic names, and their vectors (n, t), unit rows of the words' encoder."""

    names: tuple[str, ...]
    vectors: NDArray[np.float32]


def by_words(topics: Sequence[Topic], *, vocabulary: Vocabulary, k: int, wider: bool = True) -> list[Topic]:
    """Each topic with the corpus names that have all of its words, or are other words for it.

    With `wider`, names that have only some of them count too ("marathon" for "marathon runners"): right
    for what is wanted, and too much for what is refused. This is what is done without an encoder.
    """
    known = [(name, stems(name)) for name in vocabulary.names]
    out: list[Topic] = []
    for topic in topics:
        words = [said for said in map(stems, topic) if said]
        meant = [name for name in vocabulary.names if any(same(said, name) for said in topic)]
        found = [name for name, own in known if own and any(w <= own or (wider and own <= w) for w in words)]
        found = list(dict.fromkeys((*meant, *found)))
        out.append(tuple(dict.fromkeys((*topic, *found[:k]))))
    return out


def stems(text: str) -> frozenset[str]:
    """The words of a text, folded and without a plural's s."""
    words = (word for word in fold(text).replace("-", " ").split())
    return frozenset(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words)


def nearest(
    topics: Sequence[Topic],
    *,
    against: Sequence[Topic] = (),
    vocabulary: Vocabulary,
    encoder: Encoder,
    k: int,
    floor: float,
    sure: float,
    wider: bool = True,
) -> list[Topic]:
    """Each topic with up to `k` corpus names behind the viewer's words, the nearest first.

    A name counts when its cosine to the topic's words is at least `floor`, or `sure` where the
    corpus has a name with its words; where it has the topic's own, under any name ("football" for
    "soccer"), a sibling such as "sports" is none. A name that is
    as near to a topic of the other polarity (`against`) is left out: a wish never turns into its
    opposite. Ties go by name.
    """
    if not topics or not vocabulary.names:
        return list(topics)
    mine, theirs = _likeness(topics, vocabulary, encoder), _likeness(against, vocabulary, encoder)
    rival = theirs.max(axis=0) if len(theirs) else np.full(len(vocabulary.names), -1.0)
    own = by_words(topics, vocabulary=vocabulary, k=k, wider=wider)
    taken = {name for topic in by_words(against, vocabulary=vocabulary, k=k, wider=False) for name in topic}
    out: list[Topic] = []
    for topic, exact, row in zip(topics, own, mine, strict=True):
        meant = any(same(said, name) for said in topic for name in vocabulary.names)
        least = 1.0 if meant and wider else sure if len(exact) > len(topic) else floor
        order = sorted(
            np.flatnonzero((row >= least) & (row > rival)), key=lambda i: (-row[i], vocabulary.names[i])
        )
        found = (*exact[len(topic) :], *(vocabulary.names[i] for i in order))
        fresh = dict.fromkeys(name for name in found if name not in topic and name not in taken)
        out.append((*topic, *list(fresh)[:k]))
    return out


def _likeness(topics: Sequence[Topic], vocabulary: Vocabulary, encoder: Encoder) -> NDArray[np.float64]:
    """(topics, names): the best cosine between any of a topic's words and a corpus name."""
    if not topics:
        return np.zeros((0, len(vocabulary.names)))
    words = [word for topic in topics for word in topic]
    scores = np.asarray(encoder.texts(words) @ vocabulary.vectors.T, dtype=np.float64)
    ends = np.cumsum([len(topic) for topic in topics])[:-1]
    return np.stack([part.max(axis=0) for part in np.split(scores, ends)])
