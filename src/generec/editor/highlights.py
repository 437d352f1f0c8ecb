"""A long video in several stretches: what is best of it, from all of it, each thing once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generec.domain.profiles import Floats, FrameFeatures

Span = tuple[float, float]

_ALIKE, _CROWDED = 2.5, 0.5
"""What a stretch loses, in standard deviations of the values: for looking like one that was taken
(times their likeness), and for lying in the same part of the video."""
_APART_S = 0.5


def highlights(
    features: FrameFeatures, spans: NDArray[np.float64], values: Floats, *, seconds: float, pieces: int
) -> tuple[Span, ...]:
    """At most `pieces` of the candidates `spans` (n, 2), in order of time, `seconds` in all.

    Greedy: the best by `values` (n,), less for looking like what was taken (maximal marginal
    relevance: Carbonell and Goldstein, SIGIR 1998) and for lying in the same part of the video.
    Stretches that end early, at a cut, leave time that the others take over.
    """
    looks = _looks(features, spans)
    part = np.minimum((spans.mean(axis=1) / features.duration_s * pieces).astype(int), pieces - 1)
    worth = values.astype(np.float64) / (float(values.std()) or 1.0)
    free = np.ones(len(spans), bool)
    taken: list[int] = []
    while free.any() and len(taken) < pieces:
        alike = (looks @ looks[taken].T).max(axis=1) if taken else np.zeros(len(spans))
        crowd = np.isin(part, part[taken]).astype(float) if taken else np.zeros(len(spans))
        score = np.where(free, worth - _ALIKE * alike - _CROWDED * crowd, -np.inf)
        best = int(score.argmax())
        taken.append(best)
        free &= (spans[:, 0] >= spans[best, 1] + _APART_S) | (spans[:, 1] <= spans[best, 0] - _APART_S)
    return _filled([tuple(spans[i]) for i in sorted(taken, key=lambda i: spans[i, 0])], features, seconds)


def _looks(features: FrameFeatures, spans: NDArray[np.float64]) -> Floats:
    """(n, d) unit rows: what each stretch looks like on average."""
    rows = features.pictures - features.pictures.mean(axis=0)
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    first = np.searchsorted(features.times, spans[:, 0])
    last = np.maximum(np.searchsorted(features.times, spans[:, 1]), first + 1)
    last = np.minimum(last, len(rows))
    first = np.minimum(first, last - 1)
    means = (sums[last] - sums[first]) / (last - first)[:, None]
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9), np.float32)


def _filled(spans: list[Span], features: FrameFeatures, seconds: float) -> tuple[Span, ...]:
    """The stretches made longer or shorter at their ends, none into the next, until they last `seconds`."""
    left = seconds - sum(end - start for start, end in spans)
    out = list(spans)
    for i in sorted(range(len(out)), key=lambda i: out[i][1] - out[i][0]):
        start, end = out[i]
        room = (out[i + 1][0] if i + 1 < len(out) else features.duration_s) - end
        more = max(min(left, room), -(end - start) / 2)
        out[i] = (start, end + more)
        left -= more
    return tuple((round(start, 3), round(end, 3)) for start, end in out)
