"""What every backend of rows must do with items and with what is made."""

import pytest
from store_made import STRANGE, found, made_of, recipe_of

from generec.domain.drafts import Verdict
from generec.domain.errors import DataError, NotAllowed, NotFound
from generec.domain.feed import Job
from generec.store.interface import Rows


class ItemsContract:
    def test_put_get(self, rows: Rows) -> None:
        item = found("a", topics=("cooking",), allow=("serve", "edit", "clip"), published_at=3.5)
        assert rows.items.put([item]) == 1
        assert rows.items.get(["missing", "a"]) == {"a": item}

    def test_equal_item_is_not_written_again(self, rows: Rows) -> None:
        item = found("a", allow=("serve", "edit", "clip", "cover", "compose"))
        rows.items.put([item])
        seq = rows.items.seq()
        assert rows.items.put([found("a", allow=("compose", "clip", "cover", "edit", "serve"))]) == 0
        assert rows.items.seq() == seq
        assert rows.items.put([found("a", title="other")]) == 1
        assert rows.items.seq() > seq

    def test_changed_since(self, rows: Rows) -> None:
        rows.items.put([found("a"), found("b"), found("c")])
        seq = rows.items.seq()
        rows.items.put([found("b", title="new")])
        rows.items.set_state(["a"], "unavailable")
        later = list(rows.items.changed(since=seq))
        assert [(item.id, item.state) for _, item in later] == [("b", "live"), ("a", "unavailable")]
        assert later[-1][0] == rows.items.seq()
        assert [seq for seq, _ in rows.items.changed()] == sorted(seq for seq, _ in rows.items.changed())

    def test_last_of_two_with_one_id_counts(self, rows: Rows) -> None:
        assert rows.items.put([found("a", title="1"), found("a", title="2")]) == 1
        assert rows.items.get(["a"])["a"].title == "2"

    @pytest.mark.parametrize("id", STRANGE)
    def test_strange_ids(self, rows: Rows, id: str) -> None:
        rows.items.put([found(id), found("plain")])
        assert rows.items.get([id]) == {id: found(id)}
        rows.making.publish(made_of(id, id=id + "+"))
        assert rows.items.descendants(id) == [id + "+"]
        assert rows.items.withdraw(id, reason="", at=1.0) == [id, id + "+"]

    def test_ids_equal_only_in_normal_form_are_two(self, rows: Rows) -> None:
        rows.items.put([found("é"), found("e\u0301")])
        assert len(rows.items.get(["é", "e\u0301"])) == 2

    def test_many_ids(self, rows: Rows) -> None:
        ids = [f"i{n}" for n in range(2_345)]
        assert rows.items.put(found(id) for id in ids) == 2_345
        assert list(rows.items.get(ids[::-1])) == ids[::-1]
        assert rows.items.set_state(ids, "unavailable") == 2_345

    def test_made_items_do_not_enter_by_put(self, rows: Rows) -> None:
        with pytest.raises(DataError, match="publish"):
            rows.items.put([found("a"), made_of("a", id="m").item])
        assert rows.items.get(["a"]) == {}

    def test_found_item_cannot_take_the_id_of_a_made_one(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        rows.making.publish(made_of("a", id="m"))
        with pytest.raises(DataError, match="made here"):
            rows.items.put([found("m")])

    def test_count(self, rows: Rows) -> None:
        rows.items.put([found("a"), found("b"), found("c", state="unavailable")])
        rows.making.publish(made_of("a", id="m"))
        assert rows.items.count() == {"found.live": 2, "found.unavailable": 1, "edited.live": 1}

    def test_withdraw_takes_all_descendants_and_their_open_jobs(self, rows: Rows) -> None:
        rows.items.put([found("a"), found("b")])
        rows.making.publish(made_of("a", id="m1"))
        rows.making.publish(made_of("m1", id="m2", work="a"))
        rows.making.publish(made_of("m2", id="m3", work="a"))
        rows.making.publish(made_of("b", id="other"))
        for name, source in (("j1", "m2"), ("j2", "b")):
            recipe = rows.making.put_recipe(recipe_of(source, seed=9))
            rows.jobs.enqueue(Job(id=name, recipe=recipe))
        assert rows.items.descendants("a") == ["m1", "m2", "m3"]
        seq = rows.items.seq()
        assert set(rows.items.withdraw("a", reason="takedown", at=7.0)) == {"a", "m1", "m2", "m3"}
        states = {
            id: item.state for id, item in rows.items.get(["a", "m1", "m2", "m3", "b", "other"]).items()
        }
        assert states == dict.fromkeys(("a", "m1", "m2", "m3"), "withdrawn") | dict.fromkeys(
            ("b", "other"), "live"
        )
        assert {item.id for _, item in rows.items.changed(since=seq)} == {"a", "m1", "m2", "m3"}
        cancelled, queued = rows.jobs.get("j1"), rows.jobs.get("j2")
        assert cancelled is not None
        assert (cancelled.state, cancelled.finished_at) == ("cancelled", 7.0)
        assert queued is not None
        assert queued.state == "queued"
        assert ("withdraw", "a", "takedown") in [line[1:] for line in rows.log.all()]

    def test_withdrawn_stays_withdrawn(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        rows.items.withdraw("a", reason="", at=1.0)
        assert rows.items.put([found("a")]) == 0
        assert rows.items.set_state(["a"], "live") == 0
        rows.items.put([found("a", title="new")])
        kept = rows.items.get(["a"])["a"]
        assert (kept.state, kept.title) == ("withdrawn", "new")

    def test_withdrawing_what_is_not_there(self, rows: Rows) -> None:
        with pytest.raises(NotFound):
            rows.items.withdraw("nobody", reason="", at=1.0)
        with pytest.raises(DataError, match="use withdraw"):
            rows.items.set_state(["a"], "withdrawn")


class DeletingContract:
    def test_a_made_item_goes_and_what_proves_it_stays(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        made = made_of("a", id="m")
        rows.making.publish(made)
        before = rows.items.seq()
        blobs = rows.items.delete_made("m", at=9.0, reason="seen")
        assert blobs == list(dict.fromkeys(one for one in (made.item.media, made.item.thumbnail) if one))
        assert rows.items.get(["m"]) == {}
        assert rows.items.seq() > before
        assert rows.making.seal(made.seal.id) == made.seal
        assert rows.making.recipe(made.recipe.key()) == made.recipe
        assert rows.making.verdicts(made.recipe.key())
        assert rows.items.deleted("m") == rows.items.deleted() == [" ".join(["seen", *blobs])]
        assert rows.items.deleted("a") == []
        assert rows.items.unshown([made.item.media]) == [made.item.media]
        again = made_of("a", id="m").model_copy(
            update={"seal": made.seal.model_copy(update={"id": "s2", "mark": "m2"})}
        )
        again = again.model_copy(update={"item": again.item.model_copy(update={"seal": "s2"})})
        rows.making.publish(again)
        assert rows.items.get(["m"])["m"].seal == "s2"

    def test_what_is_found_or_in_use_stays(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        rows.making.publish(made_of("a", id="m"))
        rows.making.publish(made_of("m", id="n", work="a", seed=2))
        assert rows.items.delete_made("a", at=9.0, reason="seen") is None
        assert rows.items.delete_made("m", at=9.0, reason="seen") is None
        assert rows.items.delete_made("nothing", at=9.0, reason="seen") is None
        key = rows.making.put_recipe(recipe_of("n", seed=3))
        rows.jobs.enqueue(Job(id="j", recipe=key, created_at=1.0))
        assert rows.items.delete_made("n", at=9.0, reason="seen") is None
        rows.jobs.cancel("j", at=2.0)
        assert rows.items.delete_made("n", at=9.0, reason="seen")
        assert rows.items.delete_made("m", at=9.0, reason="seen")

    def test_its_job_can_be_asked_for_again(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        made = made_of("a", id="m")
        key = rows.making.put_recipe(made.recipe)
        rows.jobs.enqueue(Job(id="j", recipe=key, created_at=1.0))
        rows.jobs.lease(worker="w", now=1.0, seconds=9.0)
        rows.making.publish(made)
        rows.jobs.finish("j", worker="w", state="done", at=2.0, item="m")
        rows.items.delete_made("m", at=9.0, reason="seen")
        assert rows.jobs.enqueue(Job(id="k", recipe=key, created_at=3.0)).state == "queued"


class MakingContract(DeletingContract):
    def test_recipe_round_trip(self, rows: Rows) -> None:
        recipe = recipe_of("a", seed=2**62)
        key = rows.making.put_recipe(recipe)
        assert key == rows.making.put_recipe(recipe) == recipe.key()
        assert rows.making.recipe(key) == recipe
        assert rows.making.recipe("none") is None

    def test_publish(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        made = made_of("a", id="m", outcomes=("pass", "warn"))
        rows.making.publish(made)
        key = made.recipe.key()
        assert rows.items.by_recipe(key) == made.item == rows.items.get(["m"])["m"]
        assert rows.making.verdicts(key) == list(made.verdicts)
        assert rows.making.seal(made.seal.id) == rows.making.seal_by_mark("mark-m") == made.seal
        assert rows.making.recipe(key) == made.recipe
        assert rows.making.seal("none") is None

    def test_seals_by_what_a_mark_says(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        for n, payload in enumerate((None, 2**32 - 1, 7, 7)):
            made = made_of("a", id=f"m{n}", seed=n)
            told = {"payload": payload, "fingerprint": None if n == 0 else "00ff", "signed_at": float(n)}
            rows.making.publish(made.model_copy(update={"seal": made.seal.model_copy(update=told)}))
        assert [seal.id for seal in rows.making.seals()] == ["seal-m3", "seal-m2", "seal-m1"]
        assert [seal.id for seal in rows.making.seals(payload=7)] == ["seal-m3", "seal-m2"]
        only = next(rows.making.seals(payload=2**32 - 1))
        assert (only.payload, only.fingerprint) == (2**32 - 1, "00ff")
        assert list(rows.making.seals(payload=1)) == []

    def test_publishing_twice_keeps_the_first(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        rows.making.publish(made_of("a", id="m1"))
        seq = rows.items.seq()
        rows.making.publish(made_of("a", id="m2"))
        assert rows.items.seq() == seq
        assert rows.items.get(["m2"]) == {}

    def test_one_private_item_for_each_owner(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        for user in ("u1", "u2"):
            rows.making.publish(made_of("a", id=f"m-{user}", owner=user))
        key = made_of("a", id="x", owner="u1").recipe.key()
        mine = rows.items.by_recipe(key, owner="u1")
        assert mine is not None
        assert mine.id == "m-u1"
        assert rows.items.by_recipe(key) is None

    def test_block_and_missing_verdicts_are_refused(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        with pytest.raises(NotAllowed, match="blocked"):
            rows.making.publish(made_of("a", id="m", outcomes=("pass", "block")))
        with pytest.raises(DataError, match="no verdicts"):
            rows.making.publish(made_of("a", id="m", outcomes=()))
        assert rows.items.get(["m"]) == {}
        assert rows.making.seal("seal-m") is None

    def test_parents_must_be_there_and_not_withdrawn(self, rows: Rows) -> None:
        with pytest.raises(NotFound, match="does not exist"):
            rows.making.publish(made_of("a", id="m"))
        rows.items.put([found("a")])
        rows.items.withdraw("a", reason="", at=1.0)
        with pytest.raises(NotAllowed, match="withdrawn"):
            rows.making.publish(made_of("a", id="m"))

    def test_source_beside_the_parents_is_lineage_too(self, rows: Rows) -> None:
        rows.items.put([found("a"), found("music")])
        made = made_of("a", id="m")
        recipe = recipe_of("a", "music")
        rows.making.publish(
            made.model_copy(
                update={
                    "recipe": recipe,
                    "seal": made.seal.model_copy(update={"recipe": recipe.key()}),
                    "item": made.item.model_copy(update={"recipe": recipe.key()}),
                }
            )
        )
        assert rows.items.descendants("music") == ["m"]

    def test_nothing_is_made_of_another_viewers_own(self, rows: Rows) -> None:
        rows.items.put([found("mine", scope="private", owner="u1")])
        for owner in (None, "u2"):
            with pytest.raises(NotAllowed, match="another viewer"):
                rows.making.publish(made_of("mine", id="m", owner=owner))
        rows.making.publish(made_of("mine", id="m", owner="u1"))

    def test_parts_must_name_each_other(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        made = made_of("a", id="m")
        for part, field, value in (
            ("seal", "recipe", "other"),
            ("item", "recipe", "other"),
            ("item", "seal", "other"),
            ("seal", "media", "sha256:other"),
            ("item", "origin", "created"),
        ):
            wrong = getattr(made, part).model_copy(update={field: value})
            with pytest.raises(DataError):
                rows.making.publish(made.model_copy(update={part: wrong}))
        assert rows.items.get(["m"]) == {}

    def test_verdicts_of_a_held_draft_are_replaced_when_it_is_published(self, rows: Rows) -> None:
        rows.items.put([found("a")])
        made = made_of("a", id="m")
        key = rows.making.put_recipe(made.recipe)
        held = Verdict(check="fidelity.test.v1", outcome="hold", score=0.5, detail={"time": 1.5})
        rows.making.put_verdicts(key, [held])
        assert rows.making.verdicts(key) == [held]
        assert rows.making.verdicts(key, owner="u1") == []
        rows.making.publish(made)
        assert rows.making.verdicts(key) == list(made.verdicts)

    def test_verdicts_need_their_recipe(self, rows: Rows) -> None:
        with pytest.raises(NotFound):
            rows.making.put_verdicts("none", [Verdict(check="c", outcome="hold")])
        with pytest.raises(DataError):
            rows.making.put_verdicts(rows.making.put_recipe(recipe_of("a")), [])
