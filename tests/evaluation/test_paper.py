"""The released rule by small cases worked by hand, and ours beside it."""

import numpy as np
import pytest

from generec.evaluation.paper import FRAMES, KINDS, NONE, STEP, compare, ours, released, tastes

LIKES = [np.array([0]), np.array([0, 1]), np.array([], np.int64)]


def world(scores, *, videos=40):
    """Videos whose frames have these inner products with the only viewer; all alike."""
    line = np.asarray(scores, np.float64)
    rows = np.stack([line, np.sqrt(1 - line**2)], axis=1)
    return np.array([[1.0, 0.0]]), np.repeat(rows[None], videos, axis=0)


def test_a_viewer_is_the_unit_mean_of_covers_liked_and_no_number_without() -> None:
    covers = np.array([[3.0, 0], [0, 1]])
    found = tastes(covers, LIKES)
    assert found[0].tolist() == [1, 0]
    assert found[1] == pytest.approx(np.array([3, 1]) / np.sqrt(10))
    assert np.isnan(found[2]).all()


def test_covers_are_the_same_as_ours() -> None:
    rng = np.random.default_rng(0)
    frames, viewers = rng.normal(size=(30, 20, 16)), rng.normal(size=(50, 16))
    viewers /= np.linalg.norm(viewers, axis=1, keepdims=True)
    assert (released(viewers, frames).cover == ours(viewers, frames).cover).all()


def test_who_liked_nothing_gets_no_choice_there_and_a_typical_one_here() -> None:
    _, frames = world([0.1] * 12)
    viewers = np.full((1, 2), np.nan)
    assert (released(viewers, frames).window == NONE).all()
    assert (ours(viewers, frames).window >= 0).all()
    assert compare(viewers, frames).kinds["it chose nothing: no history gives no number"] == 1


def test_windows_on_its_steps_agree() -> None:
    viewers, frames = world([0.1] * STEP + [0.9] * FRAMES + [0.1] * FRAMES)
    assert set(released(viewers, frames).window.ravel()) == {STEP}
    found = compare(viewers, frames)
    assert found.kinds["the same window"] == 1
    assert (found.covers, found.windows_where_right) == (1, 1)
    assert found.gain == pytest.approx(0, abs=1e-6)


def test_windows_between_its_steps_are_missed() -> None:
    viewers, frames = world([0.1] * 2 + [0.9] * FRAMES + [0.1] * 6)
    assert set(ours(viewers, frames).window.ravel()) == {2}
    found = compare(viewers, frames)
    assert found.kinds["ours begins between its steps"] == 1
    assert found.gain == pytest.approx(0.9 - (6 * 0.9 + 2 * 0.1) / 8)


def test_unlike_videos_are_left_for_nothing_past_their_end() -> None:
    """Every whole window sums below zero, one past the end to zero: that one wins, and nothing plays."""
    viewers, frames = world([-0.5] * 6 + [-0.1] * 10)
    assert released(viewers, frames).window[0, 0] == 16
    found = compare(viewers, frames)
    assert found.kinds["its window is past the end: nothing plays"] == 1
    assert np.isnan(found.windows_where_right)


def test_a_short_tail_loses_by_its_sum_and_wins_by_its_shortness() -> None:
    """Its tail of two frames is the best by mean and loses; among unlike ones, as few frames, it wins."""
    viewers, frames = world([0.3] * 8 + [0.9, 0.9], videos=10)
    assert set(released(viewers, frames).window.ravel()) == {STEP}
    viewers, frames = world([-0.5] * 8 + [-0.1, -0.1], videos=9)
    assert set(released(viewers, frames).window.ravel()) == {8}
    assert compare(viewers, frames).kinds["its window is cut short at the end"] == 1


def test_fewer_items_than_frames_hide_the_rest_of_a_video() -> None:
    viewers, frames = world([0.1] * 10 + [0.9] * 8, videos=8)
    assert set(released(viewers, frames).window.ravel()) == {0}
    found = compare(viewers, frames)
    assert found.kinds["ours was never looked at: fewer items than frames"] == 1


def test_the_kinds_cover_every_case() -> None:
    rng = np.random.default_rng(0)
    viewers = rng.normal(size=(20, 6))
    viewers[0] = np.nan
    found = compare(viewers / np.linalg.norm(viewers, axis=1, keepdims=True), rng.normal(size=(15, 18, 6)))
    assert set(found.kinds) == set(KINDS)
    assert sum(found.kinds.values()) == pytest.approx(1)
    assert found.windows_where_right == 1
