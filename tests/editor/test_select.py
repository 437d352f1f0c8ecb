"""Bulk selection against brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generec.domain.errors import DataError
from generec.editor.select import covers, covers_and_windows, windows


def brute(users, frames, offsets, length):
    """Covers and windows, one viewer and one video at a time, in exact arithmetic."""
    shape = (len(users), len(offsets) - 1)
    cover, cover_score = np.zeros(shape, int), np.zeros(shape)
    start, window_score = np.zeros(shape, int), np.zeros(shape)
    for u, user in enumerate(users):
        for v in range(shape[1]):
            rows = frames[offsets[v] : offsets[v + 1]]
            known = user.any()
            scores = rows @ (user if known else rows.mean(axis=0))
            span = min(length, len(rows))
            means = [scores[i : i + span].mean() for i in range(len(rows) - span + 1)]
            cover[u, v], start[u, v] = np.argmax(scores), np.argmax(means)
            if known:
                cover_score[u, v], window_score[u, v] = scores.max(), max(means)
    return cover, cover_score, start, window_score


@st.composite
def problems(draw):
    """Ragged videos and viewers with whole-number entries: sums are exact and ties are common."""
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=8))
    users = draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    low, high = draw(st.sampled_from([(-1, 2), (-3, 4), (0, 2)]))
    rows = rng.integers(low, high, (sum(sizes), 4)).astype(np.float32)
    viewers = rng.integers(low, high, (users, 4)).astype(np.float32)
    return viewers, rows, np.concatenate([[0], np.cumsum(sizes)]), draw(st.integers(1, 14))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_agrees_with_brute_force_ties_included(problem):
    users, frames, offsets, length = problem
    known = users.any(axis=1)
    cover, cover_score, start, window_score = brute(users, frames, offsets, length)
    got_cover, got_window = covers_and_windows(users, frames, offsets, length)
    np.testing.assert_array_equal(got_cover.frame[known], cover[known])
    np.testing.assert_allclose(got_cover.score, cover_score, atol=1e-5)
    np.testing.assert_array_equal(got_window.frame[known], start[known])
    np.testing.assert_allclose(got_window.score, window_score, atol=1e-5)


def test_random_unit_vectors_over_many_blocks_and_threads():
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 40, 150)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    frames = rng.standard_normal((offsets[-1], 64)).astype(np.float32)
    users = rng.standard_normal((2100, 64)).astype(np.float32)
    assert len(users) * frames.size > 1 << 28  # large enough for threads
    cover, window = covers_and_windows(users, frames, offsets, 5)
    scores = users @ frames.T
    for v in range(0, 150, 7):
        part = scores[:, offsets[v] : offsets[v + 1]]
        span = min(5, part.shape[1])
        means = np.lib.stride_tricks.sliding_window_view(part, span, axis=1).mean(axis=2)
        np.testing.assert_allclose(cover.score[:, v], part.max(axis=1), atol=1e-4)
        np.testing.assert_allclose(window.score[:, v], means.max(axis=1), atol=1e-4)
        picked = np.take_along_axis(means, window.frame[:, v : v + 1].astype(int), axis=1)[:, 0]
        np.testing.assert_allclose(picked, means.max(axis=1), atol=1e-4)


def test_windows_run_over_frames_and_a_short_tail_loses_nothing():
    """One video of 10 frames among 3: the best window is its very end, and is found there."""
    frames = np.zeros((14, 2), np.float32)
    frames[8:10, 0] = 1.0
    picks = windows(np.array([[1, 0]], np.float32), frames, np.array([0, 10, 12, 14]), 2)
    assert picks.frame[0].tolist() == [8, 0, 0]
    assert picks.score[0].tolist() == [1.0, 0.0, 0.0]


def test_mean_not_sum_decides_and_a_long_window_is_the_whole_video():
    frames = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    picks = windows(np.array([[1, 0]], np.float32), frames, np.array([0, 3]), 99)
    assert picks.frame[0, 0] == 0
    assert picks.score[0, 0] == pytest.approx(2 / 3)


def test_window_lengths_by_video():
    frames = np.array([[0], [2], [1], [0], [2], [2]], np.float32)
    picks = windows(np.ones((1, 1), np.float32), frames, np.array([0, 3, 6]), np.array([1, 2]))
    assert picks.frame[0].tolist() == [1, 1]
    assert picks.score[0].tolist() == [2.0, 2.0]


def test_a_still_video_ties_to_its_first_window():
    frames = np.full((200, 3), 0.1, np.float32)
    picks = windows(np.full((1, 3), 0.3, np.float32), frames, np.array([0, 200]), 7)
    assert picks.frame[0, 0] == 0


def test_viewer_without_history_gets_the_frame_nearest_to_the_whole():
    frames = np.array([[1, 0], [0.8, 0.6], [0, 1], [1, 0], [0, 1], [0, 1]], np.float32)
    offsets = np.array([0, 3, 6])
    users = np.array([[0, 0], [1, 0], [0, 0]], np.float32)
    cover, window = covers_and_windows(users, frames, offsets, 2)
    assert cover.frame.tolist() == [[1, 1], [0, 0], [1, 1]]
    assert window.frame.tolist() == [[0, 1], [0, 0], [0, 1]]
    for picks in (cover, window):
        assert np.isfinite(picks.score).all()
        assert not picks.score[[0, 2]].any()


def test_single_functions_agree_with_the_fused_one():
    rng = np.random.default_rng(2)
    users, frames = (rng.standard_normal((n, 8)).astype(np.float32) for n in (5, 20))
    offsets = np.array([0, 1, 9, 20])
    cover, window = covers_and_windows(users, frames, offsets, 3)
    np.testing.assert_array_equal(covers(users, frames, offsets).frame, cover.frame)
    np.testing.assert_array_equal(windows(users, frames, offsets, 3).score, window.score)


def test_no_viewers_and_no_videos_are_fine():
    none = np.zeros((0, 3), np.float32)
    assert covers(none, np.ones((2, 3), np.float32), np.array([0, 2])).frame.shape == (0, 1)
    assert covers(np.ones((2, 3), np.float32), none, np.array([0])).frame.shape == (2, 0)


@pytest.mark.parametrize(
    ("offsets", "length", "words"),
    [
        ([0, 2, 2, 4], 1, "video 1 has 0 frames"),
        ([0, 3], 1, "offsets"),
        ([1, 4], 1, "offsets"),
        ([0, 4], 0, "0 frames"),
    ],
)
def test_wrong_shapes_are_told(offsets, length, words):
    rows = np.ones((4, 2), np.float32)
    with pytest.raises(DataError, match=words):
        windows(rows, rows, np.array(offsets), length)


def test_values_that_are_not_numbers_are_told():
    rows = np.ones((4, 2), np.float32)
    broken = rows.copy()
    broken[2, 1] = np.nan
    with pytest.raises(DataError, match="viewers hold values"):
        covers(broken, rows, np.array([0, 4]))
    with pytest.raises(DataError, match="frames hold values"):
        covers(rows, broken, np.array([0, 4]))
