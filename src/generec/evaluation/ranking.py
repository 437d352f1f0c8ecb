"""Offline evaluation of ranking: the retriever beside its peers, in one run.

Foretold are the likes (ratings of 4 or more) of the later part. NDCG@10 (binary gain, log2
discount, ideal list of min(10, relevant)), recall@10 and MRR@10 by `ranx`, for each viewer with
something to foretell and with training likes; the others are counted. Means carry a bootstrap
95 % interval; ours is held against each other system by a paired randomisation test (Smucker et al. 2007),
with Holm's correction for as many of them as there are.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.events import Event
from generec.domain.guidance import Guidance
from generec.domain.profiles import Profile
from generec.evaluation import peers
from generec.evaluation.bench import Row
from generec.evaluation.metrics.exposure import Lists
from generec.evaluation.metrics.ranked import METRICS, K, measure
from generec.evaluation.metrics.statistics import compared, mean_of
from generec.evaluation.peers import Frame, Peer
from generec.evaluation.splits import (
    LIKE,
    Ratings,
    Split,
    Texts,
    by_time,
    by_viewer,
    make_world,
    read_ratings,
)
from generec.retriever.catalogue import Catalogue
from generec.retriever.histories import profiles_of
from generec.retriever.model import Model, load
from generec.retriever.ranking import RetrieverConfig
from generec.retriever.retriever import Retriever
from generec.retriever.signals import read
from generec.retriever.train import TrainConfig, train, trainable

DATASETS = ("ml-100k", "movielens-posters")


@dataclass(frozen=True, slots=True)
class System:
    """One system's result: per metric the value for each viewer, in the report's order of viewers."""

    name: str
    note: str
    values: dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One split of one log: ours first. `left_out` counts viewers by why they were left out."""

    data: str
    split: str
    viewers: int
    left_out: dict[str, int]
    systems: tuple[System, ...]

    def named(self, name: str) -> System:
        """A system by name."""
        return next(system for system in self.systems if system.name == name)


def compare(
    ratings: Ratings, split: Split, *, texts: Texts | None, seed: int = 0, small: bool = False
) -> Comparison:
    """The retriever as served, without diversity, and its peers, on one split."""
    here = peers.frame(split)
    truth, left_out = _truth(split)
    systems = _ours(split, truth, texts=texts, seed=seed)
    rivals = (
        peers.popularity(split),
        peers.item_knn(split, small=small),
        peers.als(split, seed=seed, small=small),
        peers.bpr(split, seed=seed, small=small),
        peers.ease(split),
    )
    for rival in rivals:
        lists = _lists(rival, here, split, truth)
        systems.append(System(rival.name, rival.chosen, measure(lists, truth)))
    return Comparison(ratings.name, split.name, len(truth), left_out, tuple(systems))


def _truth(split: Split) -> tuple[dict[str, set[str]], dict[str, int]]:
    """What each viewer likes later, and how many viewers of the test part have nothing to go by."""
    likes = split.test.stars >= LIKE
    known = {str(user) for user in split.train.user[split.train.stars >= LIKE]}
    truth: dict[str, set[str]] = {}
    for user, item in zip(split.test.user[likes], split.test.item[likes], strict=True):
        truth.setdefault(str(user), set()).add(str(item))
    everyone = {str(user) for user in split.test.user}
    kept = {user: items for user, items in sorted(truth.items()) if user in known}
    left = {"nothing liked later": len(everyone - truth.keys()), "no like before": len(truth.keys() - known)}
    return kept, left


def _ours(split: Split, truth: Mapping[str, set[str]], *, texts: Texts | None, seed: int) -> list[System]:
    """Through real stores, a real fit and the retriever as it serves."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = make_world(split, folder, texts=texts)
        catalogue = Catalogue(rows=world.rows, meaning=world.meaning)
        at = float(split.train.at.max())
        rng = np.random.default_rng(seed)
        report = train(
            config=TrainConfig(), rows=world.rows, catalogue=catalogue, out=folder / "fit", rng=rng, at=at
        )
        model = load(folder / "fit")
        profiles = _profiles(world.rows.events.all(), catalogue, truth)
        plain = replace(model, terms=model.terms.model_copy(update={"spread": 0.0}))
        note = ", ".join(f"{part} {weight:g}" for part, weight in report.terms.weights.items() if weight)
        out = [
            System("generec", note, measure(_served(catalogue, model, profiles, at, seed), truth)),
            System(
                "generec without diversity",
                note,
                measure(_served(catalogue, plain, profiles, at, seed), truth),
            ),
        ]
        world.rows.close()
    return out


def _profiles(events: Iterable[Event], catalogue: Catalogue, users: Iterable[str]) -> list[Profile]:
    """The profiles of `users`, in their order, from the events before the split."""
    shelf = catalogue.snapshot()
    works = {work: n for n, work in enumerate(sorted(trainable(shelf)))}
    signals = read(events, shelf=shelf, works=works)
    index = {user: n for n, user in enumerate(signals.users)}
    return profiles_of(signals, shelf, [index[user] for user in users])


def _served(catalogue: Catalogue, model: Model, profiles: list[Profile], at: float, seed: int) -> Lists:
    retriever = Retriever(RetrieverConfig(), catalogue, model)
    rankings = retriever(
        profiles=profiles,
        guidance=[Guidance()] * len(profiles),
        k=K,
        at=at,
        rng=np.random.default_rng(seed),
    )
    return {profile.user: ranking.ids for profile, ranking in zip(profiles, rankings, strict=True)}


def _lists(peer: Peer, here: Frame, split: Split, users: Iterable[str]) -> Lists:
    """The peer's best items for each viewer, without those rated before."""
    scores = peer.scores.copy()
    scores[here.matrix(split.train, likes=False).nonzero()] = -np.inf
    out: dict[str, list[str]] = {}
    for user in users:
        line = scores[bisect_left(here.users, user)]
        out[user] = [here.items[at] for at in np.argsort(-line, kind="stable")[:K]]
    return out


def bench_ranking(
    data: Path,
    *,
    texts: Texts | None = None,
    datasets: Sequence[str] = DATASETS,
    seed: int = 0,
    small: bool = False,
) -> list[Row]:
    """Both splits of each log: a row for each system and metric.

    Ours is held against each of the others: ratio of the means, difference with its interval, corrected
    p. `texts` gives items their meaning vectors; without it content is their topics alone. `small` tunes
    the peers over few settings: for tests.
    """
    rows: list[Row] = []
    for name in datasets:
        ratings = read_ratings(data, name)
        for split in (by_viewer(ratings), by_time(ratings)):
            rows += report(compare(ratings, split, texts=texts, seed=seed, small=small), seed=seed)
    return rows


def report(found: Comparison, *, seed: int = 0) -> list[Row]:
    """The rows of one comparison."""
    rng = np.random.default_rng(seed)
    ours = found.named("generec")
    left = ", ".join(f"{count} with {why}" for why, count in found.left_out.items())
    place = f"{found.data}, {found.split} ({found.viewers} viewers; left out: {left})"
    rows = []
    held = {
        metric: compared(ours.values[metric], _others(found, ours, metric), rng=rng) for metric in METRICS
    }
    for system in found.systems:
        for metric in METRICS:
            mean, low, high, _ = mean_of(system.values[metric], rng=rng)
            row = Row(
                bench="ranking",
                name=f"{place}: {metric}, {system.name} [{system.note}]",
                figure=f"{mean:.4f} [{low:.4f}, {high:.4f}]",
            )
            if system is not ours:
                gap = held[metric][system.name]
                ratio = float(ours.values[metric].mean()) / max(mean, 1e-12)
                against = (
                    f"generec {gap.mean:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}], "
                    f"d = {gap.effect:+.2f}, p = {gap.adjusted:.4f} (Holm)"
                )
                row = row.model_copy(update={"against": against, "ratio": ratio})
            rows.append(row)
    return rows


def _others(found: Comparison, ours: System, metric: str) -> dict[str, NDArray[np.float64]]:
    return {system.name: system.values[metric] for system in found.systems if system is not ours}
