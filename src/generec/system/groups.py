"""Groups of viewers with like tastes: what shared variants are made for, and learned about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from generec.domain.profiles import Floats, Profile, Viewer
from generec.store.durable import replacing

LEAST = 20
"""A group has at least so many viewers: what is made for it is no one's own."""
MOST = 8
SAME = 5
"""So many members like a work before it says anything of their group."""
NONE = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """Centres of tastes: meaning (g, t) and pictures (g, d) unit rows, length_s (g,) seconds or NaN."""

    meaning: Floats
    pictures: Floats
    length_s: Floats

    def __len__(self) -> int:
        return len(self.meaning)

    def of(self, profile: Profile) -> int:
        """The viewer's group: the nearest; `NONE` for a viewer of whom nothing is known."""
        if profile.meaning is None or not len(self):
            return NONE
        return int((self.meaning @ profile.meaning).argmax())

    def prototype(self, group: int, members: Sequence[Profile] = ()) -> Profile:
        """The taste of a group, as the profile of nobody in particular.

        What `members` like is the group's where at least `SAME` of them like it.
        """
        length = float(self.length_s[group])
        return Profile(
            viewer=Viewer(id=f"group {group}"),
            meaning=self.meaning[group],
            pictures=self.pictures[group],
            length_s=None if np.isnan(length) else round(length, 1),
            liked=common(members),
            n_events=LEAST,
            shared=True,
        )

    def save(self, file: Path) -> None:
        """Write them whole or not at all."""
        with replacing(file) as stream:
            np.savez(stream, meaning=self.meaning, pictures=self.pictures, length_s=self.length_s)


def common(members: Sequence[Profile]) -> dict[str, float]:
    """The works that at least `SAME` of them like, with their mean weight, the most liked first.

    Weights are rounded, and nothing is from fewer than `LEAST` members.
    """
    if len(members) < LEAST:
        return {}
    fans = Counter(work for profile in members for work in profile.liked)
    weights = {
        work: sum(profile.liked.get(work, 0.0) for profile in members) / len(members)
        for work, n in fans.items()
        if n >= SAME
    }
    best = sorted(weights, key=lambda work: (-weights[work], work))
    return {work: round(weights[work], 3) for work in best}


def load(file: Path) -> Groups | None:
    """Groups that were saved, or None."""
    if not file.exists():
        return None
    with np.load(file, allow_pickle=False) as kept:
        return Groups(kept["meaning"], kept["pictures"], kept["length_s"])


def find(profiles: Sequence[Profile], *, rng: np.random.Generator) -> tuple[Groups, NDArray[np.int64]] | None:
    """The groups among viewers whose taste is known, and (profiles,) who is in which (`NONE`: in none).

    k-means on meaning, with a group for every `2 * LEAST` viewers and at most `MOST`; smaller ones
    are given up. None where no group is large enough.
    """
    known = [i for i, p in enumerate(profiles) if p.meaning is not None and p.pictures is not None]
    k = min(MOST, len(known) // (2 * LEAST))
    if len(known) < LEAST:
        return None
    rows = np.stack([row for i in known if (row := profiles[i].meaning) is not None])
    labels = (
        kmeans2(rows, max(k, 1), minit="++", seed=rng, missing="warn")[1]
        if k > 1
        else np.zeros(len(rows), int)
    )
    sizes = Counter(labels.tolist())
    large = [label for label in sorted(sizes) if sizes[label] >= LEAST]
    if not large:
        return None
    members = [[known[j] for j in np.flatnonzero(labels == label)] for label in large]
    groups = Groups(
        meaning=_centres([[profiles[i].meaning for i in group] for group in members]),
        pictures=_centres([[profiles[i].pictures for i in group] for group in members]),
        length_s=np.array([_length([profiles[i].length_s for i in group]) for group in members], np.float32),
    )
    out = np.full(len(profiles), NONE)
    for number, group in enumerate(members):
        out[group] = number
    return groups, out


def _centres(groups: Sequence[Sequence[Floats | None]]) -> Floats:
    rows = np.stack([np.stack([row for row in group if row is not None]).mean(axis=0) for group in groups])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def _length(lengths: Sequence[float | None]) -> float:
    known = [length for length in lengths if length is not None]
    return float(np.median(known)) if len(known) >= LEAST // 2 else float("nan")
