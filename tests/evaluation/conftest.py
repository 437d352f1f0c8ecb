"""A small real home of labelled items with a log, for rooms that judge by topics."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="session")
def labelled(table) -> Callable[[Path, list[str], list[dict[str, Any]]], Path]:
    """Makes a home in `folder` of its media, topics in turn, and of acts: `labelled(folder, media, acts)`.

    An act is (viewer, item) by number and whether it was liked; `second` of yesterday, `watched_s` if known.
    """

    def home(folder: Path, media: list[str], acts: list[dict[str, Any]]) -> Path:
        items = [
            {"item_id": f"c{n:02d}", "title": f"{TOPICS[n % 4]} {n}", "topics": TOPICS[n % 4], "media": name}
            for n, name in enumerate(media)
        ]
        yesterday = int(time.time()) - 86_400
        events = [
            {
                "user_id": f"u{act['viewer']}",
                "item_id": f"c{act['item']:02d}",
                "timestamp": yesterday + act["second"],
                "liked": int(act["good"]),
                "skipped": int(not act["good"]),
                **({"watched_s": act["watched_s"]} if "watched_s" in act else {}),
            }
            for act in acts
        ]
        made = folder / "home"
        made.mkdir()
        (made / "generec.toml").write_text(FAST, "utf-8")
        with GeneRec.open(made) as system:
            told = table(folder / "items.csv", items), table(folder / "log.csv", events)
            assert system.ingest(told[0], interactions=told[1], rights="own").n_rejected == 0
        return made

    return home
