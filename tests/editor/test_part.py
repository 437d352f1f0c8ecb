import numpy as np

from generec.editor.part import part_of
from generec.editor.taste import centre_of


def test_the_part_is_the_shots_that_show_it(make_features):
    rows = np.repeat(np.eye(4), 6, axis=0)
    clip = make_features(rows, shots=[[0, 3], [3, 6], [6, 9], [9, 12]])
    asked = np.eye(4)[[1]].astype(np.float32)
    assert part_of(clip, asked, centre=centre_of([clip])) == (3.0, 6.0)
    twice = make_features(rows[[0] * 6 + [6] * 12 + [18] * 6], shots=[[0, 3], [3, 6], [6, 9], [9, 12]])
    assert part_of(twice, asked, centre=None) == (3.0, 9.0)


def test_nothing_is_claimed_where_nothing_shows_it(make_features):
    rows = np.repeat(np.eye(4)[:2], 6, axis=0)
    clip = make_features(rows, shots=[[0, 3], [3, 6]])
    assert part_of(clip, np.eye(4)[[3]].astype(np.float32), centre=None) is None
    assert part_of(make_features(rows), np.eye(4)[[0]].astype(np.float32), centre=None) is None
