"""Fairness: the measures against what is known of them, and an audit over real logs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generec.domain.events import Event
from generec.domain.feed import Request
from generec.domain.guidance import Clause, Guidance
from generec.domain.items import Item
from generec.fidelity.fairness import audited, crowding, quality, resample, telling
from generec.fidelity.fairness.gather import Log, read
from generec.store import open_rows

DAY = 86_400.0
NOW = 1_760_000_000.0


@pytest.fixture
def rows(tmp_path):
    found = open_rows(f"sqlite:///{tmp_path}/rows.db")
    yield found
    found.close()


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any))
def test_gini_is_half_the_mean_difference_over_the_mean(counts):
    x = np.array(counts)
    by_definition = np.abs(x[:, None] - x[None]).sum() / (2 * len(x) * max(len(x) - 1, 1) * x.mean())
    assert resample.gini(x) == pytest.approx(by_definition)


def test_gini_at_its_ends():
    assert resample.gini(np.array([4, 4, 4])) == 0
    assert resample.gini(np.array([0, 0, 0, 8])) == 1
    assert resample.gini(np.array([0, 0])) is None


def test_bounds_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(120):
        n = rng.integers(1, 12, 60).astype(float)
        own = rng.beta(3, 7, 60)  # viewers differ: cases of one hang together
        top = rng.binomial(n.astype(int), own).astype(float)
        found = resample.bounds(resample.ratios(top[:, None], n[:, None], rng=rng, draws=300)[:, 0])
        assert found
        held += found[0] <= 0.3 <= found[1]
    assert 105 <= held <= 120


def shown(rng, *, viewers, ai, pool, like=(0.3, 0.3)):
    """A log of feeds in which AI has a share `ai` of the places, of candidates of which it made `pool`."""
    log, made, liked = Log(), [], []
    for user in range(viewers):
        lean = rng.normal(0, 0.1)
        for _ in range(rng.integers(5, 40)):
            is_ai = rng.random() < np.clip(ai + lean, 0, 1)
            log.user.append(log.viewer(f"u{user}"))
            log.item.append(log.items.setdefault(f"i{len(made)}", len(log.items)))
            log.at.append(NOW - 1000)
            log.asked.append(False)
            log.pool.append(pool)
            made.append(is_ai)
            liked.append(rng.random() < like[int(is_ai)])
    log.liked = np.array(liked)
    return log, np.array(made)


def state(rng, **kind):
    log, made = shown(rng, **kind)
    return crowding.window(log, made, since=NOW - DAY, until=NOW).state


def test_fair_shares_give_hardly_an_alarm_and_crowding_out_nearly_always():
    rng = np.random.default_rng(2)
    fair = [state(rng, viewers=40, ai=0.3, pool=0.3) for _ in range(200)]
    assert fair.count("alarm") <= 3
    assert fair.count("warning") <= 10
    crowded = [state(rng, viewers=40, ai=0.6, pool=0.3, like=(0.4, 0.15)) for _ in range(60)]
    assert crowded.count("alarm") >= 28


def test_what_is_liked_as_much_as_it_is_shown_is_a_warning_and_few_viewers_are_too_little():
    rng = np.random.default_rng(3)
    assert state(rng, viewers=200, ai=0.6, pool=0.2) == "warning"
    assert state(rng, viewers=crowding.LEAST - 1, ai=0.9, pool=0.1) == "too little"
    assert crowding.window(Log(), np.zeros(0, bool), since=0, until=NOW).state == "too little"


def test_what_was_asked_for_is_no_crowding():
    rng = np.random.default_rng(4)
    log, made = shown(rng, viewers=40, ai=0.7, pool=0.3, like=(0.4, 0.1))
    for place in np.flatnonzero(made):
        log.asked[place] = True
    found = crowding.window(log, made, since=NOW - DAY, until=NOW)
    assert (found.ai, found.state) == (0.0, "nothing")


def item(id, **more):
    return Item(id=id, work=id, kind="text", text="words", title=id, **more)


def fill(rows, *, feeds=60, worse="de"):
    """Two creators, one of whom is never shown; viewers of two languages, one of which likes nothing."""
    rows.items.put([item(f"a{n}", creator="ann", topics=("boats",)) for n in range(4)])
    rows.items.put([item("b0", creator="ben", topics=("lamps", "boats"), ai=True)])
    for n in range(feeds):
        user, at = f"{'de' if n % 2 else 'en'}{n}", NOW - 100 + n
        words = Guidance(clauses=(Clause(more=(("boats",),)),)) if n % 3 == 0 else Guidance()
        words = Guidance(refuse="unsafe") if n % 10 == 9 else words
        request = Request(
            id=f"q{n}", user=user, at=at, guidance=words, items=("a0", "a1"), places=2, pool=(5, 1)
        )
        rows.decisions.put(request, [])
        kind = "skip" if user.startswith(worse) else "like"
        rows.events.put([Event(user=user, item="a0", kind=kind, at=at + 1, request=f"q{n}")])


def audit(rows, *, since=NOW - DAY, **groups):
    return audited(
        rows,
        since=since,
        until=NOW + DAY,
        window_days=7,
        viewers=groups.get("viewers", {}),
        creators=groups.get("creators", {}),
        rng=np.random.default_rng(0),
    )


def test_an_audit_tells_who_is_shown_and_who_is_served(rows):
    fill(rows)
    found = audit(
        rows, viewers={f"{'de' if n % 2 else 'en'}{n}": "German" if n % 2 else "English" for n in range(60)}
    )
    assert (found.requests, found.viewers, found.shown) == (60, 60, 120)
    assert (found.works, found.covered) == (5, 2)
    assert found.gini_creators == 1
    made = {row.group: row for row in found.exposure[0].rows}
    assert made["found, made by people"].of_shown == 1.0
    assert (made["found, made by AI"].items, made["found, made by AI"].shown) == (1, 0)
    topics = {row.group: row for row in next(cut for cut in found.exposure if cut.by == "topic").rows}
    assert topics["boats"].of_items == pytest.approx(4.5 / 5)
    likes = {row.group: row for row in found.quality[0].rows}
    assert (likes["German"].rate, likes["English"].rate) == (0.0, 0.5)
    assert likes["German"].differs
    refused = next(one for one in found.quality if one.name == "refusals")
    assert sum(row.n for row in refused.rows) == 24
    assert any("'German' is served worse" in alarm for alarm in found.alarms)
    wishes = next(one for one in found.quality if one.name == "wish satisfaction")
    assert {row.group: row.rate for row in wishes.rows} == {"German": 0.0, "English": 1.0}


def test_the_text_and_the_page_begin_with_what_is_alarming_and_escape_names(rows):
    fill(rows)
    groups = {f"{'de' if n % 2 else 'en'}{n}": "<b>German" if n % 2 else "English" for n in range(60)}
    found = audit(rows, viewers=groups)
    said = telling.text(found).splitlines()
    assert said[0].startswith("Fairness audit")
    assert said[2].startswith("! The group '<b>German' is served worse")
    assert "Exposure by topic" in telling.text(found)
    page = telling.page(found)
    assert "<b>German" not in page
    assert page.index('class="alarm"') < page.index("<table>")


def test_small_groups_are_one_and_nobody_is_told_apart_by_activity_without_a_log(rows):
    fill(rows)
    found = audit(
        rows, viewers={"de1": "Saterland Frisian", **{f"en{n}": "English" for n in range(0, 60, 2)}}
    )
    names = {row.group for row in found.quality[0].rows}
    assert names == {"English", quality.UNKNOWN, quality.SMALL}
    nothing = audit(rows, since=NOW + DAY / 2)
    assert (nothing.requests, nothing.alarms) == (0, ())
    assert "No feed was served" in telling.text(nothing)
    assert telling.page(nothing)


def test_thirds_by_activity_and_by_works_where_no_groups_are_given(rows):
    fill(rows)
    found = audit(rows)
    assert found.groups_by == "how active viewers are"
    assert len(found.quality[0].rows) == 3
    assert found.exposure[1].by == "creators, by how many works they have"
    given = audit(rows, creators={"ann": "women", "ben": "men"})
    assert {row.group for row in given.exposure[1].rows} == {"women", "men"}


def test_a_further_page_is_not_the_same_wish_twice(rows):
    rows.items.put([item("a")])
    said = Guidance(clauses=(Clause(more=(("boats",),)),))
    for id, after in (("q1", None), ("q2", "q1"), ("q3", None)):
        request = Request(id=id, user="u", at=NOW + len(id), guidance=said, items=("a",), after=after)
        rows.decisions.put(request, [])
    assert [request for _, request, _ in read(rows, since=NOW, until=NOW + DAY).said] == ["q1", "q3"]


@settings(max_examples=25, deadline=None)
@given(
    cases=st.dictionaries(st.integers(0, 30), st.tuples(st.floats(0, 5), st.floats(5, 9)), max_size=20),
    width=st.integers(1, 4),
)
def test_a_measure_is_a_rate_with_bounds_around_it(cases, width):
    names = [f"g{n}" for n in range(width)]
    one = quality.Measured("m", "m", True, cases)
    found = quality.compared(
        one, {who: names[who % width] for who in cases}, names=names, rng=np.random.default_rng(0)
    )
    for row in found.rows:
        assert row.low is None or row.low - 1e-9 <= row.high
        assert row.rate is None or 0 <= row.rate <= 1
        assert not row.differs or row.viewers >= quality.LEAST
