"""The world of a study: a copy of the home that never saw what judges."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.random import Generator

from generec.creator.diffusion.run import TRAINED
from generec.domain.errors import ConfigError, DataError
from generec.domain.events import Event
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.evaluation.metrics.liking import Act
from generec.evaluation.simulator.homes import cloned
from generec.evaluation.study.acts import Held, acts_of, held
from generec.evaluation.study.config import StudyConfig
from generec.system import GeneRec

Say = Callable[[str], None]
FEWEST = 3
SAMPLE = 300
"""Viewers whose mean taste is everybody's."""
_EVERYBODY = "everybody"
_LATER = ("events", "event_counts", "requests", "decisions")
"""Tables of the copy in which something of the held-out part may stand."""


class World:
    """The copy, opened: who is studied, what they liked before and after, what they may be shown."""

    def __init__(self, system: GeneRec, out: Path, config: StudyConfig, splits: dict[str, Held]) -> None:
        self.system, self.out, self.config = system, out, config
        self.splits, self.held = splits, splits[config.split]
        self.items = _shown(system)

    @classmethod
    def open(cls, home: Path, out: Path, config: StudyConfig, *, say: Say) -> Self:
        """The world in `out`, made and fitted where it is not yet. The home is only read.

        Raises `ConfigError` for a home whose rows are elsewhere, `DataError` for one without a log.
        """
        copy, ready = out / "home", out / "world.json"
        if not (home / "generec.db").exists():
            raise ConfigError(
                f"{home} keeps its rows elsewhere: only a home in files is studied", field="home"
            )
        with closing(sqlite3.connect(f"file:{home / 'generec.db'}?mode=ro", uri=True)) as rows:
            (ends,) = rows.execute("select max(at) from events").fetchone()
        if ends is None:
            raise DataError(f"the home {home} has no log to study: ingest one with --interactions")
        with GeneRec.open(home, clock=lambda: float(ends)) as source:
            events = list(source.home.rows.events.all())
            acts = acts_of(events, _shown(source))
        splits = {name: held(acts, split=name) for name in ("viewer", "time")}
        chosen = splits[config.split]
        if len(chosen.viewers) < FEWEST:
            raise DataError(f"{len(chosen.viewers)} viewers of this log liked something before and after the "
                            f"split: a study needs {FEWEST}")  # fmt: skip
        if not ready.exists():
            say("copying the home without what judges")
            cloned(home, copy)
            _forget(copy)
            if (home / TRAINED).exists():
                shutil.copytree(home / TRAINED, copy / TRAINED)
            with GeneRec.open(copy, clock=lambda: float(ends)) as system:
                _learn(system, events, chosen)
            ready.write_text(json.dumps({"ends": ends, "home": str(home.resolve())}), "utf-8")
        return cls(GeneRec.open(copy, clock=lambda: float(ends)), out, config, splits)

    def close(self) -> None:
        """Close the copy."""
        self.system.close()

    @cached_property
    def users(self) -> tuple[str, ...]:
        """The viewers drawn, in the order in which they are studied."""
        return self._drawn[: self.config.viewers]

    @cached_property
    def _drawn(self) -> tuple[str, ...]:
        rng = np.random.default_rng((self.config.seed, 1))
        return tuple(str(user) for user in rng.permutation(self.held.viewers))

    def rng(self, *of: str) -> Generator:
        """Chance that hangs on the seed and on what it is for."""
        return np.random.default_rng([self.config.seed, *("/".join(of)).encode()])

    def profile(self, user: str) -> Profile:
        """What the system believes of a viewer before the held-out part."""
        return self.system.parts.reading.profile(user, at=self.system.home.clock())

    @cached_property
    def everybody(self) -> Profile:
        """The mean taste of viewers: what an unpersonalised choice goes by, however many are studied."""
        every = [self.profile(user) for user in self._drawn[:SAMPLE]]
        weight: dict[str, float] = {}
        for profile in every:
            for work, value in profile.liked.items():
                weight[work] = weight.get(work, 0.0) + value / len(every)
        best = dict(sorted(weight.items(), key=lambda pair: (-pair[1], pair[0]))[:40])
        own = Profile(viewer=Viewer(id=_EVERYBODY), liked=best, n_events=len(best), shared=True)
        looks = _mean([profile.pictures for profile in every])
        return replace(own, meaning=_mean([profile.meaning for profile in every]), pictures=looks)

    @cached_property
    def common_topics(self) -> dict[str, float]:
        """The mean liking of each topic over these viewers; who dislikes one counts as nothing."""
        every, out = [self.profile(user).topics for user in self._drawn[:SAMPLE]], dict[str, float]()
        for topics in every:
            for topic, weight in topics.items():
                out[topic] = out.get(topic, 0.0) + max(0.0, weight) / len(every)
        return dict(sorted(out.items(), key=lambda pair: (-pair[1], pair[0])))

    def after(self, user: str) -> list[Act]:
        """The held-out acts of a viewer."""
        return self.held.after.get(user, [])

    def top(self, user: str, *, kind: str | None = None) -> list[Item]:
        """The best `k` items for a viewer that they had not met before, of one kind or any."""
        found = self.system.parts.corpus.retriever()(
            profiles=[self.profile(user)],
            guidance=[Guidance()],
            k=8 * self.config.k,
            at=self.system.home.clock(),
            rng=self.rng("top", user),
        )[0]
        met = {act.item for act in self.held.before.get(user, [])}
        ranked = [self.items[id] for id in found.ids if id in self.items and id not in met]
        return [item for item in ranked if kind is None or item.kind == kind][: self.config.k]


def _shown(system: GeneRec) -> dict[str, Item]:
    """What people made and may be shown."""
    at = system.home.clock()
    every = (item for _, item in system.home.rows.items.changed())
    return {item.id: item for item in every if item.origin == "found" and item.showable(at=at)}


def _forget(copy: Path) -> None:
    """Take the whole log out of the copy, which is nobody's home."""
    with closing(sqlite3.connect(copy / "generec.db")) as rows, rows:
        for table in _LATER:
            rows.execute(f"delete from {table}")


def _learn(system: GeneRec, events: Sequence[Event], split: Held) -> None:
    """Put back what happened before the split, and fit on it."""
    known = {(act.user, act.item) for mine in split.before.values() for act in mine}
    works = {id: item.work for id, item in _shown(system).items()}
    system.home.rows.events.put(e for e in events if (e.user, works.get(e.item, "")) in known)
    system.fit()


def _mean(rows: Sequence[np.ndarray | None]) -> np.ndarray | None:
    kept = [row for row in rows if row is not None]
    if not kept:
        return None
    total = np.mean(kept, axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)
