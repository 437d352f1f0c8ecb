"""Lead a file that has lost its manifest back to what this home published: by its pictures alone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np

from generec.domain.drafts import Seal
from generec.fidelity import marking
from generec.fidelity.marking import AGREES
from generec.media import fingerprint
from generec.media.watermark import Reading
from generec.store.interface import Making

_AS_GOOD: Final = 0.8
_STILL: Final = 8
"""Bits that a single picture may differ in: it has no other frames to bear it out."""
_MANY: Final = 4096


class Led(NamedTuple):
    """Where a file's pictures lead: `seal` is None for a mark of ours whose recipe is not known any more."""

    by: Literal["watermark", "fingerprint"]
    seal: Seal | None
    told: str


def led(path: Path, *, keys: Sequence[bytes], making: Making) -> Led | None:
    """The published item that a picture or video comes from, by its invisible mark, else by its looks.

    `keys` are the installation's watermark keys, the one in use first. None where the pictures lead nowhere.
    Raises `MediaError`.
    """
    seen = marking.seen(path)
    for key in keys:
        if found := _marked(seen, key, making):
            return found
    return _alike(seen, making)


def _marked(seen: marking.Seen, key: bytes, making: Making) -> Led | None:
    reading, how = seen.ballot.read(key), ""
    if not reading.found:
        reading, how = seen.ballot.mirrored().read(key), ", mirrored"
    if not reading.found:
        return None
    told = f"the pictures carry this home's invisible mark (score {reading.score:.1f}{how})"
    seal = _read(reading, making) or _closest(reading, making)
    if seal is None and reading.payload is None:
        return None  # a grid that chance may have laid, and nothing that it says
    if seal is None:
        return Led("watermark", None, f"{told}, of something that this home has no record of")
    return Led("watermark", seal, f"{told}, which leads to recipe {seal.recipe}")


def _read(reading: Reading, making: Making) -> Seal | None:
    return None if reading.payload is None else next(making.seals(payload=reading.payload), None)


def _closest(reading: Reading, making: Making) -> Seal | None:
    """The newest of those that the votes agree with best: what was made of a marked thing has both marks."""
    best: list[tuple[float, Seal]] = []
    seals = making.seals()
    while part := list(itertools.islice(seals, _MANY)):
        known = [seal for seal in part if seal.payload is not None]
        agree = reading.agree(np.array([seal.payload for seal in known], dtype=np.int64))
        best += [(float(one), seal) for one, seal in zip(agree, known, strict=True) if one >= AGREES]
    top = max((one for one, _ in best), default=0.0)
    return next((seal for one, seal in best if one >= _AS_GOOD * top), None)


def _alike(seen: marking.Seen, making: Making) -> Led | None:
    best: tuple[float, Seal] | None = None
    for seal in making.seals():
        share = _share(seen.words, seal)
        if share >= fingerprint.ALIKE and (best is None or share > best[0]):
            best = share, seal
    if best is None:
        return None
    share, seal = best
    told = f"it looks like what this home made by recipe {seal.recipe} ({share:.0%} of its sampled frames)"
    return Led("fingerprint", seal, f"{told}; its source may look the same")


def _share(words: fingerprint.Words, seal: Seal) -> float:
    known = fingerprint.unpacked(seal.fingerprint or "")
    if len(words) == 1 and len(known):
        return float(fingerprint.distance(words, known).min() <= _STILL)
    return fingerprint.likeness(words, known)
