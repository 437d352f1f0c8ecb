"""Beyond accuracy: what lists of items show of the catalogue, and to how many alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from generec.fidelity.fairness.resample import gini as inequality

Lists = Mapping[str, Sequence[str]]
"""What each viewer is shown."""

Floats = NDArray[np.float64]


def coverage(lists: Lists, *, catalogue: Collection[str]) -> float:
    """The share of the catalogue that is shown to anybody (Herlocker et al. 2004)."""
    shown = {item for items in lists.values() for item in items}
    return len(shown & set(catalogue)) / max(1, len(catalogue))


def gini(lists: Lists, *, catalogue: Collection[str]) -> float:
    """Inequality of exposure over all items of the catalogue, what is never shown included.

    0 where each is shown as often, near 1 where one has it all: the Gini index as in Shani and
    Gunawardana, "Evaluating recommendation systems", 2011. 0 where nothing is shown.
    """
    count = Counter(item for items in lists.values() for item in items)
    return inequality(np.array([count[item] for item in set(catalogue)], np.int64)) or 0.0


def diversity(vectors: Sequence[NDArray[np.floating]]) -> Floats:
    """(viewers,) mean cosine distance between two items of a list; nan for lists under two.

    `vectors` is (k, d) for each viewer. Ziegler et al. 2005; the distance of Smyth and McClave 2001.
    """
    return np.array([_apart(rows) for rows in vectors], np.float64)


def _apart(rows: NDArray[np.floating]) -> float:
    k = len(rows)
    if k < 2:
        return float("nan")
    unit = unit_rows(rows)
    likeness = unit @ unit.T
    return float(1 - (likeness.sum() - np.trace(likeness)) / (k * (k - 1)))


def novelty(lists: Lists, *, seen_by: Mapping[str, int], viewers: int) -> Floats:
    """(viewers,) mean self-information of what is shown, in bits: -log2 of the share that met the item.

    Zhou et al. 2010; Castells, Vargas and Wang 2011. `seen_by` is how many of `viewers` met an item
    before; one is added to both, so that the unseen has a finite value. nan for empty lists.
    """
    bits = [
        [-np.log2((seen_by.get(item, 0) + 1) / (viewers + 1)) for item in items] for items in lists.values()
    ]
    return np.array([np.mean(line) if line else np.nan for line in bits], np.float64)


def ai_share(lists: Lists, *, ai: Collection[str]) -> float:
    """The share of exposure that goes to what AI made; 0 where nothing is shown."""
    shown = [item in ai for items in lists.values() for item in items]
    return float(np.mean(shown)) if shown else 0.0


def unit_rows(rows: NDArray[np.floating]) -> Floats:
    """Rows of length 1; what is all zeros stays so."""
    values = np.asarray(rows, np.float64)
    length = np.linalg.norm(values, axis=-1, keepdims=True)
    return values / np.where(length > 0, length, 1.0)
