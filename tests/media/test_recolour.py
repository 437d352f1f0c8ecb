"""Palettes, and colours brought nearer to one."""

import numpy as np
import pytest

from generec.media.recolour import GAINS, MOST_SHIFT, Recoloured, palette, towards


def tinted(colour, *, seed=0):
    noise = np.random.default_rng(seed).normal(0, 18, (90, 120, 1))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


WARM, COOL = tinted((190, 130, 90)), tinted((90, 130, 180), seed=1)


def distance(one, two):
    return float(np.linalg.norm(one.mean - two.mean))


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_the_palette_comes_nearer_by_the_share_within_bounds(share):
    source, goal = palette([COOL]), palette([WARM])
    painted = Recoloured(towards(source, goal, share=share))(COOL, at_s=0.0)
    left = distance(palette([painted]), goal) / distance(source, goal)
    assert left < 1 - 0.4 * min(share, 0.6)
    for (gain, add), middle, most in zip(
        towards(source, goal, share=share), source.mean, MOST_SHIFT, strict=True
    ):
        assert GAINS[0] <= gain <= GAINS[1]
        assert abs(gain * middle + add - middle) <= most + 0.1


def test_no_share_changes_nothing():
    move = towards(palette([COOL]), palette([WARM]), share=0.0)
    assert np.abs(Recoloured(move)(COOL, at_s=0.0).astype(int) - COOL).max() <= 2


def test_black_and_white_stay():
    ends = np.zeros((8, 8, 3), np.uint8)
    ends[4:] = 255
    painted = Recoloured(towards(palette([COOL]), palette([WARM]), share=1.0))(ends, at_s=0.0)
    assert np.abs(painted.astype(int) - ends).max() <= 2


def test_weights_count():
    heavy = palette([WARM, COOL], [0.9, 0.1])
    assert distance(heavy, palette([WARM])) < 0.2 * distance(palette([WARM]), palette([COOL]))
