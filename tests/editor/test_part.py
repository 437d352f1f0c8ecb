import numpy as np
import pytest

from generec.editor.part import certainty, part_of
from generec.editor.taste import centre_of, wished


def test_the_part_is_the_shots_that_show_it(make_features):
    rows = np.repeat(np.eye(4), 6, axis=0)
    clip = make_features(rows, shots=[[0, 3], [3, 6], [6, 9], [9, 12]])
    asked = np.eye(4)[[1]].astype(np.float32)
    assert part_of(clip, asked, centre=centre_of([clip])) == (3.0, 6.0)
    twice = make_features(rows[[0] * 6 + [6] * 12 + [18] * 6], shots=[[0, 3], [3, 6], [6, 9], [9, 12]])
    assert part_of(twice, asked, centre=None) == (3.0, 9.0)


def test_what_is_near_to_every_word_is_not_taken_for_what_was_asked_for(make_features):
    """The second shot is nearest to all words; the third alone is nearer to these than to others."""
    shots = [[1.0, 0.0, 0.0, 0.6], [0.6, 0.6, 0.6, 0.0], [0.0, 0.4, 0.0, 0.8]]
    clip = make_features(np.repeat(np.array(shots), 6, axis=0), shots=[[0, 3], [3, 6], [6, 9]])
    words = np.eye(4)[:3].astype(np.float32)
    assert part_of(clip, words[[1]], centre=None) == (3.0, 6.0)
    assert part_of(clip, words[[1]], centre=None, others=words) == (6.0, 9.0)
    assert part_of(clip, words[[1]], centre=None, others=words[:0]) == (3.0, 6.0)


def test_certainty_is_a_softmax_over_names(make_features):
    clip = make_features(np.array([[0.6, 0.8, 0.0]] * 2), shots=[[0, 1]])
    own, other = np.eye(3)[[0]].astype(np.float32), np.eye(3)[[1]].astype(np.float32)
    found = certainty(wished(clip, own, centre=None), clip, other, centre=None)
    assert found == pytest.approx(np.full(2, -np.log1p(np.exp(2.0))), abs=1e-5)


def test_nothing_is_claimed_where_nothing_shows_it(make_features):
    rows = np.repeat(np.eye(4)[:2], 6, axis=0)
    clip = make_features(rows, shots=[[0, 3], [3, 6]])
    assert part_of(clip, np.eye(4)[[3]].astype(np.float32), centre=None) is None
    assert part_of(make_features(rows), np.eye(4)[[0]].astype(np.float32), centre=None) is None
