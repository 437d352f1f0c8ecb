import signal
import subprocess
import sys
import threading
import time

import pytest

from generec.domain.errors import MediaError
from generec.domain.feed import Job
from generec.domain.recipes import Recipe, Step
from generec.jobs.worker import JobsConfig, Outcome, Worker
from generec.store import open_rows


def url(folder):
    return f"sqlite:///{folder}/rows.db"


def queued(rows, *, number=0, at=0.0):
    key = rows.making.put_recipe(
        Recipe(kind="text", seed=number, steps=(Step(component="editor.test.v1", op="test"),))
    )
    return rows.jobs.enqueue(Job(id=f"j{number}", recipe=key, user="u", created_at=at))


@pytest.fixture
def rows(tmp_path):
    opened = open_rows(url(tmp_path))
    yield opened
    opened.close()


def worker(rows, make, *, name="w", clock=time.time, **config):
    return Worker(config=JobsConfig(**config), jobs=rows.jobs, make=make, name=name, clock=clock)


def test_a_job_is_done_once_and_says_what_came_of_it(rows):
    queued(rows)
    seen = []

    def make(job, beat):
        seen.append(job.id)
        assert beat("half way")
        assert rows.jobs.get(job.id).progress == "half way"
        return Outcome("blocked", error="too blank", bytes=7)

    done = worker(rows, make).run()
    assert (done.state, done.error, done.bytes, done.attempts) == ("blocked", "too blank", 7, 1)
    assert worker(rows, make).run() is None
    assert seen == ["j0"]


def test_an_expected_failure_ends_the_job_and_a_fault_is_raised_too(rows):
    queued(rows, number=0, at=0.0)
    queued(rows, number=1, at=1.0)

    def make(job, beat):
        raise MediaError("no picture") if job.id == "j0" else ZeroDivisionError("oh")

    assert worker(rows, make).run().error == "no picture"
    with pytest.raises(ZeroDivisionError):
        worker(rows, make).run()
    assert (rows.jobs.get("j1").state, rows.jobs.get("j1").error) == ("failed", "ZeroDivisionError: oh")


def test_a_job_costs_its_processor_time_and_is_given_up_by_the_clock(rows):
    queued(rows, number=0, at=0.0)
    queued(rows, number=1, at=1.0)

    def make(job, beat):
        time.sleep(0.4)
        return Outcome("done" if beat("on") else "cancelled")

    assert worker(rows, make).run().state == "done"
    assert rows.jobs.spent(since=0.0)[0] < 0.3
    late = worker(rows, make, longest_s=0.1).run()
    assert (late.state, late.error) == ("failed", "it took longer than 0.1 s")


def test_a_long_job_keeps_its_lease(rows):
    queued(rows)
    others = []

    def make(job, beat):
        deadline = time.monotonic() + 1.2
        while time.monotonic() < deadline:
            others.append(rows.jobs.lease(worker="thief", now=time.time(), seconds=9.0))
            time.sleep(0.1)
        return Outcome("cancelled")

    assert worker(rows, make, lease_s=0.5).run().state == "cancelled"
    assert set(others) == {None}


def test_a_cancelled_job_is_told_so_and_its_result_is_not_kept(rows):
    queued(rows)

    def make(job, beat):
        assert rows.jobs.cancel(job.id, at=1.0)
        return Outcome("cancelled") if not beat("on") else Outcome("done")

    assert worker(rows, make).run().state == "cancelled"


def test_a_job_begun_too_often_has_failed(rows):
    queued(rows)
    now = 0.0
    for _ in range(2):
        assert rows.jobs.lease(worker="dead", now=now, seconds=1.0)
        now += 2.0
    called = []
    ended = worker(rows, lambda job, beat: called.append(job), clock=lambda: now, attempts=2).run()
    assert ended.state == "failed"
    assert "2 times" in ended.error
    assert not called


DIES = """
import os, signal, sys
from generec.jobs.worker import JobsConfig, Worker
from generec.store import open_rows

rows = open_rows(sys.argv[1])
Worker(
    config=JobsConfig(lease_s=0.3),
    jobs=rows.jobs,
    make=lambda job, beat: os.kill(os.getpid(), signal.SIGKILL),
    name="dies",
).run()
"""


def test_a_killed_workers_job_is_taken_over_and_done_once(tmp_path, rows):
    queued(rows)
    died = subprocess.run([sys.executable, "-c", DIES, url(tmp_path)], check=False)
    assert died.returncode == -signal.SIGKILL
    assert rows.jobs.get("j0").state == "running"
    time.sleep(0.35)
    done = worker(rows, lambda job, beat: Outcome("held")).run()
    assert (done.state, done.attempts) == ("held", 2)


def test_two_workers_share_a_queue_without_doing_anything_twice(rows):
    for number in range(12):
        queued(rows, number=number)
    seen, stop = [], threading.Event()

    def make(job, beat):
        seen.append(job.id)
        time.sleep(0.01)
        return Outcome("held")

    threads = [
        threading.Thread(target=worker(rows, make, name=f"w{n}", poll_s=0.01).serve, args=(stop,))
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(seen) < 12 and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"j{n}" for n in range(12))
    assert {job.state for job in rows.jobs.list()} == {"held"}
