"""Benchmark of pictures bent towards a taste: what chooses the colours never sees what judges them.

From half of a viewer's likes the colours are chosen: palettes of Lab, of these likes (by history), of what
lies near the viewer in a fit from which the other half was kept away, too (and embedding), or of the likes
with the topic that the viewer likes most (by words). The other half judges, in features of another
kind. The same picture bent for other viewers is the peer, and, for all, bent to everybody's palette.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image
from generec.domain.profiles import Profile, Viewer
from generec.editor.colours import Colours
from generec.editor.ops.bend import FEWEST, SHARE, goal
from generec.evaluation.bench import Row
from generec.evaluation.metrics.statistics import interval
from generec.evaluation.splits import LIKE, Ratings, Split, make_world
from generec.media.recolour import Palette, Recoloured, palette, towards
from generec.models import style
from generec.retriever.catalogue import Catalogue
from generec.retriever.model import Model
from generec.retriever.train import TrainConfig, load, train

VIEWERS, EACH, OTHERS = 100, 4, 4
FEW = 3
"""So many likes has the viewer of whom little is known."""
_MOST, _SEED = 60, 7
_STYLED = 40
"""Viewers that the network judges: it is slow."""

Floats = NDArray[np.float32]
Judge = Callable[[Image], Floats]
Goals = dict[str, list[Palette]]


@dataclass(frozen=True, slots=True)
class Taste:
    """A viewer: likes that choose, likes that judge, and items that were never met."""

    user: str
    chosen: tuple[str, ...]
    held: tuple[str, ...]
    fresh: tuple[str, ...]


def bench_taste(
    ratings: Ratings, picture: Callable[[str], Image], *, fewest: int = 24, config: TrainConfig | None = None
) -> list[Row]:
    """Rows for each judge and each way of bending; `picture` gives an item's, of those in `ratings.items`.

    Viewers have at least `fewest` likes. Distances are after to before: 1 is no change. "Nearer" is the
    share of pictures nearer to the viewer's other likes than when bent for another viewer, "apart" the
    share that went further the way in which these likes differ from everybody's; 0.5 is chance. Raises
    `MissingModel`.
    """
    rng = np.random.default_rng(_SEED)
    tastes = _tastes(ratings, rng, fewest)
    kept = {id: picture(id) for id in sorted(item.id for item in ratings.items)}
    seen = {id: palette([image]) for id, image in kept.items()}
    goals = _goals(ratings, tastes, seen, config or TrainConfig())
    peers = [
        rng.choice([i for i in range(len(tastes)) if i != n], OTHERS, replace=False)
        for n in range(len(tastes))
    ]
    out: list[Row] = []
    judges: dict[str, Judge] = {"histogram": histogram, "style numbers": style.vector}
    for name, judge in judges.items():
        some = tastes if name == "histogram" else tastes[:_STYLED]
        middles = [np.mean([judge(kept[id]) for id in one.held], axis=0) for one in some]
        everyone = np.mean(middles, axis=0)
        for way, goal_of in goals.items():
            found = [
                _judged(kept[id], judge, (middles[n], everyone), [goal_of[i] for i in (n, *peers[n])])
                for n, one in enumerate(some)
                for id in one.fresh[: EACH if name == "histogram" else 1]
            ]
            out += _told(f"{ratings.name}, {name}, {way}", np.array(found), viewers=len(some))
    alike = [
        likeness(kept[id], bent(kept[id], seen[id], goals["by history and embedding"][n]))
        for n, one in enumerate(tastes)
        for id in one.fresh
    ]
    figure = f"{np.mean(alike):.3f}"
    return [
        *out,
        Row(bench="taste", name=f"{ratings.name}: structural likeness (SSIM) to the source", figure=figure),
    ]


def bent(image: Image, source: Palette, target: Palette) -> Image:
    """The picture as the operation bends it."""
    return Recoloured(towards(source, target, share=SHARE))(image, at_s=0.0)


def _tastes(ratings: Ratings, rng: np.random.Generator, fewest: int) -> list[Taste]:
    out: list[Taste] = []
    shown = sorted(item.id for item in ratings.items)
    known = set(shown)
    for user in rng.permutation(np.unique(ratings.user)):
        mine = ratings.user == user
        likes = [str(id) for id in ratings.item[mine & (ratings.stars >= LIKE)] if str(id) in known][:_MOST]
        likes = list(dict.fromkeys(likes))
        if len(likes) >= fewest:
            met = set(ratings.item[mine])
            fresh = rng.choice([id for id in shown if id not in met], EACH, replace=False)
            out.append(Taste(str(user), tuple(likes[::2]), tuple(likes[1::2]), tuple(map(str, fresh))))
        if len(out) == VIEWERS:
            break
    return out


def _goals(
    ratings: Ratings, tastes: Sequence[Taste], seen: Mapping[str, Palette], config: TrainConfig
) -> Goals:
    """The palettes of each way of bending, for each viewer."""
    catalogue = Colours(tuple(seen), np.stack(list(seen.values())))
    topics = {item.id: item.topics for item in ratings.items}
    out: Goals = {}
    with _fitted(ratings, tastes, config) as model:
        out["for all alike"] = [catalogue.palettes.mean(axis=0) for _ in tastes]
        for way, most in (("by history", _MOST), (f"by history, {FEW} likes", FEW)):
            out[way] = [_history([seen[id] for id in one.chosen[:most]]) for one in tastes]
        for way, most in (("by history and embedding", _MOST), (f"by both, {FEW} likes", FEW)):
            out[way] = [_near(one.chosen[:most], catalogue, model, seen) for one in tastes]
        out["by words"] = [_history([seen[id] for id in _about(one.chosen, topics)]) for one in tastes]
    return out


def _history(liked: Sequence[Palette]) -> Palette:
    return goal(liked, [1.0] * len(liked), None)


def _near(liked: Sequence[str], catalogue: Colours, model: Model, seen: Mapping[str, Palette]) -> Palette:
    profile = Profile(viewer=Viewer(id="u"), liked=dict.fromkeys(liked, 1.0), seen=frozenset(liked))
    trust = len(liked) / (len(liked) + model.terms.warmth)
    leaning = catalogue.leaning(model.affinity(profile), trust=trust)
    return goal([seen[id] for id in liked], [1.0] * len(liked), leaning)


def _about(liked: Sequence[str], topics: Mapping[str, Sequence[str]]) -> list[str]:
    """The likes with the topic that most of them have and fewest others: what the viewer would name."""
    every = Counter(topic for said in topics.values() for topic in said)
    mine = Counter(topic for id in liked for topic in topics[id])
    enough = [topic for topic, n in mine.items() if n >= FEWEST]
    if not enough:
        return list(liked)
    best = max(enough, key=lambda topic: (mine[topic] / every[topic] ** 0.5, topic))
    return [id for id in liked if best in topics[id]]


@contextmanager
def _fitted(ratings: Ratings, tastes: Sequence[Taste], config: TrainConfig) -> Iterator[Model]:
    """A fit as the product makes it, from everything but the likes that judge."""
    away = {(one.user, id) for one in tastes for id in one.held}
    pairs = zip(ratings.user, ratings.item, strict=True)
    kept = ratings.rows(np.array([(str(user), str(id)) not in away for user, id in pairs]))
    with tempfile.TemporaryDirectory() as name:
        world = make_world(Split("likes that do not judge", kept, kept), Path(name), texts=None)
        train(
            config=config,
            rows=world.rows,
            catalogue=Catalogue(rows=world.rows, meaning=None),
            out=Path(name) / "fit",
            rng=np.random.default_rng(_SEED),
            at=float(ratings.at.max()),
        )
        world.rows.close()
        yield load(Path(name) / "fit")


def _judged(
    image: Image, judge: Judge, middles: tuple[Floats, Floats], goals: Sequence[Palette]
) -> tuple[float, float, float, float]:
    """Distance after to before, for the viewer and for others; shares nearer, and more apart, than theirs."""
    mine, everyone = middles
    before, source = judge(image), palette([image])
    after = np.stack([judge(bent(image, source, target)) for target in goals])
    away = np.linalg.norm(after - mine, axis=1) / max(float(np.linalg.norm(before - mine)), 1e-6)
    along = (after - before) @ (mine - everyone)
    nearer, apart = _beats(away[1:], away[0]), _beats(along[0], along[1:])
    return float(away[0]), float(away[1:].mean()), nearer, apart


def _beats(one: Floats, other: Floats) -> float:
    """The share of pairs in which `one` is more; equal ones count half."""
    return float(np.mean((one > other) + 0.5 * (one == other)))


def _told(name: str, found: NDArray[np.float64], *, viewers: int) -> list[Row]:
    own, other, nearer, apart = found.reshape(viewers, -1, 4).mean(axis=1).T
    rng = np.random.default_rng(_SEED)
    rows = [
        Row(
            bench="taste",
            name=f"{name}: distance to the viewer's other likes, after to before",
            figure=f"{own.mean():.3f}",
            against=f"{other.mean():.3f} bent for other viewers",
            ratio=float(own.mean() / other.mean()),
        )
    ]
    for told, values in (("nearer", nearer), ("more apart from everybody", apart)):
        low, high = interval(values, rng=rng)
        rows.append(
            Row(
                bench="taste",
                name=f"{name}: {told} than bent for another viewer",
                figure=f"{values.mean():.3f} ({low:.3f}-{high:.3f}, {viewers} viewers)",
                against="0.5 by chance",
                ratio=float(values.mean() / 0.5),
            )
        )
    return rows


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
