"""Compiled reductions over a block of scores: the best frame and the best window of each video.

Scores are frame-major, (frames, users): every inner loop runs over users, is contiguous and has
no branch, so that it compiles to vector instructions. Compiled at the first call, then cached.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Index = NDArray[np.uint16]

_CHUNK = 1024
"""Users at a time: the running values of a chunk stay in the first-level cache."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def best_frames(scores: Floats, starts: NDArray[np.int64], index: Index, score: Floats) -> None:
    """Write each video's best frame and its score to `index` and `score` (videos, users).

    `scores` (frames, users); `starts` (videos + 1,) rows at which the videos begin. The earlier
    frame wins a tie.
    """
    users = scores.shape[1]
    best = np.empty(_CHUNK, np.float32)
    at = np.empty(_CHUNK, np.int32)
    for video in range(len(starts) - 1):
        first = starts[video]
        for low in range(0, users, _CHUNK):
            m = min(_CHUNK, users - low)
            row = scores[first, low : low + m]
            for u in range(m):
                best[u] = row[u]
                at[u] = 0
            for f in range(1, starts[video + 1] - first):
                row = scores[first + f, low : low + m]
                frame = np.int32(f)
                for u in range(m):
                    more = row[u] > best[u]
                    best[u] = row[u] if more else best[u]
                    at[u] = frame if more else at[u]
            for u in range(m):
                index[video, low + u] = at[u]
                score[video, low + u] = best[u]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def best_windows(
    scores: Floats,
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    index: Index,
    score: Floats,
) -> None:
    """Write the first frame and the mean score of each video's best window of `lengths` frames.

    Shapes as in `best_frames`; `lengths` (videos,) is at least 1, and a window longer than its
    video is the whole video. The running sum moves by the difference of the frame that enters
    and the one that leaves, so equal windows of a still video tie exactly; the earlier wins.
    """
    users = scores.shape[1]
    best = np.empty(_CHUNK, np.float32)
    total = np.empty(_CHUNK, np.float32)
    at = np.empty(_CHUNK, np.int32)
    for video in range(len(starts) - 1):
        first = starts[video]
        frames = starts[video + 1] - first
        length = min(lengths[video], frames)
        share = np.float32(1.0 / length)
        for low in range(0, users, _CHUNK):
            m = min(_CHUNK, users - low)
            for u in range(m):
                total[u] = np.float32(0.0)
                at[u] = 0
            for f in range(length):
                row = scores[first + f, low : low + m]
                for u in range(m):
                    total[u] += row[u]
            for u in range(m):
                best[u] = total[u]
            for f in range(length, frames):
                row = scores[first + f, low : low + m]
                gone = scores[first + f - length, low : low + m]
                start = np.int32(f - length + 1)
                for u in range(m):
                    now = total[u] + (row[u] - gone[u])
                    more = now > best[u]
                    total[u] = now
                    best[u] = now if more else best[u]
                    at[u] = start if more else at[u]
            for u in range(m):
                index[video, low + u] = at[u]
                score[video, low + u] = best[u] * share
