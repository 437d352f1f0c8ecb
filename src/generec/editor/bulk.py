"""Covers and windows of every video for every viewer at once, by likeness of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.select import covers_and_windows
from generec.editor.taste import Centre, TasteConfig, centred, leaning, own_share, tastes


class Bulk(NamedTuple):
    """For U viewers and V videos: the second of the cover's frame (U, V), the window (U, V, 2) in
    seconds, and the scores of both (U, V), which are cosines to what the viewer likes."""

    cover_s: Floats
    window_s: Floats
    cover_score: Floats
    window_score: Floats


def choose(
    *,
    features: Sequence[FrameFeatures],
    profiles: Sequence[Profile],
    seconds: float,
    centre: Centre | None = None,
) -> Bulk:
    """The nearest frame and the best window of `seconds` of each video, for each viewer.

    Windows slide over sampled frames and are compared by mean; a video that is shorter plays
    whole. Tastes lean on what all like, as those of the choosers do; where neither is known, it is what
    is most typical of each video, with scores 0. Only pictures count here: for one request, the choosers
    also weigh meaning, wishes, quality and shots. Raises `DataError` for a video without frames, or a
    length that is not positive.
    """
    if not seconds > 0:
        raise DataError(f"a window of {seconds} s has no length", field="seconds")
    if not features or not profiles:
        raise DataError("covers and windows need at least one video and one viewer")
    if any(not len(one.times) for one in features):
        raise DataError("a video without sampled frames has nothing to choose")
    mean = centre.pictures if centre is not None else None
    frames = np.concatenate([centred(one.pictures, mean) for one in features])
    counts = np.array([len(one.times) for one in features], np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    lengths = np.maximum(1, np.rint(seconds * counts / [max(one.duration_s, 1e-3) for one in features]))
    users = tastes([profile.pictures for profile in profiles], frames.shape[1], mean)
    if centre is not None and centre.crowd is not None:
        users = leaning(users, centre.crowd.pictures, own_share(profiles, centre.crowd, TasteConfig()))
    covers, windows = covers_and_windows(users, frames, offsets, lengths.astype(np.int64))
    return Bulk(
        cover_s=_times(features, covers.frame),
        window_s=_spans(features, windows.frame, lengths, counts),
        cover_score=covers.score,
        window_score=windows.score,
    )


def _times(features: Sequence[FrameFeatures], frame: NDArray[np.uint16]) -> Floats:
    columns = [one.times[frame[:, v]] for v, one in enumerate(features)]
    return np.stack(columns, axis=1).astype(np.float32)


def _spans(
    features: Sequence[FrameFeatures], start: NDArray[np.uint16], lengths: Floats, counts: NDArray[np.int64]
) -> Floats:
    """Frames stand for bins of time: a window runs from the start of its first to the end of its last."""
    out = np.empty((*start.shape, 2), np.float32)
    for v, one in enumerate(features):
        middles = (one.times[1:] + one.times[:-1]) / 2
        edges = np.concatenate([[0.0], middles, [one.duration_s]])
        out[:, v, 0] = edges[start[:, v]]
        out[:, v, 1] = edges[np.minimum(start[:, v] + int(lengths[v]), counts[v])]
    return out
