"""From a wish for something made to the item: permission, recipe, job, draft, gate.

Whatever forbids or prevents it is an answer (`Asked.why_not`), never an exception: the feed may not fail.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from numpy.random import Generator

from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import GenerecError, NotAllowed, NotFound
from generec.domain.feed import OPEN_STATES, Job, JobState
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.fidelity.gate import Gate, Passage
from generec.fidelity.table import KEPT_OUT
from generec.jobs.worker import Beat, JobsConfig, Outcome, Worker
from generec.media.takes import Interrupted
from generec.policy.budget import Budget
from generec.policy.rights import needed
from generec.policy.switch import Switch
from generec.store.interface import Rows
from generec.system.creating import Creators
from generec.system.editing import Editors, planned
from generec.system.home import Drafting
from generec.system.retrying import instead, tried

_ENDED: dict[JobState, str] = {
    "held": "it waits for a person to look at it",
    "blocked": "it did not pass the checks",
    "failed": "making it failed",
    "cancelled": "making it was cancelled",
    "done": "it was made and is gone since",
}

AGAIN: frozenset[JobState] = frozenset(("failed", "cancelled"))
"""Jobs that are tried anew when somebody asks again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish: an item, a job, or why there is neither.

    `notes` say what could not be fulfilled or was left out; `fresh` is whether the job was put in the queue
    for this wish.
    """

    recipe: str | None = None
    item: Item | None = None
    job: Job | None = None
    why_not: str = ""
    notes: tuple[str, ...] = ()
    fresh: bool = False

    @property
    def reason(self) -> str:
        """Why nothing came of it, in detail for operators; empty while it may still come."""
        told = self.job.error if self.job is not None else None
        return "; ".join(part for part in (self.why_not, told, *self.notes) if part)


class _Stopped(Exception):
    """Ends rendering from within; never leaves this module."""


class Maker:
    """Makes items by recipe, each once.

    `publish` is called with every item that comes out, so that it can be found at once.
    """

    def __init__(
        self,
        *,
        rows: Rows,
        editors: Editors,
        creators: Creators,
        gate: Gate,
        switch: Switch,
        budget: Budget,
        jobs: JobsConfig,
        published: Callable[[Item], None],
        drafting: Drafting,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.rows = rows
        self.editors = editors
        self.creators = creators
        self.gate = gate
        self.switch = switch
        self.budget = budget
        self.published = published
        self.drafting = drafting
        self.clock = clock
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.worker = Worker(
            config=jobs, jobs=rows.jobs, make=self.make, name=f"worker-{uuid.uuid4().hex[:8]}", clock=clock
        )

    def ask(
        self,
        *,
        item: Item,
        guidance: Guidance,
        profile: Profile,
        request: str | None,
        rng: Generator,
        enqueue: bool = True,
    ) -> list[Asked]:
        """Plan what `guidance` asks for on `item`, and queue what neither exists nor is forbidden.

        Without `enqueue` nothing new is queued: what is there or on its way is found.
        """
        try:
            parts, notes = self.editors.pick(guidance, item)
        except NotAllowed as error:
            return [Asked(why_not=error.message)]
        asked = [Asked(notes=notes)] if notes else []
        for editor, able in parts:
            try:
                recipe, left = planned(editor, item=item, guidance=able, profile=profile, rng=rng)
            except GenerecError as error:
                asked.append(Asked(why_not=error.message))
            else:
                queued = self._queue(recipe, [item], profile=profile, request=request, enqueue=enqueue)
                asked.append(replace(queued, notes=left))
        return asked

    def create(
        self,
        *,
        guidance: Guidance,
        profile: Profile,
        request: str | None,
        rng: Generator,
        skip: Collection[str] = (),
    ) -> Asked:
        """Plan something new after `guidance`, and queue it if it neither exists nor is forbidden.

        None of the recipes in `skip` (keys) comes of it: another version is wanted.
        """
        try:
            recipe = self.creators.plan(guidance=guidance, profile=profile, rng=rng, skip=skip)
            sources = self._sources(recipe)
        except GenerecError as error:
            return Asked(why_not=error.message)
        return self._queue(recipe, sources, profile=profile, request=request, enqueue=True)

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> list[Recipe]:
        """The recipes of a wish, without asking for them. Raises `NotAllowed` where one cannot be."""
        parts, _ = self.editors.pick(guidance, item)
        return [editor.plan(item=item, guidance=able, profile=profile, rng=rng) for editor, able in parts]

    def given(self, requests: Collection[str], *, user: str) -> set[str]:
        """The keys of the recipes that a viewer's requests have put in the queue."""
        return {job.recipe for job in self.rows.jobs.list(user=user) if job.request in requests}

    def waiting(self, user: str) -> int:
        """How many jobs of a viewer have not ended."""
        return len(self.rows.jobs.list(states=("queued", "running"), user=user))

    def _queue(
        self,
        recipe: Recipe,
        sources: Sequence[Item],
        *,
        profile: Profile,
        request: str | None,
        enqueue: bool,
    ) -> Asked:
        key = recipe.key()
        owner = profile.user if recipe.scope == "private" else None
        if why_not := self._forbidden(recipe, sources):
            return Asked(recipe=key, why_not=why_not)
        if found := self.rows.items.by_recipe(key, owner=owner):
            return self._existing(found, profile)
        known = self.rows.jobs.find(key, owner=owner)
        if known is not None and known.state not in AGAIN:
            return Asked(recipe=key, job=known)
        if not enqueue:
            return Asked(recipe=key)
        ids: list[str | None] = [item.id for item in sources]
        for source in ids or [None]:
            budget = self.budget(at=self.clock(), user=profile.user, source=source)
            if not budget.allowed:
                return Asked(recipe=key, why_not=budget.reason)
        self.rows.making.put_recipe(recipe)
        job = Job(
            id=f"j_{uuid.uuid4().hex[:20]}",
            recipe=key,
            owner=owner,
            user=profile.user,
            request=request,
            created_at=self.clock(),
        )
        return Asked(recipe=key, job=self.rows.jobs.enqueue(job), fresh=True)

    def _forbidden(self, recipe: Recipe, sources: Sequence[Item]) -> str:
        if self.switch.of(recipe) == "off":
            return "making this is switched off here"
        for item in sources:
            missing = needed(recipe) - item.allow
            if missing:
                return (
                    f"the rights of {item.title or item.id!r} do not allow it ({', '.join(sorted(missing))})"
                )
        return ""

    def _existing(self, found: Item, profile: Profile) -> Asked:
        if not found.showable(at=self.clock(), user=profile.user, minor=profile.viewer.minor):
            return Asked(recipe=found.recipe, why_not="it was made before and is not shown any more")
        return Asked(recipe=found.recipe, item=found)

    def settled(self, asked: Asked, *, user: str) -> Asked:
        """The same after its job had time: with the item that came out, or why none did."""
        if asked.job is None:
            return asked
        job = self.rows.jobs.get(asked.job.id) or asked.job
        if job.state == "done" and job.item is not None:
            item = self.rows.items.get([job.item]).get(job.item)
            minor = self.rows.viewers.get(user).minor
            if item is not None and item.showable(at=self.clock(), user=user, minor=minor):
                notes = dict.fromkeys((*asked.notes, *instead(item, of=job.recipe)))
                return replace(asked, job=job, item=item, notes=tuple(notes))
            return replace(asked, job=job, why_not="it was made and is not shown here")
        if job.state in OPEN_STATES:
            return replace(asked, job=job)
        return replace(asked, job=job, why_not=_ENDED[job.state])

    def make(self, job: Job, beat: Beat) -> Outcome:
        """Render the job's recipe and bring the draft through the gate: what a worker runs.

        What the checks keep out may be made again a bounded number of times (`gate.retries`), with less in
        it that can fail; where that does not help, what was asked for first waits. Harmless when repeated.
        Raises `GenerecError` where a source is gone or rendering fails.
        """
        recipe = self.rows.making.recipe(job.recipe)
        if recipe is None:
            raise NotFound(f"the recipe {job.recipe} of job {job.id} is gone")
        if done := self.rows.items.by_recipe(job.recipe, owner=job.owner):
            self.published(done)
            return Outcome("done", item=done.id)
        sources = self._sources(recipe)

        def attempt(one: Recipe, told: str) -> tuple[Outcome, Passage | None]:
            used = {source.item for source in one.sources}
            return self._attempt(one, [item for item in sources if item.id in used], job, beat, told=told)

        def drop(keys: Sequence[str]) -> None:
            self.gate.queue.replaced(keys, owner=job.owner, at=self.clock())

        maker = self.creators.named(recipe.steps[0].component) if recipe.origin == "created" else None
        return tried(recipe, sources, attempt, maker=maker, retries=self.gate.config.retries, drop=drop)

    def _attempt(
        self, recipe: Recipe, sources: Sequence[Item], job: Job, beat: Beat, *, told: str
    ) -> tuple[Outcome, Passage | None]:
        """Render a recipe and bring it to the gate; `told` is what is different from what was asked for."""
        beat("making again" if told else "making")
        try:
            draft = self.drafting(recipe, lambda: self._render(recipe, sources, beat))
        except (_Stopped, Interrupted):
            return Outcome("cancelled"), None
        try:
            if not beat("checking"):
                return Outcome("cancelled"), None
            changes = (*draft.changes, told) if told else draft.changes
            return self._pass(draft.model_copy(update={"owner": job.owner, "changes": changes}), sources)
        finally:
            for file in (draft.media, draft.thumbnail):
                if file is not None:
                    file.unlink(missing_ok=True)

    def _render(self, recipe: Recipe, sources: Sequence[Item], beat: Beat) -> Draft:
        """The draft of a recipe; a creator tells how far it is.

        Raises `_Stopped` where it is cancelled, `Interrupted` where this worker ends and another goes on.
        """
        name = recipe.steps[0].component
        if recipe.origin != "created":
            return self.editors.named(name).render(recipe, sources)

        def told(progress: str) -> None:
            if not beat(progress):
                raise Interrupted if self.worker.closed else _Stopped

        return self.creators.named(name).render(recipe, sources, progress=told)

    def _sources(self, recipe: Recipe) -> list[Item]:
        ids = list(dict.fromkeys(source.item for source in recipe.sources))
        found = self.rows.items.get(ids)
        gone = [id for id in ids if id not in found or found[id].state == "withdrawn"]
        if gone:
            raise NotFound(f"the source {gone[0]!r} is gone")
        return [found[id] for id in ids]

    def _pass(self, draft: Draft, sources: Sequence[Item]) -> tuple[Outcome, Passage]:
        shadow = self.switch.of(draft.recipe) == "shadow"
        passage = self.gate(draft=draft, sources=sources, at=self.clock(), shadow=shadow)
        size = draft.media.stat().st_size if draft.media is not None else len(draft.text or "")
        if passage.item is None:
            state: JobState = "blocked" if passage.outcome == "block" else "held"
            return Outcome(state, error=_evidence(passage.verdicts), bytes=size), passage
        self.published(passage.item)
        return Outcome("done", item=passage.item.id, bytes=size), passage

    def wait(self, jobs: Sequence[str], *, seconds: float) -> None:
        """Bring jobs to their end, here unless another worker holds them, for at most `seconds`."""
        deadline = time.monotonic() + seconds
        thread = threading.Thread(target=self._work, args=(list(jobs),), daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        while time.monotonic() < deadline and any(self._open(job) for job in jobs):
            time.sleep(0.05)

    def _work(self, jobs: Sequence[str]) -> None:
        for job in jobs:
            if self._closing:
                return
            self.worker.run(job=job)

    def close(self, *, interrupted: bool = False) -> None:
        """Bring what was begun here to its end; interrupted before or in that, leave it to another worker.

        A thread in the middle of native code would abort the process when the interpreter ends.
        """
        self._closing = True
        try:
            for thread in self._threads if not interrupted else ():
                thread.join()
        finally:
            self.worker.close()

    def _open(self, job: str) -> bool:
        found = self.rows.jobs.get(job)
        return found is not None and found.state in OPEN_STATES


def _evidence(verdicts: Sequence[Verdict]) -> str:
    return "; ".join(f"{one.check}: {one.evidence}" for one in verdicts if one.outcome in KEPT_OUT)
