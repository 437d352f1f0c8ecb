"""Kills and races: a rerun completes, nothing is made twice, nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from generec.domain.errors import NotFound

NOIR = "make this black and white"

HANG = """
import sys, time
from generec import plugins
from generec.fidelity.gate import GateConfig
from generec.system import GeneRec

class Hang:
    name = "test.hang.v1"
    def __call__(self, *, draft, sources):
        hang()

def hang(*_):
    print("here", flush=True)
    time.sleep(600)

plugins.register("check", Hang.name)(lambda settings: Hang())
"""

WORK_ON_A_CHECK = """
options = {"gate": {"checks": [*GateConfig().checks, Hang.name], "timeout_s": 600}}
with GeneRec.open(sys.argv[1], options=options) as system:
    system.work()
"""

WORK_TO_PUBLICATION = """
with GeneRec.open(sys.argv[1]) as system:
    system.parts.maker.published = hang
    system.work()
"""

ASK_IN_HASTE = """
import sys
from generec.system import GeneRec

with GeneRec.open(sys.argv[1]) as system:
    feed = system.recommend("v00", say=NOIR, item="c00", wait=0.05, k=3)
    print("pending" if feed.pending else "made")
"""

ASK_A_HANGING_CHECK = """
options = {"gate": {"checks": [*GateConfig().checks, Hang.name], "timeout_s": 600}}
with GeneRec.open(sys.argv[1], options=options) as system:
    system.recommend("v00", say=NOIR, item="c00", wait=WAIT, k=3)
    time.sleep(600)
"""

FIT_TO_ADOPTION = """
with GeneRec.open(sys.argv[1]) as system:
    system.home.fits.adopt = hang
    system.fit()
"""

ASK = """
import json, sys
from generec.system import GeneRec

with GeneRec.open(sys.argv[1]) as system:
    print("ready", flush=True)
    sys.stdin.readline()
    feed = system.recommend(sys.argv[2], say=sys.argv[3], item="c00", wait=120, k=3)
    print(json.dumps([item.id for item in feed.items if item.origin == "edited"]))
"""


def start(code, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def interrupted(process):
    """Interrupt a process as people do: again while it goes on, for a minute at most."""
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("it goes on, however often it is interrupted")


def killed_at_work(system, code):
    """Run `code` on the system's home in a process of its own until it says where it is; then kill it."""
    process = start(HANG + code, system.home.path)
    assert process.stdout.readline() == "here\n"
    process.kill()
    process.wait()


def edited(system):
    return [item for _, item in system.home.rows.items.changed() if item.origin == "edited"]


@pytest.mark.parametrize("code", [WORK_ON_A_CHECK, WORK_TO_PUBLICATION])
def test_a_job_whose_worker_is_killed_is_done_by_another_when_the_lease_is_out(system, clock, code):
    job = system.recommend("v00", say=NOIR, item="c00").pending[0].job
    killed_at_work(system, code)
    assert system.job(job).state == "running"
    assert system.work() is None
    clock.now += 120
    done = system.work()
    assert (done.id, done.state, done.attempts) == (job, "done", 2)
    assert [item.id for item in edited(system)] == [done.item]
    _, known = system.home.collection("meaning").get([done.item])
    assert known.all()
    assert system.recommend("v00", say=NOIR, item="c00").items[0].id == done.item
    assert len(system.jobs()) == 1


def test_a_job_that_kills_its_workers_fails_in_the_end(opened, clock):
    system = opened(jobs={"attempts": 2})
    job = system.recommend("v00", say=NOIR, item="c00").pending[0].job
    for _ in range(2):
        held = system.home.rows.jobs.lease(worker="dead", now=clock.now, seconds=60)
        assert held.id == job
        clock.now += 61
    assert system.work().state == "failed"
    feed = system.recommend("v00", say=NOIR, item="c00", k=3, wait=60)
    assert feed.items[0].origin == "edited", "asked for again it is tried anew"


def test_a_job_that_was_begun_is_brought_to_its_end_before_the_process_ends(system):
    code = ASK_IN_HASTE.replace("NOIR", repr(NOIR))
    process = subprocess.run(
        [sys.executable, "-c", code, system.home.path], capture_output=True, text=True, timeout=120
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "pending\n", "")
    assert system.jobs()[0].state == "done"


@pytest.mark.parametrize("wait", [600, 0.01])
def test_a_job_whose_process_is_interrupted_is_left_to_another(opened, clock, wait):
    """While it waits for the job, and while it does something else."""
    system = opened()
    code = HANG + ASK_A_HANGING_CHECK.replace("NOIR", repr(NOIR)).replace("WAIT", str(wait))
    process = start(code, system.home.path, stderr=subprocess.DEVNULL)
    assert process.stdout.readline() == "here\n"
    interrupted(process)
    clock.now = time.time()  # long before the lease is out
    assert system.work().state == "done"


def test_two_processes_asked_at_once_make_one_item(system):
    users = ("v00", "someone")
    processes = [start(ASK, system.home.path, user, NOIR) for user in users]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    found = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    assert found[0] == found[1] == [item.id for item in edited(system)]
    assert len(found[0]) == 1
    assert [job.state for job in system.jobs()] == ["done"]


def test_threads_that_ask_at_once_make_one_item(system):
    def ask(user):
        return system.recommend(user, say=NOIR, item="c00", wait=60, k=3).items[0]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, ("v00", "v01", "v02", "new")))
    assert {item.id for item in found} == {item.id for item in edited(system)}
    assert len(edited(system)) == len(system.jobs()) == 1


def test_drafts_that_a_killed_worker_left_are_swept_up_a_day_later(opened):
    system = opened()
    system.recommend("v00", say=NOIR, item="c00")
    killed_at_work(system, WORK_ON_A_CHECK)
    left = list((system.home.path / "drafts").iterdir())
    assert left
    opened()
    assert all(file.exists() for file in left), "they may be another worker's"
    for file in left:
        os.utime(file, (0, 0))
    opened()
    assert not any(file.exists() for file in left)


def test_a_fit_that_is_killed_leaves_the_former_in_force(opened):
    system = opened()
    before = system.home.fits.current()
    feed = [(item.id, item.score) for item in system.recommend("v00", k=5).items]
    killed_at_work(system, FIT_TO_ADOPTION)
    assert system.home.fits.current() == before
    again = opened()
    assert [(item.id, item.score) for item in again.recommend("v00", k=5).items] == feed
    again.fit()
    assert again.home.fits.current() != before
    assert again.rollback() == before.name, "what was never in force is not gone back to"
    assert system.home.fits.current() == before
    with pytest.raises(NotFound):
        again.rollback()


def test_a_new_fit_and_going_back_count_at_once_in_other_processes(opened):
    one, other = opened(), opened()
    names = [one.parts.corpus.retriever().model.name]
    other.fit()
    names.append(one.parts.corpus.retriever().model.name)
    assert one.recommend("v00", k=3).items
    assert other.rollback() == names[0] != names[1]
    assert one.parts.corpus.retriever().model.name == names[0]


def test_a_withdrawal_while_it_is_made_wins(opened):
    from generec import plugins
    from generec.fidelity.gate import GateConfig

    class Takedown:
        name = "test.takedown.v1"

        def __call__(self, *, draft, sources):
            from generec.domain.drafts import Verdict

            system.withdraw(sources[0].id, reason="while it is checked")
            return Verdict(check=self.name, outcome="pass")

    if Takedown.name not in plugins.names("check"):
        plugins.register("check", Takedown.name)(lambda settings: Takedown())
    system = opened(gate={"checks": [*GateConfig().checks, Takedown.name]})
    blobs = set(system.home.path.glob("blobs/*/*/*"))
    feed = system.recommend("v00", say=NOIR, item="c00", wait=60, k=3)
    assert {item.origin for item in feed.items} == {"found"}
    assert "c00" not in {item.id for item in feed.items}
    assert edited(system) == []
    assert system.jobs()[0].state == "cancelled"
    assert set(system.home.path.glob("blobs/*/*/*")) == blobs
