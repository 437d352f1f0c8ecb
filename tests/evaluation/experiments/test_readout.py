import numpy as np
import pytest

from generec.domain.events import Event
from generec.domain.feed import Decision, Request
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.evaluation.experiments.readout import DAY_S, METRICS, read, text
from generec.store import open_rows
from generec.system.experiments import Arm, Experiment

TRIAL = Experiment(name="covers", salt="x", arms=(Arm(name="old"), Arm(name="new")), days=2.0, started_at=0.0)


@pytest.fixture(name="rows")
def a_home_of_rows(tmp_path):
    rows = open_rows(f"sqlite:///{tmp_path}/generec.db")
    rows.items.put([Item(id="c", work="c", kind="video", title="C", duration_s=10.0, media="m" * 64)])
    yield rows
    rows.close()


def request(rows, user, at, *, arm=None, events=()):
    """A request of a viewer, in the arm of the experiment or another one."""
    chosen = TRIAL.arm_of(user) if arm is None else arm
    one = Request(id=f"q-{user}-{at}", user=user, at=at, guidance=Guidance(), items=("c",))
    drawn = Decision(
        request=one.id,
        user=user,
        at=at,
        kind="experiment",
        policy=TRIAL.policy,
        options=("old", "new"),
        probabilities=(0.5, 0.5),
        chosen=chosen,
    )
    rows.decisions.put(one, [drawn])
    rows.events.put(
        Event(user=user, item="c", kind=kind, value=value, at=at + after, request=one.id)
        for kind, value, after in events
    )


def test_a_viewer_counts_once_with_what_happened_in_its_days(rows) -> None:
    day = DAY_S
    request(rows, "a", 10.0, events=[("like", None, 5.0), ("view", 4.0, 6.0), ("view", 3.0, 3 * day)])
    request(rows, "a", 10.0 + 1.5 * day, events=[("impression", None, 1.0)])
    request(rows, "a", 10.0 + 2.5 * day, events=[("like", None, 1.0)])
    request(rows, "b", 20.0)
    request(rows, "late", 3 * day)
    found = read(rows, TRIAL, at=4 * day)
    assert sum(found.assigned.values()) == 3
    assert sum(found.complete.values()) == 2
    by = {one.metric: one for one in found.compared}
    assert list(by) == list(METRICS)
    arm = TRIAL.arms[TRIAL.arm_of("a")].name
    other = TRIAL.arm_of("b") != TRIAL.arm_of("a")
    mean = {m: by[m].arm_mean if arm == "new" else by[m].control_mean for m in METRICS}
    share = 1 if other else 2
    assert mean["likes"] == pytest.approx(1 / share)
    assert mean["like_rate"] == pytest.approx(0.5)
    assert mean["seconds"] == pytest.approx(4 / share)
    assert mean["return"] == pytest.approx(1 / share)
    assert by["like_rate"].viewers == 1
    assert not np.isfinite(by["likes"].low)
    assert "not enough viewers yet" in text(found)


def test_who_was_in_two_arms_counts_in_none(rows) -> None:
    request(rows, "a", 1.0, arm=0)
    request(rows, "a", 2.0, arm=1)
    found = read(rows, TRIAL, at=10 * DAY_S)
    assert (found.moved, sum(found.assigned.values())) == (1, 0)


def crowd(rows, n, *, like=(0.2, 0.2), lose=0.0):
    rng = np.random.default_rng(0)
    for number in range(n):
        user = f"u{number}"
        arm = TRIAL.arm_of(user)
        if arm == 1 and rng.random() < lose:
            continue
        events = [("like" if rng.random() < like[arm] else "impression", None, 1.0)]
        request(rows, user, float(number), events=events)


def test_an_effect_is_read_out(rows) -> None:
    crowd(rows, 900, like=(0.2, 0.5))
    found = read(rows, TRIAL, at=3 * DAY_S)
    likes = next(one for one in found.compared if one.metric == "likes")
    assert likes.clear
    assert likes.low < 0.3 < likes.high
    assert not found.split_wrong
    assert "clear" in text(found)
    assert found.record()["compared"][0]["clear"] is True
    # nobody ever came back: that this never differs is not known
    assert not np.isfinite(found.compared[-1].low)
    assert "salt" not in found.record()


def test_a_wrong_split_is_told_before_everything(rows) -> None:
    """A third of the new arm's viewers never reach the log: the comparison is worth nothing."""
    crowd(rows, 1500, like=(0.2, 0.5), lose=0.35)
    found = read(rows, TRIAL, at=3 * DAY_S)
    assert found.split_wrong
    assert "not split as planned" in text(found)
    assert not any(one["clear"] for one in found.record()["compared"])
