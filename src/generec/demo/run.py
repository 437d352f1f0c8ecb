"""The demo: makes the sample world, runs the loop for a few viewers, and serves the feed meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from generec.demo.knowledge import give
from generec.demo.world import World, make_world
from generec.domain.errors import GenerecError
from generec.serving.run import Running, start
from generec.serving.studio.operators import Operators
from generec.system import GeneRec

Say = Callable[[str], None]

OPERATOR = "demo"
"""The account for the studio; it gets a new password at each start."""

ANSWER_S = 120.0
"""How long the example wish may take to be answered."""


class Stage:
    """What the page starts with; it grows while the world is made."""

    def __init__(self, system: GeneRec, say: Say) -> None:
        self.system = system
        self.say = say
        self.page: dict[str, Any] = {"progress": {"done": 0, "total": 1, "what": "making the first clips"}}

    def __call__(self) -> dict[str, Any]:
        """The page as it is now."""
        return self.page

    def progress(self, done: int, total: int, newest: Path) -> None:
        """A clip is ready."""
        self.say(f"clip {done} of {total}: {newest.stem}")
        self._set(progress={"done": done, "total": total, "what": f"made {newest.stem}"})

    def open(self, world: World) -> None:
        """The first clips are there: take them in, and let the chosen viewer in."""
        self._ingest(world)
        chosen = world.wishes[0].user
        people = [{"id": v.id, "name": v.id.capitalize(), "about": v.about} for v in world.named]
        self._set(
            viewer=chosen,
            viewers=sorted(people, key=lambda viewer: viewer["id"] != chosen),
            wishes=[wish.text for wish in world.wishes],
        )
        self.say("the feed is open; the rest of the world is being made behind it")

    def finish(self, world: World) -> None:
        """All clips are there: take them in, learn from the log, answer the example wish."""
        self._ingest(world)
        self.say("learning from the feedback log")
        self.system.fit()
        self._covers(world)
        self._answer(world)
        self.page = {name: value for name, value in self.page.items() if name != "progress"}

    def _ingest(self, world: World) -> None:
        report = self.system.ingest(world.items, interactions=world.interactions, rights="licensed")
        if report.n_rejected:
            self.say(f"{report.n_rejected} rows were rejected: {report.rejects}")

    def _covers(self, world: World) -> None:
        """The same item as two viewers see it."""
        item, users = world.compare
        sides = [self._cover(item, user) for user in users[:2]]
        if all(sides):
            self._set(covers={"item": item, "left": sides[0], "right": sides[1]})

    def _cover(self, item: str, user: str) -> dict[str, Any] | None:
        shown = self.system.recommend(user, candidates=[(item, 1.0)], k=1).items[0]
        if shown.id != item or shown.cover_s is None:
            return None
        why = shown.chosen[0] if shown.chosen else shown.because
        return {
            "viewer": user,
            "name": user.capitalize(),
            "why": why,
            "cover_s": shown.cover_s,
            "clip": shown.clip,
        }

    def _answer(self, world: World) -> None:
        """The last example wish, answered: before and after."""
        wish = world.wishes[-1]
        self.say(f"{wish.user} says: {wish.text!r}")
        feed = self.system.recommend(wish.user, say=wish.text, item=wish.item, k=6, wait=ANSWER_S)
        made = next((item for item in feed.items if item.origin != "found"), None)
        if made is None or wish.item is None:
            self.say(f"nothing was made: {feed.reply.text or 'see the trace'}")
            return
        with self.system.media(self.system.item(made.id, user=wish.user)) as file:
            found = self.system.verify(file)
        self.say(f"made {made.title!r}, signed by {found.issuer}, {'valid' if found.valid else 'not valid'}")
        self._set(compare={"before": wish.item, "after": made.id, "wish": wish.text})

    def _set(self, **parts: Any) -> None:
        self.page = self.page | parts


def run(home: Path, *, port: int, serve: bool, say: Say) -> None:
    """Make the sample world in `home`, run the loop, and (with `serve`) serve it until Ctrl-C.

    What was made before is kept. Raises `MissingModel` without the sample pack, `ConfigError` when
    no port can be had.
    """
    began = time.monotonic()
    give(home)
    with GeneRec.open(home) as system:
        stage = Stage(system, say)
        running = start(system, port=port, next_free=True, page=stage) if serve else None
        if running is not None:
            say(f"GeneRec demo: {running.url}   (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            _make(stage, home / "world", say)
            say(f"ready after {time.monotonic() - began:.0f} s")
            _loop(system, say)
            if running is not None:
                say(f"open {running.url}")
                _tell_studio(system, running, say)
                running.wait()
        _end(running, say)


def _make(stage: Stage, folder: Path, say: Say) -> None:
    world = make_world(folder, now=_now(folder), progress=stage.progress, first=stage.open)
    stage.finish(world)


def _now(folder: Path) -> int:
    """When the log ends: the day the world was first made, so that a second run adds nothing to it."""
    file = folder / "now"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(str(int(time.time())), encoding="utf-8")
    return int(file.read_text(encoding="utf-8"))


def _loop(system: GeneRec, say: Say) -> None:
    """The loop once for each named viewer, in a line."""
    for user in ("ada", "ben", "chloe"):
        with suppress(GenerecError):
            feed = system.recommend(user, k=3)
            say(f"{user}: " + "; ".join(f"{item.title} ({item.because})" for item in feed.items))


def _tell_studio(system: GeneRec, running: Running, say: Say) -> None:
    password = Operators(system.home.path / "keys").put(OPERATOR)
    say(f"the operators' page: {running.url}/studio   (name {OPERATOR}, password {password})")


def _end(running: Running | None, say: Say) -> None:
    if running is not None and not running.stop():
        say("a job was still running; it is taken up again at the next start")
