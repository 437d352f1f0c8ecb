"""What the three tasks in which something is made have in common: who takes part, and what is shown."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.evaluation.metrics.pictures import psnr, ssim
from generec.evaluation.study.config import Left, Measure, Result
from generec.evaluation.study.judge import CIRCLE, COLOURS, Judges
from generec.evaluation.study.made import Look, Output, Workshop, fitted
from generec.evaluation.study.world import World

Values = dict[str, dict[str, float]]
FEWEST = 3
"""So many things with a topic must a viewer have liked to be taken to name it."""
_SAME_DB = 60.0
"""PSNR of equal pictures, so that means stay finite."""
BY_COLOURS = Measure(
    "history", COLOURS, "between what was made (or stands beside it) and the held-out likes, in colours"
)
IN_OWN_SPACE = Measure("history", CIRCLE, "the same in the encoder's own space", circle=True)
SSIM = Measure("source", "structural similarity of the luma (SSIM)", "how alike it is to its source")
PSNR = Measure(
    "source", "peak signal-to-noise ratio, dB (60 for equal pictures)", "how alike it is to its source"
)


class Way(NamedTuple):
    """What one method came to for one piece: a file, and how it may be told apart in words."""

    made: Output
    words: str = ""


class Making(ABC):
    """One of the three tasks. `ours` are held against `baselines`; the first `made` viewers take part."""

    name = ""
    ours: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    lead: tuple[str, ...] = ("Cosine@K colours",)
    peer = "for all"
    measures: Mapping[str, Measure] = MappingProxyType({})
    told: Mapping[str, str] = MappingProxyType({})

    def __init__(self, world: World, judges: Judges, shop: Workshop) -> None:
        self.world, self.judges, self.shop = world, judges, shop

    @abstractmethod
    def unable(self) -> str:
        """Why this task cannot be done on this home; empty where it can."""

    @abstractmethod
    def ways(self, user: str, profile: Profile) -> list[tuple[str, dict[str, Way]]]:
        """(title, what each method came to) of each piece. Raises `Left`, `GenerecError`."""

    @abstractmethod
    def judged(self, user: str, ways: Sequence[Mapping[str, Way]]) -> Values:
        """Values by measure and method."""

    def users(self) -> Sequence[str]:
        """The first of those drawn who liked enough of one topic to name it."""
        return self._named[: self.world.config.made]

    @cached_property
    def _named(self) -> list[str]:
        return [user for user in self.world.users if self.topics(user)]

    def note(self) -> str:
        """Who takes part, in words for the report."""
        n = len(self.users())
        return (
            f"Making takes seconds for each viewer, so {n} take part: the first drawn of the "
            f"{len(self._named)} (of {len(self.world.users)}) who liked {FEWEST} things of one topic before "
            "the split, and so can be taken to name it."
        )

    def topics(self, user: str, *, fewest: int = FEWEST) -> list[str]:
        """What this viewer would name: topics of so many likes before the split, the most telling first."""
        every = self._labelled
        acts = [act for act in self.world.held.before.get(user, []) if act.liked]
        mine = Counter(topic for act in acts for topic in self.judges.topics.get(act.item, ()))
        enough = [topic for topic, n in mine.items() if n >= fewest]
        return sorted(enough, key=lambda topic: (-mine[topic] / every[topic] ** 0.5, topic))

    @cached_property
    def _labelled(self) -> Counter[str]:
        return Counter(topic for said in self.judges.topics.values() for topic in said)

    def __call__(self, user: str) -> Result:
        """One viewer's result. Raises `Left`, `GenerecError`."""
        found = self.ways(user, self.world.profile(user))
        if not found:
            raise Left("nothing recommended can be changed")
        values = self.judged(user, [ways for _, ways in found])
        shown = [
            {"piece": title, "title": title, "kind": next(iter(ways.values())).made.kind,
             "made": {method: str(way.made.file) for method, way in ways.items()},
             "words": {method: way.words for method, way in ways.items() if way.words}}
            for title, ways in found[:2]
        ]  # fmt: skip
        return Result(values, shown)

    def media(self, shown: Mapping[str, Any], method: str, folder: Path) -> str | None:
        """Put what a method came to into `folder`; its name there. None where there is nothing."""
        file = Path(shown["made"].get(method, ""))
        if not file.is_file():
            return None
        suffix = file.suffix or (".mp4" if shown["kind"] == "video" else ".jpg")
        target = folder / f"{file.stem[-24:]}{suffix}"
        if not target.exists():
            shutil.copyfile(file, target)
        return target.name

    def top(self, user: str, kinds: Sequence[str]) -> list[Item]:
        """The items that are recommended, of these kinds, with media that may be changed."""
        found = self.world.top(user)
        return [item for item in found if item.kind in kinds and item.media and "edit" in item.allow]

    def colours(
        self, user: str, ways: Sequence[Mapping[str, Way]], *, encoded: str = "Cosine@K own encoder"
    ) -> Values:
        """Cosine@K in colours, and in the encoder's space (under the name `encoded`), of each method."""
        looks = [{method: self.shop.look(way.made) for method, way in one.items()} for one in ways]
        methods = list(looks[0])
        rows = {m: np.stack([one[m].colours.mean(axis=0) for one in looks]) for m in methods}
        own = {m: np.stack([one[m].encoded.mean(axis=0) for one in looks]) for m in methods}
        out = {"Cosine@K colours": self.judges.by_colours(user, rows)}
        if mine := self.judges.in_own_space(user, own, self._centre):
            out[encoded] = mine
        return out

    @cached_property
    def _centre(self) -> np.ndarray:
        centre = self.world.system.parts.corpus.centre()
        return np.zeros(1) if centre is None else centre.pictures.astype(float)

    def fidelity(self, ways: Sequence[Mapping[str, Way]], source: str, of: Sequence[str]) -> Values:
        """SSIM and PSNR of methods to what they were made from, moment by moment."""
        out: Values = {"SSIM to source": {}, "PSNR to source": {}}
        for method in of:
            pairs = [
                pair
                for one in ways
                for pair in _pairs(self.shop.look(one[method].made), self.shop.look(one[source].made))
            ]
            out["SSIM to source"][method] = float(np.mean([ssim(made, base) for made, base in pairs]))
            out["PSNR to source"][method] = float(
                np.mean([min(_SAME_DB, psnr(made, base)) for made, base in pairs])
            )
        return out


def _pairs(made: Look, source: Look) -> list[tuple[Any, Any]]:
    return [(fitted(one, base), base) for one, base in zip(made.images, source.images, strict=True)]
