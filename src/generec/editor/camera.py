"""A camera path: where a crop stands over time, so that it keeps the subject and moves like a camera.

First the places that hold the most are chained, shot by shot, so that the crop does not hop between
two subjects (Viterbi, 1967). Then a path is laid near them that stands still, moves evenly or speeds
up evenly: the L1-optimal path of Grundmann et al., "Auto-directed video stabilization with robust
L1 optimal camera paths", CVPR 2011, with bounded speed and acceleration. It may jump only at a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy import sparse
from scipy.optimize import linprog

from generec.editor.subject import Look, Seen, gains

Floats = NDArray[np.float64]


class CameraConfig(BaseModel):
    """How a crop may move. Places and speeds are in shares of the frame's side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speed: float = Field(default=0.35, gt=0, description="fastest move, frames (sides) a second")
    acceleration: float = Field(default=0.7, gt=0, description="fastest change of speed, a second")
    hop: float = Field(default=0.6, ge=0, description="what a move of the whole free room must gain")
    still: float = Field(
        default=0.93, gt=0, le=1, description="a still crop is taken where it holds this share of the best"
    )
    tremble: float = Field(default=0.015, ge=0, description="a way shorter than this in a shot is not gone")
    calm: float = Field(default=0.6, ge=0, description="how much standing still outweighs being on the spot")


class Path(NamedTuple):
    """Places in the free room, in [0, 1], at ascending times (s of the source)."""

    times: tuple[float, ...]
    places: tuple[float, ...]


def plan(seen: Seen, *, share: float, config: CameraConfig | None = None) -> Path:
    """The path of a crop that shows `share` (below 1) of the axis that was looked along."""
    config = config or CameraConfig()
    times, places = list[float](), list[float]()
    for looks in _shots(seen):
        at, way = _still_or_moving(looks, share, config)
        if times:
            # The last place is held until right before the cut, and no frame lies between the two.
            cut = max(cut for cut in seen.cuts if cut <= looks[0].time + 1e-6)
            _put(times, places, cut - 0.6 * seen.frame_s, places[-1])
            _put(times, places, cut - 0.4 * seen.frame_s, way[0])
        for time, place in zip(at, way, strict=True):
            _put(times, places, time, place)
    return Path(tuple(times), tuple(places))


def _put(times: list[float], places: list[float], time: float, place: float) -> None:
    time, place = round(time, 3), round(float(np.clip(place, 0, 1)), 4)
    if not times or time > times[-1]:
        times.append(time)
        places.append(place)


def _shots(seen: Seen) -> list[list[Look]]:
    """The looks of each shot; shots too short to be looked at are left out."""
    shots: list[list[Look]] = [[] for _ in range(len(seen.cuts) + 1)]
    for look in seen.looks:
        shots[int(np.searchsorted(seen.cuts, look.time + 1e-6, side="right"))].append(look)
    return [shot for shot in shots if shot]


def _still_or_moving(
    looks: Sequence[Look], share: float, config: CameraConfig
) -> tuple[Sequence[float], Sequence[float]]:
    """Times and places of one shot: one place where that holds nearly as much as any path."""
    times = [look.time for look in looks]
    gain = np.stack([gains(look.weight, share) for look in looks])
    wanted = _chained(gain, config.hop)
    places = np.linspace(0.0, 1.0, gain.shape[1])
    still = int(np.argmax(gain.mean(axis=0)))
    moving = gain[np.arange(len(looks)), np.rint(wanted * (gain.shape[1] - 1)).astype(int)].mean()
    low, high = _bands(looks, wanted, share)
    kept = (low <= places[still] + 1e-6) & (places[still] <= high + 1e-6)
    if len(looks) < 4 or (gain[:, still].mean() >= config.still * moving and kept.mean() >= config.still):
        return times[:1], [float(places[still])]
    way = _smooth(np.array(times), low, high, room=1.0 - share, config=config)
    if np.ptp(way) * (1.0 - share) < config.tremble:
        return times[:1], [float(np.median(way))]
    return times, way.tolist()


def _chained(gain: Floats, hop: float) -> Floats:
    """(n,) places in [0, 1] that together hold the most, less `hop` for each whole move."""
    n, k = gain.shape
    places = np.linspace(0.0, 1.0, k)
    cost = hop * np.abs(places[:, None] - places[None, :])
    best, back = gain[0], np.zeros((n, k), int)
    for row in range(1, n):
        total = best[None, :] - cost
        back[row] = total.argmax(axis=1)
        best = total.max(axis=1) + gain[row]
    way = [int(best.argmax())]
    for row in range(n - 1, 0, -1):
        way.append(int(back[row, way[-1]]))
    return places[way[::-1]]


def _bands(looks: Sequence[Look], wanted: Floats, share: float) -> tuple[Floats, Floats]:
    """(n,) lowest and highest place at each look: all that keep the face that is wanted there in sight.

    Without a face, near the wanted place.
    """
    room = max(1.0 - share, 1e-6)
    low, high = np.clip(wanted - 0.12, 0, 1), np.clip(wanted + 0.12, 0, 1)
    for row, look in enumerate(looks):
        left = wanted[row] * room
        inside = [span for span in look.faces if left - 0.05 <= sum(span) / 2 <= left + share + 0.05]
        if not inside:
            continue
        start, end = min(span[0] for span in inside), max(span[1] for span in inside)
        if end - start > share:
            start, end = inside[0]
        if end - start > share:
            middle = (start + end) / 2
            start, end = middle - share / 2, middle + share / 2
        low[row], high[row] = np.clip((end - share) / room, 0, 1), np.clip(start / room, 0, 1)
    return low, np.maximum(low, high)


def _smooth(times: Floats, low: Floats, high: Floats, *, room: float, config: CameraConfig) -> Floats:
    """(n,) the calmest path of bounded speed that leaves the bands as little as it can."""
    n = len(times)
    step = np.diff(times)
    d1 = sparse.csr_matrix(sparse.diags([-1 / step, 1 / step], [0, 1], shape=(n - 1, n)) * room)
    half = (step[1:] + step[:-1]) / 2
    d2 = sparse.csr_matrix(sparse.diags(1 / half) @ (d1[1:] - d1[:-1]))
    d3 = sparse.diags(1 / half[1:]) @ (d2[1:] - d2[:-1])
    one = sparse.identity
    parts = [(one(n), low, high), (d1, 0.0, 0.0), (d2, 0.0, 0.0), (d3, 0.0, 0.0)]
    weights = (6.0, config.calm, config.calm * 0.4, config.calm * 0.15)
    return _least(parts, weights, limits=((d1, config.speed), (d2, config.acceleration)), n=n)


def _least(
    parts: Sequence[tuple[Any, Any, Any]],
    weights: Sequence[float],
    *,
    limits: Sequence[tuple[Any, float]],
    n: int,
) -> Floats:
    """(n,) x in [0, 1] that minimises the weighted sum of how far each `A x` lies outside `low`..`high`."""
    sizes = [part[0].shape[0] for part in parts]
    rows, bounds = [], []
    for place, (matrix, low, high) in enumerate(parts):
        excess = [
            -sparse.identity(size) if other == place else sparse.csr_matrix((sizes[place], size))
            for other, size in enumerate(sizes)
        ]
        rows += [sparse.hstack([matrix, *excess]), sparse.hstack([-matrix, *excess])]
        bounds += [np.broadcast_to(high, sizes[place]), -np.broadcast_to(low, sizes[place])]
    for matrix, most in limits:
        empty = [sparse.csr_matrix((matrix.shape[0], size)) for size in sizes]
        rows += [sparse.hstack([matrix, *empty]), sparse.hstack([-matrix, *empty])]
        bounds += [np.full(matrix.shape[0], most)] * 2
    cost = np.concatenate(
        [np.zeros(n), *(np.full(size, weight) for size, weight in zip(sizes, weights, strict=True))]
    )
    found = linprog(
        cost,
        A_ub=sparse.vstack(rows).tocsr(),
        b_ub=np.concatenate(bounds),
        bounds=[(0.0, 1.0)] * n + [(0.0, None)] * sum(sizes),
        method="highs",
    )
    return np.asarray(found.x[:n])
