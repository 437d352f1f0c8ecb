"""Standing wishes: kept, listed, changed, forgotten; later and wider wins."""

import pytest

from generec.domain.errors import NotFound
from generec.domain.guidance import Clause, Guidance, Limits, Mute
from generec.domain.profiles import Viewer
from generec.instructor import Instructor, on_screen
from generec.instructor.standing import change, contradicts, forget, in_force, keep, undo, why

ITEM = on_screen({"current_item": {"title": "Derby night", "topics": ["football"], "duration_s": 80}})


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


def test_forget_undo_and_change(instructor: Instructor) -> None:
    viewer = told(instructor, "never football again", "always under a minute")
    first = viewer.wishes[1].id
    assert [w.id for w in forget(viewer, first).wishes] == [viewer.wishes[0].id]
    assert [w.id for w in undo(viewer).wishes] == [first]
    assert undo(Viewer(id="x")).wishes == ()
    changed = change(viewer, first, Clause(less=(("tennis",),)), at=9.0)
    assert changed.wishes[0].clause.less == (("tennis",),)
    with pytest.raises(NotFound, match="no standing wish"):
        forget(viewer, "nothing")


def test_what_is_said_now_wins(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again", "from now on only videos under a minute")
    now = in_force(viewer, instructor(text="show me big dogs, up to two minutes"))
    assert now.less == ()
    assert now.more == (("big dogs",),)
    assert now.limits.max_seconds == 120
    assert in_force(viewer, instructor(text="more cats")).less == (("dogs",),)


def test_a_question_stays_a_question(instructor: Instructor) -> None:
    viewer = told(instructor, "never show me dogs again")
    assert in_force(viewer, instructor(text="hello")).ask
    assert in_force(viewer, Guidance()).less == (("dogs",),)


def test_wider_takes_back_narrower_only() -> None:
    assert contradicts(("dogs",), ("big dogs",))
    assert not contradicts(("big dogs",), ("dogs",))
    assert not contradicts(("cats",), ("dogs",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("too loud", Clause(route="edit", target="feed", edits=(Mute(),))),
        ("I've seen this", Clause(less=(("Derby night",),))),
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
