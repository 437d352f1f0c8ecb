"""What every backend of rows must do with events, decisions, viewers and the operators' log."""

import json

import pytest
from store_made import STRANGE, found, key, made_of, recipe_of

from generec.domain.errors import DataError
from generec.domain.events import Event
from generec.domain.feed import Decision, Job, Request
from generec.domain.guidance import Clause, Guidance
from generec.domain.profiles import Viewer, Wish
from generec.store.interface import Rows


def event(id: str | None, *, user: str = "u1", item: str = "a", kind: str = "view", at: float = 1.0) -> Event:
    return Event(id=id, user=user, item=item, kind=kind, at=at)  # type: ignore[arg-type]


def decision(
    request: str, *, user: str = "u1", slot: int = 0, kind: str = "variant", at: float = 1.0
) -> Decision:
    return Decision(
        request=request,
        user=user,
        at=at,
        kind=kind,  # type: ignore[arg-type]
        policy="policy.test.v1",
        slot=slot,
        options=("a", "m"),
        probabilities=(0.25, 0.75),
        chosen=1,
    )


class EventsContract:
    def test_events_about_items_come_in_order_of_time(self, rows: Rows) -> None:
        rows.events.put([event("e1", item="b", at=3.0), event("e2", item="a", at=2.0), event("e3", item="c")])
        assert [one.id for one in rows.events.about(["a", "b", "nowhere"])] == ["e2", "e1"]
        assert rows.events.about([]) == []

    def test_round_trip(self, rows: Rows) -> None:
        full = Event(
            id="e1",
            user="u",
            item="i",
            kind="why",
            value=1.5,
            at=2.5,
            request="r",
            position=3,
            text="too long 🙄",
        )
        assert rows.events.put([full]) == 1
        assert rows.events.of("u") == [full]

    def test_same_id_counts_once(self, rows: Rows) -> None:
        assert rows.events.put([event("e1"), event("e1"), event("e2")]) == 2
        seq = rows.events.seq()
        assert rows.events.put([event("e1"), event("e2")]) == 0
        assert rows.events.seq() == seq
        assert rows.events.counts() == {"a": {"view": 2}}

    def test_without_id_each_counts(self, rows: Rows) -> None:
        assert rows.events.put([event(None), event(None)]) == 2
        assert len(rows.events.of("u1")) == 2

    def test_latest_first_and_limit(self, rows: Rows) -> None:
        rows.events.put([event("x", at=2.0), event("y", at=3.0), event("z", at=1.0), event("w", user="u2")])
        assert [e.id for e in rows.events.of("u1")] == ["y", "x", "z"]
        assert [e.id for e in rows.events.of("u1", limit=2)] == ["y", "x"]

    def test_all_in_order_of_time(self, rows: Rows) -> None:
        rows.events.put(event(f"e{n}", at=float(n * 7 % 5_003)) for n in range(5_003))
        assert [e.at for e in rows.events.all()] == [float(n) for n in range(5_003)]

    def test_writing_while_reading(self, rows: Rows) -> None:
        rows.events.put(event(f"e{n}", at=float(n)) for n in range(5_000))
        seen = 0
        for read in rows.events.all():
            if read.at % 1_000 == 0:
                rows.events.put([event(f"new{read.at}", at=1e9)])
            seen += 1
        assert seen == 5_000
        assert len(list(rows.events.all())) == 5_005

    def test_counts(self, rows: Rows) -> None:
        rows.events.put([event("1"), event("2", kind="like"), event("3", item="b"), event("4", user="u2")])
        rows.events.put([event("5")])
        assert rows.events.counts() == {"a": {"view": 3, "like": 1}, "b": {"view": 1}}

    def test_nothing_is_kept_when_one_is_refused(self, rows: Rows) -> None:
        broken = event("bad").model_copy(update={"user": None})
        with pytest.raises(DataError):
            rows.events.put([event("1"), broken])
        assert list(rows.events.all()) == []
        assert rows.events.counts() == {}

    @pytest.mark.parametrize("id", STRANGE)
    def test_strange_ids(self, rows: Rows, id: str) -> None:
        rows.events.put([event(id[:256], user=id, item=id)])
        assert rows.events.of(id)[0].item == id
        assert rows.viewers.known() == [id]


class DecisionsContract:
    def test_round_trip(self, rows: Rows) -> None:
        request = Request(
            id="r1", user="u1", at=1.0, guidance=Guidance(clauses=(Clause(),)), items=("a", "m")
        )
        logged = [decision("r1", slot=n) for n in range(3)]
        rows.decisions.put(request, logged)
        assert rows.decisions.request("r1") == request
        assert rows.decisions.of_request("r1") == logged
        assert rows.decisions.request("none") is None
        assert rows.decisions.of_request("none") == []

    def test_all_by_time_and_kind(self, rows: Rows) -> None:
        for id, at in (("late", 2.0), ("early", 1.0)):
            request = Request(id=id, user="u1", at=at, guidance=Guidance())
            rows.decisions.put(request, [decision(id, at=at), decision(id, at=at, kind="route")])
        assert [d.request for d in rows.decisions.all(kind="route")] == ["early", "late"]
        assert len(list(rows.decisions.all())) == 4

    def test_requests_of_a_viewer_or_of_all_since_a_time(self, rows: Rows) -> None:
        for n, user in enumerate(("u1", "u2", "u1")):
            request = Request(
                id=f"r{n}", user=user, at=float(n), guidance=Guidance(), ai=("m",), places=3, pool=(9, 4)
            )
            rows.decisions.put(request, [])
        assert [one.id for one in rows.decisions.requests()] == ["r0", "r1", "r2"]
        assert [one.id for one in rows.decisions.requests(user="u1", since=1.0)] == ["r2"]
        assert next(rows.decisions.requests(user="u2")).pool == (9, 4)
        assert list(rows.decisions.requests(since=5.0)) == []

    def test_a_request_is_logged_once_and_with_its_own_decisions(self, rows: Rows) -> None:
        request = Request(id="r1", user="u1", at=1.0, guidance=Guidance())
        rows.decisions.put(request, [])
        with pytest.raises(DataError, match="already"):
            rows.decisions.put(request, [decision("r1")])
        other = request.model_copy(update={"id": "r2"})
        for wrong in (decision("r1"), decision("r2", user="u2")):
            with pytest.raises(DataError):
                rows.decisions.put(other, [wrong])
        assert rows.decisions.request("r2") is None
        assert list(rows.decisions.all()) == []


class ViewersContract:
    def test_defaults_and_round_trip(self, rows: Rows) -> None:
        assert rows.viewers.get("u1") == Viewer(id="u1")
        viewer = Viewer(id="u1", ai=False, wishes=(Wish(id="w", clause=Clause(words="no cats"), at=1.0),))
        rows.viewers.put(Viewer(id="u1"))
        rows.viewers.put(viewer)
        assert rows.viewers.get("u1") == viewer
        rows.events.put([event("e", user="u0")])
        assert rows.viewers.known() == ["u0", "u1"]

    def fill(self, rows: Rows, user: str) -> None:
        """Everything that can be kept about a viewer."""
        rows.viewers.put(Viewer(id=user, minor=True))
        rows.events.put([event(f"e-{user}", user=user), event(f"f-{user}", user=user, kind="like")])
        request = Request(id=f"r-{user}", user=user, at=1.0, guidance=Guidance())
        rows.decisions.put(request, [decision(request.id, user=user)])
        rows.items.put([found(f"up-{user}", scope="private", owner=user, media=key(f"up-{user}"))])
        made = made_of(f"up-{user}", id=f"m-{user}", owner=user)
        rows.making.publish(made)
        rows.jobs.enqueue(Job(id=f"j-{user}", recipe=made.recipe.key(), owner=user, user=user))
        held = rows.making.put_recipe(recipe_of("a", seed=77, scope="private"))
        rows.making.put_verdicts(held, made.verdicts, owner=user)
        shared = rows.making.put_recipe(recipe_of("a", seed=sum(map(ord, user))))
        rows.kept.put(user, "w", [recipe_of("a", seed=3, scope="private")], at=1.0)
        rows.jobs.enqueue(Job(id=f"s-{user}", recipe=shared, user=user, request=request.id))

    def test_erase_takes_everything_and_nothing_of_others(self, rows: Rows) -> None:
        rows.items.put([found("a", media=key("m-u1-thumb"))])
        self.fill(rows, "u1")
        self.fill(rows, "u2")
        other = rows.viewers.export("u2")
        gone, blobs = rows.viewers.erase("u1")
        assert gone == {
            "viewers": 1,
            "events": 2,
            "decisions": 1,
            "requests": 1,
            "jobs": 2,
            "kept": 1,
            "items": 2,
            "reviews": 0,
            "verdicts": 2,
            "seals": 1,
            "recipes": 1,
        }
        assert blobs == sorted((key("up-u1"), key("m-u1-media"), key("m-u1-manifest")))
        assert not any(rows.viewers.export("u1").values())
        assert rows.viewers.export("u2") == other
        assert rows.viewers.known() == ["u2"]
        assert rows.events.counts() == {"a": {"view": 1, "like": 1}}
        shared = rows.jobs.get("s-u1")
        assert shared is not None
        assert (shared.user, shared.request) == (None, None)
        assert rows.items.descendants("up-u1") == []
        assert rows.viewers.erase("u1") == (dict.fromkeys(gone, 0), [])

    def test_what_two_dictated_alike_stays_with_the_other(self, rows: Rows) -> None:
        self.fill(rows, "u1")
        self.fill(rows, "u2")
        held = recipe_of("a", seed=77, scope="private").key()
        rows.viewers.erase("u1")
        assert rows.making.recipe(held) is not None
        rows.viewers.erase("u2")
        assert rows.making.recipe(held) is None

    def test_erasing_moves_the_change_numbers(self, rows: Rows) -> None:
        self.fill(rows, "u1")
        before = rows.items.seq(), rows.events.seq()
        rows.viewers.erase("u1")
        assert rows.items.seq() > before[0]
        assert rows.events.seq() > before[1]

    def test_export_is_plain_and_complete(self, rows: Rows) -> None:
        self.fill(rows, "u1")
        out = json.loads(json.dumps(rows.viewers.export("u1")))
        assert {table: len(kept) for table, kept in out.items()} == {
            "viewers": 1,
            "events": 2,
            "requests": 1,
            "decisions": 1,
            "jobs": 2,
            "kept": 1,
            "items": 2,
            "verdicts": 2,
            "reviews": 0,
            "seals": 1,
            "recipes": 2,
        }
        assert out["viewers"][0]["minor"] is True
        assert out["events"][0]["user"] == "u1"


class LogContract:
    def test_in_order(self, rows: Rows) -> None:
        rows.log.put(at=2.0, action="fit", subject="home")
        rows.log.put(at=1.0, action="withdraw", subject="a/🎬", detail="why")
        assert list(rows.log.all()) == [(2.0, "fit", "home", ""), (1.0, "withdraw", "a/🎬", "why")]
