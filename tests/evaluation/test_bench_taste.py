"""The benchmark of tastes, on made pictures whose viewers like one colour each."""

import re

import numpy as np
import pytest

from generec.domain.items import Item
from generec.evaluation import bench_taste
from generec.evaluation.splits import Ratings
from generec.retriever.train import TrainConfig


@pytest.fixture
def world():
    """Who like red and who like blue, each having rated half of the pictures of their colour."""
    rng = np.random.default_rng(0)
    users, ids, shown = [], [], {}
    for colour, rgb in (("red", (165, 120, 105)), ("blue", (105, 120, 165))):
        for n in range(60):
            noise = rng.normal(0, 30, (40, 40, 1)) + rng.normal(0, 12, (1, 1, 3))
            shown[f"{colour}{n}"] = np.clip(np.array(rgb) + noise, 0, 255).astype(np.uint8)
        for fan in range(6):
            for n in rng.choice(60, 30, replace=False):
                users.append(f"{colour}-lover-{fan}")
                ids.append(f"{colour}{n}")
    items = tuple(
        Item(id=name, work=name, kind="text", topics=(name.rstrip("0123456789"),)) for name in shown
    )
    size = len(users)
    log = Ratings("made", items, np.array(users), np.array(ids), np.full(size, 5.0), np.arange(size) * 1.0)
    return log, shown.__getitem__


def figures(rows):
    return {row.name.removeprefix("made, "): float(re.match(r"[\d.]+", row.figure)[0]) for row in rows}


def test_bent_by_what_a_viewer_likes_a_picture_goes_their_way(world, monkeypatch):
    monkeypatch.setattr(bench_taste, "OTHERS", 6)
    monkeypatch.setattr(bench_taste, "_STYLED", 4)
    quick = TrainConfig(als_iterations=3, als_factors=(8,), neighbours=(20,), ease_regularization=(100.0,))
    found = figures(bench_taste.bench_taste(*world, config=quick))
    ways = ("by history", "by history and embedding", "by both, 3 likes", "by words")
    for way in ways:
        assert found[f"histogram, {way}: nearer than bent for another viewer"] > 0.55, way
        assert found[f"histogram, {way}: more apart from everybody than bent for another viewer"] > 0.6, way
    alike = "histogram, for all alike: nearer than bent for another viewer"
    assert found[alike] == 0.5, "one palette for all tells nobody apart"
    assert "style numbers, by words: nearer than bent for another viewer" in found
    assert 0.5 < found["made: structural likeness (SSIM) to the source"] <= 1.0


def test_likeness_is_one_for_the_same_picture_and_falls_with_noise():
    image = np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    other = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    assert bench_taste.likeness(image, image) == pytest.approx(1.0, abs=1e-4)
    assert bench_taste.likeness(image, other) < 0.2
