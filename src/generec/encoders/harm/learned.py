"""A linear model over a sentence's vector: how likely it is that English words harm, by kind.

What it was taught on, and with what: `teaching.py`. `LIMITS` are the probabilities from which a sentence
counts, set where none of 260 articles, clip and film titles reached them: not those to measure it on. Hatred
is left to the lists: the model took kind sentences that name a group for it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from generec.encoders.wordlist import counts
from generec.encoders.words import Words

SURE: Final = 0.9
"""What a probability at the limit of its kind is told as."""
LIMITS: Final = {
    "threat": 0.9, "harassment": 0.93, "self_harm": 0.98, "sexual": 0.9, "child": 0.8,
    "how_to_harm": 0.75, "young": 0.99, "profanity": 0.75,
}  # fmt: skip
_LEAST_WORDS: Final = 3
_ENGLISH: Final = 0.7


class _Model(NamedTuple):
    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]


def likely(sentences: Sequence[str]) -> list[dict[str, float]]:
    """For each sentence the kinds that it may be and how surely (0-1; `SURE` at the limit of the kind).

    Sentences that are no English, or shorter than three words, are nothing. Raises `MissingModel`.
    """
    model = _model()
    out: list[dict[str, float]] = [{} for _ in sentences]
    asked = [i for i, one in enumerate(sentences) if _english(one)]
    if not asked:
        return out
    vectors = _words()([sentences[i].strip() for i in asked])
    chances = 1.0 / (1.0 + np.exp(-(vectors @ model.weights.T + model.biases)))
    for i, row in zip(asked, chances, strict=True):
        chance = dict(zip(model.kinds, row, strict=True))
        out[i] = {kind: _scaled(float(chance[kind]), limit) for kind, limit in LIMITS.items()}
    return out


def _scaled(chance: float, limit: float) -> float:
    if chance < limit:
        return SURE * chance / limit
    return SURE + (1.0 - SURE) * (chance - limit) / (1.0 - limit)


def _english(sentence: str) -> bool:
    some = sentence.split()
    return len(some) >= _LEAST_WORDS and sum(word in counts() for word in some) >= _ENGLISH * len(some)


@functools.cache
def _model() -> _Model:
    with files(__package__).joinpath("learned.npz").open("rb") as stream, np.load(stream) as kept:
        kinds = tuple(str(kind) for kind in kept["kinds"])
        return _Model(kinds, kept["weights"].astype(np.float32), kept["biases"].astype(np.float32))


@functools.cache
def _words() -> Words:
    return Words(keep=512)
