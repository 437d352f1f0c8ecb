"""What a fit holds, and its folder on disk."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from generec.domain.errors import DataError
from generec.domain.profiles import Profile
from generec.retriever import collaborative
from generec.retriever.arrays import standard
from generec.retriever.collaborative import Scorer

Floats = NDArray[np.float32]


class Terms(BaseModel):
    """The numbers of a fit. Parts are scored in standard deviations over the catalogue.

    `weights` by part: the collaborative ones by name, `meaning`, `topics`, `popularity`.
    `seen` is, for each collaborative part, the weight in a history of what was met without a like;
    `transfer` its slope on `meaning`: what a work without feedback is given. `warmth` is how many
    likes are half a history. `calibration` (slope, intercept) makes P(like) of a fused score;
    `cold_calibration` of popularity. `spread` is the weight of diversity.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, float]
    seen: dict[str, float] = {}
    transfer: dict[str, float] = {}
    warmth: float = 3.0
    calibration: tuple[float, float] = (0.5, -1.0)
    cold_calibration: tuple[float, float] = (0.5, -1.0)
    spread: float = 0.1
    fitted_at: float = 0.0


BLANK = Terms(weights={"meaning": 1.0, "topics": 0.5, "popularity": 0.5})
"""What ranks before the first fit."""


@dataclass(frozen=True)
class Model:
    """A fit: `works` (m), collaborative `parts` by name, `popularity` (m,) in standard deviations.

    `met` (m,) says whether a work had any feedback.
    """

    works: tuple[str, ...]
    parts: dict[str, Scorer]
    popularity: Floats
    met: NDArray[np.bool_]
    terms: Terms
    name: str = ""

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each work."""
        return {work: row for row, work in enumerate(self.works)}

    def histories(self, profiles: Sequence[Profile]) -> dict[str, sp.csr_matrix]:
        """For each part, the (q, works) history of each viewer: likes, and the part's `seen` for
        what was met without a like or a rejection.

        Fits learn from likes as ones. A profile's weights fade with time: relative to the
        strongest, their fourth root is near one for all but the faintest.
        """
        liked, met = [], []
        for profile in profiles:
            known = profile.viewer.profiling
            rest = profile.seen - profile.liked.keys() - profile.rejected.keys() if known else ()
            top = max(profile.liked.values(), default=1.0)
            likes_of = {work: (weight / top) ** 0.25 for work, weight in profile.liked.items()}
            liked.append(self._row(likes_of if known else {}))
            met.append(self._row(dict.fromkeys(rest, 1.0)))
        likes, others = self._stacked(liked), self._stacked(met)
        seen = self.terms.seen
        return {name: likes + seen[name] * others if seen.get(name) else likes for name in self.parts}

    def affinity(self, profile: Profile) -> dict[str, float]:
        """By work, how near it lies to the viewer in the trained space, beyond how popular it is.

        The collaborative parts in standard deviations, by their weights, over works with feedback; empty for
        a viewer of whom the fit knows nothing.
        """
        total = np.zeros((1, len(self.works)), np.float32)
        for name, history in self.histories([profile]).items() if profile.liked else ():
            if history.nnz:
                weight = np.float32(max(self.terms.weights.get(name, 0.0), 0.05))
                total += weight * standard(self.parts[name].scores(history), self.met)
        scores, popular = total[0][self.met], self.popularity[self.met]
        if not scores.size or not np.ptp(scores):
            return {}
        popular = popular - popular.mean()
        scores = scores - popular * (scores @ popular) / max(float(popular @ popular), 1e-9)
        names = (self.works[row] for row in np.flatnonzero(self.met))
        return dict(zip(names, scores.tolist(), strict=True))

    def _row(self, weights: dict[str, float]) -> dict[int, float]:
        index = self.index
        return {index[work]: weight for work, weight in weights.items() if work in index}

    def _stacked(self, rows: list[dict[int, float]]) -> sp.csr_matrix:
        columns = np.array([column for row in rows for column in row], np.int32)
        data = np.array([weight for row in rows for weight in row.values()], np.float32)
        ends = np.cumsum([0, *(len(row) for row in rows)])
        return sp.csr_matrix((data, columns, ends), shape=(len(rows), len(self.works)))

    def save(self, out: Path) -> None:
        """Write the folder `out`, whole or not at all."""
        temporary = out.with_name(f".{out.name}.{os.getpid()}")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for name, part in self.parts.items():
            part.save(temporary / f"part-{name}.npz")
        np.savez(temporary / "works.npz", popularity=self.popularity, met=self.met)
        content = {"terms": self.terms.model_dump(mode="json"), "works": self.works, "parts": [*self.parts]}
        (temporary / "model.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for file in temporary.iterdir():
            _sync(file)
        _sync(temporary)
        temporary.rename(out)
        _sync(out.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load(folder: Path) -> Model:
    """The model of a fit's folder. Raises `DataError` when it is not one."""
    try:
        content = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "works.npz", allow_pickle=False) as file:
            popularity, met = file["popularity"], file["met"]
        return Model(
            works=tuple(content["works"]),
            parts={name: collaborative.load(folder / f"part-{name}.npz") for name in content["parts"]},
            popularity=popularity,
            met=met,
            terms=Terms.model_validate(content["terms"]),
            name=folder.name,
        )
    except (OSError, ValueError, KeyError, ValidationError) as error:
        raise DataError(f"not a readable fit ({error}): run `generec fit` again", file=str(folder)) from error
