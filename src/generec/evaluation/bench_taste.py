"""Benchmark of colours bent towards a taste: who chooses them never sees what judges them.

From half of a viewer's liked pictures the colours are chosen, by mean and deviation in Lab. The other
half judges, in features of another kind: a joint histogram of hue, saturation and value, and the
style numbers of a network. The same picture bent for other viewers is the peer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.editor.ops.bend import SHARE
from generec.evaluation.bench_editor import BenchRow
from generec.evaluation.splits import LIKE, Ratings
from generec.media import pictures
from generec.media.recolour import Recoloured, palette, towards
from generec.models import style

VIEWERS, EACH, OTHERS = 40, 4, 4
_FEWEST, _MOST, _SEED = 24, 60, 7

Floats = NDArray[np.float32]
Judge = Callable[[Image], Floats]
Taste = tuple[list[str], list[str], list[str]]
"""Liked items that choose, liked items that judge, and items never rated."""


def bench_taste(ratings: Ratings, folder: Path) -> list[BenchRow]:
    """Rows for each judge: how much nearer to the viewer's own likes, and the same when bent for others.

    Pictures are `<item>.jpg` in `folder`. Figures are of the distance after to the distance before; 1 is
    no change. The last row is the structural likeness to the source. Raises `MissingModel`.
    """
    rng = np.random.default_rng(_SEED)
    shown = {item.id: file for item in ratings.items if (file := folder / f"{item.id}.jpg").is_file()}
    tastes = _tastes(ratings, sorted(shown), rng)
    seen: dict[str, Image] = {}

    def picture(id: str) -> Image:
        if id not in seen:
            seen[id] = pictures.read(shown[id], longest=256)
        return seen[id]

    goals = [palette([picture(id) for id in chosen]) for chosen, _, _ in tastes]
    trials = []
    for number, (_, _, targets) in enumerate(tastes):
        others = rng.choice([i for i in range(len(tastes)) if i != number], OTHERS, replace=False)
        for id in targets:
            source = picture(id)
            bent = [
                Recoloured(towards(palette([source]), goals[i], share=SHARE))(source, at_s=0.0)
                for i in (number, *others)
            ]
            trials.append((number, source, bent))
    rows = []
    judges: dict[str, Judge] = {"histogram": histogram, "style numbers": style.vector}
    for name, judge in judges.items():
        middles = [np.mean([judge(picture(id)) for id in held], axis=0) for _, held, _ in tastes]
        own, other, wins = _judged(trials, judge, middles)
        rows.append(
            BenchRow(f"taste, {name}: distance to the viewer's other likes, after to before", own, 1.0, own)
        )
        rows.append(BenchRow(f"taste, {name}: the same, bent for other viewers", other, 1.0, other))
        rows.append(
            BenchRow(f"taste, {name}: share of pictures nearer than bent for others", wins, 0.5, wins / 0.5)
        )
    alike = float(np.mean([likeness(source, bent[0]) for _, source, bent in trials]))
    return [*rows, BenchRow("taste: structural likeness (SSIM) to the source", alike, 1.0, alike)]


def _tastes(ratings: Ratings, shown: Sequence[str], rng: np.random.Generator) -> list[Taste]:
    out: list[Taste] = []
    for user in rng.permutation(np.unique(ratings.user)):
        mine = ratings.user == user
        liked = [str(id) for id in ratings.item[mine & (ratings.stars >= LIKE)] if str(id) in set(shown)][
            :_MOST
        ]
        if len(liked) >= _FEWEST:
            rated = set(ratings.item[mine])
            fresh = [id for id in shown if id not in rated]
            out.append((liked[::2], liked[1::2], list(rng.choice(fresh, EACH, replace=False))))
        if len(out) == VIEWERS:
            break
    return out


def _judged(
    trials: Sequence[tuple[int, Image, list[Image]]], judge: Judge, middles: Sequence[Floats]
) -> tuple[float, float, float]:
    own, other, wins = [], [], []
    for number, source, bent in trials:
        before = _apart(judge(source), middles[number])
        after = [_apart(judge(image), middles[number]) / before for image in bent]
        own.append(after[0])
        other.append(float(np.mean(after[1:])))
        wins.append(np.mean([after[0] < value for value in after[1:]]))
    return float(np.mean(own)), float(np.mean(other)), float(np.mean(wins))


def _apart(one: Floats, two: Floats) -> float:
    return max(float(np.linalg.norm(one - two)), 1e-6)


def histogram(image: Image) -> Floats:
    """Square roots of the shares of 8 x 4 x 4 bins of hue, saturation and value (Hellinger's distance)."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    bins = cv2.calcHist([hsv], [0, 1, 2], None, [8, 4, 4], [0, 180, 0, 256, 0, 256]).ravel()
    return np.asarray(np.sqrt(bins / bins.sum()), np.float32)


def likeness(one: Image, two: Image) -> float:
    """SSIM of the luma (Wang et al., 2004), in windows of 7 pixels."""
    a, b = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) for image in (one, two))
    mean_a, mean_b = cv2.blur(a, (7, 7)), cv2.blur(b, (7, 7))
    var_a, var_b = cv2.blur(a * a, (7, 7)) - mean_a**2, cv2.blur(b * b, (7, 7)) - mean_b**2
    both = cv2.blur(a * b, (7, 7)) - mean_a * mean_b
    top = (2 * mean_a * mean_b + 6.5025) * (2 * both + 58.5225)
    return float((top / ((mean_a**2 + mean_b**2 + 6.5025) * (var_a + var_b + 58.5225))).mean())
