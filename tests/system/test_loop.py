import pytest

from generec.domain.errors import DataError, Gone, NotFound
from generec.system.call import rng_of


def topics(feed):
    return [item.topics[0] for item in feed.items]


def test_a_feed_is_ranked_explained_and_logged(system):
    feed = system.recommend("v00", k=6)
    assert len(feed.items) == len({item.work for item in feed.items}) == 6
    assert all(0 < item.score < 1 and item.because for item in feed.items)
    assert [step.step for step in feed.trace if step.step in ("profile", "decide", "retriever", "log")] == [
        "profile",
        "decide",
        "retriever",
        "log",
    ]
    logged = system.home.rows.decisions.of_request(feed.request)
    assert logged[0].kind == "route"
    assert logged[0].propensity == 1.0
    kept = system.home.rows.decisions.request(feed.request)
    assert kept.items == tuple(item.id for item in feed.items)


def test_the_feed_suits_the_viewer_and_leaves_out_what_was_seen(system):
    feed = system.recommend("v01", k=4)
    seen = {event.item for event in system.home.rows.events.of("v01")}
    assert not seen & {item.id for item in feed.items}
    assert topics(system.recommend("new", k=12)).count("lamps") == 4


def test_words_change_the_feed(system):
    assert topics(system.recommend("new", say="more trees please", k=4)).count("trees") >= 2
    assert "boats" not in topics(system.recommend("new", say="no boats", k=8))


def test_feedback_and_new_items_count_before_the_next_fit(system, tmp_path, make):
    first = system.recommend("v02", k=3).items[0]
    assert system.feedback([{"user": "v02", "item": first.id, "kind": "view", "value": 5.0, "id": "e1"}]) == 1
    assert system.feedback([{"user": "v02", "item": first.id, "kind": "view", "value": 5.0, "id": "e1"}]) == 0
    assert first.id not in {item.id for item in system.recommend("v02", k=3).items}
    make.clip(tmp_path / "fresh.mp4", scenes=(77,), seconds=3.0)
    system.ingest(tmp_path / "fresh.mp4", rights="own")
    assert "fresh" in {item.id for item in system.recommend("new", k=13).items}


def test_a_lasting_wish_is_kept_told_and_forgotten(system):
    system.recommend("v03", say="never show me boats again", k=3)
    assert "boats" not in topics(system.recommend("v03", k=8))
    wish = system.viewer("v03").wishes[0]
    assert system.about("v03")["wishes"][0]["id"] == wish.id
    assert system.set_viewer("v03", forget=[wish.id]).wishes == ()


def test_pages_do_not_repeat_and_keep_the_wish(system):
    first = system.recommend("new", say="no boats", k=3)
    second = system.recommend("new", cursor=first.cursor, k=3)
    assert not {i.work for i in first.items} & {i.work for i in second.items}
    assert "boats" not in topics(second)


def test_the_sites_own_candidates_come_first_in_their_order(system):
    feed = system.recommend("v00", candidates=[("c05", 0.2), ("c03", 0.9), ("nothing", 1.0)], k=4)
    assert [item.id for item in feed.items[:2]] == ["c03", "c05"]
    assert len(feed.items) == 4


def test_categories_hold(system):
    assert set(topics(system.recommend("new", categories=["trees"], k=4))) == {"trees"}


def test_withdrawn_items_are_gone_at_once(system):
    gone = system.recommend("new", k=3).items[0].id
    assert system.withdraw(gone, reason="takedown") == [gone]
    assert gone not in {item.id for item in system.recommend("new", k=12).items}
    with pytest.raises(Gone):
        system.item(gone)
    with pytest.raises(Gone):
        system.recommend("new", item=gone)


def test_without_profiling_nothing_done_is_used(system):
    system.set_viewer("v00", profiling=False)
    mine = [item.id for item in system.recommend("v00", k=12).items]
    assert sorted(mine) == sorted(item.id for item in system.recommend("nobody", k=12).items)
    assert system.about("v00")["events"] == 0


def test_an_unclear_wish_gets_a_question_and_still_a_feed(system):
    feed = system.recommend("v00", say="asdf", k=3)
    assert feed.reply.kind == "ask"
    assert feed.reply.text
    assert len(feed.items) == 3


def test_wrong_calls_are_named(system):
    with pytest.raises(DataError, match="k is between"):
        system.recommend("v00", k=0)
    with pytest.raises(NotFound, match="nothing-here"):
        system.recommend("v00", item="nothing-here")
    with pytest.raises(NotFound, match="no request"):
        system.recommend("v00", after="q_1")
    theirs = system.recommend("v01", k=1).request
    with pytest.raises(NotFound):
        system.recommend("v00", after=theirs)
    with pytest.raises(NotFound, match="nothing-here"):
        system.feedback([{"user": "v00", "item": "nothing-here", "kind": "like"}])


def test_half_a_character_is_named_and_words_with_it_are_read(system):
    half = "\ud83d"
    for call in (
        lambda: system.recommend(half),
        lambda: system.recommend("v00", item=half),
        lambda: system.recommend("v00", after=half),
        lambda: system.set_viewer(half, ai=False),
        lambda: system.about(half),
        lambda: system.export(half),
        lambda: system.erase(half),
    ):
        with pytest.raises(DataError, match="half a character"):
            call()
    assert "boats" not in topics(system.recommend("v00", say=f"no {half} boats", k=4))


def test_a_request_can_be_drawn_again():
    assert rng_of("q_1").random() == rng_of("q_1").random() != rng_of("q_2").random()


def test_covers_and_windows_for_everybody_at_once(system):
    ids, bulk = system.present(["v00", "v01", "new"], seconds=3.0)
    assert len(ids) == 12
    assert bulk.cover_s.shape == (3, 12)
    lengths = bulk.window_s[..., 1] - bulk.window_s[..., 0]
    assert (abs(lengths - 3.0) < 0.3).all()
    assert (bulk.cover_s[2] >= 0).all()


def test_a_reason_becomes_a_standing_wish(system):
    why = {"user": "v04", "item": "c00", "kind": "why", "text": "too long", "id": "w1"}
    assert system.feedback([why]) == 1
    assert system.feedback([why]) == 0
    wishes = system.viewer("v04").wishes
    assert [wish.clause.limits.max_seconds for wish in wishes] == [5.0]
    assert system.feedback([{**why, "id": "w2", "text": "hm"}]) == 1
    assert system.viewer("v04").wishes == wishes
