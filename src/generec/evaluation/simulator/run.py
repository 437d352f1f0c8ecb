"""The whole comparison: a copy of the home, a crowd fitted to its log, all runs, and the report."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import ConfigError
from generec.evaluation.simulator import report
from generec.evaluation.simulator.arms import Task, tasks
from generec.evaluation.simulator.figures import Table, read
from generec.evaluation.simulator.homes import Base, Say
from generec.evaluation.simulator.link import People
from generec.evaluation.simulator.living import Setup, live

Progress = Callable[[int, int, str], None]
_PLAN, _CROWD = "plan.json", "crowd.json"
_SINGLE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class SimulateConfig(BaseModel):
    """What is simulated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    viewers: int = Field(default=20, ge=2, description="Viewers of a crowd.")
    days: int = Field(default=5, ge=2, description="Days, with a fit in between.")
    seeds: int = Field(default=1, ge=1, description="Crowds, each other viewers.")
    seed: int = Field(default=0, ge=0, description="The first crowd's seed.")
    effects: tuple[float, ...] = Field(
        default=(-1.0, 0.0, 1.0), description="What making does to viewers: 1 as measured, 0 nothing."
    )
    ablate: bool = Field(default=False, description="Also run everything without each part.")
    arms: tuple[str, ...] = Field(default=(), description="Arms that run, no others; empty: all main ones.")
    residents: int = Field(default=150, ge=0, description="Viewers of the home's own log that are kept.")
    mixes: int = Field(default=8, ge=0, description="Compilations of the home's clips that are added.")
    workers: int = Field(default=2, ge=1, description="Runs at a time.")


def simulate(
    home: Path, out: Path, config: SimulateConfig, *, say: Say, progress: Progress | None = None
) -> dict[str, Any]:
    """Run what is not done yet and write the report to the folder `out`; the report's record.

    The home is only read. Raises `ConfigError` where `out` holds a simulation of something else,
    `DataError` for a home that has no topics.
    """
    out.mkdir(parents=True, exist_ok=True)
    _same(out, home, config)
    base = Base(out)
    if not base.ready:
        say(f"copying {home}")
        base.make(home, residents=config.residents, mixes=config.mixes, seed=config.seed, say=say)
    known = base.record()
    crowd = _crowd(out, known, seed=config.seed, say=say)
    setup = Setup(
        base=base.path,
        out=out,
        viewers=config.viewers,
        days=config.days,
        population=crowd["parameters"],
        catalogue=tuple(known["catalogue"]),
        starts=known["ends"] + 3600.0,
    )
    plan = tasks(
        seeds=config.seeds,
        first=config.seed,
        effects=config.effects,
        ablate=config.ablate,
        only=config.arms,
    )
    _run(plan, setup, workers=config.workers, say=say, progress=progress)
    shutil.rmtree(out / "homes", ignore_errors=True)
    table = Table(
        read(out, plan),
        days=config.days,
        catalogue=[item["id"] for item in known["catalogue"]],
        seed=config.seed,
    )
    return report.write(out, table, config=config.model_dump(mode="json"), base=known, crowd=crowd)


def _same(out: Path, home: Path, config: SimulateConfig) -> None:
    """Note what is simulated here, or make sure that it is the same. More crowds and effects may be added."""
    growing = {"seeds", "effects", "ablate", "arms", "workers"}
    plan = {"home": str(home.resolve()), **config.model_dump(mode="json", exclude=growing)}
    file = out / _PLAN
    if not file.exists():
        file.write_text(json.dumps(plan, indent=2), "utf-8")
        return
    before = json.loads(file.read_text("utf-8"))
    if before != plan:
        other = ", ".join(f"{name} {before.get(name)}" for name in plan if before.get(name) != plan[name])
        raise ConfigError(f"{out} holds another simulation ({other}): give another --out", field="out")


def _crowd(out: Path, known: dict[str, Any], *, seed: int, say: Say) -> dict[str, Any]:
    """The crowd's parameters, fitted to the home's log once, in the people's process."""
    file = out / _CROWD
    if not file.exists():
        say("fitting the crowd to the log")
        catalogue = {item["id"]: item["topics"] for item in known["catalogue"] if not item["parts"]}
        with People() as people:
            found = people.fit(known["log"], catalogue, seed=seed)
        file.write_text(json.dumps(found, indent=2), "utf-8")
    return dict(json.loads(file.read_text("utf-8")))


def _run(plan: Sequence[Task], setup: Setup, *, workers: int, say: Say, progress: Progress | None) -> None:
    """All runs, several at a time, each in a process of its own: none profits from another's caches."""
    done = sum((setup.out / "runs" / task.name / "done.json").exists() for task in plan)
    say(f"{len(plan)} runs, {done} of them done before")
    if progress is not None:
        progress(done, len(plan), "")
    with (
        _one_thread(),
        ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool,
    ):
        waiting = [
            pool.submit(live, task, setup)
            for task in plan
            if not (setup.out / "runs" / task.name / "done.json").exists()
        ]
        try:
            for count, future in enumerate(as_completed(waiting), done + 1):
                name = future.result()
                say(f"run {count} of {len(plan)}: {name}")
                if progress is not None:
                    progress(count, len(plan), name)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes that begin now compute on one thread each, for several share the cores."""
    before = {name: os.environ.get(name) for name in _SINGLE}
    os.environ.update(dict.fromkeys(_SINGLE, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
