"""A small real home: twelve clips in four topics, with the log of ten viewers."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_home(tmp_path_factory, make, models, labelled) -> Path:
    """A home with topics; nobody writes to it."""
    folder = tmp_path_factory.mktemp("simulated")
    names = [f"c{n:02d}.mp4" for n in range(12)]
    acts = []
    for n, name in enumerate(names):
        scenes = (10 * (n % 4), 50 + n)
        make.clip(folder / name, seconds=5.0, size=(128, 96), fps=12, scenes=scenes, audio=True)
        for viewer in range(10):
            good = viewer % 4 == n % 4
            watched = 4.5 if good else 1.0
            acts.append({"viewer": viewer, "item": n, "second": 60 * n, "good": good, "watched_s": watched})
    return labelled(folder, names, acts)
