"""What every backend of rows must do with drafts that wait for a person."""

import pytest
from store_made import found, key, made_of, recipe_of

from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import NotAllowed, NotFound
from generec.domain.feed import Job
from generec.domain.reviews import Review
from generec.store.interface import Rows


def held(rows: Rows, id: str, *, source: str = "a", seed: int = 0, owner: str | None = None) -> Review:
    """A draft that waits, stored with its recipe."""
    recipe = recipe_of(source, seed=seed, scope="private" if owner else "shared")
    review = Review(
        id=id,
        recipe=rows.making.put_recipe(recipe),
        owner=owner,
        at=float(seed),
        draft=Draft(recipe=recipe, kind="video", title=id, text=f"words of {id}", owner=owner),
        media=key(f"{id}-media"),
        thumbnail=key(f"{id}-thumb"),
        verdicts=(
            Verdict(check="c.v1", outcome="hold", evidence="look"),
            Verdict(check="d.v1", outcome="pass"),
        ),
    )
    assert rows.reviews.hold(review) == []
    return review


class ReviewsContract:
    def test_what_waits_is_listed_by_how_long(self, rows: Rows) -> None:
        young, old = held(rows, "young", seed=9), held(rows, "old", seed=3)
        assert rows.reviews.list() == [old, young]
        assert rows.reviews.list(states=["waiting"], limit=1) == [old]
        assert rows.reviews.list(states=["approved"]) == []
        assert rows.reviews.get("young") == young
        assert rows.reviews.get("none") is None
        assert [verdict.check for verdict in young.held_by] == ["c.v1"]

    @pytest.mark.parametrize("state", ["approved", "rejected"])
    def test_a_decision_is_made_once_and_leaves_no_words_or_files(self, rows: Rows, state: str) -> None:
        review = held(rows, "h")
        ended, free = rows.reviews.decide("h", state, at=8.0, by="ann", note="seen", item="m")
        assert rows.reviews.get("h") == ended
        assert (ended.state, ended.decided_at, ended.by, ended.note) == (state, 8.0, "ann", "seen")
        assert (ended.media, ended.thumbnail, ended.draft.text) == (None, None, None)
        assert ended.verdicts == review.verdicts
        assert free == sorted([key("h-media"), key("h-thumb")])
        with pytest.raises(NotAllowed, match="before"):
            rows.reviews.decide("h", "rejected", at=9.0, by="bo")
        with pytest.raises(NotFound):
            rows.reviews.decide("none", "approved", at=9.0, by="bo")

    def test_what_an_item_uses_too_is_not_free(self, rows: Rows) -> None:
        held(rows, "h")
        rows.items.put([found("b", media=key("h-media"))])
        _, free = rows.reviews.decide("h", "rejected", at=1.0, by="ann")
        assert free == [key("h-thumb")]

    def test_a_new_draft_takes_the_place_of_the_old_one_unless_it_was_rejected(self, rows: Rows) -> None:
        old = held(rows, "h")
        new = old.model_copy(update={"media": key("newer"), "at": 5.0})
        assert rows.reviews.hold(new) == [key("h-media")]
        assert rows.reviews.list() == [new]
        assert not rows.reviews.rejected(old.recipe)
        rows.reviews.decide("h", "rejected", at=6.0, by="ann")
        assert rows.reviews.rejected(old.recipe)
        with pytest.raises(NotAllowed, match="rejected"):
            rows.reviews.hold(new)

    def test_owners_wait_apart_and_erasing_takes_their_drafts_alone(self, rows: Rows) -> None:
        held(rows, "hers", owner="u1")
        his = held(rows, "his", owner="u2")
        shared = held(rows, "all")
        assert len(rows.viewers.export("u1")["reviews"]) == 1
        gone, blobs = rows.viewers.erase("u1")
        assert gone["reviews"] == 1
        assert gone["recipes"] == 0, "his draft is made by the same recipe"
        assert blobs == sorted([key("hers-media"), key("hers-thumb")])
        assert {review.id for review in rows.reviews.list()} == {his.id, shared.id}
        assert rows.viewers.erase("u2")[0]["recipes"] == 1

    def test_nothing_made_from_what_was_taken_down_waits(self, rows: Rows) -> None:
        held(rows, "h", source="a")
        other = held(rows, "o", source="b")
        assert rows.reviews.drop(["a", "c"], at=4.0) == sorted([key("h-media"), key("h-thumb")])
        assert [review.state for review in rows.reviews.list()] == ["gone", "waiting"]
        assert rows.reviews.list(states=["waiting"]) == [other]
        assert rows.reviews.drop(["a"], at=5.0) == []

    def test_what_is_held_is_not_published(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        with pytest.raises(NotAllowed, match="held"):
            rows.making.publish(made_of("a", id="m", outcomes=("pass", "hold")))

    def test_the_job_of_a_held_draft_ends_by_the_decision(self, rows: Rows) -> None:
        recipe = rows.making.put_recipe(recipe_of("a"))
        rows.jobs.enqueue(Job(id="j", recipe=recipe))
        assert not rows.jobs.settle(recipe, owner=None, state="done", at=3.0, item="m")
        rows.jobs.lease(worker="w", now=1.0, seconds=9.0)
        rows.jobs.finish("j", worker="w", state="held", at=2.0, error="look")
        assert not rows.jobs.settle(recipe, owner="u1", state="done", at=3.0, item="m")
        assert rows.jobs.settle(recipe, owner=None, state="done", at=3.0, item="m")
        job = rows.jobs.get("j")
        assert job is not None
        assert (job.state, job.item, job.error, job.finished_at) == ("done", "m", None, 3.0)
        assert not rows.jobs.settle(recipe, owner=None, state="blocked", at=4.0)
