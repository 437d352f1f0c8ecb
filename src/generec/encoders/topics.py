"""The topics of wishes as vectors: the viewer's own words, supported by the corpus's names for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Topic

Texts = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to (n, t) unit vectors in the space of words."""

SUPPORT = 0.15
"""Weight of the names against the viewer's own words.

Measured on forty wordings over 149 labelled clips: mean average precision 0.821 for items and 0.493
for frames, against 0.814 and 0.494 for the own words alone, and 0.810 and 0.477 for all words joined.
"""


def topic_vectors(topics: Sequence[Topic], *, texts: Texts) -> NDArray[np.float32]:
    """(n, t) unit vectors: own + `SUPPORT` times the mean of the names. `topics` are not empty."""
    phrases = [phrase for topic in topics for phrase in topic]
    vectors = np.asarray(texts(phrases), np.float32)
    parts = np.split(vectors, np.cumsum([len(topic) for topic in topics])[:-1])
    rows = [part[0] + SUPPORT * part[1:].mean(axis=0) if len(part) > 1 else part[0] for part in parts]
    out = np.stack(rows)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6), np.float32)
