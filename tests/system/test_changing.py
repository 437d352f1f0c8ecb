"""Changes of the whole feed, asked for now or for good, and reasons that become such wishes."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from generec import models
from generec.system.changing import FEED_EDITS, OPEN_JOBS

NOIR = "make everything black and white from now on"


def edited(feed):
    """What stands in the place of its source because the viewer asked for it."""
    return [item for item in feed.items if item.because.endswith("changed as you asked")]


def did(feed, step):
    return " ".join(f"{one.did}; {one.because}" for one in feed.trace if one.step == step)


def work(system):
    done = []
    while job := system.work():
        done.append(job)
    return done


def test_a_lasting_edit_changes_the_first_items_of_each_feed_without_blocking(system):
    first = system.recommend("v00", say=NOIR, k=6)
    assert edited(first) == []
    assert len(first.pending) == FEED_EDITS
    assert "being made" in first.reply.text
    assert [job.state for job in work(system)] == ["done"] * FEED_EDITS
    second = system.recommend("v00", k=6)
    assert len(second.items) == len({item.work for item in second.items}) == 6
    assert len(edited(second)) == FEED_EDITS
    assert all(item.label == "Edited by AI" and item.id != item.work for item in edited(second))
    assert (second.pending, second.reply.text) == ((), "")
    assert "still in force: style noir" in did(second, "wishes")
    assert f"{FEED_EDITS} there already, 3 being made; you asked for it for good" in did(second, "editor")
    kept = system.home.rows.decisions.request(second.request)
    assert (kept.guidance.clauses, kept.items) == ((), tuple(item.id for item in second.items))
    logged = {decision.work for decision in system.home.rows.decisions.of_request(second.request)}
    assert not logged & {item.work for item in edited(second)}
    assert edited(system.recommend("v01", k=12)) == [], "another viewer's wish"


def test_waiting_brings_them_into_this_feed(system):
    feed = system.recommend("v00", say="make everything black and white", k=6, wait=60)
    assert [item.origin for item in feed.items[:FEED_EDITS]] == ["edited"] * FEED_EDITS
    assert "Changed 3 of these: style noir" in feed.reply.text
    assert system.viewer("v00").wishes == ()
    assert edited(system.recommend("v00", k=6)) == [], "it was for now"


def test_what_stands_is_forgotten_taken_back_and_replaced(system):
    first = system.recommend("v00", say=NOIR, k=6, wait=60)
    assert len(edited(first)) == FEED_EDITS
    back = system.recommend("v00", say="undo that", after=first.request, k=6)
    assert edited(back) == []
    assert "took back: style noir" in did(back, "wishes")
    assert system.viewer("v00").wishes == ()
    again = system.recommend("v00", say=NOIR, k=6)
    assert edited(again), "what is there is shown at once"
    other = system.recommend("v00", say="make everything vintage from now on", k=6)
    assert edited(other) == []
    assert [wish.clause.edits[0].name for wish in system.viewer("v00").wishes] == ["vintage"]


def test_of_two_lasting_wishes_the_last_said_is_taken_back_first(system):
    first = system.recommend("v00", say=f"never show me boats again and {NOIR}", k=4)
    assert len(system.viewer("v00").wishes) == 2
    second = system.recommend("v00", say="undo that", after=first.request, k=4)
    assert [wish.clause.less[0][0] for wish in system.viewer("v00").wishes] == ["boats"]
    system.recommend("v00", say="undo that", after=second.request, k=4)
    assert system.viewer("v00").wishes == ()


def test_a_feed_asks_for_no_more_while_much_is_waiting(system):
    for number in range(4):
        system.recommend("v00", say=NOIR if number == 0 else None, k=12)
        seen = [{"user": "v00", "item": f"c{3 * number + n:02d}", "kind": "like"} for n in range(3)]
        system.feedback(seen)
    assert len(system.jobs()) <= OPEN_JOBS


def test_switched_off_or_without_ai_the_feed_stays_as_it_is(opened, system):
    system.recommend("v00", say=NOIR, k=3)
    system.set_viewer("v00", ai=False)
    feed = system.recommend("v00", k=3)
    assert "switched off for you" in did(feed, "editor")
    assert len(feed.items) == 3
    off = opened(generation={"generation": "off"})
    off.recommend("v01", say=NOIR, k=3)
    feed = off.recommend("v01", k=3)
    assert "making is switched off here" in did(feed, "editor")
    assert edited(feed) == []


def test_a_used_up_budget_is_told_and_the_feed_goes_on(opened):
    system = opened(budget={"viewer": {"jobs": 1}})
    feed = system.recommend("v00", say=NOIR, k=4)
    assert len(feed.items) == 4
    assert len(feed.pending) == 1
    assert "budget of 1 jobs" in did(feed, "editor")


def test_subtitles_where_there_are_none_are_told_and_do_not_stop_the_rest(system):
    feed = system.recommend("v00", say="always subtitles", k=4)
    assert len(feed.items) == 4
    assert "subtitles" in feed.reply.text
    feed = system.recommend("v00", say=NOIR, k=4, wait=60)
    assert len(edited(feed)) == FEED_EDITS
    assert "still in force: caption" in did(feed, "wishes")


def test_a_part_of_everything_is_presentation_and_makes_nothing(system):
    feed = system.recommend("v00", say="from now on trim all videos to 3 seconds", k=4)
    assert system.jobs() == []
    assert all(item.clip and item.clip[1] - item.clip[0] <= 3.01 for item in feed.items)
    later = system.recommend("v00", k=4)
    assert all(item.clip and item.clip[1] - item.clip[0] <= 3.01 for item in later.items)
    plain = system.recommend("v01", item="c01", say="cut this to 2 seconds", k=4)
    lengths = [item.clip[1] - item.clip[0] for item in plain.items if item.clip]
    assert not any(length <= 2.01 for length in lengths), "that was about one item"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            "too loud",
            lambda system, feed: (
                all(not i.has_audio for i in map(full(system), edited(feed))) and edited(feed)
            ),
        ),
        ("I've seen this", lambda system, feed: "c00" not in {item.work for item in feed.items}),
        ("looks fake", lambda system, feed: not any(item.ai for item in feed.items)),
        (
            "this is boring",
            lambda system, feed: "boats" not in {t for item in feed.items for t in item.topics},
        ),
    ],
)
def test_a_reason_changes_the_next_feed(system, text, holds):
    viewer = "stranger"
    assert system.feedback([{"user": viewer, "item": "c00", "kind": "why", "text": text}]) == 1
    assert len(system.viewer(viewer).wishes) == 1
    feed = system.recommend(viewer, k=11, wait=60)
    assert len(feed.items) >= 8
    assert holds(system, feed), [(item.id, item.topics) for item in feed.items]


def full(system):
    return lambda item: system.item(item.id, user="stranger")


def lettered(width, height):
    """A page of words, as title cards are."""
    page = Image.new("RGB", (width, height), (235, 235, 235))
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(str(models.path("font-bold")), height // 11)
    lines = ("TEN BEST TRICKS", "you will ever see", "SUBSCRIBE NOW", "shocking truth", "all on one page")
    for row, words in enumerate(lines):
        draw.text((12, 8 + row * height // 5), words, fill=(10, 10, 120), font=font)
    return np.asarray(page)


def test_less_text_on_the_cover_takes_frames_without_words(opened, make, tmp_path):
    system = opened(cover={"draw": {"greedy": True}})
    page, scene = lettered(320, 240), make.scene(5, 320, 240)
    make.clip(tmp_path / "card.mp4", size=(320, 240), fps=10, images=[page] * 40 + [scene] * 30)
    system.ingest(tmp_path / "card.mp4", rights="own")
    for viewer in ("newcomer", "v01"):
        before = next(item for item in system.recommend(viewer, k=13).items if item.id == "card")
        system.feedback([{"user": viewer, "item": "c00", "kind": "why", "text": "less text on the cover"}])
        feed = system.recommend(viewer, k=13)
        after = next(item for item in feed.items if item.id == "card")
        assert before.cover_s < 4 <= after.cover_s
        assert "still in force: thumbnail" in did(feed, "wishes")
        assert system.jobs() == [], "covers are chosen, not made"


def test_too_long_makes_the_next_feed_shorter(system, make, tmp_path):
    make.clip(tmp_path / "long.mp4", seconds=14.0, scenes=(4, 5))
    system.ingest(tmp_path / "long.mp4", rights="own")
    assert "long" in {item.id for item in system.recommend("newcomer", k=13).items}
    system.feedback([{"user": "newcomer", "item": "long", "kind": "why", "text": "too long"}])
    feed = system.recommend("newcomer", k=13)
    assert len(feed.items) == 12
    assert all(item.duration_s <= 7 for item in feed.items)
