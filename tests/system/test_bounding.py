"""What AI made never takes more of a feed or of a day than its share, by whatever way it would come."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generec.system import GeneRec

NOW = 1_760_000_000.0
TOPICS = ("boats", "lamps", "trees")
MADE = [f"t{i:02d}" for i in range(0, 40, 2)]


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def articles(n, *, made):
    """Articles, of which those whose number is in `made` were made by AI; these are the best liked."""
    return [
        {
            "id": f"t{i:02d}",
            "title": f"{TOPICS[i % 3].capitalize()} number {i}",
            "text": f"All about {TOPICS[i % 3]}, part {i}.",
            "topics": [TOPICS[i % 3]],
            "ai": i in made,
        }
        for i in range(n)
    ]


def home(folder, clock, *, n=40, made=range(0, 40, 2), **shares):
    system = GeneRec.open(folder, options={"exposure": shares}, clock=clock)
    system.items(articles(n, made=set(made)), rights="own")
    rows = [
        {"user": f"fan{u}", "item": f"t{i:02d}", "kind": "like", "at": NOW - 900 + u}
        for u in range(5)
        for i in range(n)
        if i in set(made)
    ]
    system.feedback(rows)
    return system


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    with home(tmp_path_factory.mktemp("half"), clock := Clock(), feed_share=0.4, day_share=0.25) as system:
        yield system, clock


asked = st.fixed_dictionaries(
    {
        "user": st.sampled_from(["ann", "ben", "fan1"]),
        "k": st.integers(1, 30),
        "later": st.sampled_from([1.0, 600.0, 50_000.0, 90_000.0]),
        "page": st.integers(0, 3),
        "say": st.sampled_from([None, None, "more boats", "less lamps", "only ones made by people"]),
        "candidates": st.none()
        | st.lists(st.sampled_from([f"t{i:02d}" for i in range(0, 40, 2)]), max_size=9),
        "categories": st.sampled_from([(), (), ("boats",)]),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(asked, min_size=1, max_size=5))
def test_no_way_of_asking_brings_more_than_the_share(half, steps):
    system, clock = half
    for step in steps:
        clock.now += step["later"]
        given = step["candidates"] and [(id, 1.0) for id in step["candidates"]]
        feed, pages, made = None, 0, 0
        for _ in range(step["page"] + 1):
            feed = system.recommend(
                step["user"],
                k=step["k"],
                say=step["say"] if feed is None else None,
                candidates=given,
                categories=step["categories"],
                cursor=feed.cursor if feed is not None else None,
            )
            pages += step["k"]
            made += sum(item.ai for item in feed.items)
            assert made <= math.floor(0.4 * pages + 1e-9)
            if feed.cursor is None:
                break
        day = list(system.home.rows.decisions.requests(user=step["user"], since=clock.now - 86_400))
        items = system.home.rows.items.get([id for request in day for id in request.items])
        total = sum(items[id].ai for request in day for id in request.items)
        assert total <= math.floor(0.25 * sum(request.places for request in day) + 1e-9)


def test_what_people_made_takes_the_free_places_and_the_trace_says_so(tmp_path):
    with home(tmp_path, Clock(), feed_share=0.2) as system:
        feed = system.recommend("ann", k=10)
    assert [len(feed.items), sum(item.ai for item in feed.items)] == [10, 2]
    assert any("its share" in step.did for step in feed.trace)
    assert not feed.items[0].ai or not feed.items[1].ai


def test_a_feed_is_shorter_where_there_is_nothing_else(tmp_path):
    with home(tmp_path, Clock(), n=12, made=range(12)) as system:
        assert len(system.recommend("ann", k=10).items) == 5
        assert len(system.recommend("ben", k=100).items) == 6


def test_who_wants_what_ai_made_alone_gets_it(tmp_path):
    with home(tmp_path, Clock(), feed_share=0.0, day_share=0.0) as system:
        feed = system.recommend("ann", say="only things made by AI", k=8)
        assert feed.guidance.limits.origin == "ai"
        assert len(feed.items) == 8
        assert all(item.ai for item in feed.items)
        logged = system.home.rows.decisions.request(feed.request)
        assert (len(logged.asked), logged.ai, logged.places) == (8, (), 0)
        assert not any(item.ai for item in system.recommend("ann", say="anything", k=8).items)


def test_what_was_asked_for_is_free_and_counts_for_nothing(opened):
    system = opened(exposure={"feed_share": 0.0, "day_share": 0.0})
    feed = system.recommend("v00", say="cut this to 3 seconds", item="c00", k=4, wait=120)
    made = [item.id for item in feed.items if item.ai]
    assert made, feed.reply.text
    logged = system.home.rows.decisions.request(feed.request)
    assert (list(logged.asked), logged.ai) == (made, ())
    assert logged.places == 3
    for user in ("v01", "v02"):
        assert not any(item.ai for item in system.recommend(user, k=12).items)


def test_variants_are_drawn_within_the_share_alone(opened):
    system = opened(exposure={"feed_share": 0.1, "day_share": 0.1}, variants={"greed": 0.0})
    for number in range(12):
        system.edit(f"c{number:02d}", operations=["clip:3"], user="operator")
    for user in range(6):
        feed = system.recommend(f"new{user}", k=12)
        assert len(feed.items) == 12
        assert sum(item.ai for item in feed.items) <= 1
