"""Colours that go with what lies near a viewer."""

from contextlib import nullcontext

import numpy as np
import pytest

from generec.domain.items import Item
from generec.editor.colours import LEAST, MOST, STRENGTH, Colours, load, measured
from generec.media import pictures
from generec.media.recolour import palette


@pytest.fixture
def colours():
    """Half of the works dark, half bright, with noise."""
    rng = np.random.default_rng(0)
    base = np.linspace(20, 60, 27).reshape(3, 9)
    rows = base + 10 * rng.standard_normal((60, 3, 1))
    rows[30:, 0] += 30
    return Colours(tuple(f"w{n}" for n in range(60)), rows.astype(np.float32))


def test_who_is_near_to_bright_works_leans_to_bright_ones(colours):
    rng = np.random.default_rng(1)
    scores = {f"w{n}": float(n >= 30) + 0.5 * rng.standard_normal() for n in range(60)}
    found = colours.leaning(scores)
    assert found.away[0].min() > 0.5 * STRENGTH
    assert np.abs(found.away).mean() == pytest.approx(STRENGTH, rel=1e-3)
    other = colours.leaning({work: -score for work, score in scores.items()})
    assert other.away == pytest.approx(-found.away, abs=1e-3)
    assert colours.leaning(scores, trust=0.25).away == pytest.approx(found.away / 4, abs=1e-3)


def test_too_few_known_works_or_equal_scores_say_nothing(colours):
    assert colours.leaning({f"w{n}": float(n) for n in range(LEAST - 1)}) is None
    assert colours.leaning({f"w{n}": 1.0 for n in range(60)}) is None
    assert colours.leaning({f"other{n}": float(n) for n in range(60)}) is None


def test_they_are_kept(colours, tmp_path):
    assert load(tmp_path / "none.npz") is None
    colours.save(tmp_path / "colours.npz")
    kept = load(tmp_path / "colours.npz")
    assert kept.works == colours.works
    assert np.array_equal(kept.palettes, colours.palettes)


def test_palettes_are_of_covers_and_what_cannot_be_read_is_left_out(tmp_path):
    red = np.full((30, 40, 3), (200, 40, 40), np.uint8)
    (tmp_path / "red.png").write_bytes(pictures.png(red))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    keys = {"sha256:aa": "red.png", "sha256:bb": "broken.png"}
    items = [
        Item(id="a", work="a", kind="video", media="sha256:cc", thumbnail="sha256:aa"),
        Item(id="b", work="b", kind="image", media="sha256:aa"),
        Item(id="c", work="c", kind="image", media="sha256:bb"),
        Item(id="d", work="d", kind="text", title="words"),
    ]
    found = measured(items, lambda key: nullcontext(tmp_path / keys[key]))
    assert found.works == ("a", "b")
    assert found.palettes[0] == pytest.approx(palette([red]), abs=0.5)
    assert measured([], lambda key: nullcontext(tmp_path)).palettes.shape == (0, 3, 9)
    assert MOST >= LEAST
