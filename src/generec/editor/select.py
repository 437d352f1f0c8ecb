"""Bulk choice of covers and windows: every viewer against every video.

The product of viewers and frames is never held whole: blocks of it stay in the cache and are
reduced at once. Viewers and frames are compared by inner product.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from generec.domain.errors import DataError

Floats = NDArray[np.float32]

_BLOCK_FRAMES = 512
_BLOCK_USERS = 1024
_SMALL = 1 << 28
"""Multiplications below which threads cost more than they bring."""
_MOST_FRAMES = 1 << 16


class Picks(NamedTuple):
    """One choice for each viewer and video: `frame` (U, V) uint16 and `score` (U, V) float32.

    `frame` counts frames from the start of the video: the cover, or the first frame of the window.
    """

    frame: NDArray[np.uint16]
    score: Floats


def covers(users: Floats, frames: Floats, offsets: NDArray[np.int64]) -> Picks:
    """The frame of each video nearest to each viewer, and its inner product.

    `users` (U, d); `frames` (F, d) of all videos, one after the other; video v owns the rows
    offsets[v] to offsets[v + 1], and none is empty. A tie goes to the earlier frame. A viewer
    without history (a zero row) gets the frame nearest to the video's mean, with score 0.
    Raises `DataError` for shapes that do not fit and for values that are not finite.
    """
    users, frames, offsets = _checked(users, frames, offsets)
    job = _Job(users, frames, offsets, lengths=None, want_covers=True)
    return job.run()[0]


def windows(
    users: Floats, frames: Floats, offsets: NDArray[np.int64], length: int | NDArray[np.int64]
) -> Picks:
    """The window of `length` frames with the highest mean score, for each viewer and video.

    Arguments as for `covers`; `length` is at least 1, one for all or one for each video (V,). A
    video shorter than that plays whole. Windows are compared by mean, and a tie goes to the
    earlier. A viewer without history gets the window nearest to the video's mean, with score 0.
    """
    users, frames, offsets = _checked(users, frames, offsets)
    lengths = _lengths(length, videos=len(offsets) - 1)
    return _Job(users, frames, offsets, lengths=lengths, want_covers=False).run()[1]


def covers_and_windows(
    users: Floats, frames: Floats, offsets: NDArray[np.int64], length: int | NDArray[np.int64]
) -> tuple[Picks, Picks]:
    """`covers` and `windows` from one pass over the product of viewers and frames."""
    users, frames, offsets = _checked(users, frames, offsets)
    lengths = _lengths(length, videos=len(offsets) - 1)
    return _Job(users, frames, offsets, lengths=lengths, want_covers=True).run()


class _Job:
    """One bulk selection: the arrays it reads, the arrays it fills, and the blocks between them."""

    def __init__(
        self,
        users: Floats,
        frames: Floats,
        offsets: NDArray[np.int64],
        *,
        lengths: NDArray[np.int64] | None,
        want_covers: bool,
    ) -> None:
        self.users, self.frames, self.offsets, self.lengths = users, frames, offsets, lengths
        shape = (len(offsets) - 1, len(users))
        self.covers = _room(shape if want_covers else (0, 0))
        self.windows = _room(shape if lengths is not None else (0, 0))
        self.want_covers = want_covers

    def run(self) -> tuple[Picks, Picks]:
        blocks = list(self._blocks())
        if self.users.shape[0] * self.frames.size <= _SMALL:
            self._work(iter(blocks).__next__)
        else:
            self._threads(blocks)
        self._serve_unknown()
        return (
            Picks(self.covers.frame.T, self.covers.score.T),
            Picks(self.windows.frame.T, self.windows.score.T),
        )

    def _blocks(self) -> Iterator[tuple[int, int, int, int]]:
        """(first video, end video, first user, end user) of each block."""
        for first, end in _groups(self.offsets):
            for low in range(0, len(self.users), _BLOCK_USERS):
                yield first, end, low, min(low + _BLOCK_USERS, len(self.users))

    def _threads(self, blocks: list[tuple[int, int, int, int]]) -> None:
        """Share the blocks among threads, each of which multiplies alone.

        Threads inside the product would wait at every block for each other.
        """
        lock, left = threading.Lock(), iter(blocks)
        failed: list[BaseException] = []

        def take() -> tuple[int, int, int, int]:
            with lock:
                return next(left)

        def work() -> None:
            try:
                self._work(take)
            except (ValueError, MemoryError) as error:
                failed.append(error)

        with threadpool_limits(limits=1, user_api="blas"):
            threads = [threading.Thread(target=work) for _ in range(min(_cores(), len(blocks)))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if failed:
            raise failed[0]

    def _work(self, take: Callable[[], tuple[int, int, int, int]]) -> None:
        room = np.empty(0, np.float32)
        while True:
            try:
                first, end, low, high = take()
            except StopIteration:
                return
            a, b = self.offsets[first], self.offsets[end]
            if room.size < (b - a) * (high - low):
                room = np.empty((b - a) * (high - low), np.float32)
            scores = room[: (b - a) * (high - low)].reshape(b - a, high - low)
            np.matmul(self.frames[a:b], self.users[low:high].T, out=scores)
            self._reduce(scores, first, end, low, high)

    def _reduce(self, scores: Floats, first: int, end: int, low: int, high: int) -> None:
        from generec.editor.kernels import best_frames, best_windows

        starts = self.offsets[first : end + 1] - self.offsets[first]
        if self.want_covers:
            index, score = self.covers
            best_frames(scores, starts, index[first:end, low:high], score[first:end, low:high])
        if self.lengths is not None:
            index, score = self.windows
            best_windows(
                scores,
                starts,
                self.lengths[first:end],
                index[first:end, low:high],
                score[first:end, low:high],
            )

    def _serve_unknown(self) -> None:
        """Give viewers without history what is most like the video as a whole."""
        unknown = np.flatnonzero(~self.users.any(axis=1))
        if not len(unknown):
            return
        for first, end in _groups(self.offsets):
            a, b = self.offsets[first], self.offsets[end]
            starts = self.offsets[first : end + 1] - a
            sizes = np.diff(starts)
            means = np.add.reduceat(self.frames[a:b], starts[:-1]) / sizes[:, None].astype(np.float32)
            scores = np.einsum("fd,fd->f", self.frames[a:b], np.repeat(means, sizes, axis=0))[:, None]
            column = unknown[0]
            self._reduce(np.ascontiguousarray(scores), first, end, column, column + 1)
        for picks in (self.covers, self.windows):
            if picks.frame.size:
                picks.frame[:, unknown] = picks.frame[:, unknown[:1]]
                picks.score[:, unknown] = 0.0


def _groups(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of videos that hold about `_BLOCK_FRAMES` frames (one video, where it holds more)."""
    first, videos = 0, len(offsets) - 1
    while first < videos:
        reach = int(np.searchsorted(offsets, offsets[first] + _BLOCK_FRAMES, side="right")) - 1
        end = min(max(reach, first + 1), videos)
        yield first, end
        first = end


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _room(shape: tuple[int, int]) -> Picks:
    return Picks(np.empty(shape, np.uint16), np.empty(shape, np.float32))


def _checked(
    users: Floats, frames: Floats, offsets: NDArray[np.int64]
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    users = np.ascontiguousarray(users, dtype=np.float32)
    frames = np.ascontiguousarray(frames, dtype=np.float32)
    offsets = np.ascontiguousarray(offsets, dtype=np.int64)
    if users.ndim != 2 or frames.ndim != 2 or users.shape[1] != frames.shape[1]:
        raise DataError(f"viewers {users.shape} and frames {frames.shape} must be rows of one dimension")
    if offsets.ndim != 1 or not len(offsets) or offsets[0] != 0 or offsets[-1] != len(frames):
        raise DataError(f"offsets must run from 0 to the number of frames, {len(frames)}")
    sizes = np.diff(offsets)
    if len(sizes) and (sizes.min() < 1 or sizes.max() >= _MOST_FRAMES):
        bad = int(np.flatnonzero((sizes < 1) | (sizes >= _MOST_FRAMES))[0])
        raise DataError(f"video {bad} has {sizes[bad]} frames: give it 1 to {_MOST_FRAMES - 1}")
    for name, rows in (("viewers", users), ("frames", frames)):
        # The sum of squares is finite only if every value is, and needs no array beside the rows.
        if not np.isfinite(np.vdot(rows, rows)):
            raise DataError(f"{name} hold values that are not finite numbers")
    return users, frames, offsets


def _lengths(length: int | NDArray[np.int64], *, videos: int) -> NDArray[np.int64]:
    lengths = np.ascontiguousarray(np.broadcast_to(np.asarray(length, dtype=np.int64), (videos,)))
    if videos and lengths.min() < 1:
        raise DataError(f"a window of {lengths.min()} frames cannot play: give at least 1", field="length")
    return lengths
