import numpy as np
import pytest
from scipy.linalg import sqrtm

from generec.domain.errors import DataError
from generec.evaluation.metrics.sets import frechet, kid, median_width, mmd


def test_frechet_is_the_published_formula() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(90, 6)) @ rng.normal(size=(6, 6)), rng.normal(size=(70, 6)) + 0.5
    one, two = np.cov(a.T), np.cov(b.T)
    gap = a.mean(axis=0) - b.mean(axis=0)
    theirs = gap @ gap + np.trace(one + two - 2 * sqrtm(one @ two).real)
    found = frechet(a, b)
    assert found.value == pytest.approx(theirs)
    assert (found.made, found.real, found.biased) == (90, 70, True)


def test_frechet_of_many_samples_is_that_of_the_gaussians() -> None:
    rng = np.random.default_rng(0)
    # means 1 apart in each of 3, deviations 2 and 1: 3 * 1 + 3 * (2 - 1)^2
    found = frechet(2 * rng.normal(size=(40_000, 3)) + 1, rng.normal(size=(40_000, 3)))
    assert found.value == pytest.approx(6, abs=0.15)
    assert not found.biased


def test_frechet_with_fewer_samples_than_dimensions() -> None:
    a = np.random.default_rng(0).normal(size=(5, 40))
    assert frechet(a, a).value == pytest.approx(0, abs=1e-9)
    assert frechet(a, a + 1).value == pytest.approx(40)


def kernel(x, y):
    return (x @ y / len(x) + 1) ** 3


def test_kid_is_the_mean_over_pairs() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(7, 4)), rng.normal(size=(5, 4)) + 1
    within = np.mean([kernel(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
    other = np.mean([kernel(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
    across = np.mean([kernel(x, y) for x in a for y in b])
    assert kid(a, b, rng=rng).value == pytest.approx(within + other - 2 * across)


def test_mmd_is_the_mean_over_pairs() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(6, 3)), rng.normal(size=(4, 3)) + 1
    apart = [np.linalg.norm(x - y) for i, x in enumerate([*a, *b]) for y in [*a, *b][i + 1 :]]
    width = median_width(np.concatenate((a, b)))
    assert width == pytest.approx(np.median(apart))

    def rbf(x, y):
        return np.exp(-np.sum((x - y) ** 2) / (2 * width**2))

    within = np.mean([rbf(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j])
    other = np.mean([rbf(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j])
    across = np.mean([rbf(x, y) for x in a for y in b])
    assert mmd(a, b, rng=rng).value == pytest.approx(within + other - 2 * across)


@pytest.mark.parametrize("distance", [kid, mmd])
def test_kernel_distances_have_no_bias_where_frechet_has(distance) -> None:
    """Of one population and 30 samples: around zero, with an error that tells; Fréchet's far above."""
    rng = np.random.default_rng(0)
    found = [distance(rng.normal(size=(30, 8)), rng.normal(size=(30, 8)), rng=rng) for _ in range(60)]
    values = np.array([one.value for one in found])
    spread = values.std(ddof=1)
    assert abs(values.mean()) < 3 * spread / np.sqrt(60)
    assert spread < np.mean([one.error for one in found]) < 2 * spread
    assert (values < 0).any()
    assert frechet(rng.normal(size=(30, 8)), rng.normal(size=(30, 8))).value > 0.5


@pytest.mark.parametrize("distance", [kid, mmd])
def test_errors_of_kernel_distances_are_the_spread_of_estimates(distance) -> None:
    rng = np.random.default_rng(1)
    found = [distance(rng.normal(size=(60, 4)) + 1, rng.normal(size=(40, 4)), rng=rng) for _ in range(100)]
    spread = np.std([one.value for one in found], ddof=1)
    assert np.median([one.error for one in found]) == pytest.approx(spread, rel=0.25)


def test_what_does_not_fit_is_named() -> None:
    good = np.ones((3, 2))
    for bad in (np.ones((3, 4)), np.ones((1, 2)), np.full((3, 2), np.nan), np.ones(3)):
        with pytest.raises(DataError):
            frechet(good, bad)
