"""A small real home: twelve clips in four topics, with the log of some viewers."""

import csv
import time
from pathlib import Path

import pytest

from generec.system import GeneRec

TOPICS = ("boats", "lamps", "trees", "birds")
FAST = """
[train]
als_factors = [8]
als_regularization = [1.0]
als_alpha = [5.0]
seen_weights = [0.0]
"""


def table(path: Path, rows: list[dict]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def small_home(tmp_path_factory, make, models) -> Path:
    """A home with topics; nobody writes to it."""
    folder, now = tmp_path_factory.mktemp("simulated"), time.time()
    items, events = [], []
    for n in range(12):
        make.clip(
            folder / f"c{n:02d}.mp4",
            seconds=5.0,
            size=(128, 96),
            fps=12,
            scenes=(10 * (n % 4), 50 + n),
            audio=True,
        )
        items.append(
            {
                "item_id": f"c{n:02d}",
                "title": f"{TOPICS[n % 4]} {n}",
                "topics": TOPICS[n % 4],
                "media": f"c{n:02d}.mp4",
            }
        )
        for u in range(10):
            good = u % 4 == n % 4
            events.append(
                {
                    "user_id": f"u{u}",
                    "item_id": f"c{n:02d}",
                    "timestamp": int(now - 86_400 + 60 * n),
                    "watched_s": 4.5 if good else 1.0,
                    "liked": int(good),
                    "skipped": int(not good),
                }
            )
    home = folder / "home"
    home.mkdir()
    with GeneRec.open(home) as system:
        system.ingest(
            table(folder / "items.csv", items), interactions=table(folder / "log.csv", events), rights="own"
        )
    (home / "generec.toml").write_text(FAST, "utf-8")
    return home
