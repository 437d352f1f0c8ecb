"""Small real homes with a log: clips of four topics, and pictures of four."""

from pathlib import Path

import cv2
import numpy as np
import pytest


def acts(*, apart: bool) -> list[dict]:
    """Ten viewers each met sixteen items (the first, or `apart` some of their own) and like one topic."""
    return [
        {
            "viewer": viewer,
            "item": 5 * viewer + n if apart else (viewer + n) % 16,
            "second": 60 * step + viewer,
            "good": n % 4 == 0,
        }
        for viewer in range(10)
        for step, n in enumerate((*range(1, 16), 0))
    ]


@pytest.fixture(scope="session")
def clips_home(tmp_path_factory, make, models, labelled) -> Path:
    """Twenty-four clips; nobody writes to it."""
    folder = tmp_path_factory.mktemp("study-clips")
    names = [f"c{n:02d}.mp4" for n in range(24)]
    for n, name in enumerate(names):
        make.clip(folder / name, seconds=5.0, size=(128, 96), fps=12, scenes=(n, 50 + n))
    return labelled(folder, names, acts(apart=False))


@pytest.fixture(scope="session")
def pictures_home(tmp_path_factory, models, labelled) -> Path:
    """Eighty posters; nobody writes to it."""
    folder, rng = tmp_path_factory.mktemp("study-pictures"), np.random.default_rng(0)
    names = [f"c{n:02d}.png" for n in range(80)]
    for n, name in enumerate(names):
        image = rng.integers(0, 60, (96, 64, 3)).astype(np.uint8)
        image[20:70, 10:50, n % 3] = 120 + 30 * (n % 4)
        cv2.imwrite(str(folder / name), image)
    return labelled(folder, names, acts(apart=True))
