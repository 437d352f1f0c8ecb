"""What was asked for in words is remembered, fades, and is taken back with the wish."""

import pytest

from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.profiles import Asked, Viewer
from generec.instructor.asked import MOST, asked_for, heard, raised

NAMES = ("Cooking", "space", "sports")
DAY = 86_400.0


def wish(*topics: tuple[str, ...], **other) -> Guidance:
    return Guidance(clauses=(Clause(more=topics, **other),))


def after(*said: Guidance, viewer: Viewer | None = None) -> Viewer:
    viewer = viewer or Viewer(id="v")
    for at, guidance in enumerate(said):
        viewer = heard(viewer, guidance, before=None, names=NAMES, at=at * DAY)
    return viewer


def topics(viewer: Viewer) -> list[str]:
    return [one.topic for one in viewer.asked]


def test_topics_of_the_corpus_are_remembered_under_its_names():
    assert topics(after(wish(("cosmos", "space"), ("cooking",)))) == ["space", "Cooking"]
    assert topics(after(wish(("yodelling", "alps", "space")))) == []


def test_what_is_to_be_made_is_wanted_too_and_what_is_not_wanted_says_nothing():
    made = Guidance(clauses=(Clause(route="create", create=Create(about=(("space",),))),))
    assert topics(after(made, Guidance(clauses=(Clause(less=(("sports",),)),)))) == ["space"]


def test_what_goes_on_from_a_wish_does_not_count_it_again():
    first = wish(("space",))
    more = Guidance(clauses=(*first.clauses, Clause(more=(("sports",),))))
    viewer = heard(after(first), more, before=first, names=NAMES, at=DAY)
    assert topics(viewer) == ["space", "sports"]


def test_undoing_a_wish_takes_back_what_it_taught_and_no_more():
    viewer = after(wish(("space",)), wish(("space",), ("sports",)))
    last = wish(("space",), ("sports",))
    undone = heard(viewer, Guidance(clauses=(Clause(),)), before=last, names=NAMES, at=2 * DAY)
    assert undone.asked == (Asked(topic="space", at=0.0),)


def test_a_wish_put_right_teaches_what_is_left_of_it():
    said = wish(("space",), ("sports",))
    left = wish(("sports",))
    viewer = heard(after(said), left, before=said, names=NAMES, at=9.0, amended=True)
    assert viewer.asked == (Asked(topic="sports", at=9.0),)
    gone = heard(after(said), Guidance(), before=said, names=NAMES, at=9.0, amended=True)
    assert gone.asked == ()


def test_another_wish_after_one_leaves_it():
    said = wish(("space",))
    viewer = heard(after(said), wish(("sports",)), before=said, names=NAMES, at=1.0)
    assert topics(viewer) == ["space", "sports"]


def test_it_grows_with_each_wish_and_fades_with_time():
    viewer = after(wish(("space",)), wish(("space",)))
    now = asked_for(viewer, at=DAY, half_life_s=DAY)["space"]
    assert now == pytest.approx(1 - (1 - 0.3) * (1 - 0.6))
    assert asked_for(viewer, at=30 * DAY, half_life_s=DAY)["space"] < 1e-6


def test_without_profiling_nothing_is_kept_or_used():
    off = Viewer(id="v", profiling=False)
    assert after(wish(("space",)), viewer=off).asked == ()
    switched = after(wish(("space",))).model_copy(update={"profiling": False})
    assert asked_for(switched, at=0.0, half_life_s=DAY) == {}


def test_only_so_much_is_remembered():
    viewer = after(*[wish(("space",))] * (MOST + 5))
    assert len(viewer.asked) == MOST
    assert viewer.asked[-1].at == (MOST + 4) * DAY


def test_weights_are_raised_towards_one():
    found = raised({"Space": -0.4, "sports": 0.2}, {"space": 0.5, "cooking": 0.3})
    assert found == pytest.approx({"Space": -0.4 + 0.5 * 1.4, "sports": 0.2, "cooking": 0.3})
