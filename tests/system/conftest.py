"""A small real home: clips made by code in three topics, with the log of a few viewers."""

import shutil
import time
from pathlib import Path

import pytest

import generec

TOPICS = ("boats", "lamps", "trees")
NOW = float(int(time.time()))
"""When the log of the corpus ends."""


def corpus(folder: Path, make, table) -> tuple[Path, Path]:
    """Twelve clips (four of each topic, of two scenes, with sound) and a log of twelve viewers."""
    folder.mkdir()
    items, events = [], []
    for number in range(12):
        topic = TOPICS[number % 3]
        make.clip(
            folder / f"c{number:02d}.mp4",
            seconds=6.0,
            size=(128, 96),
            fps=12,
            scenes=(10 * (number % 3), 100 + number),
            audio=True,
        )
        items.append(
            {
                "item_id": f"c{number:02d}",
                "title": f"{topic.capitalize()} {number}",
                "topics": topic,
                "media": f"c{number:02d}.mp4",
                "creator": f"maker{number % 4}",
            }
        )
    for viewer in range(12):
        for step in range(6):
            number = (viewer % 3 + 3 * step) % 12 if step < 4 else (viewer + step) % 12
            likes = number % 3 == viewer % 3
            events.append(
                {
                    "user_id": f"v{viewer:02d}",
                    "item_id": f"c{number:02d}",
                    "timestamp": int(NOW) - 90_000 + 100 * step + viewer,
                    "watched_s": 5.5 if likes else 0.6,
                    "liked": int(likes),
                    "skipped": int(not likes),
                }
            )
    return table(folder / "items.csv", items), table(folder / "interactions.csv", events)


@pytest.fixture(scope="session")
def world(tmp_path_factory, make, table, models) -> Path:
    """A home that was filled and fitted once; tests work on copies."""
    folder = tmp_path_factory.mktemp("world")
    items, log = corpus(folder / "corpus", make, table)
    with generec.open(folder / "home") as system:
        report = system.ingest(items, interactions=log, rights="own")
        assert report.n_rejected == 0
        system.fit()
    return folder / "home"


class Clock:
    """A clock that tests set. It starts now, as those of other processes on the same home do."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(world, tmp_path, clock):
    """Opens a copy of the world with given options; closes what was opened."""
    from generec.system import GeneRec

    shutil.copytree(world, tmp_path / "home")
    systems = []

    def open_(**options):
        systems.append(GeneRec.open(tmp_path / "home", options=options, clock=clock))
        return systems[-1]

    yield open_
    for system in systems:
        system.close()


@pytest.fixture
def system(opened):
    return opened()
