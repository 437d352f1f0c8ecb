from dataclasses import replace

import numpy as np
import pytest

from generec.evaluation.offpolicy.diagnostics import calibration, diagnose
from generec.evaluation.offpolicy.known import a_truth, logged
from generec.evaluation.offpolicy.log import as_logged, first, gather, uniform


@pytest.fixture(name="log", scope="module")
def a_log():
    rng = np.random.default_rng(0)
    return logged(a_truth(rng), viewers=300, each=10, rng=rng)


def test_the_logged_policy_rests_on_everything(log) -> None:
    found = diagnose(log, as_logged)
    assert (found.ess, found.largest, found.mean_weight, found.support) == (len(log), 1, 1, 1)
    assert found.mean_weight_p == 1
    assert found.warnings == ()


def test_weights_are_told_by_hand() -> None:
    rows = [(0.5, 0), (0.5, 1), (0.1, 0)]
    log = gather(
        [
            {"user": f"{n}", "names": ("x", "y"), "odds": (p, 1 - p), "chosen": k, "reward": 1, "context": ()}
            for n, (p, k) in enumerate(rows)
        ]
    )
    found = diagnose(log, first)  # weights 2, 0, 10
    assert found.ess == pytest.approx(12**2 / (4 + 100))
    assert found.largest == 10
    assert found.heaviest == pytest.approx(10 / 12)
    assert found.mean_weight == 4
    assert any("too few to decide" in told for told in found.warnings)


def test_what_the_log_could_never_do_is_told(log) -> None:
    """Half of the choices lose an option that the policy wants."""
    odds = log.odds.copy()
    blind = (np.arange(len(log)) % 2 == 0) & (log.chosen != 0)
    odds[blind, 0] = 0
    odds /= odds.sum(axis=1, keepdims=True)
    found = diagnose(replace(log, odds=odds), first)
    assert found.support == pytest.approx(1 - blind.mean())
    assert any("never possible" in told for told in found.warnings)


def test_true_propensities_pass_and_false_ones_do_not(log) -> None:
    bins, p = calibration(log)
    assert p > 0.01
    assert sum(one.options for one in bins) == log.there.sum()
    for one in bins:
        assert one.drawn == pytest.approx(one.expected, abs=0.08)
    flat = replace(log, odds=uniform(log))
    assert calibration(flat)[1] < 1e-6
    told = diagnose(flat, first).warnings
    assert any("not drawn as often" in one for one in told)


def test_the_test_of_propensities_is_wrong_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    truth = a_truth(rng)
    p = [calibration(logged(truth, viewers=60, each=5, rng=rng))[1] for _ in range(150)]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.11


def test_what_was_sure_says_nothing_of_propensities() -> None:
    log = gather([{"user": "a", "names": ("x",), "odds": (1,), "chosen": 0, "reward": 1, "context": ()}] * 3)
    assert calibration(log)[0] == ()
    assert np.isnan(calibration(log)[1])
