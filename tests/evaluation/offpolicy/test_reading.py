import json

import pytest

from generec.domain.errors import DataError
from generec.domain.events import Event
from generec.domain.feed import Decision, Request
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.evaluation.offpolicy.reading import measured, names_of, read_home, read_table
from generec.store import open_rows

CLIP = Item(id="c", work="c", kind="video", title="C", duration_s=10.0, media="m" * 64)


def event(kind, value=None, **more):
    return Event(**{"user": "u", "item": "c", "kind": kind, "value": value, "at": 5.0, **more})


def test_rewards_of_one_showing() -> None:
    assert measured([event("impression")], CLIP, measure="like") == 0
    assert measured([event("like"), event("view", 4.0)], CLIP, measure="like") == 1
    assert measured([event("like"), event("hide")], CLIP, measure="like") == 0
    assert measured([event("view", 4.0), event("view", 3.0)], CLIP, measure="dwell") == pytest.approx(0.7)
    assert measured([event("view", 99.0)], CLIP, measure="dwell") == 1
    assert measured([event("view", 4.0)], CLIP, measure="outcome") == pytest.approx(0.7 * 4 / 8)
    assert measured([event("impression")], CLIP, measure="outcome") == 0
    assert measured([event("view", 4.0)], None, measure="dwell") == 0


@pytest.fixture(name="rows")
def a_home_of_rows(tmp_path):
    """Two requests of a viewer, one of another; the last was never reported as seen."""
    rows = open_rows(f"sqlite:///{tmp_path}/generec.db")
    rows.items.put([CLIP.model_copy(update={"id": name, "work": name}) for name in ("c", "d", "e")])
    common = {"policy": "p", "options": ("1.000", "2.000"), "chosen": 0, "slot": 0}
    for n, (user, probabilities) in enumerate((("u", (0.7, 0.3)), ("u", (0.6, 0.4)), ("v", (0.5, 0.5)))):
        request = Request(id=f"q{n}", user=user, at=float(n), guidance=Guidance())
        here = {"request": request.id, "user": user, "at": float(n), "probabilities": probabilities, **common}
        route = {"options": ("retrieve", "edit"), "slot": None}
        rows.decisions.put(
            request,
            [
                Decision(kind="cover", work="c", **here),
                Decision(kind="cover", work="d", **{**here, "slot": 1, "chosen": 1}),
                Decision(kind="route", **{**here, **route}),
            ],
        )
    rows.events.put(
        [
            event("like", request="q0"),
            event("impression", item="d", request="q0"),
            event("impression", request="q1"),
            event("like", item="e", request="q1"),
            event("like", item="d"),
        ]
    )
    yield rows
    rows.close()


def test_decisions_are_joined_with_what_was_reported_of_them(rows) -> None:
    log = read_home(rows, kind="cover")
    assert log.user.tolist() == ["u", "u", "u"]
    assert log.reward.tolist() == [1, 0, 0]
    assert log.propensity.tolist() == [0.7, 0.3, 0.6]
    assert log.names[0] == ("option 0", "option 1")
    assert log.left_out == {"not reported as seen": 3}
    # the slot; then what was known before: nothing, one liked, one of two
    assert log.context[:, 0].tolist() == [0, 1, 0]
    assert log.context[:, 2].tolist() == pytest.approx([0.5, 0.75, 0.5])
    assert len(read_home(rows, kind="cover", since=1.0)) == 1


def test_a_route_is_worth_the_mean_of_what_it_showed(rows) -> None:
    log = read_home(rows, kind="route")
    assert log.reward.tolist() == [0.5, 0.5]
    assert list(names_of(log)) == [("retrieve", 2)]


def table(tmp_path, text, name="log.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_with_target_and_context(tmp_path) -> None:
    log = read_table(
        table(
            tmp_path,
            "user,options,probabilities,chosen,reward,target,x_age\n"
            "a,red;blue,0.5;0.5,blue,1,1;0,30\nb,red;blue;green,.2;.3;.5,2,0.25,0;0;1,40\n",
        )
    )
    assert log.chosen.tolist() == [1, 2]
    assert log.target is not None
    assert log.target.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert log.context.tolist() == [[30], [40]]
    assert log.there.tolist() == [[True, True, False], [True] * 3]


def test_json_lines_bring_lists(tmp_path) -> None:
    row = {"user": "a", "options": ["x", "y"], "probabilities": [0.25, 0.75], "chosen": "x", "reward": 1}
    log = read_table(table(tmp_path, json.dumps(row) + "\n", "log.jsonl"))
    assert log.propensity.tolist() == [0.25]
    assert log.target is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("user,options\na,x", "there is no column 'probabilities'"),
        ("user,options,probabilities,chosen,reward\na,x;y,.5;.6,x,1\n", "row 2.*sum to 1"),
        ("user,options,probabilities,chosen,reward\na,x;y,.5;.5,z,1\n", "row 2.*none of the options"),
        ("user,options,probabilities,chosen,reward\na,x;y,.5;.5,x,much\n", "row 2.*'much' is no number"),
    ],
)
def test_a_wrong_table_is_named(tmp_path, text, told) -> None:
    with pytest.raises(DataError, match=told):
        read_table(table(tmp_path, text))
