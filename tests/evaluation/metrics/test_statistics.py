import numpy as np
import pytest
from scipy import stats

from generec.evaluation.metrics.statistics import compared, effect, holm, interval, mean_of, paired_test


def test_the_interval_is_that_of_an_independent_bootstrap() -> None:
    values = np.random.default_rng(1).exponential(size=80)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=9999, rng=2)
    ours = interval(values, rng=np.random.default_rng(0))
    assert ours == pytest.approx(theirs.confidence_interval, abs=0.02)


def test_the_interval_holds_the_truth_nineteen_times_of_twenty() -> None:
    rng = np.random.default_rng(0)
    bounds = [interval(rng.normal(size=60), rng=rng) for _ in range(200)]
    assert 0.90 <= np.mean([low < 0 < high for low, high in bounds]) <= 0.98


def test_many_viewers_are_resampled_in_parts() -> None:
    values = np.random.default_rng(0).random(3_000_001)
    low, high = interval(values[:100_000], rng=np.random.default_rng(1))
    assert high - low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(100_000), rel=0.1)


def test_without_viewers_there_is_no_mean() -> None:
    found = mean_of(np.array([]), rng=np.random.default_rng(0))
    assert np.isnan([found.mean, found.low, found.high]).all()
    assert found.n == 0


def test_the_paired_test_is_scipys_permutation_test() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.random(40) + 0.06, rng.random(40)

    def mean(a, b, axis):
        return (a - b).mean(axis=axis)

    theirs = stats.permutation_test(
        (one, other), mean, permutation_type="samples", vectorized=True, n_resamples=9999, rng=1
    )
    assert paired_test(one, other, rng=rng) == pytest.approx(theirs.pvalue, abs=0.03)


def test_the_paired_test_sees_a_real_difference_and_no_other() -> None:
    rng = np.random.default_rng(0)
    values = rng.random(200)
    assert paired_test(values + 0.05 + 0.02 * rng.standard_normal(200), values, rng=rng) < 0.01
    assert paired_test(values + 0.05 * rng.standard_normal(200), values, rng=rng) > 0.01
    assert paired_test(values, values, rng=rng) == 1


def test_holm_by_hand() -> None:
    # 0.01 * 4, 0.02 * 3, 0.03 * 2 raised to the one before, 0.4 * 1; in the order they were given
    assert holm([0.02, 0.4, 0.01, 0.03]) == pytest.approx([0.06, 0.4, 0.04, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_holm_keeps_the_chance_of_one_false_finding() -> None:
    rng = np.random.default_rng(0)
    wrong = np.mean([min(holm(rng.random(10).tolist())) < 0.05 for _ in range(2000)])
    assert 0.03 < wrong < 0.065


def test_effects_are_in_deviations_of_the_differences() -> None:
    one, other = np.array([1.0, 2.0, 3.0, 6.0]), np.array([0.0, 0.0, 2.0, 2.0])
    assert effect(one, other) == pytest.approx(2 / np.sqrt(2))  # of 1, 2, 1, 4: mean 2, variance 2
    assert effect(one, one) == 0
    assert effect(one + 1, one) == np.inf
    assert effect(one - 1, one) == -np.inf


def test_systems_are_compared_at_once() -> None:
    rng = np.random.default_rng(0)
    base = rng.random(100)
    found = compared(base + 0.1, {"worse": base, "same": base + 0.1, "better": base + 0.2}, rng=rng)
    assert found["worse"].mean == pytest.approx(0.1)
    assert (found["worse"].better, found["same"].better, found["better"].better) == (1.0, 0.5, 0.0)
    assert found["worse"].adjusted == pytest.approx(3 * found["worse"].p)
    assert found["same"].adjusted == 1
    assert found["worse"].low == pytest.approx(0.1)
    assert found["worse"].n == 100
