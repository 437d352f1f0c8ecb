"""Small real homes with a log: clips of four topics, and pictures of four."""

import csv
import time
from pathlib import Path

import cv2
import numpy as np
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


def home_of(folder: Path, media: list[str]) -> Path:
    """A home of items with topics in turn; ten viewers each met the first eight and like one topic."""
    items = [
        {"item_id": f"c{n:02d}", "title": f"{TOPICS[n % 4]} {n}", "topics": TOPICS[n % 4], "media": name}
        for n, name in enumerate(media)
    ]
    now = int(time.time()) - 86_400
    events = [
        {
            "user_id": f"u{u}",
            "item_id": f"c{(u + n) % 8:02d}",
            "timestamp": now + 60 * step + u,
            "liked": int((u + n) % 4 == u % 4),
            "skipped": int((u + n) % 4 != u % 4),
        }
        for u in range(10)
        for step, n in enumerate((1, 2, 3, 4, 5, 6, 7, 0))
    ]
    home = folder / "home"
    home.mkdir()
    (home / "generec.toml").write_text(FAST, "utf-8")
    with GeneRec.open(home) as system:
        told = table(folder / "items.csv", items), table(folder / "log.csv", events)
        assert system.ingest(told[0], interactions=told[1], rights="own").n_rejected == 0
    return home


@pytest.fixture(scope="session")
def clips_home(tmp_path_factory, make, models) -> Path:
    """Sixteen clips; nobody writes to it."""
    folder = tmp_path_factory.mktemp("study-clips")
    names = [f"c{n:02d}.mp4" for n in range(16)]
    for n, name in enumerate(names):
        make.clip(folder / name, seconds=3.0, size=(96, 64), fps=10, scenes=(10 * (n % 4), 50 + n))
    return home_of(folder, names)


@pytest.fixture(scope="session")
def pictures_home(tmp_path_factory, models) -> Path:
    """Sixteen posters; nobody writes to it."""
    folder, rng = tmp_path_factory.mktemp("study-pictures"), np.random.default_rng(0)
    names = [f"c{n:02d}.png" for n in range(16)]
    for n, name in enumerate(names):
        image = rng.integers(0, 60, (96, 64, 3)).astype(np.uint8)
        image[20:70, 10:50, n % 3] = 120 + 30 * (n % 4)
        cv2.imwrite(str(folder / name), image)
    return home_of(folder, names)
