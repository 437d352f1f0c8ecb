"""The whole study: the world, the tasks viewer by viewer (what was done is kept), and the report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from generec.domain.errors import ConfigError, GenerecError
from generec.evaluation.study import report
from generec.evaluation.study.choosing import Clipping, ThumbnailSelection
from generec.evaluation.study.config import Left, StudyConfig, Task
from generec.evaluation.study.covering import ThumbnailGeneration
from generec.evaluation.study.creating import ContentCreation
from generec.evaluation.study.editing import ContentEditing
from generec.evaluation.study.figures import summary
from generec.evaluation.study.judge import Judges
from generec.evaluation.study.made import Workshop
from generec.evaluation.study.pieces import Pieces
from generec.evaluation.study.world import Say, World

Progress = Callable[[int, int, str], None]
_GROWING = {"viewers", "made", "tasks"}


def study(
    home: Path, out: Path, config: StudyConfig, *, say: Say, progress: Progress | None = None
) -> dict[str, Any]:
    """Do what is not done yet and write the report to the folder `out`; the report's record.

    The home is only read. Raises `ConfigError` where `out` holds a study of something else, `DataError`
    for a home without a log.
    """
    out.mkdir(parents=True, exist_ok=True)
    _same(out, home, config)
    world = World.open(home, out, config, say=say)
    try:
        pieces = Pieces(world)
        judges = Judges(world, pieces)
        mixes = pieces.mixed(say=say)
        shop = Workshop(world)
        tasks: list[Task] = [
            ThumbnailSelection(world, pieces, judges, mixes),
            Clipping(world, pieces, judges, mixes),
            ThumbnailGeneration(world, judges, shop),
            ContentEditing(world, judges, shop),
            ContentCreation(world, judges, shop),
        ]
        found: list[dict[str, Any]] = []
        kept = {}
        for task in tasks:
            asked = not config.tasks or task.name in config.tasks
            if why := task.unable() if asked else "not asked for":
                found.append({"name": task.name, "unable": why})
                continue
            kept[task.name] = list(_lines(task, out, say=say, progress=progress))
            found.append(summary(task, kept[task.name], rng=world.rng("figures", task.name)))
        say("writing the report")
        return report.write(out, world, judges, tasks, found, kept, mixes=len(mixes))
    finally:
        world.close()


def _same(out: Path, home: Path, config: StudyConfig) -> None:
    """Note what is studied here, or make sure that it is the same. More viewers may be added."""
    plan = {"home": str(home.resolve()), **config.model_dump(mode="json", exclude=_GROWING)}
    file = out / "plan.json"
    if not file.exists():
        file.write_text(json.dumps(plan, indent=2), "utf-8")
    elif (before := json.loads(file.read_text("utf-8"))) != plan:
        other = ", ".join(f"{name} {before.get(name)}" for name in plan if before.get(name) != plan[name])
        raise ConfigError(f"{out} holds another study ({other}): give another --out", field="out")


def _lines(task: Task, out: Path, *, say: Say, progress: Progress | None) -> Iterator[dict[str, Any]]:
    """The lines of a task's viewers, those of before from its file; a line cut short is done again."""
    file = out / "results" / f"{task.name.replace(' ', '-')}.jsonl"
    file.parent.mkdir(exist_ok=True)
    users = task.users()
    known = {line["user"]: line for line in _read(file)}
    say(f"{task.name}: {len(users)} viewers, {sum(user in known for user in users)} of them done before")
    with file.open("a", encoding="utf-8") as stream:
        for number, user in enumerate(users, 1):
            if user not in known:
                known[user] = _line(task, user)
                stream.write(json.dumps(known[user], ensure_ascii=False) + "\n")
                stream.flush()
            if progress is not None:
                progress(number, len(users), task.name)
            yield known[user]


def _line(task: Task, user: str) -> dict[str, Any]:
    try:
        result = task(user)
    except (Left, GenerecError) as why:
        return {"user": user, "why": str(why)}
    return {"user": user, "values": result.values, "left": list(result.left), "shown": result.shown}


def _read(file: Path) -> Sequence[dict[str, Any]]:
    """Whole lines; what a killed run left of one is cut off, so that the next begins on a line of its own."""
    if not file.exists():
        return []
    whole = file.read_bytes()
    end = whole.rfind(b"\n") + 1
    if end < len(whole):
        file.write_bytes(whole[:end])
    return [json.loads(line) for line in whole[:end].decode("utf-8").splitlines()]
