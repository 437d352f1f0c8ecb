import numpy as np
import pytest
from scipy.spatial.distance import pdist

from generec.evaluation.metrics.exposure import ai_share, coverage, diversity, gini, novelty, unit_rows

LISTS = {"a": ["x", "y"], "b": ["x", "z"], "c": []}


def test_coverage_counts_what_anybody_sees_of_the_catalogue() -> None:
    assert coverage(LISTS, catalogue=["x", "y", "z", "w"]) == 0.75
    assert coverage({"a": ["gone"]}, catalogue=["x"]) == 0
    assert coverage({}, catalogue=[]) == 0


def test_gini_by_hand_and_by_mean_differences() -> None:
    even = {str(n): ["x", "y", "z"] for n in range(5)}
    assert gini(even, catalogue=["x", "y", "z"]) == 0
    assert gini({"a": ["x"]}, catalogue=["x", "y", "z"]) == pytest.approx(1)
    count = np.array([2.0, 1, 1, 0])
    apart = np.abs(count[:, None] - count).sum() / (4 * 3) / (2 * count.mean())
    assert gini(LISTS, catalogue=["x", "y", "z", "w"]) == pytest.approx(apart)
    assert gini({}, catalogue=["x", "y"]) == 0


def test_diversity_is_the_mean_distance_of_pairs() -> None:
    rows = np.random.default_rng(0).normal(size=(6, 5))
    found = diversity([rows, rows[:1], np.eye(3), np.ones((2, 4))])
    assert found[0] == pytest.approx(pdist(rows, "cosine").mean())
    assert np.isnan(found[1])
    assert found[2:] == pytest.approx([1, 0])


def test_novelty_is_in_bits() -> None:
    found = novelty(LISTS, seen_by={"x": 3, "y": 1, "z": 0}, viewers=3)
    assert found[:2] == pytest.approx([(0 + 1) / 2, (0 + 2) / 2])
    assert np.isnan(found[2])


def test_share_of_what_ai_made() -> None:
    assert ai_share(LISTS, ai={"x"}) == 0.5
    assert ai_share({}, ai={"x"}) == 0


def test_nothing_stays_nothing() -> None:
    assert unit_rows(np.array([[3, 4], [0, 0]])).tolist() == [[0.6, 0.8], [0, 0]]
