"""The families of collaborative models that a fit tries."""

from __future__ import annotations

from collections.abc import Callable

import scipy.sparse as sp
from pydantic import BaseModel, ConfigDict, Field

from generec.retriever.collaborative import Scorer, Weighting, fit_als, fit_ease, fit_neighbours

Fit = Callable[[sp.csr_matrix], Scorer]
"""(viewers, works) histories to a scorer."""


class TrainConfig(BaseModel):
    """How models are fitted. What is listed is tried, and the best on held-out feedback is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holdout: float = Field(
        default=0.2,
        gt=0,
        lt=1,
        description="The share of each viewer's latest feedback that choices are made on.",
    )
    viewers: int = Field(default=1500, ge=10, description="At most so many viewers are used for choices.")
    als_factors: tuple[int, ...] = Field(
        default=(16, 64), description="Sizes of ALS: each is a model of its own."
    )
    als_regularization: tuple[float, ...] = Field(
        default=(1.0, 10.0), description="Regularizations of ALS to try."
    )
    als_alpha: tuple[float, ...] = Field(default=(1.0, 5.0), description="Confidences of ALS to try.")
    als_iterations: int = Field(default=10, ge=1, description="Rounds of ALS.")
    neighbours: tuple[int, ...] = Field(default=(100,), description="Numbers of item neighbours to try.")
    weightings: tuple[Weighting, ...] = Field(
        default=("cosine", "tfidf"), description="Weightings of item neighbours to try."
    )
    ease_items: int = Field(
        default=8000, ge=0, description="EASE is used up to so many works: its time grows with their cube."
    )
    ease_regularization: tuple[float, ...] = Field(
        default=(50.0, 100.0, 200.0, 500.0), description="Regularizations of EASE to try."
    )
    seen_weights: tuple[float, ...] = Field(
        default=(0.0, 0.1, 0.2, 0.3, 0.4),
        description="Weights in a history of works met without a like, to try.",
    )
    half_lives_days: tuple[float, ...] = Field(
        default=(7.0, 30.0, 120.0, 10_000.0), description="How fast popularity fades, to try."
    )
    spread_cost: float = Field(
        default=0.01, ge=0, lt=1, description="The share of NDCG@10 that diversity may cost at most."
    )


def families(config: TrainConfig, *, works: int, seed: int) -> dict[str, dict[str, Fit]]:
    """What is tried for a catalogue of so many works: fits by family and description."""
    out: dict[str, dict[str, Fit]] = {}
    if works <= config.ease_items:
        out["ease"] = {f"EASE, regularization {r:g}": _ease(r) for r in config.ease_regularization}
    for f in config.als_factors:
        out[f"als{f}"] = {
            f"ALS, {f} factors, regularization {r:g}, alpha {a:g}": _als(config, f, r, a, seed)
            for r in config.als_regularization
            for a in config.als_alpha
        }
    out["neighbours"] = {
        f"{w} neighbours, {n}": _neighbours(w, n) for w in config.weightings for n in config.neighbours
    }
    return {name: tries for name, tries in out.items() if tries}


def _als(config: TrainConfig, factors: int, regularization: float, alpha: float, seed: int) -> Fit:
    return lambda matrix: fit_als(
        matrix,
        factors=factors,
        regularization=regularization,
        alpha=alpha,
        iterations=config.als_iterations,
        seed=seed,
    )


def _ease(regularization: float) -> Fit:
    return lambda matrix: fit_ease(matrix, regularization=regularization)


def _neighbours(weighting: Weighting, n: int) -> Fit:
    return lambda matrix: fit_neighbours(matrix, weighting=weighting, neighbours=n)
