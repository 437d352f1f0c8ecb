import numpy as np
import pytest

from generec.domain.events import Event
from generec.retriever.signals import LIKED, Signals, read, watch_residual


def strengths(shop, *events: tuple[str, str, float | None]) -> dict[str, float]:
    """item -> strength, for events (item, kind, value) of one viewer in order of time."""
    log = [
        Event(user="v", item=item, kind=kind, value=value, at=float(n))
        for n, (item, kind, value) in enumerate(events)
    ]
    signals = _read(shop, log)
    return {signals.works[w]: float(s) for w, s in zip(signals.work, signals.strength, strict=True)}


def _read(shop, log: list[Event]) -> Signals:
    shelf = shop.catalogue.snapshot()
    return read(log, shelf=shelf, works={work: n for n, work in enumerate(sorted(shelf.works.names))})


def test_given_signals_have_their_strength_and_sum_within_bounds(fitted) -> None:
    found = strengths(
        fitted,
        ("i000", "like", None),
        ("i000", "share", None),
        ("i001", "hide", None),
        ("i002", "click", None),
        ("i002", "skip", None),
        ("i003", "impression", None),
    )
    assert found["i000"] == 1
    assert found["i001"] == -1
    assert found["i002"] == pytest.approx(-0.1)
    assert found["i003"] == 0


def test_a_repeated_signal_counts_once(fitted) -> None:
    assert strengths(fitted, *[("i000", "click", None)] * 5)["i000"] == pytest.approx(0.5)


def test_the_last_rating_counts_and_four_stars_are_a_like(fitted) -> None:
    found = strengths(
        fitted, ("i000", "rating", 1), ("i000", "rating", 4), ("i001", "rating", 3), ("i002", "rating", 1)
    )
    assert found["i000"] >= LIKED
    assert 0 < found["i001"] < LIKED
    assert found["i002"] < 0


def test_ten_point_ratings_are_brought_to_five(fitted) -> None:
    found = strengths(fitted, ("i000", "rating", 10), ("i001", "rating", 8), ("i002", "rating", 2))
    assert found["i000"] == 1
    assert found["i001"] >= LIKED
    assert found["i002"] < 0


def test_watching_is_judged_within_items_of_like_length() -> None:
    seconds = np.array([2.0, 4, 8, 20, 40, 80])
    group = np.array([0, 0, 0, 1, 1, 1])
    residual = watch_residual(seconds, group)
    assert residual[2] > 0.5
    assert residual[5] > 0.5
    assert residual[3] < -0.5, "twenty seconds of a long video is little, though more than any short one has"


def test_events_of_unknown_items_and_words_are_passed_over(fitted) -> None:
    log = [
        Event(user="v", item="nowhere", kind="like", at=1.0),
        Event(user="v", item="i000", kind="why", text="too loud", at=2.0),
    ]
    assert len(_read(fitted, log).user) == 0


def test_a_variant_counts_for_its_work_and_rows_are_in_order_of_time(fitted) -> None:
    log = [
        Event(user="b", item="i005", kind="like", at=9.0),
        Event(user="a", item="i004", kind="like", at=3.0),
    ]
    signals = _read(fitted, log)
    assert [signals.users[user] for user in signals.user] == ["a", "b"]
    assert signals.at.tolist() == [3.0, 9.0]


def test_a_log_of_views_tells_what_was_shown_and_one_of_ratings_does_not(fitted) -> None:
    watched = [Event(user="v", item=f"i00{n}", kind="view", value=3.0, at=float(n)) for n in range(4)]
    rated = [Event(user="v", item=f"i00{n}", kind="rating", value=4.0, at=float(n)) for n in range(4)]
    assert _read(fitted, watched).shown
    assert _read(fitted, watched).rows(np.array([True, False, True, False])).shown
    assert not _read(fitted, rated).shown
    assert not _read(fitted, rated + watched[:1]).shown
