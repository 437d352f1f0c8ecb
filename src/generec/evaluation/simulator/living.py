"""One run: people of a crowd use one arm of the system for some days."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from generec.domain.feed import Feed
from generec.domain.items import Item
from generec.domain.record import Record
from generec.evaluation.simulator.arms import Task
from generec.evaluation.simulator.drafts import SharedDrafts
from generec.evaluation.simulator.homes import cloned, marked_alike
from generec.evaluation.simulator.link import People
from generec.evaluation.simulator.messages import Answer, Begin, Screen, Showing
from generec.store.interface import Blobs
from generec.system import GeneRec
from generec.system.home import Home

DAY_S = 86_400.0
WAIT_S = 900.0
K = 8
_MOST_SCREENS = 40
_PREPARED, _EACH = 4, 1
SHOWS, DONE = "shows.jsonl", "done.json"
USUAL_S = {"image": 6.0, "text": 30.0, "video": 6.0}
"""How long what has no length of its own is taken to last."""

T = TypeVar("T")


class Setup(Record):
    """What all runs have in common."""

    base: Path
    out: Path
    viewers: int
    days: int
    population: dict[str, float]
    catalogue: tuple[dict[str, Any], ...]
    starts: float


class Files:
    """Points at stored files; covers are not cut out, as viewers see what lies at their second."""

    local = True

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs

    def media(self, item: Item) -> str | None:
        """The stored file."""
        if item.media is None:
            return None
        with self.blobs.path(item.media) as path:
            return str(path)

    def thumbnail(self, item: Item, *, cover_s: float | None) -> str | None:
        """None."""
        return None


class Life:
    """The system of one run with its clock, ids and account."""

    def __init__(self, task: Task, setup: Setup, home: Path) -> None:
        self.task = task
        self.now = setup.starts
        self.cpu = 0.0
        self._ids = 0
        self.drafts = SharedDrafts(setup.out / "drafts", own=home / "drafts")
        options = task.arm.options
        opened = Home(home, options=options, clock=lambda: self.now, ids=self._id, drafting=self.drafts)
        self.system = GeneRec(opened)
        self.links = Files(opened.blobs)
        self.shows: list[dict[str, Any]] = []

    def _id(self) -> str:
        """Ids that are the same in every run of the task."""
        self._ids += 1
        return hashlib.sha256(f"{self.task.name}/{self._ids}".encode()).hexdigest()[:32]

    def spend(self, call: Callable[[], T]) -> T:
        """Call the system, and charge this arm with the CPU time."""
        began = time.process_time()
        try:
            return call()
        finally:
            self.cpu += time.process_time() - began

    def morning(self, day: int) -> None:
        """Learn from yesterday, and prepare variants where items may be changed."""
        if day:
            self.spend(self.system.fit)
        if self.task.arm.edits:
            self.spend(lambda: self.system.prepare(items=_PREPARED, each=_EACH, wait=WAIT_S))

    def recommend(self, user: str, **call: Any) -> Feed:
        """A feed for a viewer; what was asked for is waited for."""
        return self.spend(lambda: self.system.recommend(user, k=K, wait=WAIT_S, links=self.links, **call))

    def visit(self, people: People, user: str, day: int) -> None:
        """One visit: screens, until the viewer leaves."""
        feed = self.recommend(user)
        for _ in range(_MOST_SCREENS):
            answer = people.look(screen(feed, chosen=self.task.arm.chosen))
            self._note(feed, answer, day)
            self.now += answer.seconds
            if answer.then == "leave":
                return
            if answer.then == "say" and answer.say:
                feed = self.recommend(user, say=answer.say, item=answer.item, after=feed.request)
            elif feed.cursor:
                feed = self.recommend(user, cursor=feed.cursor)
            else:
                feed = self.recommend(user)

    def _note(self, feed: Feed, answer: Answer, day: int) -> None:
        """Give feedback, and write down what was met."""
        rows = [
            {
                "user": feed.user,
                "item": act.item,
                "kind": act.kind,
                "value": act.value,
                "at": self.now + act.at,
                "request": feed.request,
                "position": act.position,
            }
            for act in answer.acts
        ]
        if rows:
            self.spend(lambda: self.system.feedback(rows))
        for position in dict.fromkeys(act.position for act in answer.acts):
            acts: dict[str, Any] = {act.kind: act.value for act in answer.acts if act.position == position}
            self.shows.append(self._shown(feed, position, acts, day))

    def _shown(self, feed: Feed, position: int, acts: dict[str, Any], day: int) -> dict[str, Any]:
        item = feed.items[position]
        clip = item.clip if self.task.arm.chosen else None
        lasts = (clip[1] - clip[0] if clip else item.duration_s) or USUAL_S[item.kind]
        return {
            "user": feed.user,
            "day": day,
            "request": feed.request,
            "position": position,
            "item": item.id,
            "work": item.work,
            "topics": list(item.topics),
            "origin": item.origin,
            "ai": item.ai,
            "asked": item.because == "you asked for it",
            "share": round(min(1.0, acts["view"] / lasts), 4),
            "seconds": acts["view"],
            "like": "like" in acts,
            "skip": "skip" in acts,
        }


def screen(feed: Feed, *, chosen: bool) -> Screen:
    """A feed as a page shows it; without `chosen`, items play whole under their own covers."""
    return Screen(
        user=feed.user,
        showings=tuple(
            Showing(
                item=item.id,
                kind=item.kind,
                title=item.title,
                made=item.origin,
                label=item.label,
                media=item.media,
                cover_s=item.cover_s if chosen else None,
                clip=item.clip if chosen else None,
                parents=item.parents,
            )
            for item in feed.items
        ),
        reply=feed.reply.kind,
        text=feed.reply.text,
        choices=feed.reply.choices,
        asked=sum(item.because == "you asked for it" for item in feed.items),
    )


def live(task: Task, setup: Setup) -> str:
    """Do one run and write down what happened; the name of the task. What was done is not done again."""
    folder = setup.out / "runs" / task.name
    if (folder / DONE).exists():
        return task.name
    folder.mkdir(parents=True, exist_ok=True)
    home = setup.out / "homes" / task.name
    cloned(setup.base, home)
    marked_alike(setup.base, home)
    began = time.monotonic()
    life = Life(task, setup, home)
    try:
        with People() as people, life.system:
            people.begin(
                Begin.model_validate(
                    {
                        "catalogue": setup.catalogue,
                        "viewers": setup.viewers,
                        "seed": task.seed,
                        "effect": task.effect,
                        "words": task.arm.words,
                        "population": setup.population,
                        "folder": str(setup.out / "measured"),
                    }
                )
            )
            for day in range(setup.days):
                life.now = setup.starts + day * DAY_S
                life.morning(day)
                for visit in people.day(day):
                    life.now = max(life.now, setup.starts + day * DAY_S + visit.at)
                    life.visit(people, visit.user, day)
            jobs = life.system.jobs(limit=100_000)
            truth = people.truth()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    with (folder / SHOWS).open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(show, ensure_ascii=False) + "\n" for show in life.shows)
    states: dict[str, int] = {}
    for job in jobs:
        states[job.state] = states.get(job.state, 0) + 1
    done = {
        "task": task.model_dump(mode="json"),
        "cpu_s": life.cpu + life.drafts.saved,
        "rendering_s": life.drafts.charged,
        "bytes": sum(job.bytes for job in jobs if job.state == "done"),
        "jobs": states,
        "why_not": sorted({job.error or "" for job in jobs if job.state in ("failed", "held", "blocked")})[
            :12
        ],
        "wall_s": time.monotonic() - began,
        "truth": truth["viewers"],
    }
    (folder / DONE).write_text(json.dumps(done, ensure_ascii=False), "utf-8")
    return task.name
