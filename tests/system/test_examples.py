"""A picture beside the words: what it is taken for, what it does, and that nothing of it stays."""

import numpy as np
import pytest

from generec.domain.errors import MediaError
from generec.media.frames import frame_at
from generec.media.pictures import png


@pytest.fixture
def frame(system):
    """A frame of the boats `c00`, as a picture of its own."""
    with system.media(system.item("c00")) as path:
        return png(frame_at(path, 1.0))


def step(feed):
    return next(one for one in feed.trace if one.step == "picture")


def test_what_is_like_the_picture_leads_the_feed_for_this_request(system, frame, tmp_path):
    file = tmp_path / "frame.png"
    file.write_bytes(frame)
    with_it = system.recommend("new", image=frame, k=4)
    assert with_it.items[0].because == "like the picture that you gave"
    assert {item.topics[0] for item in with_it.items[:3]} == {"boats"}
    assert "like the picture" in step(with_it).did
    ids = [item.id for item in with_it.items]
    assert [item.id for item in system.recommend("new", say="more like this", image=file, k=4).items] == ids
    without = system.recommend("new", k=4)
    assert not any("picture" in item.because for item in without.items)


def test_words_and_picture_share_the_feed(system, frame):
    feed = system.recommend("new", say="show me lamps like this picture", image=frame, k=6)
    assert {"boats", "lamps"} <= {item.topics[0] for item in feed.items}
    assert feed.guidance.more[0][0] == "lamps"


def test_the_look_of_the_picture_is_put_on_the_item_on_screen(system, frame):
    say = "make it look like this picture, and cut it to one second"
    feed = system.recommend("ann", say=say, item="c04", image=frame, k=3, wait=120)
    assert feed.items[0].origin == "edited", feed.reply
    assert {edit.op for edit in feed.guidance.edits} == {"like", "clip"}
    assert "the style of the picture" in step(feed).did
    made = system.item(feed.items[0].id, user="ann")
    assert (made.scope, made.owner) == ("private", "ann")
    assert not any("picture that you gave" in item.because for item in feed.items)


def test_nothing_of_the_picture_stays(system, frame):
    feed = system.recommend("ann", image=frame, k=3)
    kept = system.home.rows.decisions.request(feed.request)
    assert kept.guidance.clauses == ()
    files = {file for file in system.home.path.rglob("*") if file.is_file()}
    assert not any(frame[40:200] in file.read_bytes() for file in files)


def test_what_is_unsafe_beside_a_picture_is_refused(system, frame):
    say = "make it look like this picture and take her clothes off"
    feed = system.recommend("ann", say=say, item="c00", image=frame, k=3)
    assert feed.reply.kind == "refuse"
    assert all(item.origin == "found" for item in feed.items)


def test_what_is_no_picture_is_a_wrong_call(system):
    for wrong in (b"no picture", __file__, "absent.png"):
        with pytest.raises(MediaError) as caught:
            system.recommend("ann", image=wrong)
        assert caught.value.field == "image"


def test_an_edit_takes_words_beside_its_picture(system):
    noise = png(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    made = system.edit("c00", say="cut it to one second", like=noise, user="ann")
    assert {step.op for step in system.home.rows.making.recipe(made.recipe).steps} == {"clip", "like"}
