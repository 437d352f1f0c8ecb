"""Which segment is which shot: the best sequence as a whole, by beam search.

A shot wants a segment that shows its topic, that this viewer likes, and that is well made; a cut wants
neighbours from different sources that go together; the whole wants no segment twice and many sources.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.segments import Segment
from generec.domain.profiles import Floats


class ChooseConfig(BaseModel):
    """What counts how much in the choice of segments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: float = Field(default=3.0, ge=0, description="weight of showing the topic")
    taste: float = Field(default=0.8, ge=0, description="weight of what this viewer likes")
    quality: float = Field(default=1.2, ge=0, description="weight of sharpness and exposure")
    whole: float = Field(default=1.0, ge=0, description="weight of how much of the picture stays in the crop")
    activity: float = Field(default=0.8, description="weight of movement, against it for calm moods")
    again: float = Field(default=0.7, ge=0, description="cost of each earlier use of the same source")
    beside: float = Field(default=1.5, ge=0, description="cost of the same source in neighbouring shots")
    light: float = Field(default=0.8, ge=0, description="cost of a step in brightness from shot to shot")
    alike: float = Field(default=0.6, ge=0, description="cost of neighbours that look the same")
    card: float = Field(default=-20.0, description="what a card is worth: it stands where no segment is left")
    beam: int = Field(default=32, ge=1, description="how many sequences are followed")


class Slot(NamedTuple):
    """A shot to be filled: the number of its topic, the footage it needs (s), whether it comes first."""

    topic: int
    need_s: float
    hook: bool


@dataclass(frozen=True, slots=True)
class _Path:
    score: float
    chosen: tuple[int, ...]
    uses: dict[str, int]


CARD = -1


def choose(
    found: Sequence[Segment],
    slots: Sequence[Slot],
    *,
    keep: Floats,
    lively: float,
    less: Sequence[float] = (),
    cards: Collection[int] = (),
    config: ChooseConfig,
) -> list[int]:
    """For each slot the number of its segment, or `CARD` where none is left that shows it.

    The slots `cards` are cards in any case. `keep` (segments,) is the share of each one's picture
    that the crop keeps; `lively` in [-1, 1] says whether movement is wanted; each is worth so much
    `less`.
    """
    worth = _worth(found, slots, keep=keep, lively=lively, config=config)
    if less:
        worth -= np.asarray(less, np.float32)
    alike = np.stack([one.picture for one in found]) if found else np.zeros((0, 1), np.float32)
    alike = alike @ alike.T
    paths = [_Path(0.0, (), {})]
    for number in range(len(slots)):
        ranked = () if number in cards else np.argsort(-worth[number], kind="stable")
        order = [int(i) for i in ranked if np.isfinite(worth[number, i])]
        paths = _best(
            [
                _longer(path, i, worth[number, i] if i != CARD else config.card, found, alike, config)
                for path in paths
                for i in [*[i for i in order if i not in path.chosen][: 2 * config.beam], CARD]
            ],
            config.beam,
        )
    return list(paths[0].chosen)


def _worth(
    found: Sequence[Segment], slots: Sequence[Slot], *, keep: Floats, lively: float, config: ChooseConfig
) -> Floats:
    """(slots, segments) what each is worth there; -inf where it does not fit."""
    out = np.full((len(slots), len(found)), -np.inf, np.float32)
    for column, one in enumerate(found):
        base = config.taste * one.taste + config.quality * one.quality + config.whole * float(keep[column])
        base += config.activity * lively * one.activity
        for row, slot in enumerate(slots):
            shown = float(one.relevance[slot.topic])
            if shown > 0 and one.length_s >= slot.need_s - 1e-6:
                out[row, column] = base + config.relevance * shown * (1.3 if slot.hook else 1.0)
    return out


def _longer(
    path: _Path, i: int, worth: float, found: Sequence[Segment], alike: Floats, config: ChooseConfig
) -> _Path:
    last = path.chosen[-1] if path.chosen else None
    score = path.score + float(worth)
    if i == CARD:
        # Cards are for want of footage: two in a row are worse than any shot that shows the topic.
        score -= 2.0 if last == CARD else 0.0
        return _Path(score, (*path.chosen, CARD), path.uses)
    item = found[i].item.work
    score -= config.again * path.uses.get(item, 0)
    if last is not None and last != CARD:
        before = found[last]
        score -= config.beside * (before.item.work == item)
        score -= config.light * abs(before.brightness - found[i].brightness)
        score -= config.alike * max(0.0, float(alike[last, i]) - 0.3)
    return _Path(score, (*path.chosen, i), {**path.uses, item: path.uses.get(item, 0) + 1})


def _best(paths: list[_Path], n: int) -> list[_Path]:
    """The best paths; of equal ones those with the smaller numbers, so that nothing hangs on order."""
    return sorted(paths, key=lambda path: (-round(path.score, 6), path.chosen))[:n]
