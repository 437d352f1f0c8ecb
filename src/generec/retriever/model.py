"""What a fit holds, and its folder on disk."""

from __future__ import annotations

import json
import os
import shutil
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
from generec.retriever.collaborative import Scorer

Floats = NDArray[np.float32]


class Terms(BaseModel):
    """The numbers of a fit. Parts are scored in standard deviations over the catalogue.

    `weights` by part: the collaborative ones by name, `meaning`, `topics`, `popularity`.
    `seen` and `rejected` are the weights in a history of works met without a like, and of
    rejected ones. `transfer` is, for each collaborative part, its slope on `meaning`: what a
    work without feedback is given. `warmth` is how many likes are half a history. `calibration`
    (slope, intercept) makes P(like) of a fused score; `cold_calibration` of popularity. `spread`
    is the weight of diversity.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, float]
    seen: float = 0.0
    rejected: float = 0.0
    transfer: dict[str, float] = {}
    warmth: float = 1.0
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

    def history(self, profiles: list[Profile]) -> sp.csr_matrix:
        """(q, works) weights of what each viewer liked, rejected and met."""
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for profile in profiles:
            entries = self._entries(profile)
            columns += entries.keys()
            data += entries.values()
            ends.append(len(columns))
        parts = (np.array(data, np.float32), np.array(columns, np.int32), np.array(ends))
        return sp.csr_matrix(parts, shape=(len(profiles), len(self.works)))

    def _entries(self, profile: Profile) -> dict[int, float]:
        """Later sources override earlier ones: met, then rejected, then liked."""
        if not profile.viewer.profiling:
            return {}
        found: dict[str, float] = {}
        if self.terms.seen:
            found |= dict.fromkeys(profile.seen, self.terms.seen)
        found |= {work: -self.terms.rejected * weight for work, weight in profile.rejected.items()}
        found |= profile.liked
        index = self.index
        return {index[work]: weight for work, weight in found.items() if weight and work in index}

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
