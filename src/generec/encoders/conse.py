"""Pictures in the space of words, by way of the names of classes.

ConSE (Norouzi et al., "Zero-Shot Learning by Convex Combination of Semantic Embeddings", 2013): the vectors
of the most probable classes, weighted by their probabilities. Two things differ from the paper, both chosen
on one half of local data and confirmed on the other: a class is its name and the first sentence of its
description; and the mean of all classes is taken off, for what all classes share says nothing about a
picture.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.encoders.pictures import unit

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def concepts(
    logits: NDArray[np.float32], *, classes: NDArray[np.float32], k: int, temperature: float
) -> NDArray[np.float32]:
    """(n, t) unit rows from logits (n, c) and class vectors (c, t), by the `k` most probable classes."""
    if not len(logits):
        return np.empty((0, classes.shape[1]), dtype=np.float32)
    best = np.argpartition(-logits, k - 1, axis=1)[:, :k]
    chosen = np.take_along_axis(logits, best, axis=1) / temperature
    weights = np.exp(chosen - chosen.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return unit(np.einsum("nk,nkt->nt", weights, classes[best]))


def class_vectors(encode: Encode) -> NDArray[np.float32]:
    """(1000, 384): the centred vectors of the ImageNet classes.

    Computed once in some seconds and kept beside the model files, under a name that changes with the texts
    and the models. Raises `MissingModel` when a file is not there.
    """
    texts = [*_names(), *_descriptions()]
    key = hashlib.sha256(json.dumps([texts, _hashes()]).encode()).hexdigest()[:16]
    path = models.folder() / f"class-vectors-{key}.npy"
    vectors = _read(path, rows=len(texts))
    if vectors is None:
        vectors = encode(texts)
        _write(path, vectors)
    names, descriptions = np.split(vectors, 2)
    together = unit(names + descriptions)
    centred: NDArray[np.float32] = together - together.mean(axis=0)
    return centred


@lru_cache(maxsize=1)
def class_words() -> frozenset[str]:
    """The words, in lower case, by which pictures can be taken for something: those of names of classes.

    Raises `MissingModel` when the file of names is not there.
    """
    return frozenset(word for name in _names() for word in re.findall(r"[^\W_]+", name.casefold()))


def _names() -> list[str]:
    names: list[str] = json.loads(models.path("imagenet-classes").read_text(encoding="utf-8"))
    return names


def _descriptions() -> list[str]:
    """The first sentence on each class; where there is none, its name."""
    known = json.loads(models.path("imagenet-descriptions").read_text(encoding="utf-8"))
    return [
        known[str(i)]["description"].split(". ")[0] if str(i) in known else name
        for i, name in enumerate(_names())
    ]


def _hashes() -> list[str]:
    return [file.sha256 for file in models.choose(["minilm-int8", "minilm-tokenizer"])]


def _read(path: Path, *, rows: int) -> NDArray[np.float32] | None:
    """The kept vectors; None when absent or not what they should be."""
    if not path.is_file():
        return None
    try:
        vectors: NDArray[np.float32] = np.load(path, allow_pickle=False)
    except (ValueError, EOFError):
        return None
    whole = vectors.shape[:1] == (rows,) and vectors.ndim == 2 and vectors.dtype == np.float32
    return vectors if whole and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4) else None


def _write(path: Path, vectors: NDArray[np.float32]) -> None:
    if not os.access(path.parent, os.W_OK):
        return  # a read-only folder of models serves too: the vectors are computed again by each process
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".class-vectors-")
    with os.fdopen(handle, "wb") as stream:
        np.save(stream, vectors, allow_pickle=False)
    Path(partial).replace(path)
