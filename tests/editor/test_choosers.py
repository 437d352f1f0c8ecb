"""Covers and windows for one viewer and for many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generec.domain.errors import DataError
from generec.domain.guidance import Clause, Clip, Guidance, Limits
from generec.editor.choice import DrawConfig, probabilities
from generec.editor.cover import CoverChooser, CoverConfig
from generec.editor.taste import Centre, Wish, centre_of, relevance
from generec.editor.window import WindowChooser, WindowConfig

GREEDY = DrawConfig(greedy=True)


def asked(*edits, **limits):
    return Guidance(clauses=(Clause(route="edit", edits=edits, limits=Limits(**limits)),))


def rng():
    return np.random.default_rng(7)


def test_each_viewer_gets_a_cover_and_a_window_of_their_scene(four_scenes, make_viewer):
    viewers = [make_viewer(row) for row in np.eye(4)]
    centre = centre_of([four_scenes])
    covers = CoverChooser(CoverConfig(draw=GREEDY), centre=centre)(
        features=four_scenes, profiles=viewers, rng=rng()
    )
    windows = WindowChooser(WindowConfig(seconds=4.0, draw=GREEDY), centre=centre)(
        features=four_scenes, profiles=viewers, rng=rng()
    )
    assert [int(choice.value // 4) for choice in covers] == [0, 1, 2, 3]
    assert [choice.value for choice in windows] == [(0, 4), (4, 8), (8, 12), (12, 16)]
    assert all("liked" in choice.because for choice in covers + windows)


def test_centring_takes_off_what_all_pictures_share(make_features, make_viewer):
    """A large common part hides the subject until the catalogue's mean is taken off."""
    clip = make_features([[10, 1, 0], [20, 0.2, 0.5]])
    catalogue = [clip, make_features([[10, 0, 1]])]
    liked = make_viewer([0.995, 0.1, 0.0])
    centred = relevance(
        features=clip,
        profiles=[liked],
        centre=centre_of(catalogue),
        config=CoverConfig().taste.model_copy(update={"shot": 0.0}),
    )
    assert centred[0, 0] - centred[0, 1] > 0.5


@pytest.mark.parametrize("centred", [True, False])
def test_viewer_without_history_gets_the_typical_sharp_frame(make_features, make_viewer, centred):
    rows = [[0, 1, 0], [1, 0.1, 0], [1, 0, 0.1], [1, 0, 0], [0, 0, 1]]
    clip = make_features(rows, sharpness=[900, 30, 200, 400, 900], brightness=[0.5, 0.5, 0.5, 0.5, 0.5])
    chooser = CoverChooser(CoverConfig(draw=GREEDY), centre=centre_of([clip]) if centred else None)
    choice = chooser(features=clip, profiles=[make_viewer()], rng=rng())[0]
    assert choice.value == pytest.approx(1.75)
    assert np.isfinite(choice.score)
    assert "typical" in choice.because


def test_zero_and_broken_tastes_count_as_unknown(four_scenes, make_viewer):
    odd = [make_viewer(np.zeros(4)), make_viewer(np.full(4, np.nan)), make_viewer()]
    choices = CoverChooser(CoverConfig(draw=GREEDY))(features=four_scenes, profiles=odd, rng=rng())
    assert len({choice.value for choice in choices}) == 1
    assert all(np.isfinite(choice.score) for choice in choices)


def test_black_blank_and_transition_frames_are_never_covers(make_features, make_viewer):
    rows = np.tile([1.0, 0.0], (6, 1))
    clip = make_features(
        rows,
        brightness=[0.01, 0.5, 0.99, 0.5, 0.5, 0.5],
        sharpness=[300, 1, 300, 300, 50, 300],
        shots=[[0, 1.7], [1.7, 3.0]],
    )
    choice = CoverChooser(CoverConfig(apart_s=0.0))(features=clip, profiles=[make_viewer([1, 0])], rng=rng())[
        0
    ]
    assert choice.options == (2.25, 2.75)
    black = make_features(rows, brightness=[0.0] * 6)
    assert CoverChooser()(features=black, profiles=[make_viewer()], rng=rng())[0].options


def test_a_wish_outweighs_the_taste(four_scenes, make_viewer):
    chooser = CoverChooser(CoverConfig(draw=GREEDY), centre=centre_of([four_scenes]))
    for wish, scene in (
        (Wish(more=np.eye(4, dtype=np.float32)[2:3]), 2),
        (Wish(less=np.eye(4, dtype=np.float32)[:1]), None),
    ):
        got = chooser(features=four_scenes, profiles=[make_viewer([1, 0, 0, 0])], rng=rng(), wish=wish)[0]
        assert int(got.value // 4) == scene if scene is not None else int(got.value // 4) != 0


def test_probabilities_are_a_distribution_with_a_floor(four_scenes, make_viewer):
    choice = CoverChooser()(features=four_scenes, profiles=[make_viewer([1, 0, 0, 0])], rng=rng())[0]
    assert 2 <= len(choice.options) == len(choice.probabilities) <= 8
    assert sum(choice.probabilities) == pytest.approx(1.0)
    assert min(choice.probabilities) >= 0.05 / len(choice.options) - 1e-12
    assert list(choice.options) == sorted(choice.options)
    assert choice.propensity == choice.probabilities[choice.chosen]


def test_drawn_as_often_as_the_propensity_says(four_scenes, make_viewer):
    chooser = WindowChooser(WindowConfig(draw=DrawConfig(temperature=0.3)))
    choices = chooser(features=four_scenes, profiles=[make_viewer([1, 0, 0, 0])] * 4000, rng=rng())
    counts = np.bincount([c.chosen for c in choices], minlength=len(choices[0].options)) / 4000
    np.testing.assert_allclose(counts, choices[0].probabilities, atol=0.03)


def test_greedy_never_varies_and_the_same_rng_repeats(four_scenes, make_viewer):
    one = make_viewer([0, 1, 0, 0])
    greedy = WindowChooser(WindowConfig(draw=GREEDY))(features=four_scenes, profiles=[one] * 50, rng=rng())
    assert {c.propensity for c in greedy} == {1.0}
    assert len({c.value for c in greedy}) == 1
    drawn = [WindowChooser()(features=four_scenes, profiles=[one], rng=rng())[0] for _ in range(2)]
    assert drawn[0] == drawn[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=8), st.floats(0.001, 2), st.floats(0, 1))
def test_probabilities_for_any_scores(scores, temperature, epsilon):
    odds = probabilities(np.array(scores, np.float32), DrawConfig(temperature=temperature, epsilon=epsilon))
    assert np.isfinite(odds).all()
    assert odds.min() >= 0
    assert odds.sum() == pytest.approx(1.0)


def test_length_follows_wish_then_limit_then_habit_then_default(four_scenes, make_viewer):
    length = WindowChooser().length
    anyone, quick = make_viewer(), make_viewer(length_s=3.5)
    assert length(60.0, quick, asked(Clip(seconds=10), max_seconds=5)) == (10, 10, 10)
    assert length(60.0, quick, asked(max_seconds=15)) == (15, 11.25, 15)
    assert length(60.0, quick, None) == (3.5, 2.625, 4.375)
    assert length(60.0, anyone, None).seconds == 7.0
    assert length(60.0, make_viewer(length_s=500.0), None).seconds == 20.0
    assert length(8.0, anyone, asked(Clip())) == pytest.approx((4.8, 3.6, 6.0))
    assert length(5.0, anyone, asked(Clip(seconds=10))) == (5.0, 5.0, 5.0)


def test_window_of_an_asked_length_is_not_longer_and_short_videos_play_whole(four_scenes, make_viewer):
    chooser = WindowChooser(WindowConfig(draw=GREEDY))
    for seconds in (0.4, 1.0, 3.0, 5.0, 11.0):
        choice = chooser(
            features=four_scenes,
            profiles=[make_viewer([0, 0, 1, 0])],
            rng=rng(),
            guidance=asked(Clip(seconds=seconds)),
        )[0]
        for start, end in choice.options:
            assert 0 <= start < end <= 16
            assert end - start == pytest.approx(seconds, abs=2e-3)
    whole = chooser(
        features=four_scenes, profiles=[make_viewer()], rng=rng(), guidance=asked(Clip(seconds=99))
    )[0]
    assert (whole.value, whole.probabilities) == ((0.0, 16.0), (1.0,))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.floats(0.3, 20), st.integers(0, 2**32))
def test_any_video_and_length_gives_windows_inside_it(make_features, make_viewer, n, seconds, seed):
    numbers = np.random.default_rng(seed)
    cuts = np.sort(numbers.uniform(0, n / 2, numbers.integers(0, 5)))
    edges = np.concatenate([[0], cuts, [n / 2]])
    clip = make_features(
        numbers.standard_normal((n, 6)),
        shots=np.stack([edges[:-1], edges[1:]], axis=1),
        sharpness=numbers.uniform(0, 500, n),
        brightness=numbers.uniform(0, 1, n),
    )
    viewers = [make_viewer(), make_viewer(numbers.standard_normal(6))]
    for choice in WindowChooser(WindowConfig(seconds=seconds))(features=clip, profiles=viewers, rng=numbers):
        assert 1 <= len(choice.options) <= 8
        for start, end in choice.options:
            assert 0 <= start < end <= clip.duration_s + 1e-3
    for cover in CoverChooser()(features=clip, profiles=viewers, rng=numbers):
        assert all(0 <= time <= clip.duration_s for time in cover.options)
        assert sum(cover.probabilities) == pytest.approx(1)


def test_features_without_frames_are_told(make_features, make_viewer):
    empty = make_features(np.zeros((0, 3)))
    for chooser in (CoverChooser(), WindowChooser()):
        with pytest.raises(DataError, match="without sampled frames"):
            chooser(features=empty, profiles=[make_viewer()], rng=rng())


def test_centre_has_the_three_means(four_scenes):
    centre = centre_of([four_scenes], meaning=np.ones((2, 4), np.float32))
    assert isinstance(centre, Centre)
    np.testing.assert_allclose(centre.pictures, four_scenes.pictures.mean(axis=0), rtol=1e-5)
    assert centre.meaning.tolist() == [1, 1, 1, 1]
