import numpy as np
import pytest
from scipy import stats

from generec.evaluation.experiments.sequential import confidence_sequence, effect_sequence, mismatch


def split(rng, n, *, share=0.5, lift=0.0):
    treated = rng.random(n) < share
    values = (rng.random(n) < np.where(treated, 0.2 + lift, 0.2)).astype(float)
    return values, treated


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_looking_after_every_viewer_finds_nothing_where_there_is_nothing(share) -> None:
    """400 experiments without an effect, each looked at 3,000 times: at most alpha of them ever err.

    A fixed interval, looked at as often, errs in far more.
    """
    rng = np.random.default_rng(0)
    wrong, fixed, runs = 0, 0, 400
    for _ in range(runs):
        values, treated = split(rng, 3000, share=share)
        found = effect_sequence(values, treated, share=share)
        wrong += bool(((found.low > 0) | (found.high < 0)).any())
        for n in range(200, 3001, 100):
            fixed += stats.ttest_ind(values[:n][treated[:n]], values[:n][~treated[:n]]).pvalue < 0.05
            if fixed and n == 3000:
                break
    assert wrong / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)
    assert fixed / runs > 0.5


def test_an_effect_is_found_and_held() -> None:
    rng = np.random.default_rng(1)
    values, treated = split(rng, 20_000, lift=0.05)
    found = effect_sequence(values, treated, share=0.5)
    assert found.low[-1] > 0
    assert (found.low <= 0.05).all()
    assert (found.high >= 0.05).all()
    assert found.mean[-1] == pytest.approx(0.05, abs=0.015)


def test_the_bounds_are_the_papers_formula() -> None:
    values = np.array([1.0, 0, 1, 1, 0, 1])
    found = confidence_sequence(values, alpha=0.1, tightest=100, first=3)
    rho2 = (-2 * np.log(0.1) + np.log(-2 * np.log(0.1) + 1)) / 100
    t, mean = 4, 0.75
    root = np.sqrt(2 * (t * rho2 + 1) / (t**2 * rho2) * np.log(np.sqrt(t * rho2 + 1) / 0.1))
    assert found.low[3] == pytest.approx(mean - np.sqrt(mean * (1 - mean)) * root)
    assert found.high[3] == pytest.approx(mean + np.sqrt(mean * (1 - mean)) * root)
    assert np.isinf(found.high[:2]).all()


def test_it_is_tightest_where_it_is_told_to_be() -> None:
    values = np.tile([0.0, 1.0], 2500)

    def width(n, tightest):
        found = confidence_sequence(values, tightest=tightest)
        return found.high[n - 1] - found.low[n - 1]

    assert min((300, 1000, 5000), key=lambda tightest: width(1000, tightest)) == 1000
    assert min((300, 1000, 5000), key=lambda tightest: width(5000, tightest)) == 5000


def test_nothing_is_read_of_few_viewers() -> None:
    values, treated = split(np.random.default_rng(0), 300, share=0.1)
    found = effect_sequence(values, treated, share=0.1)
    assert np.isinf(found.low).all()


def test_the_split_is_checked() -> None:
    assert mismatch(np.array([5000, 5100]), np.array([0.5, 0.5])) > 0.1
    assert mismatch(np.array([5000, 5400]), np.array([0.5, 0.5])) < 0.001
    assert mismatch(np.array([900, 100]), np.array([9, 1])) == 1
    assert mismatch(np.array([0, 0]), np.array([0.5, 0.5])) == 1
