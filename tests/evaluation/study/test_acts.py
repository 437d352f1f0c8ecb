"""What counts as liked, what is held out, and which topics a viewer likes."""

from generec.domain.events import Event
from generec.domain.items import Item
from generec.evaluation.metrics.liking import Act
from generec.evaluation.study.acts import acts_of, held, liked_topics, rates

ITEMS = {
    f"i{n}": Item(id=f"i{n}", work=f"i{n}", kind="text", topics=("a" if n % 2 else "b",)) for n in range(12)
}


def event(user, item, kind, at, value=None):
    return Event(user=user, item=item, kind=kind, at=at, value=value)


def test_a_rejected_like_is_none_and_four_stars_are_one():
    log = [
        event("u", "i0", "like", 1), event("u", "i0", "hide", 2), event("u", "i1", "rating", 3, 4.0),
        event("u", "i2", "rating", 4, 3.5), event("u", "i3", "share", 5), event("u", "gone", "like", 6),
    ]  # fmt: skip
    acts = acts_of(log, ITEMS)
    assert dict(zip(acts.item, acts.stars, strict=True)) == {"i0": 1.0, "i1": 5.0, "i2": 1.0, "i3": 5.0}


def test_the_last_fifth_is_held_out_and_who_is_left_out_is_counted():
    log = [event("keen", f"i{n}", "like", n) for n in range(10)]
    log += [event("cold", f"i{n}", "view", 50 + n, 1.0) for n in range(10)]
    log += [event("few", f"i{n}", "like", 90 + n) for n in range(2)]
    found = held(acts_of(log, ITEMS), split="viewer")
    assert found.viewers == ("keen",)
    assert [act.item for act in found.after["keen"]] == ["i8", "i9"]
    assert found.left_out == {
        "nothing held out": 1, "nothing liked in the held-out part": 1, "no like before it": 0,
    }  # fmt: skip
    # By time, all of the last moments are held out, whoever's they are.
    late = held(acts_of(log, ITEMS), split="time")
    assert "few" not in late.before
    assert late.left_out["no like before it"] == 1


def test_liked_topics_are_those_above_the_viewers_own_rate():
    topics = {id: item.topics for id, item in ITEMS.items()}
    acts = [Act("u", f"i{n}", bool(n % 2)) for n in range(6)]
    assert liked_topics(acts, topics) == {"a"}
    assert liked_topics([], topics) == set()


def test_rates_of_topics_lean_on_the_viewers_own_rate_while_little_is_known():
    acts = [Act("u", f"b{n}", True) for n in range(4)] + [Act("u", f"t{n}", False) for n in range(4)]
    topics = {one.item: ("boats" if one.liked else "trees",) for one in acts}
    found = rates([*acts, Act("u", "l0", True)], {**topics, "l0": ("lamps",)})
    assert found["boats"] > found["lamps"] > 0 > found["trees"]
    # Own rate (5 + 1) / (9 + 2), counted as two more meetings.
    assert abs(found["lamps"] - ((1 + 2 * 6 / 11) / 3 - 6 / 11)) < 1e-12
