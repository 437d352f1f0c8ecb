"""Figures of runs: hand-worked cases."""

import math

import pytest

from generec.evaluation.simulator.arms import EDIT, FULL, RETRIEVE, WORDS, Task, tasks
from generec.evaluation.simulator.changed import changed
from generec.evaluation.simulator.figures import Run, Table, break_even, comparisons, per_viewer


def show(
    user: str,
    *,
    like: bool,
    topics: list[str],
    share: float = 0.5,
    ai: bool = False,
    day: int = 0,
    origin: str = "found",
    asked: bool = False,
) -> dict:
    return {
        "user": user,
        "day": day,
        "origin": origin,
        "asked": asked,
        "work": "w" + topics[0],
        "topics": topics,
        "share": share,
        "like": like,
        "ai": ai,
    }


def run(arm, likes: dict[str, int], *, effect: float = 1.0) -> Run:
    """Ten showings for each viewer, so many of them liked."""
    shows = [
        show(user, like=n < count, topics=["a"] if n % 2 else ["b"])
        for user, count in likes.items()
        for n in range(10)
    ]
    truth = {user: {"visits": [0, 1], "chances": [0.5, 0.8], "wishes": [], "tongue": "en"} for user in likes}
    done = {"truth": truth, "cpu_s": 10.0, "rendering_s": 4.0, "bytes": 5000, "jobs": {"done": 2}}
    return Run(Task(arm=arm, seed=0, effect=effect), done, shows)


def test_measures_of_a_viewer():
    found = per_viewer(run(RETRIEVE, {"u": 4}), days=3)["u"]
    assert found["like rate"] == pytest.approx(0.4)
    assert found["return"] == pytest.approx(0.5)
    assert found["chance to return"] == pytest.approx(0.65)
    assert found["items a day"] == pytest.approx(10 / 3)
    # Of 45 pairs, the 25 of unlike topics are 1 apart.
    assert found["variety"] == pytest.approx(25 / 45)
    assert found["AI share"] == 0.0


def test_a_viewer_who_met_nothing_has_no_rate():
    one = run(RETRIEVE, {"u": 4, "v": 0})
    gone = one._replace(shows=[show for show in one.shows if show["user"] == "u"])
    assert math.isnan(per_viewer(gone, days=2)["v"]["like rate"])


def test_gains_are_paired_by_viewer():
    theirs = {f"u{n}": n % 6 for n in range(30)}
    ours = {user: count + 2 for user, count in theirs.items()}
    table = Table([run(RETRIEVE, theirs), run(FULL, ours)], days=2, catalogue=["wa", "wb", "wc"])
    gain = next(gain for gain in table.gains("full", "retrieve") if gain.measure == "like rate")
    assert (gain.mean, gain.low, gain.high) == pytest.approx((0.2, 0.2, 0.2))
    assert gain.adjusted < 0.02
    assert comparisons(table) == [("full", "retrieve")]
    account = table.account("full")
    assert account["CPU s"] == pytest.approx(10 / 60)
    assert account["catalogue shown"] == pytest.approx(2 / 3)


def test_what_was_changed_is_held_against_the_same_item_for_the_same_viewer():
    """`w` of u and v, once changed; what only one arm showed and what was asked for do not count here."""
    before = [
        show("u", like=True, topics=["a"], share=0.4),
        show("u", like=False, topics=["b"], share=0.2),
        show("v", like=False, topics=["a"], share=0.6),
    ]
    after = [
        show("u", like=True, topics=["a"], share=0.8, origin="edited"),
        show("u", like=True, topics=["b"], share=0.4, origin="edited"),
        show("v", like=True, topics=["a"], share=0.6, origin="edited"),
        show("v", like=True, topics=["c"], share=1.0, origin="edited"),
        show("v", like=False, topics=["a"], share=0.1, origin="edited", asked=True),
    ]
    runs = [run(RETRIEVE, {"u": 0, "v": 0})._replace(shows=before)]
    runs += [run(FULL, {"u": 0, "v": 0})._replace(shows=after)]
    rows = changed(Table(runs, days=2, catalogue=["wa"]))
    assert [(row["asked"], row["measure"]) for row in rows] == [
        (False, "like"),
        (False, "share"),
        (True, "like"),
        (True, "share"),
    ]
    likes, share, *asked = rows
    # u: 1 against 0.5, v: 1 against 0.
    assert (likes["changed"], likes["unchanged"], likes["gain"]) == pytest.approx((1.0, 0.25, 0.75))
    # u: 0.6 against 0.3, v: 0.6 against 0.6.
    assert share["gain"] == pytest.approx(0.15)
    assert (likes["viewers"], likes["showings"]) == (2, 3)
    assert asked[0]["viewers"] == 1
    assert math.isnan(asked[0]["low"])


def test_break_even_lies_where_the_gain_passes_zero():
    assert break_even([-1, 0, 1], [-0.2, -0.1, 0.1]) == pytest.approx(0.5)
    assert break_even([-1, 0, 1], [-0.2, 0.1, 0.3]) == pytest.approx(-1 / 3)
    assert math.isnan(break_even([-1, 0, 1], [0.1, 0.2, 0.3]))
    assert math.isnan(break_even([-1, 0, 1], [-0.3, -0.2, -0.1]))


def test_a_sweep_holds_each_effect_against_the_same():
    base = {f"u{n}": 4 for n in range(12)}
    runs = [run(WORDS, base)]
    runs += [
        run(FULL, dict.fromkeys(base, 4 + more), effect=e) for e, more in ((-1.0, -2), (0.0, 0), (1.0, 2))
    ]
    sweep = Table(runs, days=2, catalogue=["wa"]).sweeps()[0]
    assert [point.effect for point in sweep.points] == [-1.0, 0.0, 1.0]
    assert [point.mean for point in sweep.points] == pytest.approx([-0.2, 0.0, 0.2])
    assert sweep.even == pytest.approx(0.0)


def test_tasks_are_each_once_and_nothing_made_is_not_swept():
    plan = tasks(seeds=2, first=0, effects=(-1.0, 0.0, 1.0), ablate=True)
    assert len({task.name for task in plan}) == len(plan)
    swept = {task.arm.name for task in plan if task.effect != 1.0}
    assert swept == {EDIT.name, FULL.name}


def test_arms_that_are_named_run_and_no_others():
    plan = tasks(seeds=2, first=3, effects=(0.0, 1.0), ablate=False, only=("retrieve", "full - editing"))
    assert [task.name for task in plan] == [
        f"{arm}.e1.s{seed}" for arm in ("retrieve", "full---editing") for seed in (3, 4)
    ]
    names = {task.arm.name for task in tasks(seeds=1, first=0, effects=(1.0,), ablate=False)}
    assert names == {"retrieve", "+edit", "+create", "full", "words only"}
