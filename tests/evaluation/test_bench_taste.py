"""The benchmark of tastes, on made pictures whose viewers like one colour each."""

import numpy as np
import pytest

from generec.domain.items import Item
from generec.evaluation import bench_taste
from generec.evaluation.splits import Ratings
from generec.media import pictures


@pytest.fixture
def world(tmp_path):
    """One who likes red and one who likes blue, each rating half of the pictures of their colour."""
    rng = np.random.default_rng(0)
    users, ids, names = [], [], []
    for colour, rgb in (("red", (165, 120, 105)), ("blue", (105, 120, 165))):
        for n in range(60):
            noise = rng.normal(0, 30, (40, 40, 1)) + rng.normal(0, 12, (1, 1, 3))
            (tmp_path / f"{colour}{n}.jpg").write_bytes(
                pictures.jpeg(np.clip(np.array(rgb) + noise, 0, 255).astype(np.uint8))
            )
            names.append(f"{colour}{n}")
        for n in range(30):
            users.append(f"{colour}-lover")
            ids.append(f"{colour}{n}")
    items = tuple(Item(id=name, work=name, kind="text") for name in names)
    size = len(users)
    return Ratings(
        "made", items, np.array(users), np.array(ids), np.full(size, 5.0), np.arange(size) * 1.0
    ), tmp_path


def test_who_likes_another_colour_gets_nearer_to_it_than_by_others_taste(world, monkeypatch):
    monkeypatch.setattr(bench_taste, "EACH", 8)
    monkeypatch.setattr(bench_taste, "OTHERS", 1)
    rows = {row.name: row.figure for row in bench_taste.bench_taste(*world)}
    for judge in ("histogram", "style numbers"):
        own = rows[f"taste, {judge}: distance to the viewer's other likes, after to before"]
        assert own < rows[f"taste, {judge}: the same, bent for other viewers"]
    assert rows["taste, histogram: share of pictures nearer than bent for others"] > 0.5
    assert 0.5 < rows["taste: structural likeness (SSIM) to the source"] <= 1.0


def test_likeness_is_one_for_the_same_picture_and_falls_with_noise():
    image = np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    other = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    assert bench_taste.likeness(image, image) == pytest.approx(1.0, abs=1e-4)
    assert bench_taste.likeness(image, other) < 0.2
