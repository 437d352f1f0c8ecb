"""Logs of a known policy: propensities are those of the draws, and the value is what following it brings."""

import numpy as np

from generec.evaluation.offpolicy.log import gather, given
from generec.evaluation.simulator.people.known import OPTIONS, Known


def test_draws_follow_the_logged_odds():
    log = gather(Known(seed=1).logged(viewers=400, each=20, rng=np.random.default_rng(0)))
    expected = log.odds.sum(axis=0)
    drawn = np.bincount(log.chosen, minlength=len(OPTIONS))
    assert (np.abs(drawn - expected) < 4 * np.sqrt(expected)).all()


def test_weighing_by_odds_finds_the_true_value():
    world = Known(seed=1)
    truth = world.value(rng=np.random.default_rng(5))
    log = gather(world.logged(viewers=4000, each=4, rng=np.random.default_rng(6)))
    weights = given(log)[np.arange(len(log)), log.chosen] / log.propensity
    values = weights * log.reward
    error = values.std() / np.sqrt(len(values))
    assert abs(values.mean() - truth) < 4 * error + 0.005
    assert truth > log.reward.mean() + 0.01
