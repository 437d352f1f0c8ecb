"""How much of the footage of a film shows what was asked for, second by second, by labels that people wrote.

One wish for each label. Held against films are all footage there is, which is what stretches drawn at
random show, and whole items: those ranked best by the mean of what their frames show, as many as the film
has, each played whole. All are in the same space of concepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.creator.film.creator import NAME
from generec.creator.film.storyboard import FPS
from generec.domain.errors import GenerecError
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.profiles import Profile, Viewer
from generec.domain.recipes import Recipe
from generec.editor.taste import wished
from generec.encoders.topics import topic_vectors
from generec.evaluation.metrics.statistics import interval
from generec.system import GeneRec

SECONDS, FEWEST = 12.0, 3
"""Length of the films, and how many parts have a label that is asked for."""
_SEED, _CLEAR_S = 11, 1e-3

Part: TypeAlias = tuple[float, float, frozenset[str]]
"""From and to in seconds, and the labels."""
Parts: TypeAlias = Mapping[str, Sequence[Part]]
"""Of each item its parts."""


@dataclass
class Shown:
    """Shares of the time that carry the label, one of each wish; shots, and those without the label.

    `nothing` counts wishes for which no film was planned.
    """

    chosen: list[float] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    items: list[float] = field(default_factory=list)
    wrong: int = 0
    shots: int = 0
    nothing: int = 0


def shown(system: GeneRec, parts: Parts) -> Shown:
    """Plan a film for every label that at least `FEWEST` parts have, and judge what it shows."""
    creator, profile = system.parts.creators.named(NAME), Profile(viewer=Viewer(id="bench"))
    rng, out = np.random.default_rng(_SEED), Shown()
    for topic in _asked(parts):
        try:
            recipe = creator.plan(guidance=_wish(topic), profile=profile, rng=rng)
        except GenerecError:
            out.nothing += 1
            continue
        shots = list(_shots(recipe))
        right = [carried(parts[item], start, end, topic) for item, start, end in shots]
        out.chosen.append(sum(right) / sum(end - start for _, start, end in shots))
        out.wrong += sum(seconds < _CLEAR_S for seconds in right)
        out.shots += len(shots)
        order = _ranked(system, topic, parts)[: len({item for item, _, _ in shots})]
        out.items.append(float(np.mean([_share(parts[id], topic) for id in order])))
        out.chance.append(_share([part for rows in parts.values() for part in rows], topic))
    return out


def carried(parts: Sequence[Part], start: float, end: float, topic: str) -> float:
    """The seconds between `start` and `end` that carry the label `topic`."""
    return sum(max(0.0, min(end, high) - max(start, low)) for low, high, own in parts if topic in own)


def mean(values: NDArray[np.float64], rng: Generator) -> str:
    """A mean with its interval, for people."""
    low, high = interval(values, rng=rng)
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def _asked(parts: Parts) -> list[str]:
    every = [label for rows in parts.values() for _, _, labels in rows for label in labels]
    return sorted(label for label in set(every) if every.count(label) >= FEWEST)


def _wish(topic: str) -> Guidance:
    create = Create(about=((topic,),), seconds=SECONDS, kind="video")
    return Guidance(clauses=(Clause(route="create", target=None, create=create),))


def _shots(recipe: Recipe) -> Iterator[tuple[str, float, float]]:
    """(item, from s, to s) of each shot of footage."""
    params: list[Any] = [step.params for step in recipe.steps if step.op == "shot"]
    for one in params:
        seconds = one["frames"] / FPS * one["speed"]
        yield recipe.sources[one["source"]].item, one["start_s"], one["start_s"] + seconds


def _ranked(system: GeneRec, topic: str, parts: Parts) -> list[str]:
    """The items by the mean likeness of their frames to the word, best first."""
    home, scores = system.home, {}
    about = topic_vectors([(topic,)], texts=home.said)
    centre = system.parts.corpus.centre()
    for id, item in home.rows.items.get(sorted(parts)).items():
        known = home.features.get(item.media or "", encoder=home.encoder.name)
        if known is not None and len(known.times):
            scores[id] = float(wished(known, about, centre=centre).mean())
    return sorted(scores, key=lambda id: (-scores[id], id))


def _share(parts: Iterable[Part], topic: str) -> float:
    """The share of the time of some parts that carries the label."""
    rows = [(end - start, topic in own) for start, end, own in parts]
    return sum(seconds for seconds, has in rows if has) / sum(seconds for seconds, _ in rows)
