from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial.distance import cosine

from generec.domain.errors import DataError
from generec.evaluation.metrics.motion import clip_features, consistency, unrest


def test_consistency_is_the_mean_cosine_of_neighbours() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 4))
    theirs = np.mean([1 - cosine(a, b) for a, b in pairwise(rows)])
    assert consistency(rows) == pytest.approx(theirs)
    assert consistency(np.ones((3, 2))) == pytest.approx(1)


def test_unrest_is_held_against_the_source() -> None:
    rng = np.random.default_rng(0)
    source = np.cumsum(rng.normal(size=(20, 8)) * 0.05, axis=0) + 1
    assert unrest(source, source) == pytest.approx(1)
    assert unrest(source + 0.3 * rng.normal(size=source.shape), source) > 2
    still = np.ones((4, 3))
    assert unrest(still, still) == 1
    assert unrest(np.eye(3)[[0, 1, 2, 0]], still) == np.inf


def test_features_of_a_clip_hold_look_and_motion() -> None:
    frames = np.array([[0.0, 1], [2, 1], [0, 1]])
    assert clip_features(frames).tolist() == pytest.approx([2 / 3, 1, 2, 0])
    assert clip_features(frames[[0, 0, 1, 1]])[2] == pytest.approx(2 / 3)


def test_too_few_frames_are_named() -> None:
    with pytest.raises(DataError, match="two frames"):
        consistency(np.ones((1, 4)))
    with pytest.raises(DataError, match="same moments"):
        unrest(np.ones((3, 4)), np.ones((4, 4)))
