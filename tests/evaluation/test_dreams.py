"""The judge of what is drawn for groups: it sees what is there, and nothing where nothing is."""

from itertools import permutations

import numpy as np
import pytest

from generec.evaluation.dreams import Drawn, centred, compare, dealt, leaning, nearest


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def drawn(pull, *, g=4, n=40, m=20, d=16, seed=0):
    """Clips that lie `pull` towards what their group likes, out of noise that the groups share."""
    rng = np.random.default_rng(seed)
    held = unit(rng.standard_normal((m, d)))
    weights = np.full((g, m), -0.2 / (g - 1), np.float32)
    for k in range(g):
        weights[k, k * 5 : k * 5 + 5] = 0.2
    noise = rng.standard_normal((n, d)) / d**0.5
    goal = np.maximum(weights, 0) @ held
    clips = unit(noise[None] + pull * goal[:, None] + 0.05 * rng.standard_normal((g, n, d)))
    return Drawn(clips, unit(noise), held, weights)


def test_what_is_drawn_for_a_group_is_seen_to_be_nearer():
    found = compare(drawn(0.3), rng=np.random.default_rng(1), draws=200)
    assert found.for_it.low > 0.6
    assert found.than_nobody.low > 0.6
    assert found.its_own.value > 0.55
    assert found.its_own.low < found.its_own.value < found.its_own.high


def test_where_nothing_is_wanted_chance_is_within_the_interval():
    inside = 0
    for seed in range(10):
        found = compare(drawn(0.0, seed=seed), rng=np.random.default_rng(1), draws=200)
        inside += found.for_it.low <= 0.5 <= found.for_it.high
    assert inside >= 8


def test_clips_for_the_wrong_groups_lose():
    right = drawn(0.6)
    wrong = Drawn(np.roll(right.clips, 1, axis=0), right.nobody, right.held, right.weights)
    assert compare(wrong, rng=np.random.default_rng(1), draws=50).for_it.value < 0.4


def by_hand(told):
    """`for_it`, pair by pair."""
    near = [[told.held @ clip for clip in group] for group in told.clips]
    groups = range(len(near))
    pairs = [(k, other) for k in groups for other in groups if other != k]
    wins = [
        float(near[k][i] @ told.weights[k] > near[other][i] @ told.weights[k])
        for k, other in pairs
        for i in range(told.clips.shape[1])
    ]
    return float(np.mean(wins))


def test_folds_count_alike_whatever_their_size():
    folds = [drawn(0.5, seed=1), drawn(0.1, g=3, n=10, m=15, seed=2)]
    found = compare(*folds, rng=np.random.default_rng(1), draws=50)
    assert found.for_it.value == pytest.approx(np.mean([by_hand(fold) for fold in folds]), abs=1e-6)
    alone = [compare(fold, rng=np.random.default_rng(1), draws=50) for fold in folds]
    for name in ("for_it", "than_nobody", "its_own", "by_nobody"):
        both = np.mean([getattr(one, name).value for one in alone])
        assert getattr(found, name).value == pytest.approx(both, abs=1e-6)


def test_more_folds_make_the_interval_narrower():
    folds = [drawn(0.2, seed=seed) for seed in range(5)]
    wide = np.mean(
        [np.ptp(compare(one, rng=np.random.default_rng(1), draws=400).for_it[1:]) for one in folds]
    )
    narrow = np.ptp(compare(*folds, rng=np.random.default_rng(1), draws=400).for_it[1:])
    # Five that are independent: by the root of five.
    assert narrow == pytest.approx(wide / 5**0.5, rel=0.15)


def test_deals_are_all_the_ways_to_give_clips_to_groups():
    fold = drawn(0.15, g=4, n=12, seed=3)
    turned = [by_hand(Drawn(fold.clips[list(turn)], *rest(fold))) for turn in permutations(range(4))]
    found = dealt(fold, rng=np.random.default_rng(1), draws=20_000)
    assert found.reach == pytest.approx(np.mean(np.array(turned) >= turned[0] - 1e-9), abs=0.02)
    assert min(turned) <= found.low < 0.5 < found.high <= max(turned) + 1e-6


def rest(fold):
    return fold.nobody, fold.held, fold.weights


def test_what_is_drawn_for_its_group_beats_all_deals_and_what_is_not_does_not():
    right = dealt(*(drawn(0.5, seed=seed) for seed in range(3)), rng=np.random.default_rng(1))
    assert right.reach < 0.001
    assert right.low < 0.5 < right.high < 0.75
    reached = [dealt(drawn(0.0, seed=seed), rng=np.random.default_rng(1)).reach for seed in range(40)]
    assert 0.3 < np.mean(reached) < 0.7


def test_clips_for_nobody_are_at_chance_with_each_group():
    found = compare(drawn(0.6, n=400), rng=np.random.default_rng(1), draws=50)
    assert found.by_nobody.value == pytest.approx(0.5, abs=0.1)


def test_a_work_counts_for_those_who_like_it_more_than_others_and_against_the_others():
    fans, seen = np.array([[30, 10], [10, 10]]), np.array([[40, 40], [40, 40]])
    weights = leaning(fans, seen)
    assert weights[0, 0] > 0 > weights[1, 0]
    assert weights.sum(axis=1) == pytest.approx([0, 0], abs=1e-6)
    assert weights.sum(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert leaning(np.zeros((2, 2), int), np.zeros((2, 2), int)) == pytest.approx(np.zeros((2, 2)))


def test_distances_are_to_the_nearest():
    known = unit(np.eye(3)[:2])
    assert nearest(unit(np.array([[1.0, 0, 0], [0, 0, 1.0]])), known) == pytest.approx([0, 1])
    assert centred(np.array([[2.0, 1.0]], np.float32), np.array([1.0, 1.0], np.float32)) == pytest.approx(
        np.array([[1.0, 0.0]])
    )
