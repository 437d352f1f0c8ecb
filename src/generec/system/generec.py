"""GeneRec: one home, opened; what users of the library call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generec.domain.drafts import Verdict
from generec.domain.errors import NotFound
from generec.domain.feed import Feed, Job
from generec.domain.guidance import Guidance
from generec.domain.items import Item, Rights
from generec.domain.profiles import Viewer
from generec.editor.bulk import Bulk
from generec.fidelity import Verification, check_file, verify_here
from generec.ingest.report import IngestReport
from generec.instructor.amending import Amendment
from generec.policy import rights as rights_of
from generec.retriever.train import FitReport
from generec.system import feedback
from generec.system.asking import OPERATOR, created, edited
from generec.system.assembly import assemble
from generec.system.auditing import Auditing
from generec.system.corpus import Progress
from generec.system.experiments import Divided
from generec.system.home import Home
from generec.system.preparing import prepared, sample
from generec.system.reviewing import Reviewing
from generec.system.sheets import compared
from generec.system.showing import Files, Links


class GeneRec(Reviewing, Auditing):
    """A recommender over one home. Safe to share between threads; use it in a `with`, or close it.

    Stable: the methods here keep their names and meanings.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self.settings = home.settings
        self.parts = assemble(home)
        self._loop = Divided(self.parts)
        self._files = Files(covers=self.parts.covers, blobs=home.blobs)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        options: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Open a home, made if absent. `options` is nested like `generec.toml` and beats it.

        Raises `ConfigError` for wrong settings or a folder that cannot be used.
        """
        return cls(Home(Path(path), options=options, clock=clock))

    def close(self) -> None:
        """Bring a job that was begun here to its end, and release what is open."""
        self._close(interrupted=False)

    def _close(self, *, interrupted: bool) -> None:
        self.parts.maker.close(interrupted=interrupted)
        self.home.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(interrupted=kind is not None and issubclass(kind, KeyboardInterrupt))

    # the catalogue

    def ingest(
        self,
        *sources: str | Path,
        interactions: str | Path | None = None,
        rights: Rights = "unknown",
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in folders of media and tables; nothing is taken twice. See the page on own data.

        `rights` is what the operator may do with items whose table and licence do not say;
        `columns` maps a field to the column that holds it; `progress` is called with
        (done, total, what). Raises `DataError` when a source is not there.
        """
        return self.parts.corpus.ingest(
            [Path(source) for source in sources],
            interactions=Path(interactions) if interactions is not None else None,
            rights=rights,
            columns=columns,
            progress=progress,
        )

    def items(self, records: Sequence[Mapping[str, Any]], *, rights: Rights = "unknown") -> IngestReport:
        """Take in items given as records, with the fields of a table's columns."""
        return self.parts.corpus.items(records, rights=rights)

    def fit(self) -> FitReport:
        """Train on all feedback there is and put the new fit in force, at once and whole."""
        parts = self.parts
        viewers = sample(self.home, parts.reading)
        return parts.corpus.fit(viewers, lambda out: parts.variants.fit(out, viewers))

    def prepare(self, *, items: int = 20, each: int = 2, wait: float = 0.0) -> list[Item]:
        """Make variants of the `items` met most, at most `each` of one, for groups of viewers.

        Each feed draws among the original and its variants, and learns from the reaction. Returns
        what was there or came within `wait` seconds; the rest is queued. Needs a fit with groups of
        20 viewers at least.
        """
        asked = prepared(self.parts, items=items, each=each)
        self.parts.maker.wait([one.job.id for one in asked if one.job is not None], seconds=wait)
        done = [self.parts.maker.settled(one, user=OPERATOR) for one in asked]
        return [one.item for one in done if one.item is not None]

    def rollback(self) -> str:
        """Go back to the fit before the current one; returns its name. Raises `NotFound`."""
        return self.parts.corpus.rollback()

    def withdraw(self, item: str, *, reason: str = "") -> list[str]:
        """Take an item down with everything made from it; returns all ids. Raises `NotFound`."""
        return self.parts.corpus.withdraw(item, reason=reason)

    # the loop

    def recommend(
        self,
        user: str,
        *,
        say: str | None = None,
        item: str | None = None,
        k: int = 10,
        wait: float = 0.0,
        after: str | None = None,
        cursor: str | None = None,
        candidates: Sequence[tuple[str, float]] | None = None,
        categories: Sequence[str] = (),
        image: str | Path | bytes | None = None,
        amend: Amendment | None = None,
        links: Links | None = None,
    ) -> Feed:
        """One request through the loop: what to show this viewer, and what was made for them.

        `say` is what the viewer says, `item` the id of the item on screen, `k` how many items to
        show (1 to 500), `wait` how many seconds to wait for what has to be made. `after` is the
        request that this one follows in a dialogue, `cursor` the one whose next page this is.
        `candidates` are (id, score) from the site's own ranker; `categories` are topics to stay
        within. `image` is a picture, by path or content: where `say` asks for its look, the item is to have
        it; else the feed is to hold what is like it. It is not kept. `amend` puts right what was understood
        of the wish of `after`. `links` points at media; the default gives local files.

        Raises `NotFound` for an unknown item or request, `Gone` for a withdrawn item, `DataError`
        for bad arguments, `MediaError` for what is no picture. That something cannot be made is an
        answer, not an error.
        """
        return self._loop(
            user,
            say=say,
            item=item,
            k=k,
            wait=wait,
            after=after,
            cursor=cursor,
            candidates=candidates,
            categories=categories,
            image=image,
            amend=amend,
            links=links or self._files,
            at=self.home.clock(),
        )

    def present(self, users: Sequence[str], *, seconds: float = 7.0) -> tuple[list[str], Bulk]:
        """Covers and windows of `seconds` of all videos for all `users`, in one pass.

        Returns the videos' ids and, by viewer and video, seconds (see `generec.editor.bulk`). It
        is for pages that are made beforehand: nothing is drawn by chance, and nothing is logged.
        """
        return self.parts.corpus.present(
            [self.parts.reading.profile(user, at=self.home.clock()) for user in users], seconds=seconds
        )

    def feedback(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Record what viewers did; returns how many events are new. All are taken, or none.

        A `why` that says a wish ("too long", "less text on the cover") is kept as a standing one.

        Raises `DataError` naming the first wrong row and field, `NotFound` for an unknown item.
        """
        return feedback.take(self.parts, rows, now=self.home.clock())

    def understand(self, text: str, *, context: Mapping[str, Any] | None = None) -> Guidance:
        """The instructor alone. `context` may hold `current_item` with title, topics, duration_s."""
        return self.parts.reading.understand(text, context=context)

    def edit(
        self,
        item: str,
        *,
        say: str | None = None,
        operations: Sequence[str] = (),
        like: str | Path | bytes | None = None,
        user: str | None = None,
        wait: float = 600.0,
        told: Callable[[str], object] | None = None,
    ) -> Item:
        """The editor alone: a changed item, checked, sealed and published.

        The change is said in words or as operations such as `clip:6`; `like` is a picture, by path or
        content, whose style the item is to have: what is made of it is the viewer's alone, and the
        picture is not kept. `told` is called with each thing that was left out, and why.
        Raises `NotFound`, `NotAllowed` where rights, checks or the words forbid it, `DataError` for
        bad operations, `MediaError` for what is no picture.
        """
        return edited(
            self.parts, item, say=say, operations=operations, like=like, user=user, wait=wait, told=told
        )

    def create(
        self, say: str, *, another: Sequence[str] = (), user: str | None = None, wait: float = 600.0
    ) -> Item:
        """The creator alone: something new as `say` has it, checked, sealed and published.

        What is put together credits all its sources. `another` are items made for these words before:
        the next best version comes. Raises `NotAllowed` where it cannot be made or is forbidden.
        """
        return created(self.parts, say, another=another, user=user, wait=wait)

    def sheet(self, made: Item) -> bytes:
        """Frames of a made item under the moments they were made from, of each shot's own source, as PNG.

        Raises `NotFound` for what was found, `Gone`, `MediaError`.
        """
        return compared(self.parts, made)

    # items and files

    def item(self, id: str, *, user: str | None = None) -> Item:
        """An item. Raises `NotFound` (another viewer's private item too) and `Gone`."""
        return self.parts.reading.item(id, user=user)

    def verdicts(self, item: Item) -> list[Verdict]:
        """The verdicts over a made item; none for what was found."""
        return self.home.rows.making.verdicts(item.recipe, owner=item.owner) if item.recipe else []

    def media(self, item: Item) -> AbstractContextManager[Path]:
        """The item's media as a local file. Raises `NotFound` for an item without."""
        if item.media is None:
            raise NotFound(f"the item {item.id!r} has no media", field="item")
        return self.home.blobs.path(item.media)

    def cover(self, item: Item, *, at_s: float) -> Path:
        """The frame of a video at a second, as a JPEG file. Raises `NotFound`, `MediaError`."""
        return self.parts.covers(item, at_s=at_s)

    def public(self, item: Item) -> bool:
        """Whether the item may be served beyond this machine."""
        return rights_of.public(item)

    def check(self, file: str | Path) -> list[Verdict]:
        """All checks that a file alone allows. Raises `DataError`, `MediaError`."""
        at = self.home.clock()
        return check_file(Path(file), at=at, trust=self.parts.sealer.trust(at=at))

    def verify(self, file: str | Path) -> Verification:
        """Where a file comes from: signature, mark, recipe, parents. Raises `DataError`, `MediaError`."""
        at = self.home.clock()
        return verify_here(Path(file), at=at, sealer=self.parts.sealer, rows=self.home.rows)

    def certificate(self) -> str:
        """The certificate that makes this installation's seals trusted (PEM), for others to import."""
        return self.parts.sealer.trust(at=self.home.clock())

    # viewers

    def viewer(self, user: str) -> Viewer:
        """A viewer's switches and standing wishes."""
        return self.parts.people.get(user)

    def set_viewer(
        self,
        user: str,
        *,
        ai: bool | None = None,
        profiling: bool | None = None,
        minor: bool | None = None,
        forget: Sequence[str] = (),
        change: Mapping[str, str] | None = None,
    ) -> Viewer:
        """Set a viewer's switches (None leaves one); forget standing wishes by id, or say others instead.

        `change` maps a wish's id to the words that take its place. All is done or nothing. Raises
        `NotFound` for a wish that does not stand, `DataError` for words that say no wish.
        """
        read = {wish: self.parts.reading.understand(words) for wish, words in (change or {}).items()}
        at = self.home.clock()
        return self.parts.people.set(
            user, ai=ai, profiling=profiling, minor=minor, forget=forget, change=read, at=at
        )

    def about(self, user: str) -> dict[str, Any]:
        """What the system believes of a viewer, and what that rests on."""
        return self.parts.people.about(self.parts.reading.profile(user, at=self.home.clock()))

    def export(self, user: str) -> dict[str, Any]:
        """Everything kept about a viewer."""
        return self.parts.people.export(user)

    def erase(self, user: str) -> dict[str, int]:
        """Erase everything of a viewer; returns what went, by kind. It cannot be undone."""
        return self.parts.people.erase(user)

    # jobs

    def jobs(self, *, user: str | None = None, limit: int = 100) -> list[Job]:
        """Jobs, the latest first."""
        return self.home.rows.jobs.list(user=user, limit=limit)

    def job(self, id: str) -> Job:
        """A job. Raises `NotFound`."""
        found = self.home.rows.jobs.get(id)
        if found is None:
            raise NotFound(f"there is no job {id!r}", field="job")
        return found

    def cancel(self, id: str) -> bool:
        """Cancel a job; False when it had ended. Raises `NotFound`."""
        return self.home.rows.jobs.cancel(self.job(id).id, at=self.home.clock())

    def work(self) -> Job | None:
        """Do the oldest queued job; None when there is none."""
        return self.parts.maker.worker.run()

    def serve_jobs(self, stop: threading.Event) -> None:
        """Do jobs as they come until `stop` is set."""
        self.parts.maker.worker.serve(stop)

    def parameters(self) -> list[dict[str, str]]:
        """What drives the ranking, in plain words, the most important first."""
        return self.parts.corpus.parameters()
