import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.evaluation.splits import Ratings, by_time, by_viewer, make_world, read_ratings


def ratings(user: list[str], at: list[float]) -> Ratings:
    m = len(user)
    item = np.array([f"i{n}" for n in range(m)])
    return Ratings("made up", (), np.array(user), item, np.full(m, 4.0), np.array(at))


def test_by_viewer_holds_out_the_last_fifth_of_each_rounded_down() -> None:
    user = ["a"] * 10 + ["b"] * 5 + ["c"] * 4
    split = by_viewer(ratings(user, [float(n) for n in range(19)]))
    assert split.test.item.tolist() == ["i8", "i9", "i14"]
    assert len(split.train.item) == 16


def test_by_viewer_goes_by_time_where_viewers_alternate() -> None:
    split = by_viewer(ratings(["a", "b"] * 5, [float(n) for n in range(10)]))
    assert split.test.item.tolist() == ["i8", "i9"]


def test_by_time_has_nothing_of_the_future_in_what_is_learned() -> None:
    split = by_time(ratings(["a", "b"] * 50, [float(n % 37) for n in range(100)]))
    assert split.train.at.max() < split.test.at.min()
    assert 0.1 < len(split.test.at) / 100 < 0.3


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "items", "m"), [("ml-100k", 1682, 100_000), ("movielens-posters", 1500, 71_501)]
)
def test_the_logs_are_read_whole(data, name: str, items: int, m: int) -> None:
    log = read_ratings(data, name)
    assert len(log.items) == items
    assert len(log.user) == m
    assert (np.diff(log.at) >= 0).all()
    assert all(item.title and item.topics for item in log.items[:100])


def test_a_log_that_is_not_there_is_a_clear_error(tmp_path) -> None:
    with pytest.raises(DataError, match="ml-100k"):
        read_ratings(tmp_path, "ml-100k")
    with pytest.raises(DataError, match="movielens-posters"):
        read_ratings(tmp_path, "netflix")


@pytest.mark.data
def test_a_world_holds_the_train_part_alone(data, tmp_path) -> None:
    log = read_ratings(data, "ml-100k")
    some = log.rows(np.arange(len(log.user)) % 50 == 0)
    split = by_time(some)
    world = make_world(split, tmp_path, texts=None)
    events = list(world.rows.events.all())
    assert len(events) == len(split.train.user)
    assert max(event.at for event in events) <= split.train.at.max()
    world.rows.close()
