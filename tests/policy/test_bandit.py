"""The bandit over variants: known odds, effects that are learned, regret that falls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generec.policy.bandit import ORIGINAL, Arm, BanditConfig, Seen, Tally, odds, weigh

CONFIG = BanditConfig()
ARMS = [Arm("a", ORIGINAL), Arm("a1", "clip"), Arm("a2", "style:noir")]


@given(
    st.lists(st.floats(-1, 1), min_size=1, max_size=8),
    st.floats(0, 1000),
)
def test_odds_are_a_distribution_that_prefers_the_better(effects, greed):
    found = odds(effects, greed=greed)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    assert found[int(np.argmax(effects))] == pytest.approx(found.max())


def test_without_knowledge_the_original_leads_and_the_rest_are_tried():
    arms, probabilities = weigh(ARMS, Tally(), group=0, config=CONFIG)
    assert [arm.family for arm in arms] == [ORIGINAL, "clip", "style:noir"]
    assert probabilities[0] > 0.5
    assert probabilities[1] == probabilities[2] > 0.1


def test_what_does_better_in_a_group_is_shown_to_that_group():
    good = [Seen(f"w{i}", f"w{i}n", "style:noir", 1, 1.0) for i in range(60)]
    bad = [Seen(f"w{i}", f"w{i}n", "style:noir", 2, 0.1) for i in range(60)]
    base = [Seen(f"w{i}", f"w{i}", ORIGINAL, i % 2 + 1, 0.5) for i in range(60)]
    tally = Tally([*base, *good, *bad])
    one, two = (tally.effect(ARMS[2], group=g, config=CONFIG) for g in (1, 2))
    assert one > 0.15 > -0.15 > two
    assert weigh(ARMS, tally, group=1, config=CONFIG)[1][1:].max() > 0.5
    assert weigh(ARMS, tally, group=2, config=CONFIG)[1][0] > 0.6


def test_a_variant_is_compared_with_its_own_work():
    """Variants of loved works are not better for it."""
    loved = [Seen("top", "top", ORIGINAL, 0, 0.9)] * 50 + [Seen("top", "topv", "clip", 0, 0.9)] * 50
    poor = [Seen("low", "low", ORIGINAL, 0, 0.1)] * 50 + [Seen("low", "lowv", "vivid", 0, 0.2)] * 50
    tally = Tally(loved + poor)
    clip = tally.effect(Arm("x", "clip"), group=0, config=CONFIG)
    vivid = tally.effect(Arm("y", "vivid"), group=0, config=CONFIG)
    assert clip == pytest.approx(0, abs=0.02)
    assert vivid > clip + 0.05


def test_no_more_compete_than_settled_and_the_original_is_always_among_them():
    arms = [*(Arm(f"v{i}", "clip") for i in range(9)), Arm("a", ORIGINAL)]
    competing, probabilities = weigh(arms, Tally(), group=0, config=CONFIG)
    assert len(competing) == len(probabilities) == CONFIG.most
    assert competing[0].family == ORIGINAL


def test_regret_falls_with_experience():
    """Two groups with opposite tastes, one thousand rounds: the second half costs less than the first."""
    rng = np.random.default_rng(3)
    truth = {0: (0.5, 0.7, 0.3), 1: (0.5, 0.3, 0.7)}
    tally, regret, shares = Tally(), [], []
    for _ in range(1500):
        group = int(rng.integers(2))
        arms, probabilities = weigh(ARMS, tally, group=group, config=CONFIG)
        chosen = arms[int(rng.choice(len(arms), p=probabilities))]
        means = dict(zip([arm.item for arm in ARMS], truth[group], strict=True))
        regret.append(0.7 - means[chosen.item])
        shares.append(float(probabilities.min()))
        reward = float(rng.random() < means[chosen.item])
        tally.add(Seen("a", chosen.item, chosen.family, group, reward))
    assert np.mean(regret[750:]) < 0.6 * np.mean(regret[:300])
    assert min(shares) > 0.001
