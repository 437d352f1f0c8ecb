"""Videos by the features of their frames: how steady they are, alone and beside their source.

Flicker by optical flow is in `generec.evaluation.flicker`; it needs frames one after another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.evaluation.metrics.exposure import unit_rows

Floats = NDArray[np.float64]


def consistency(frames: NDArray[np.floating]) -> float:
    """Mean cosine of the features of frames one after another, (n, d); 1 for a still picture.

    "Frame consistency" of Esser et al., "Structure and content-guided video synthesis", ICCV 2023.
    Raises `DataError` for under two frames.
    """
    return float(1 - _steps(frames).mean())


def unrest(frames: NDArray[np.floating], source: NDArray[np.floating]) -> float:
    """How much more the features change from frame to frame than the source's at the same moments.

    A ratio: 1 is as steady as the source. Both are (n, d), of the same moments and one encoder. Infinite
    where a still source came to move. Raises `DataError` for arrays that do not go together.
    """
    if np.shape(frames) != np.shape(source):
        raise DataError(
            f"frames of the same moments are compared, not {np.shape(frames)} and {np.shape(source)}"
        )
    made, before = float(_steps(frames).sum()), float(_steps(source).sum())
    if before < 1e-9:
        return 1.0 if made < 1e-9 else float("inf")
    return made / before


def clip_features(frames: NDArray[np.floating]) -> Floats:
    """(2 d,) features of a clip from those of its frames (n, d): their mean, and how much they change.

    For the distances in `sets` where no video network is at hand: the first half is what is seen, the
    second how it moves. Distances over it are no FVD and are not to be compared with published ones.
    Raises `DataError` for under two frames.
    """
    rows = _rows(frames)
    return np.concatenate((rows.mean(axis=0), np.abs(np.diff(rows, axis=0)).mean(axis=0)))


def _steps(frames: NDArray[np.floating]) -> Floats:
    """(n - 1,) cosine distances of each frame from the one before."""
    rows = unit_rows(_rows(frames))
    return np.asarray(1 - (rows[1:] * rows[:-1]).sum(axis=1))


def _rows(frames: NDArray[np.floating]) -> Floats:
    rows = np.asarray(frames, np.float64)
    if rows.ndim != 2 or len(rows) < 2:
        raise DataError(f"features of two frames at least are needed, (n, d), not {rows.shape}")
    return rows
