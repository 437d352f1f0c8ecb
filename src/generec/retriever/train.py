"""Training: from the feedback log to a fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from generec.retriever.catalogue import Catalogue, Shelf
from generec.retriever.choice import Choice
from generec.retriever.families import TrainConfig
from generec.retriever.model import Terms, load
from generec.retriever.signals import LIKED, read
from generec.store.interface import Rows


@dataclass(frozen=True, slots=True)
class FitReport:
    """What was fitted on what; `quality` by part: mean of NDCG@10 and recall@10 on the held-out part."""

    works: int
    viewers: int
    signals: int
    likes: int
    parts: dict[str, str]
    quality: dict[str, float]
    terms: Terms


def train(
    *, config: TrainConfig, rows: Rows, catalogue: Catalogue, out: Path, rng: Generator, at: float
) -> FitReport:
    """Fit everything and write the folder `out` whole or not at all (see `generec.retriever.model`).

    `at` is the time of the fit in epoch seconds. A log without likes gives a fit without
    collaborative parts; it still ranks by meaning.
    """
    shelf = catalogue.snapshot()
    works = {work: n for n, work in enumerate(sorted(trainable(shelf)))}
    signals = read(rows.events.all(), shelf=shelf, works=works)
    choice = Choice(config, signals, shelf, rng=rng)
    model = choice(at=at)
    model.save(out)
    return FitReport(
        works=len(works),
        viewers=len(signals.users),
        signals=len(signals.user),
        likes=int((signals.strength >= LIKED).sum()),
        parts=choice.described,
        quality=choice.quality,
        terms=model.terms,
    )


def trainable(shelf: Shelf) -> set[str]:
    """The works that a fit may hold: neither withdrawn nor private."""
    rows = np.array(list(shelf.row.values()), np.int64)
    rows = rows[~shelf.gone[rows] & (shelf.owner[rows] == -1)]
    return {shelf.works.names[code] for code in np.unique(shelf.work[rows])}


__all__ = ["FitReport", "TrainConfig", "load", "train"]
