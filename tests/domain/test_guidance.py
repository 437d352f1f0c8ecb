"""Guidance is clauses inside; the record of the guidance page is their projection."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generec.domain.guidance import (
    Clause,
    Clip,
    Create,
    Guidance,
    Limits,
    Mute,
    Reframe,
    Style,
    Thumbnail,
)

TOPIC = st.tuples(st.sampled_from(("cooking", "politics", "cats")))
EDIT = st.sampled_from((Clip(seconds=10), Clip(), Style(name="cartoon"), Mute(), Thumbnail()))
CLAUSE = st.builds(
    Clause,
    route=st.sampled_from(("retrieve", "edit", "create")),
    target=st.sampled_from(("current", "feed", None)),
    more=st.lists(TOPIC, max_size=2).map(tuple),
    less=st.lists(TOPIC, max_size=2).map(tuple),
    edits=st.lists(EDIT, max_size=2).map(tuple),
    create=st.none() | st.builds(Create, about=st.lists(TOPIC, max_size=2).map(tuple)),
    limits=st.builds(Limits, max_seconds=st.none() | st.integers(0, 60), language=st.none() | st.just("es")),
    lasting=st.booleans(),
)
GUIDANCE = st.lists(CLAUSE, max_size=4).map(lambda clauses: Guidance(clauses=tuple(clauses)))

FIELDS = {"route", "target", "more", "less", "edits", "create", "limits", "lasting"}


def test_the_sentence_of_the_guidance_page() -> None:
    guidance = Guidance(
        clauses=(
            Clause(more=(("cooking", "food"),), less=(("politics",),), words="more cooking, less politics"),
            Clause(
                route="edit", target="current", edits=(Style(name="cartoon"),), words="make this a cartoon"
            ),
        )
    )
    assert guidance.record() == {
        "route": "edit",
        "target": "current",
        "more": [["cooking", "food"]],
        "less": [["politics"]],
        "edits": [{"op": "style", "name": "cartoon"}],
        "create": None,
        "limits": {
            "max_seconds": None,
            "min_seconds": None,
            "origin": None,
            "language": None,
            "mood": None,
        },
        "lasting": False,
    }


def test_nothing_said() -> None:
    guidance = Guidance()
    assert (guidance.route, guidance.target, guidance.lasting) == ("retrieve", "feed", False)
    assert set(guidance.record()) == FIELDS


@given(GUIDANCE)
def test_projection(guidance: Guidance) -> None:
    record = guidance.record()
    assert set(record) == FIELDS
    assert json.loads(json.dumps(record)) == record
    strength = ("retrieve", "edit", "create")
    assert all(strength.index(clause.route) <= strength.index(record["route"]) for clause in guidance.clauses)
    assert record["lasting"] == any(clause.lasting for clause in guidance.clauses)
    for side in ("more", "less"):
        said = {topic for clause in guidance.clauses for topic in getattr(clause, side)}
        assert sorted(map(tuple, record[side])) == sorted(said)
    if record["route"] == "create":
        assert record["target"] is None


@given(GUIDANCE)
def test_json_round_trip(guidance: Guidance) -> None:
    assert Guidance.model_validate_json(guidance.model_dump_json()) == guidance


def test_no_words_of_the_viewer_in_the_record() -> None:
    guidance = Guidance(clauses=(Clause(route="edit", edits=(Clip(),), words="shorter, says Zaphod"),))
    assert "Zaphod" not in json.dumps(guidance.record())


def test_target_is_that_of_the_strongest_clause() -> None:
    retrieve = Clause(target="feed")
    edit = Clause(route="edit", target="current", edits=(Mute(),))
    create = Clause(route="create", target="current", create=Create())
    assert Guidance(clauses=(retrieve, edit)).target == "current"
    assert Guidance(clauses=(edit, retrieve)).target == "current"
    assert Guidance(clauses=(edit, create)).target is None


def test_edits_keep_their_order_and_come_once() -> None:
    first, second = Reframe(aspect="1:1"), Clip(seconds=5)
    guidance = Guidance(clauses=(Clause(edits=(first, second)), Clause(edits=(second, first))))
    assert guidance.edits == (first, second)


def test_later_limits_win_where_they_say_something() -> None:
    early = Clause(limits=Limits(max_seconds=30, mood="calm"))
    late = Clause(limits=Limits(max_seconds=10, language="es"))
    assert Guidance(clauses=(early, late)).limits == Limits(max_seconds=10, mood="calm", language="es")


def test_refusal_and_question_are_all_there_is() -> None:
    clause = Clause(route="edit", edits=(Mute(),))
    assert Guidance(clauses=(clause,), refuse="unsafe").record() == {"refuse": "unsafe"}
    assert Guidance(clauses=(clause,), ask=True).record() == {"ask": True}


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "explode"},
        {"op": "style", "name": "baroque"},
        {"op": "style"},
        {"op": "clip", "seconds": 0},
        {"op": "clip", "seconds": float("nan")},
        {"op": "speed", "factor": -1},
        {"op": "reframe", "aspect": "4:3"},
        {"op": "mute", "loud": True},
    ],
)
def test_what_is_no_edit(edit: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Clause.model_validate({"edits": [edit]})
