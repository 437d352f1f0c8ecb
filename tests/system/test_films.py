"""Films whose worker is killed, or told to end: the next one uses the shots that are finished."""

import subprocess
import sys
import time

import pytest

WORK = """
import sys
from generec.system import GeneRec

with GeneRec.open(sys.argv[1]) as system:
    system.work()
"""


@pytest.fixture
def film(system):
    """A film that waits to be made: its job, its recipe and that one's sources."""
    asked = system.recommend("v00", say="make me 10 seconds of boats", wait=0, k=4).pending[0]
    recipe = system.home.rows.making.recipe(asked.recipe)
    return asked.job, recipe, [system.item(source.item) for source in recipe.sources]


def takes(system):
    return sorted((system.home.path / "drafts").glob("draft-takes-*/*.mp4"))


def killed_in_the_third_shot(system):
    """Work in a process of its own, killed when two shots are finished."""
    with subprocess.Popen([sys.executable, "-c", WORK, str(system.home.path)]) as process:
        deadline = time.monotonic() + 120
        while len(takes(system)) < 2 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()


def test_a_killed_film_is_gone_on_with_behind_its_last_finished_shot(system, clock, film):
    job, recipe, sources = film
    creator = system.parts.creators.named("creator.storyboard.v1")
    killed_in_the_third_shot(system)
    kept = takes(system)
    shots = sum(step.op in ("shot", "credits") for step in recipe.steps)
    assert 2 <= len(kept) < shots
    assert system.job(job).state == "running"
    seen = []
    resumed = creator.render(recipe, sources, progress=seen.append).media.read_bytes()
    assert seen == [f"shot {number + 1} of {shots}" for number in range(len(kept), shots)]
    assert not takes(system)
    assert creator.render(recipe, sources).media.read_bytes() == resumed
    clock.now += 120
    done = system.work()
    assert (done.id, done.state, done.attempts) == (job, "done", 2)


def test_a_worker_that_ends_leaves_the_shots_and_one_that_is_cancelled_does_not(system, opened, film):
    job = film[0]
    maker = system.parts.maker

    def beat(progress):
        if progress.startswith("shot 3"):
            maker.worker.closed = ends
        return not progress.startswith("shot 3")

    ends = True
    assert maker.make(system.job(job), beat).state == "cancelled"
    assert len(takes(system)) == 2
    ends = False
    maker.worker.closed = False

    def cancelled(progress):
        return not progress.startswith("shot 4")

    assert maker.make(system.job(job), cancelled).state == "cancelled"
    assert not takes(system)
