"""Palettes, and colours brought nearer to one."""

import numpy as np
import pytest

from generec.media.recolour import LEVELS, MOST_SHIFT, SLOPES, Recoloured, palette, towards


def tinted(colour, *, seed=0):
    noise = np.random.default_rng(seed).normal(0, 18, (90, 120, 1))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


WARM, COOL = tinted((190, 130, 90)), tinted((90, 130, 180), seed=1)


def distance(one, two):
    return float(np.abs(one - two).mean())


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_the_palette_comes_nearer_by_the_share_within_bounds(share):
    source, goal = palette([COOL]), palette([WARM])
    painted = Recoloured(towards(source, goal, share=share))(COOL, at_s=0.0)
    left = distance(palette([painted]), goal) / distance(source, goal)
    assert left < 1 - 0.3 * min(share, 0.6)
    for curve, most in zip(towards(source, goal, share=share), MOST_SHIFT, strict=True):
        values, moved = np.array(curve).T
        assert np.abs(moved - values).max() <= most + 0.02


def test_contrast_may_change_within_bounds_and_no_value_overtakes_another():
    flat, wild = tinted((120, 120, 120)), np.random.default_rng(3).integers(0, 256, (80, 80, 3), np.uint8)
    for one, other in ((flat, wild), (wild, flat)):
        for curve in towards(palette([one]), palette([other]), share=1.0):
            values, moved = np.array(curve).T
            slopes = np.diff(moved) / np.diff(values) if len(values) > 1 else np.ones(1)
            assert (slopes >= SLOPES[0] - 0.1).all()
            assert (slopes <= SLOPES[1] + 0.1).all()


def test_the_whole_distribution_is_brought_nearer_not_only_its_middle():
    dark = tinted((60, 60, 60)).copy()
    dark[:45] = tinted((200, 200, 200))[:45]
    goal = palette([tinted((130, 130, 130))])
    painted = Recoloured(towards(palette([dark]), goal, share=0.6))(dark, at_s=0.0)
    wide = LEVELS.index(0.9), LEVELS.index(0.1)
    before, after = (palette([image])[0] for image in (dark, painted))
    assert after[wide[0]] - after[wide[1]] < 0.8 * (before[wide[0]] - before[wide[1]])


def test_no_share_changes_nothing():
    move = towards(palette([COOL]), palette([WARM]), share=0.0)
    assert np.abs(Recoloured(move)(COOL, at_s=0.0).astype(int) - COOL).max() <= 2


def test_a_picture_of_one_colour_keeps_one_colour():
    grey = np.full((20, 20, 3), 128, np.uint8)
    painted = Recoloured(towards(palette([grey]), palette([WARM]), share=1.0))(grey, at_s=0.0)
    assert np.ptp(painted.reshape(-1, 3), axis=0).max() == 0
    assert int(painted[0, 0, 0]) > int(painted[0, 0, 2])


def test_black_and_white_stay():
    ends = np.zeros((8, 8, 3), np.uint8)
    ends[4:] = 255
    painted = Recoloured(towards(palette([COOL]), palette([WARM]), share=1.0))(ends, at_s=0.0)
    assert np.abs(painted.astype(int) - ends).max() <= 2


def test_weights_count():
    heavy = palette([WARM, COOL], [0.9, 0.1])
    assert distance(heavy, palette([WARM])) < 0.2 * distance(palette([WARM]), palette([COOL]))
