"""Experiments: stable arms, evenly spread and independent, obeyed by the loop and logged with it."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from generec.domain.errors import ConfigError, DataError, NotFound
from generec.evaluation.offpolicy.diagnostics import calibration, diagnose
from generec.evaluation.offpolicy.log import as_logged
from generec.evaluation.offpolicy.reading import read_home
from generec.system.experiments import Arm, Experiment, Experiments, under

PLAIN = Arm(name="plain")


def trial(salt="s", **more):
    return Experiment(
        **{"name": "t", "salt": salt, "arms": (PLAIN, Arm(name="b")), "started_at": 0.0, **more}
    )


def test_arms_are_stable_and_spread_by_their_weights():
    one = trial(arms=(PLAIN, Arm(name="b", weight=3)))
    users = [f"user-{n}" for n in range(8000)]
    arms = [one.arm_of(user) for user in users]
    assert arms == [Experiment.model_validate_json(one.model_dump_json()).arm_of(user) for user in users]
    counts = Counter(arms)
    assert stats.chisquare([counts[0], counts[1]], [2000, 6000]).pvalue > 0.01


def test_experiments_are_independent_of_each_other():
    users = [f"{n}" for n in range(4000)]
    pairs = Counter((trial("one").arm_of(user), trial("two").arm_of(user)) for user in users)
    assert stats.chi2_contingency(np.array([[pairs[a, b] for b in (0, 1)] for a in (0, 1)])).pvalue > 0.01


def test_only_a_share_takes_part_and_it_says_nothing_of_arms():
    one = trial(traffic=0.25)
    arms = Counter(one.arm_of(f"{n}") for n in range(8000))
    assert stats.binomtest(arms[None], 8000, 0.75).pvalue > 0.01
    assert stats.binomtest(arms[0], arms[0] + arms[1], 0.5).pvalue > 0.01


def kinds(system, feed):
    return {one.kind: one for one in system.home.rows.decisions.of_request(feed.request)}


def both(system, name):
    """A viewer of each arm."""
    one = Experiments(system.home).get(name)
    return [next(f"x{n}" for n in range(100) if one.arm_of(f"x{n}") == arm) for arm in range(2)]


def test_the_loop_obeys_and_logs_the_arm(system):
    """In one arm covers are drawn evenly, in the other as ever; and it is logged."""
    experiments = Experiments(system.home)
    even = Arm(name="even", settings={"cover": {"draw": {"epsilon": 1.0}}})
    experiments.start("covers", [PLAIN, even], days=1)
    for arm, user in enumerate(both(system, "covers")):
        feed = system.recommend(user, k=6)
        found = kinds(system, feed)
        assert found["experiment"].policy == "experiment.covers"
        assert found["experiment"].chosen == arm
        assert found["experiment"].probabilities == (0.5, 0.5)
        odds = found["cover"].probabilities
        assert (max(odds) - min(odds) < 1e-3) == (arm == 1)
    experiments.stop("covers")
    assert "experiment" not in kinds(system, system.recommend(user, k=3))


def test_viewers_without_profiling_are_in_no_experiment(system):
    Experiments(system.home).start("covers", [PLAIN, Arm(name="b")])
    system.set_viewer("x1", profiling=False)
    assert "experiment" not in kinds(system, system.recommend("x1", k=2))
    assert "experiment" in kinds(system, system.recommend("x2", k=2))


def test_another_process_sees_what_was_started(system):
    first, second = Experiments(system.home), Experiments(system.home)
    assert second.all() == ()
    first.start("a", [PLAIN, Arm(name="b")])
    assert [one.name for one in second.running()] == ["a"]
    first.stop("a")
    assert second.running() == ()
    assert second.get("a").ended_at is not None
    with pytest.raises(NotFound, match="no experiment 'z'"):
        second.get("z")


@pytest.mark.parametrize(
    ("arms", "error", "told"),
    [
        ([PLAIN], DataError, "at least 2"),
        ([PLAIN, PLAIN], DataError, "one name"),
        ([PLAIN, Arm(name="b", settings={"gate": {"checks": []}})], ConfigError, "not 'gate'"),
        ([PLAIN, Arm(name="b", settings={"retriever": {"spred": 1}})], ConfigError, "no such setting"),
        ([PLAIN, Arm(name="b", settings={"variants": {"most": 99}})], ConfigError, r"variants\.most"),
    ],
)
def test_what_cannot_be_tried_is_named(system, arms, error, told):
    with pytest.raises(error, match=told):
        Experiments(system.home).start("t", arms)
    assert Experiments(system.home).all() == ()


def test_two_do_not_set_the_same(system):
    experiments = Experiments(system.home)
    greedy = Arm(name="b", settings={"variants": {"greed": 1.0}})
    experiments.start("one", [PLAIN, greedy])
    with pytest.raises(DataError, match=r"'one' sets variants\.greed too"):
        experiments.start("two", [PLAIN, greedy])
    experiments.start("three", [PLAIN, Arm(name="b", settings={"variants": {"care": 0.0}})])
    with pytest.raises(DataError, match="another name"):
        experiments.start("one", [PLAIN, greedy])


def test_settings_of_an_arm_lie_over_the_homes_own(system):
    found = under(system.settings, {"variants": {"greed": 3.0}})
    assert found.variants.greed == 3.0
    assert found.variants.most == system.settings.variants.most
    assert system.settings.variants.greed != 3.0


def test_arms_share_what_is_learned_of_variants(system):
    variants = system.parts.variants
    other = variants.under(variants.config.model_copy(update={"greed": 1.0}))
    system.fit()
    other._refresh()
    assert other._tally is variants._tally
    assert other.config.greed == 1.0


def test_what_the_loop_logs_is_what_it_draws(system):
    """The propensities of a home's own log stand the test that estimates ask for."""
    for n in range(40):
        feed = system.recommend(f"v{n % 12:02d}", k=12)
        rows = [{"user": feed.user, "item": one.id, "kind": "impression"} for one in feed.items]
        system.feedback({**row, "request": feed.request} for row in rows)
    log = read_home(system.home.rows, kind="cover")
    bins, p = calibration(log)
    assert len(log) > 300
    assert sum(one.options for one in bins) > 600
    assert p > 0.001
    assert diagnose(log, as_logged).mean_weight == pytest.approx(1)
