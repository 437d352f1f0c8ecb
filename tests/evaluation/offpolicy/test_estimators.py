from functools import partial

import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.evaluation.bench_offpolicy import BOUNDS, coverage
from generec.evaluation.offpolicy.estimators import (
    difference,
    doubly_robust,
    estimate,
    ips,
    replay,
    snips,
    weights,
)
from generec.evaluation.offpolicy.known import a_truth, logged, target, value
from generec.evaluation.offpolicy.log import POLICIES, always, as_logged, first, gather, policy_of, uniform


def by_hand():
    """Four choices between two: weights under `first` are 2, 0, 4/3, 0."""
    rows = [("a", 0.5, 0, 1.0), ("a", 0.5, 1, 0.0), ("b", 0.75, 0, 0.5), ("c", 0.75, 1, 1.0)]
    return gather(
        [
            {"user": u, "names": ("x", "y"), "odds": (p, 1 - p), "chosen": k, "reward": r, "context": ()}
            for u, p, k, r in rows
        ]
    )


def test_weights_and_estimates_by_hand() -> None:
    log = by_hand()
    assert weights(log, first) == pytest.approx([2, 0, 4 / 3, 0])
    assert ips(log, first).value == pytest.approx((2 * 1 + 4 / 3 * 0.5) / 4)
    assert snips(log, first).value == pytest.approx((2 * 1 + 4 / 3 * 0.5) / (2 + 4 / 3))
    assert weights(log, uniform) == pytest.approx([1, 1, 2 / 3, 2])
    assert ips(log, as_logged).value == pytest.approx(log.reward.mean())


def test_the_interval_of_ips_is_that_of_means_of_viewers() -> None:
    """With as many choices each, it is Student's over the viewers' own means."""
    from scipy import stats

    rng = np.random.default_rng(0)
    log = logged(a_truth(rng), viewers=200, each=5, rng=rng)
    one = ips(log, uniform)
    means = (weights(log, uniform) * log.reward).reshape(200, 5).mean(axis=1)
    low, high = stats.t.interval(0.95, 199, means.mean(), stats.sem(means))
    assert (one.low, one.high) == pytest.approx((low, high), rel=0.01)
    assert one.users == 200


def test_replay_takes_what_the_policy_would_have_done() -> None:
    """Of an even log and a sure policy it is Li et al.'s: exactly the choices that agree."""
    rng = np.random.default_rng(0)
    log = logged(a_truth(rng), viewers=100, each=10, rng=rng, greed=0.0)
    even = log.rows(log.there.sum(axis=1) == 2)
    found = replay(even, first, rng=rng)
    agree = even.chosen == 0
    assert found.n == agree.sum()
    assert found.value == pytest.approx(even.reward[agree].mean())
    assert replay(log, as_logged, rng=rng).n == len(log)


def test_estimates_are_near_the_truth_where_the_logs_own_mean_is_not() -> None:
    rng = np.random.default_rng(5)
    truth = a_truth(rng)
    log = logged(truth, viewers=3000, each=8, rng=rng)
    policy, real = partial(target, truth), value(truth, rng=rng)
    assert abs(log.reward.mean() - real) > 0.04
    for one in estimate(log, policy, rng=rng):
        assert one.value == pytest.approx(real, abs=0.02), one.method
    gain = difference(log, policy, as_logged)
    assert gain.low > 0
    assert gain.value == pytest.approx(real - log.reward.mean(), abs=0.02)


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """In short what `generec bench offpolicy` does over 200 logs."""
    found, _, naive = coverage(logs=80, viewers=200, each=6, seed=1)
    for method, results in found.items():
        held = np.mean([one[1] for one in results])
        # four standard errors of 80 logs around the bounds of the bench
        assert BOUNDS[0] - 0.03 <= held, method
        error = np.array([one[0] for one in results])
        assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error)), method
    assert np.mean([abs(one[0]) for one in found["doubly robust"]]) < naive / 2


def test_a_good_model_of_outcomes_narrows_the_interval() -> None:
    rng = np.random.default_rng(1)
    log = logged(a_truth(rng), viewers=2000, each=5, rng=rng)
    widths = {one.method: one.high - one.low for one in (ips(log, uniform), doubly_robust(log, uniform))}
    assert widths["doubly robust"] < widths["IPS"]


def test_one_viewer_gives_no_interval() -> None:
    log = by_hand()
    one = ips(log.rows(log.user == "a"), first)
    assert (one.low, one.high) == (-np.inf, np.inf)
    nobody = snips(log.rows(log.user == "nobody"), first)
    assert np.isnan(nobody.value)
    assert nobody.n == 0


def test_policies_are_found_by_name() -> None:
    log = by_hand()
    assert policy_of("always:y")(log)[:, 1].tolist() == [1] * 4
    assert always("z")(log)[:, 0].tolist() == [1] * 4
    assert set(POLICIES) == {"logged", "uniform", "greedy", "first", "target"}
    with pytest.raises(DataError, match="no policy is called 'best'"):
        policy_of("best")
    with pytest.raises(DataError, match="no column 'target'"):
        policy_of("target")(log)
    with pytest.raises(DataError, match="sum to 1"):
        weights(log, lambda log: 2 * log.odds)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"odds": (0.5, 0.4)}, "sum to 1"),
        ({"odds": (1.5, -0.5)}, "sum to 1"),
        ({"odds": (1.0,)}, "1 probabilities for 2 options"),
        ({"chosen": 2}, "option 2 of 2"),
        ({"odds": (1.0, 0.0), "chosen": 1}, "no chance"),
        ({"reward": float("nan")}, "a reward is a number"),
    ],
)
def test_a_choice_that_cannot_be_is_named(change, told) -> None:
    good = {"user": "a", "names": ("x", "y"), "odds": (0.5, 0.5), "chosen": 0, "reward": 1.0, "context": ()}
    with pytest.raises(DataError, match=told):
        gather([good, {**good, **change}])
