"""Held drafts, from the wish to the person's decision and what the viewer gets of it."""

import pytest

from generec.domain.errors import DataError, NotAllowed, NotFound

SHORT = "make this 3 seconds long"
STRICT = {"fidelity.safety.nudity.v1": {"warn": 0, "hold": 0}}


@pytest.fixture
def system(opened):
    return opened(plugins=STRICT)


def ask(system, user="v00"):
    return system.recommend(user, say=SHORT, item="c00", wait=60, k=3)


def test_what_is_approved_reaches_the_viewer_who_asked(system):
    assert all(item.origin == "found" for item in ask(system).items)
    (review,) = system.reviews()
    assert [verdict.check for verdict in review.held_by] == ["fidelity.safety.nudity.v1"]
    with system.held_media(review) as file:
        assert file.stat().st_size > 1000
    with pytest.raises(NotFound):
        system.item(f"g_{review.recipe[:24]}")
    done = system.review(review.id, "approve", by="ann", note="a boat")
    assert (done.state, done.by, done.note) == ("approved", "ann", "a boat")
    job = system.jobs()[0]
    assert (job.state, job.item, job.error) == ("done", done.item, None)
    assert ask(system).items[0].id == done.item
    with system.media(system.item(done.item)) as file:
        assert system.verify(file).trusted
    assert system.reviews() == []
    assert [(row.check, row.approved, row.rejected) for row in system.review_stats()] == [
        ("fidelity.safety.nudity.v1", 1, 0)
    ]
    with pytest.raises(NotFound, match="no file"):
        system.held_media(done)


def test_what_is_rejected_is_not_made_again(system):
    ask(system)
    (review,) = system.reviews()
    system.review(review.id, "reject", by="ann")
    assert system.jobs()[0].state == "blocked"
    feed = ask(system)
    assert all(item.origin == "found" for item in feed.items)
    assert "did not pass the checks" in feed.reply.text
    assert len(system.jobs()) == 1
    with pytest.raises(NotAllowed, match="rejected before"):
        system.review(review.id, "approve", by="bo")
    assert list(system.home.rows.log.all())[-1][1:] == ("reject", review.id, "by ann")


def test_a_takedown_of_the_source_ends_the_waiting(system):
    ask(system)
    (review,) = system.reviews()
    system.withdraw("c00", reason="asked to")
    assert system.held(review.id).state == "gone"
    assert not system.home.blobs.exists(review.media)
    with pytest.raises(NotAllowed, match="gone before"):
        system.review(review.id, "approve", by="ann")


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "maybe", "by": "ann"},
        {"decision": "approve", "by": " "},
        {"decision": "approve", "by": "a", "note": "x" * 2001},
    ],
)
def test_a_decision_says_what_and_who(system, wrong):
    with pytest.raises(DataError):
        system.review("h_1", **wrong)
    with pytest.raises(NotFound):
        system.review("h_1", "approve", by="ann")
