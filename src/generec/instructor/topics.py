"""Topics by meaning: the corpus's own names beside the viewer's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Topic
from generec.domain.parts import Encoder


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The corpus's topic names, and their vectors (n, t), unit rows of the words' encoder."""

    names: tuple[str, ...]
    vectors: NDArray[np.float32]


def nearest(
    topics: Sequence[Topic], *, vocabulary: Vocabulary, encoder: Encoder, k: int, floor: float
) -> list[Topic]:
    """Each topic with up to `k` corpus names behind the viewer's words.

    A name counts when the cosine between it and the viewer's first words is at least `floor`;
    the nearest come first, and ties by name.
    """
    if not topics or not vocabulary.names:
        return list(topics)
    vectors = encoder.texts([topic[0] for topic in topics])
    scores = np.asarray(vectors @ vocabulary.vectors.T, dtype=np.float64)
    out: list[Topic] = []
    for topic, row in zip(topics, scores, strict=True):
        order = sorted(np.flatnonzero(row >= floor), key=lambda i: (-row[i], vocabulary.names[i]))
        out.append(tuple(dict.fromkeys((*topic, *(vocabulary.names[i] for i in order[:k])))))
    return out
