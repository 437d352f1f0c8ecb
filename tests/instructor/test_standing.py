"""Standing wishes: kept, listed, changed, forgotten; later and wider wins."""

import pytest

from generec.domain.errors import DataError, NotFound
from generec.domain.guidance import Caption, Clause, Guidance, Limits, Mute, Style
from generec.domain.profiles import Viewer
from generec.instructor import Instructor, on_screen
from generec.instructor.standing import change, contradicts, forget, in_force, keep, undo, undone, why

ITEM = on_screen({"current_item": {"title": "Derby night", "topics": ["football"], "duration_s": 80}})
assert ITEM is not None


def told(instructor: Instructor, *texts: str) -> Viewer:
    viewer = Viewer(id="ada")
    for at, text in enumerate(texts):
        viewer = keep(viewer, instructor(text=text), at=float(at))
    return viewer


def test_only_lasting_clauses_are_kept(instructor: Instructor) -> None:
    viewer = told(instructor, "never football again", "more cats", "from now on make me a video about owls")
    assert [w.clause.less for w in viewer.wishes] == [(("football",),)]


def test_the_latest_comes_first_and_ids_differ(instructor: Instructor) -> None:
    viewer = told(instructor, "never football again", "always under a minute")
    assert viewer.wishes[0].clause.limits.max_seconds == 60
    assert len({w.id for w in viewer.wishes}) == 2


def test_the_later_wish_takes_back_the_older(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again", "from now on more dogs")
    assert [(w.clause.more, w.clause.less) for w in viewer.wishes] == [((("dogs",),), ())]
    shorter = told(instructor, "from now on only videos under a minute", "from now on at most 30 seconds")
    assert [w.clause.limits.max_seconds for w in shorter.wishes] == [30]


def test_a_wish_is_forgotten_and_changed_by_its_id(instructor: Instructor) -> None:
    viewer = told(instructor, "never football again", "always under a minute")
    first = viewer.wishes[1].id
    assert [w.id for w in forget(viewer, first).wishes] == [viewer.wishes[0].id]
    changed = change(viewer, first, instructor(text="no tennis"), at=9.0)
    assert changed.wishes[0].clause.less == (("tennis",),)
    assert changed.wishes[0].clause.lasting
    assert [w.id for w in changed.wishes[1:]] == [viewer.wishes[0].id]
    with pytest.raises(NotFound, match="no standing wish"):
        forget(viewer, "nothing")
    for text in ("hello", "make me a video about owls", "undress her"):
        with pytest.raises(DataError, match="no wish that could stand"):
            change(viewer, first, instructor(text=text), at=9.0)


def test_undone_what_was_taken_away_stands_again(instructor: Instructor) -> None:
    before = told(instructor, "never show me dogs or cats again", "always at most 30 seconds")
    said = instructor(text="from now on more dogs, at most a minute")
    after = keep(before, said, at=5.0)
    stands = in_force(after, Guidance())
    assert (stands.more, stands.less) == ((("dogs",),), (("cats",),))
    assert stands.limits.max_seconds == 60
    back = after
    for clause in reversed(said.clauses):
        back = undo(back, clause)
    assert back == before
    assert undo(before, Clause(words="something else")) == before
    assert undo(Viewer(id="x"), said.clauses[0]).wishes == ()


def test_undo_said_back_is_told_from_other_wishes(instructor: Instructor) -> None:
    first = instructor(text="never show me dogs again")
    assert undone(first, instructor(text="undo that", previous=first))
    assert not undone(first, instructor(text="more cats", previous=first))
    assert not undone(first, instructor(text="never show me cats again", previous=first))
    for_now = instructor(text="no dogs")
    assert not undone(for_now, instructor(text="undo that", previous=for_now))


def test_what_stands_is_about_the_feed(instructor: Instructor) -> None:
    viewer = keep(Viewer(id="ada"), instructor(text="always subtitles", item=ITEM), at=0.0)
    assert [(w.clause.route, w.clause.target) for w in viewer.wishes] == [("edit", "feed")]
    assert in_force(viewer, Guidance()).edits == (Caption(),)
    now = in_force(viewer, instructor(text="from now on make everything a cartoon"))
    assert {edit.op for edit in now.edits} == {"caption", "style"}


def test_of_two_looks_the_later_holds(instructor: Instructor) -> None:
    viewer = told(
        instructor, "make everything black and white from now on", "make everything vintage from now on"
    )
    assert in_force(viewer, Guidance()).edits == (Style(name="vintage"),)


def test_what_is_said_now_wins(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again", "from now on only videos under a minute")
    now = in_force(viewer, instructor(text="show me big dogs, up to two minutes"))
    assert now.less == ()
    assert now.more == (("big dogs",),)
    assert now.limits.max_seconds == 120
    assert in_force(viewer, instructor(text="more cats")).less == (("dogs",),)


def test_the_narrower_is_an_exception_of_what_stands(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again", "from now on more dog training")
    stands = in_force(viewer, Guidance())
    assert (stands.more, stands.less) == ((("dog training",),), (("dogs",),))
    turned = told(instructor, "from now on more dog training", "never show me dogs again")
    assert (in_force(turned, Guidance()).more, len(turned.wishes)) == ((), 1)


def test_a_length_for_now_takes_the_place_of_one_that_leaves_nothing(instructor: Instructor) -> None:
    viewer = told(instructor, "always short")
    now = in_force(viewer, instructor(text="now something long"))
    assert (now.limits.min_seconds, now.limits.max_seconds) == (60, None)
    assert in_force(viewer, Guidance()).limits.max_seconds == 15
    within = in_force(viewer, instructor(text="at least 5 seconds"))
    assert (within.limits.min_seconds, within.limits.max_seconds) == (5, 15)


def test_cats_for_today_and_never_again_after(instructor: Instructor) -> None:
    viewer = told(instructor, "never cats")
    now = instructor(text="cats today")
    assert (in_force(viewer, now).more, in_force(viewer, now).less) == ((("cats",),), ())
    assert keep(viewer, now, at=9.0) == viewer
    assert in_force(viewer, Guidance()).less == (("cats",),)


def test_lasting_in_force_is_what_stood_before(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again")
    now = in_force(viewer, instructor(text="from now on more cats"))
    assert [(c.lasting, c.less, c.more) for c in now.clauses] == [
        (True, (("dogs",),), ()),
        (False, (), (("cats",),)),
    ]


def test_a_question_stays_a_question_and_what_stands_holds(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again")
    asked = in_force(viewer, instructor(text="hello"))
    assert asked.ask
    assert asked.less == (("dogs",),)
    assert in_force(viewer, Guidance()).less == (("dogs",),)


def test_wider_takes_back_narrower_only() -> None:
    assert contradicts(("dogs",), ("big dogs",))
    assert not contradicts(("big dogs",), ("dogs",))
    assert not contradicts(("cats",), ("dogs",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("too loud", Clause(route="edit", target="feed", edits=(Mute(),))),
        ("I've seen this", Clause(less=(("Derby night", ITEM.id),))),
        ("too long", Clause(limits=Limits(max_seconds=40))),
        ("this is so boring", Clause(less=(("football",),))),
        ("looks AI generated", Clause(limits=Limits(origin="human"))),
        ("no more politics", Clause(less=(("politics",),))),
    ],
)
def test_why_becomes_a_standing_wish(instructor: Instructor, text: str, expected: Clause) -> None:
    found = why(text, ITEM, instructor=instructor)
    assert found is not None
    assert found.lasting
    assert found.model_copy(update={"words": "", "lasting": False}) == expected


def test_why_of_a_cover_asks_for_another(instructor: Instructor) -> None:
    found = why("less text on the cover", ITEM, instructor=instructor)
    assert found is not None
    assert [edit.op for edit in found.edits] == ["thumbnail"]
    assert found.target == "feed"


def test_small_talk_is_no_wish(instructor: Instructor) -> None:
    assert why("hello", ITEM, instructor=instructor) is None
