"""From events to a profile, and from a profile to a route."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from generec.domain.events import Event
from generec.domain.guidance import Clause, Guidance, Route
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.instructor import Behaviour, DecideConfig, Instructor, RouteChoice, decide
from generec.instructor.behaviour import expected_dwell
from generec.instructor.offers import LOOKS, offer

TOPICS = ("cats", "dogs", "news", "chess")
ITEMS = {
    f"{topic}{i}": Item(
        id=f"{topic}{i}",
        work=f"{topic}{i}",
        kind="video",
        topics=(topic,),
        duration_s=20.0 + i,
        allow=frozenset(("serve",)),
    )
    for topic in TOPICS
    for i in range(12)
}
MADE = ITEMS["cats0"].model_copy(
    update={"id": "m", "work": "cats0", "origin": "edited", "recipe": "r", "seal": "s", "parents": ("cats0",)}
)
NOW = 1_000_000.0


def lookup(ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = np.zeros((len(ids), 4), dtype=np.float32)
    found = np.array([id in ITEMS for id in ids])
    for row, id in zip(rows, ids, strict=True):
        if id in ITEMS:
            row[TOPICS.index(ITEMS[id].topics[0])] = 1.0
    return rows, found


def act(item: str, kind: str, ago: float, value: float | None = None) -> Event:
    return Event(user="ada", item=item, kind=kind, at=NOW - ago, value=value)  # type: ignore[arg-type]


def profile(*events: Event, viewer: Viewer | None = None) -> Profile:
    ordered = sorted(events, key=lambda e: -e.at)
    return Behaviour()(
        viewer=viewer or Viewer(id="ada"),
        events=ordered,
        items=ITEMS | {"m": MADE},
        vectors=lookup,
        pictures=lookup,
        at=NOW,
    )


def test_a_viewer_without_history_has_a_profile() -> None:
    found = profile()
    assert found.meaning is None
    assert found.pictures is None
    assert found.length_s is None
    assert (found.topics, found.liked, found.n_events, found.dissatisfaction) == ({}, {}, 0, 0.0)


def test_likes_lead_the_taste_and_rejections_leave_it() -> None:
    found = profile(act("cats1", "like", 10), act("cats2", "complete", 20), act("news1", "hide", 30))
    assert found.meaning is not None
    assert np.linalg.norm(found.meaning) == pytest.approx(1.0)
    assert found.meaning[0] > 0.9
    assert found.meaning[2] < 0
    assert found.topics["cats"] > 0 > found.topics["news"]
    assert list(found.liked) == ["cats1", "cats2"]
    assert list(found.rejected) == ["news1"]
    assert found.length_s == pytest.approx(21.5, abs=0.2)
    assert found.seen == {"cats1", "cats2", "news1"}


def test_what_was_liked_lately_counts_more() -> None:
    month = 30 * 86_400.0
    found = profile(act("dogs1", "like", 1), act("cats1", "like", 2 * month))
    assert found.meaning is not None
    assert found.meaning[1] > 3 * found.meaning[0]


def test_a_short_clip_is_not_better_for_being_short() -> None:
    assert expected_dwell(10, pace_s=40) == pytest.approx(8)
    assert expected_dwell(600, pace_s=40) < 40
    found = profile(act("cats1", "view", 5, value=20.0), act("dogs1", "view", 6, value=1.0))
    assert "cats1" in found.liked
    assert "dogs1" in found.rejected


def test_without_profiling_nothing_that_was_done_is_used() -> None:
    viewer = Viewer(id="ada", profiling=False)
    found = profile(act("cats1", "like", 10), act("news1", "hide", 30), viewer=viewer)
    assert found == Profile(viewer=viewer)


def test_runs_of_skips_and_rejections_dissatisfy() -> None:
    calm = profile(*(act(f"cats{i}", "like", 10.0 + i) for i in range(6)))
    skips = profile(*(act(f"news{i}", "skip", 10.0 + i) for i in range(6)))
    hides = profile(*(act(f"news{i}", "hide", 10.0 + i) for i in range(6)))
    one = profile(act("news1", "skip", 10))
    assert calm.dissatisfaction == one.dissatisfaction == 0
    assert 0.5 < skips.dissatisfaction < hides.dissatisfaction <= 1
    ended = profile(act("cats1", "like", 1), *(act(f"news{i}", "skip", 10.0 + i) for i in range(6)))
    assert ended.dissatisfaction == 0


def test_falling_dwell_dissatisfies() -> None:
    before = [act(f"cats{i}", "view", 100.0 + i, value=18.0) for i in range(10)]
    after = [act(f"dogs{i}", "view", 10.0 + i, value=3.0) for i in range(5)]
    assert profile(*before, *after).dissatisfaction > 0.5
    assert profile(*before).dissatisfaction == 0


def test_too_much_of_one_topic_tires() -> None:
    many = [act(f"cats{i}", "like", 10.0 + i) for i in range(12)]
    assert profile(*many).topics["cats"] < profile(*many[:5]).topics["cats"]


def test_how_made_items_fare() -> None:
    assert profile(act("m", "like", 1), act("news1", "skip", 2)).ai_affinity > 0
    assert profile(act("m", "dislike", 1), act("cats1", "like", 2)).ai_affinity < 0
    assert profile(act("cats1", "like", 2)).ai_affinity == 0
    assert profile(act("m", "like", 1)).liked == {"cats0": 1.0}


def test_nothing_is_ever_nan() -> None:
    strange = [
        act("gone", "view", 5, value=3.0),
        act("cats1", "view", -50, value=-4.0),
        act("cats2", "rating", 0, value=1e9),
        act("cats3", "view", 1e9, value=1e9),
        act("cats4", "why", 1),
    ]
    found = profile(*strange)
    assert found.meaning is None or np.isfinite(found.meaning).all()
    assert all(np.isfinite(v) for v in (*found.topics.values(), *found.liked.values(), found.dissatisfaction))


def unhappy(level: float = 0.9, **viewer: Any) -> Profile:
    return Profile(viewer=Viewer(id="a", **viewer), dissatisfaction=level)


def choose(
    profile: Profile,
    guidance: Guidance | None = None,
    *,
    allowed: Sequence[Route] = ("retrieve", "edit"),
    explore: float = 0.0,
    seed: int = 0,
    **config: Any,
) -> RouteChoice:
    return decide(
        guidance=guidance or Guidance(),
        profile=profile,
        rng=np.random.default_rng(seed),
        at=NOW,
        config=DecideConfig(explore=explore, **config),
        allowed=allowed,
    )


def test_unhappy_viewers_are_offered_a_change_and_a_creation_where_one_can_be() -> None:
    offered = choose(unhappy())
    assert (offered.route, offered.offer, offered.probabilities) == ("edit", True, (0.0, 1.0, 0.0))
    assert "0.90" in offered.because
    created = choose(unhappy(), allowed=("retrieve", "edit", "create"))
    assert (created.route, created.offer) == ("create", True)
    content = choose(unhappy(0.0))
    assert (content.route, content.offer) == ("retrieve", False)
    assert choose(unhappy(0.5), threshold=0.4).offer


def test_offers_are_rare() -> None:
    again = choose(unhappy(offered_at=NOW - 600))
    assert (again.route, again.offer, again.probabilities[0]) == ("retrieve", False, 1.0)
    assert "10 minutes ago" in again.because
    assert choose(unhappy(offered_at=NOW - 3601)).offer
    assert choose(unhappy(offered_at=NOW - 600), every_s=60).offer
    for never in (
        choose(unhappy(ai=False)),
        choose(unhappy(), allowed=("retrieve",)),
        choose(unhappy(), Guidance(ask=True)),
        choose(unhappy(), Guidance(refuse="unsafe")),
    ):
        assert (never.route, never.offer) == ("retrieve", False)


@pytest.mark.parametrize("dissatisfaction", [0.0, 1.0])
def test_a_wish_in_words_is_always_followed(dissatisfaction: float) -> None:
    asked = Guidance(clauses=(Clause(route="edit", target="current"),))
    mood = unhappy(dissatisfaction, ai=False)
    found = choose(mood, asked)
    assert (found.route, found.offer) == ("edit", False)
    assert found.probabilities[found.chosen] == 1.0
    off = choose(mood, asked, allowed=("retrieve",))
    assert off.route == "retrieve"
    assert "switched off" in off.because


def test_routes_are_drawn_with_the_logged_probabilities() -> None:
    drawn = [choose(unhappy(), explore=0.2, seed=seed) for seed in range(2_000)]
    assert all(sum(d.probabilities) == pytest.approx(1.0) for d in drawn)
    assert np.mean([d.route == "edit" for d in drawn]) == pytest.approx(0.8, abs=0.03)
    below = [choose(unhappy(0.4), explore=0.2, seed=seed) for seed in range(2_000)]
    assert np.mean([d.offer for d in below]) == pytest.approx(0.2, abs=0.03)


def test_what_is_offered_can_be_said_back() -> None:
    instructor = Instructor()
    mood = Profile(viewer=Viewer(id="a"), topics={"news": -0.6, "cats": 0.5})
    told = offer(mood, route="edit")
    assert (told.kind, told.choices[0]) == ("ask", "no news")
    assert 2 <= len(told.choices) <= 3
    blank = Profile(viewer=Viewer(id="b"))
    others = (offer(mood, route="create"), offer(blank, route="edit"), offer(blank, route="create"))
    for choice in (*told.choices, *(choice for other in others for choice in other.choices)):
        heard = instructor(text=choice)
        assert heard.clauses, choice
        assert heard.less or heard.edits or heard.create or heard.limits.max_seconds, choice
    assert instructor(text=offer(mood, route="create").choices[0]).create is not None
    for name, words in LOOKS.items():
        heard = instructor(text=words)
        assert [(edit.op, getattr(edit, "name", "")) for edit in heard.edits] == [("style", name)]
        assert heard.target == "feed"


def test_the_look_that_did_well_is_offered() -> None:
    other = MADE.model_copy(update={"id": "n"})
    items = ITEMS | {"m": MADE, "n": other}
    events = [act("m", "like", 1), act("m", "complete", 2), act("n", "hide", 3), act("cats1", "like", 4)]
    found = Behaviour()(
        viewer=Viewer(id="ada"),
        events=events,
        items=items,
        vectors=lookup,
        pictures=lookup,
        at=NOW,
        looks={"m": ("noir",), "n": ("vivid",)},
    )
    assert found.looks["noir"] > 0 > found.looks["vivid"]
    assert set(found.looks) == {"noir", "vivid"}
    assert LOOKS["noir"] in offer(found, route="edit").choices
