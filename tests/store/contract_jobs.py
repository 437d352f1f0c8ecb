"""What every backend of rows must do with jobs."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from store_made import recipe_of

from generec.domain.errors import DataError, NotFound
from generec.domain.feed import Job, JobState
from generec.store.interface import Rows
from generec.store.kept import MOST_VERSIONS, MOST_WISHES


def add(rows: Rows, id: str, *, source: str = "a", user: str | None = None, at: float = 0.0) -> Job:
    """A queued job with a recipe of its own."""
    recipe = rows.making.put_recipe(recipe_of(source, seed=int.from_bytes(id.encode()) % 2**60))
    return rows.jobs.enqueue(Job(id=id, recipe=recipe, user=user, created_at=at))


class KeptContract:
    def test_versions_of_a_wish_are_kept_in_order_and_replaced(self, rows: Rows) -> None:
        one, two = recipe_of("a", seed=1), recipe_of("a", seed=2, scope="private")
        rows.kept.put("u1", "w", [one, two], at=5.0)
        rows.kept.put("u2", "w", [two], at=5.0)
        assert list(rows.kept.of("u1", "w", since=5.0)) == [one, two]
        assert list(rows.kept.of("u1", "w", since=5.1)) == []
        assert list(rows.kept.of("u1", "v", since=0.0)) == []
        rows.kept.put("u1", "w", [two], at=6.0)
        assert list(rows.kept.of("u1", "w", since=0.0)) == [two]
        rows.kept.put("u1", "w", [], at=7.0)
        assert list(rows.kept.of("u1", "w", since=0.0)) == []
        assert list(rows.kept.of("u2", "w", since=0.0)) == [two]

    def test_only_the_latest_wishes_of_a_viewer_have_versions_kept(self, rows: Rows) -> None:
        one = recipe_of("a")
        rows.kept.put("u2", "w0", [one], at=0.0)
        for number in range(MOST_WISHES + 2):
            rows.kept.put("u1", f"w{number}", [one] * (MOST_VERSIONS + 1), at=float(number))
        assert list(rows.kept.of("u1", "w1", since=0.0)) == []
        assert list(rows.kept.of("u1", "w2", since=0.0)) == [one] * MOST_VERSIONS
        assert list(rows.kept.of("u2", "w0", since=0.0)) == [one]


class JobsContract:
    def test_same_wish_is_one_job(self, rows: Rows) -> None:
        recipe = rows.making.put_recipe(recipe_of("a"))
        first = rows.jobs.enqueue(Job(id="j1", recipe=recipe))
        assert rows.jobs.enqueue(Job(id="j2", recipe=recipe)) == first
        assert rows.jobs.enqueue(Job(id="j3", recipe=recipe, owner="u1")).id == "j3"
        assert rows.jobs.find(recipe) == first
        assert rows.jobs.find(recipe, owner="u1").id == "j3"
        assert rows.jobs.find(recipe, owner="u2") is None
        assert {job.id for job in rows.jobs.list()} == {"j1", "j3"}

    def test_needs_its_recipe(self, rows: Rows) -> None:
        with pytest.raises(NotFound, match="put_recipe"):
            rows.jobs.enqueue(Job(id="j", recipe="none"))

    def test_oldest_first_then_none(self, rows: Rows) -> None:
        add(rows, "young", at=2.0)
        add(rows, "old", at=1.0)
        taken = [rows.jobs.lease(worker="w", now=5.0, seconds=10.0) for _ in range(3)]
        assert [job.id if job else None for job in taken] == ["old", "young", None]
        assert taken[0] is not None
        assert (taken[0].state, taken[0].worker, taken[0].lease_until) == ("running", "w", 15.0)
        assert taken[0].attempts == 1

    def test_lease_of_a_named_job(self, rows: Rows) -> None:
        add(rows, "j1")
        add(rows, "j2")
        named = rows.jobs.lease(worker="w", now=0.0, seconds=1.0, job="j2")
        assert named is not None
        assert named.id == "j2"
        assert rows.jobs.lease(worker="v", now=0.5, seconds=1.0, job="j2") is None

    def test_lease_that_ran_out_is_taken_over(self, rows: Rows) -> None:
        add(rows, "j")
        rows.jobs.lease(worker="w1", now=0.0, seconds=10.0)
        assert rows.jobs.lease(worker="w2", now=9.9, seconds=10.0) is None
        taken = rows.jobs.lease(worker="w2", now=10.0, seconds=10.0)
        assert taken is not None
        assert (taken.worker, taken.attempts) == ("w2", 2)
        assert not rows.jobs.heartbeat("j", worker="w1", until=99.0)
        assert not rows.jobs.finish("j", worker="w1", state="done", at=11.0, item="wrong")
        assert rows.jobs.finish("j", worker="w2", state="done", at=12.0, item="m", seconds=1.5, bytes=7)
        assert not rows.jobs.finish("j", worker="w2", state="failed", at=13.0)
        ended = rows.jobs.get("j")
        assert ended is not None
        assert (ended.state, ended.item, ended.finished_at) == ("done", "m", 12.0)

    def test_heartbeat_keeps_it(self, rows: Rows) -> None:
        add(rows, "j")
        rows.jobs.lease(worker="w1", now=0.0, seconds=10.0)
        assert rows.jobs.heartbeat("j", worker="w1", until=20.0, progress="frame 3 of 9")
        assert rows.jobs.lease(worker="w2", now=15.0, seconds=10.0) is None
        held = rows.jobs.get("j")
        assert held is not None
        assert (held.lease_until, held.progress) == (20.0, "frame 3 of 9")

    def test_cancel(self, rows: Rows) -> None:
        add(rows, "j")
        rows.jobs.lease(worker="w", now=0.0, seconds=10.0)
        assert rows.jobs.cancel("j", at=1.0)
        assert not rows.jobs.cancel("j", at=2.0)
        assert not rows.jobs.heartbeat("j", worker="w", until=9.0)
        assert not rows.jobs.finish("j", worker="w", state="done", at=3.0)
        assert not rows.jobs.cancel("none", at=1.0)

    @pytest.mark.parametrize("state", ["failed", "cancelled"])
    def test_failed_or_cancelled_is_queued_again(self, rows: Rows, state: JobState) -> None:
        job = add(rows, "j", user="u1", at=1.0)
        rows.jobs.lease(worker="w", now=0.0, seconds=10.0)
        rows.jobs.finish("j", worker="w", state=state, at=2.0, error="no room", seconds=3.0, bytes=5)
        again = rows.jobs.enqueue(Job(id="new", recipe=job.recipe, user="u2", created_at=9.0))
        assert again == rows.jobs.get("j")
        assert (again.id, again.state, again.error, again.user, again.attempts) == (
            "j",
            "queued",
            None,
            "u2",
            0,
        )
        assert rows.jobs.spent(since=0.0) == (3.0, 5, 1)

    @pytest.mark.parametrize("state", ["done", "held", "blocked"])
    def test_ended_stays(self, rows: Rows, state: JobState) -> None:
        job = add(rows, "j")
        rows.jobs.lease(worker="w", now=0.0, seconds=10.0)
        rows.jobs.finish("j", worker="w", state=state, at=2.0)
        assert rows.jobs.enqueue(Job(id="new", recipe=job.recipe)).state == state

    def test_an_end_is_an_end(self, rows: Rows) -> None:
        with pytest.raises(DataError):
            rows.jobs.finish("j", worker="w", state="queued", at=1.0)

    def test_list(self, rows: Rows) -> None:
        for n in range(4):
            add(rows, f"j{n}", user=f"u{n % 2}", at=float(n))
        rows.jobs.cancel("j3", at=9.0)
        assert [job.id for job in rows.jobs.list()] == ["j3", "j2", "j1", "j0"]
        assert [job.id for job in rows.jobs.list(states=("queued",), limit=2)] == ["j2", "j1"]
        assert [job.id for job in rows.jobs.list(user="u1")] == ["j3", "j1"]

    def test_spent(self, rows: Rows) -> None:
        for n in range(4):
            add(rows, f"j{n}", user=f"u{n % 2}", source=f"s{n // 2}", at=float(n))
            rows.jobs.lease(worker="w", now=0.0, seconds=1.0, job=f"j{n}")
            rows.jobs.finish(f"j{n}", worker="w", state="done", at=5.0, seconds=0.5, bytes=10)
        assert rows.jobs.spent(since=0.0) == (2.0, 40, 4)
        assert rows.jobs.spent(since=1.0, user="u1") == (1.0, 20, 2)
        assert rows.jobs.spent(since=0.0, source="s1") == (1.0, 20, 2)
        assert rows.jobs.spent(since=9.0) == (0.0, 0, 0)

    def test_threads_never_hold_the_same_job(self, rows: Rows) -> None:
        for n in range(40):
            add(rows, f"j{n}")

        def work(worker: str) -> list[str]:
            mine = []
            while job := rows.jobs.lease(worker=worker, now=0.0, seconds=60.0):
                mine.append(job.id)
            return mine

        with ThreadPoolExecutor(8) as pool:
            taken = [id for ids in pool.map(work, [f"w{n}" for n in range(8)]) for id in ids]
        assert Counter(taken) == Counter(f"j{n}" for n in range(40))

    def test_threads_that_wish_the_same_make_one_job(self, rows: Rows) -> None:
        recipe = rows.making.put_recipe(recipe_of("a"))
        with ThreadPoolExecutor(8) as pool:
            jobs = list(pool.map(lambda n: rows.jobs.enqueue(Job(id=f"j{n}", recipe=recipe)), range(8)))
        assert len({job.id for job in jobs}) == 1
        assert len(rows.jobs.list()) == 1
