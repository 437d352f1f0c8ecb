import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.editor.bulk import choose
from generec.editor.taste import centre_of


def test_everybody_gets_the_part_that_suits_them(make_features, make_viewer, four_scenes):
    short = make_features(np.eye(4)[:2])
    viewers = [make_viewer(row) for row in np.eye(4)]
    bulk = choose(features=[four_scenes, short], profiles=viewers, seconds=4.0)
    assert bulk.cover_s.shape == (4, 2)
    assert bulk.window_s.shape == (4, 2, 2)
    for number in range(4):
        start, end = bulk.window_s[number, 0]
        assert (start, end) == (4 * number, 4 * number + 4)
        assert start <= bulk.cover_s[number, 0] <= end
    assert (bulk.window_s[:, 1] == [0.0, 1.0]).all()


def test_a_viewer_without_history_is_served_and_nothing_is_nan(make_viewer, four_scenes):
    centre = centre_of([four_scenes])
    bulk = choose(features=[four_scenes], profiles=[make_viewer()], seconds=3.0, centre=centre)
    assert all(np.isfinite(part).all() for part in bulk)
    assert bulk.cover_score[0, 0] == 0.0
    assert bulk.window_s[0, 0, 1] - bulk.window_s[0, 0, 0] == pytest.approx(3.0)


def test_bad_calls_are_named(make_features, make_viewer, four_scenes):
    empty = make_features(np.zeros((0, 4)))
    with pytest.raises(DataError, match="no length"):
        choose(features=[four_scenes], profiles=[make_viewer()], seconds=0.0)
    with pytest.raises(DataError, match="without sampled frames"):
        choose(features=[empty], profiles=[make_viewer()], seconds=2.0)
