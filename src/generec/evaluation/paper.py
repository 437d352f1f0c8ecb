"""The rule by which the paper's released code chooses covers and windows, stated anew as a peer.

Wang et al., "Generative Recommendation: Towards Next-generation Recommender Paradigm", 2023, code of
its tasks of thumbnail selection and clipping. A viewer is the mean of the cover features of all liked
items, at unit length; the cover is the frame with the highest inner product; a window is `FRAMES` frames
of which every `STEP`-th is tried, compared by *sum*, and the windows tried run over the number of
*items*, not of frames. Nothing is corrected here: this is what ours is held against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.editor.select import covers_and_windows
from generec.evaluation.metrics.exposure import unit_rows

FRAMES, STEP = 8, 4
NONE = -1
"""Where all scores are no numbers: the released code then takes some index; it is no choice."""

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

KINDS = (
    "the same window",
    "ours begins between its steps",
    "ours was never looked at: fewer items than frames",
    "its window is past the end: nothing plays",
    "its window is cut short at the end",
    "it chose nothing: no history gives no number",
    "another window",
)


class Choices(NamedTuple):
    """(viewers, videos) frame of the cover and first frame of the window; `NONE` where there is none."""

    cover: Index
    window: Index


def tastes(covers: Floats, likes: Sequence[Index]) -> Floats:
    """(viewers, d) as released: unit means of the covers liked; not a number for who liked none."""
    out = np.stack([covers[liked].sum(axis=0) / max(1, len(liked)) for liked in likes])
    with np.errstate(invalid="ignore"):
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))


def released(viewers: Floats, frames: Floats) -> Choices:
    """The released rule for `viewers` (U, d), as `tastes` gives them, and `frames` (V, f, d)."""
    videos, f, _ = frames.shape
    rows = unit_rows(frames)
    starts = np.arange(0, videos, STEP)
    begin, end = np.minimum(starts, f), np.minimum(np.minimum(starts + FRAMES, videos), f)
    end = np.maximum(begin, end)
    cover = np.empty((len(viewers), videos), np.int64)
    window = np.empty_like(cover)
    known = ~np.isnan(viewers).any(axis=1)
    for video in range(videos):
        score = viewers @ rows[video].T
        total = np.cumsum(np.pad(score, ((0, 0), (1, 0))), axis=1)
        # A sum over no frames is nothing, which beats every window of unlike frames.
        sums = total[:, end] - total[:, begin]
        cover[:, video] = np.where(known, score.argmax(axis=1), NONE)
        window[:, video] = np.where(known, starts[sums.argmax(axis=1)], NONE)
    return Choices(cover, window)


def ours(viewers: Floats, frames: Floats) -> Choices:
    """Our bulk choice on the same vectors: windows of as many frames, any start, compared by mean."""
    videos, f, d = frames.shape
    flat = unit_rows(frames).reshape(-1, d).astype(np.float32)
    known = np.where(np.isnan(viewers), 0.0, viewers).astype(np.float32)
    cover, window = covers_and_windows(known, flat, np.arange(videos + 1, dtype=np.int64) * f, FRAMES)
    return Choices(cover.frame.astype(np.int64), window.frame.astype(np.int64))


class Comparison(NamedTuple):
    """Shares over all viewers and videos.

    `covers` and `windows_where_right` are over viewers with history: equal covers; and, where the released
    rule took a whole window, that it is the best of the whole windows on its steps by our measure.
    `kinds` are shares of `KINDS` over all. `gain` is how much nearer to the viewer our window is than the
    released one, in mean cosine over viewers with history and videos of which something plays.
    """

    covers: float
    windows_where_right: float
    kinds: dict[str, float]
    gain: float


def compare(viewers: Floats, frames: Floats) -> Comparison:
    """Hold our choice against the released one on the same vectors."""
    theirs, mine = released(viewers, frames), ours(viewers, frames)
    videos, f, _ = frames.shape
    known: NDArray[np.bool_] = np.asarray(~np.isnan(viewers).any(axis=1))
    kinds: Counter[str] = Counter()
    right, whole = 0, 0
    gains = []
    rows = unit_rows(frames)
    grid = [at for at in range(0, f - FRAMES + 1, STEP) if at + FRAMES <= videos]
    for video in range(videos):
        score = viewers @ rows[video].T
        for user, (their, my) in enumerate(zip(theirs.window[:, video], mine.window[:, video], strict=True)):
            kinds[_kind(int(their), int(my), f=f, videos=videos)] += 1
            if not known[user]:
                continue
            line = score[user]
            played = line[their : min(their + FRAMES, f, videos)]
            if len(played):
                gains.append(float(line[my : my + FRAMES].mean() - played.mean()))
            if their + FRAMES <= min(f, videos):
                whole += 1
                top = max(float(line[at : at + FRAMES].mean()) for at in grid)
                right += float(line[their : their + FRAMES].mean()) >= top - 1e-9
    n = len(viewers) * videos
    return Comparison(
        covers=float((theirs.cover == mine.cover)[known].mean()) if known.any() else float("nan"),
        windows_where_right=right / whole if whole else float("nan"),
        kinds={kind: kinds[kind] / n for kind in KINDS},
        gain=float(np.mean(gains)) if gains else float("nan"),
    )


def _kind(their: int, my: int, *, f: int, videos: int) -> str:
    if their == NONE:
        return KINDS[5]
    if their >= f:
        return KINDS[3]
    if their + FRAMES > min(f, videos):
        return KINDS[4]
    if their == my:
        return KINDS[0]
    if my + FRAMES > videos:
        return KINDS[2]
    return KINDS[1] if my % STEP else KINDS[6]
