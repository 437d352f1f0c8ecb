"""Copies of a home to simulate on: the home itself is never touched."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from generec.domain.errors import ConfigError, DataError
from generec.domain.items import Item
from generec.evaluation.compilations import compilations
from generec.evaluation.simulator.messages import Labelled
from generec.fidelity import marking
from generec.policy.rights import inherited
from generec.system import GeneRec

Say = Callable[[str], None]
LEAST_ITEMS, LEAST_TOPICS = 12, 3
_LINKED = ("blobs",)
_COPIED = ("vectors", "features", "fits", "world")
_BASE, _DONE = "base", "base.json"


def cloned(source: Path, target: Path) -> None:
    """Copy a home: rows by SQLite's own backup, media by links, keys not at all.

    Raises `ConfigError` for a home whose rows or media are kept elsewhere.
    """
    if not (source / "generec.db").exists():
        raise ConfigError(
            f"{source} keeps its rows elsewhere: only a home in files is simulated", field="home"
        )
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    if (source / "generec.toml").exists():
        shutil.copyfile(source / "generec.toml", target / "generec.toml")
    with (
        closing(sqlite3.connect(f"file:{source / 'generec.db'}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target / "generec.db")) as new,
    ):
        old.backup(new)
    for name in (*_LINKED, *_COPIED):
        if (source / name).exists():
            copy = _linked if name in _LINKED else shutil.copy2
            shutil.copytree(source / name, target / name, copy_function=copy)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


def marked_alike(base: Path, home: Path) -> None:
    """Give a copy the base's own key of invisible marks: the same life has the same pictures, to the bit."""
    marking.made_key(base / "keys")
    (home / "keys").mkdir(mode=0o700, exist_ok=True)
    shutil.copy2(base / "keys" / marking.FILE, home / "keys" / marking.FILE)


class Base:
    """The copy that all runs begin from: fewer residents, compilations added, fitted.

    `catalogue` is what anybody sees of its items.
    """

    def __init__(self, out: Path) -> None:
        self.path = out / _BASE
        self._file = out / _DONE

    @property
    def ready(self) -> bool:
        """Whether it was made."""
        return self._file.exists()

    def record(self) -> dict[str, Any]:
        """What was made: the catalogue, the log's rows, and how it came about."""
        return dict(json.loads(self._file.read_text("utf-8")))

    def make(self, home: Path, *, residents: int, mixes: int, seed: int, say: Say) -> None:
        """Make it from a home. Raises `ConfigError` and `DataError` for one that cannot be simulated."""
        cloned(home, self.path)
        ends = _ends(self.path)
        with GeneRec.open(self.path, clock=lambda: ends) as system:
            items = _labelled(system)
            say(f"{len(items)} items with topics; {len(system.home.rows.viewers.known())} viewers in the log")
            rows = _log(system, {item.id: item for item in items})
            gone = _thinned(system, residents, seed=seed)
            mixed = _mixed(system, items, mixes, seed=seed, folder=self.path / "mixes", say=say)
            say("learning from the log")
            system.fit()
            catalogue = [_seen(system, item, mixed.get(item.id, ())) for item in _labelled(system)]
        self._file.write_text(
            json.dumps(
                {
                    "catalogue": [one.model_dump(mode="json") for one in catalogue],
                    "log": rows,
                    "residents_left_out": gone,
                    "mixes": len(mixed),
                    "ends": ends,
                },
                ensure_ascii=False,
            ),
            "utf-8",
        )


def _ends(home: Path) -> float:
    """When the log ends: simulated days begin there, so that nothing that was liked of late is old."""
    with closing(sqlite3.connect(f"file:{home / 'generec.db'}?mode=ro", uri=True)) as rows:
        (at,) = rows.execute("select max(at) from events").fetchone()
    return float(at) if at is not None else time.time()


def _labelled(system: GeneRec) -> list[Item]:
    """What people made and labelled. Raises `DataError` where tastes over topics cannot be."""
    at = system.home.clock()
    every = [item for _, item in system.home.rows.items.changed() if item.origin == "found"]
    items = [item for item in every if item.topics and item.showable(at=at)]
    topics = Counter(topic for item in items for topic in item.topics)
    if len(items) < LEAST_ITEMS or len(topics) < LEAST_TOPICS:
        raise DataError(
            f"{len(items)} of this home's {len(every)} items have topics, {len(topics)} in all: "
            f"simulated viewers "
            f"need {LEAST_ITEMS} and {LEAST_TOPICS}; fill the column 'topics' and ingest again",
            field="topics",
        )
    return items


def _log(system: GeneRec, items: dict[str, Item]) -> list[list[Any]]:
    """(viewer, item, share watched, liked, skipped, at) of every viewing in the log."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for event in system.home.rows.events.all():
        if event.item in items and event.kind in ("view", "like", "skip"):
            found.setdefault((event.user, event.item), {})[event.kind] = (
                event.value or 0.0 if event.kind == "view" else 1.0
            )
            found[event.user, event.item].setdefault("at", event.at)
    lasts = {id: item.duration_s or (30.0 if item.kind == "text" else 6.0) for id, item in items.items()}
    return [
        [
            user,
            item,
            round(min(1.0, acts["view"] / lasts[item]), 4),
            "like" in acts,
            "skip" in acts,
            acts["at"],
        ]
        for (user, item), acts in found.items()
        if "view" in acts
    ]


def _thinned(system: GeneRec, most: int, *, seed: int) -> int:
    """Erase viewers of the log beyond so many, so that fitting every day is quick; how many went."""
    users = sorted(system.home.rows.viewers.known())
    rng = np.random.default_rng((seed, 3))
    gone = sorted(rng.permutation(users)[most:].tolist())
    for user in gone:
        system.erase(user)
    return len(gone)


def _mixed(
    system: GeneRec, items: Sequence[Item], n: int, *, seed: int, folder: Path, say: Say
) -> dict[str, tuple[tuple[float, float, tuple[str, ...]], ...]]:
    """Add compilations of the home's clips; the parts of each, by id."""
    if not n:
        return {}
    folder.mkdir(exist_ok=True)
    say(f"putting together {n} compilations")
    rng = np.random.default_rng((seed, 4))
    made = list(compilations(items, media=system.media, folder=folder, n=n, rng=rng))
    table = folder / "mixes.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("item_id", "title", "topics", "media"))
        for mix in made:
            title = "Four clips: " + ", ".join(part[2][0] for part in mix.parts)
            writer.writerow((mix.id, title, ";".join(mix.topics), mix.file.name))
    rights = inherited([item for mix in made for item in mix.sources])[1]
    report = system.ingest(table, rights=rights)
    if report.n_rejected:
        raise DataError(f"the compilations were not taken in: see {report.rejects}")
    return {mix.id: mix.parts for mix in made}


def _seen(system: GeneRec, item: Item, parts: Iterable[tuple[float, float, tuple[str, ...]]]) -> Labelled:
    media = None
    if item.media is not None:
        with system.media(item) as path:
            media = str(path)
    return Labelled(
        id=item.id, kind=item.kind, topics=item.topics, creator=item.creator, media=media, parts=tuple(parts)
    )
