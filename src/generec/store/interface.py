"""What every backend of rows, blobs, vectors and features offers. One contract suite tests each.

Rows are grouped by what they are about; every method is one transaction and durable when it
returns. Nothing here interprets what it stores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from generec.domain.drafts import Seal, Verdict
from generec.domain.events import Event
from generec.domain.feed import Decision, Job, JobState, Request
from generec.domain.items import Item, State
from generec.domain.made import Made
from generec.domain.profiles import Viewer
from generec.domain.recipes import Recipe
from generec.store.file_interface import Blobs, Collection, Features, Snapshot, Vectors
from generec.store.operator_interface import Log, Sessions
from generec.store.review_interface import Kept, Reviews

__all__ = [
    "Blobs",
    "Collection",
    "Decisions",
    "Events",
    "Features",
    "Items",
    "Jobs",
    "Kept",
    "Log",
    "Making",
    "Reviews",
    "Rows",
    "Sessions",
    "Snapshot",
    "Vectors",
    "Viewers",
]


class Items(Protocol):
    """The catalogue's rows. Each write gives the item a new change number (`seq`)."""

    def put(self, items: Iterable[Item]) -> int:
        """Insert or replace found items; returns how many are new or changed.

        An equal item is not written again and keeps its seq. Made items are refused
        (`DataError`): they enter by `Made.publish` alone, and the database itself enforces it.
        A withdrawn item stays withdrawn.
        """
        ...

    def get(self, ids: Sequence[str]) -> dict[str, Item]:
        """The items that exist, whatever their state, by id."""
        ...

    def changed(self, *, since: int = 0) -> Iterator[tuple[int, Item]]:
        """(seq, item) of every item whose seq is above `since`, in order of seq."""
        ...

    def seq(self) -> int:
        """The highest change number so far; cheap, asked at every request.

        An erasure moves it on too, without an item that bears the number.
        """
        ...

    def set_state(self, ids: Sequence[str], state: State) -> int:
        """Set the state of items to live or unavailable; returns how many changed.

        A withdrawn item stays withdrawn. `withdrawn` itself is refused (`DataError`): use `withdraw`.
        """
        ...

    def descendants(self, id: str) -> list[str]:
        """Ids of everything made from the item, directly or not (not itself)."""
        ...

    def withdraw(self, id: str, *, reason: str, at: float) -> list[str]:
        """Withdraw the item and all its descendants in one transaction; returns their ids.

        Open jobs that use any of them as a source are cancelled. Raises `NotFound`.
        """
        ...

    def delete_made(self, id: str, *, at: float, reason: str) -> list[str] | None:
        """Delete a made item, never its recipe, verdicts and seal; returns its blobs that nothing shows.

        None where it is still in use (a live item was made from it, or an open job is to be), is found, or is
        not there. The job that made it counts as cancelled, so that the same wish can be made again.
        """
        ...

    def deleted(self, id: str | None = None) -> list[str]:
        """Why made items were deleted, or one was: a reason and the names of the blobs that went with it."""
        ...

    def unshown(self, blobs: Sequence[str]) -> list[str]:
        """Those of the blobs that no item and no held draft shows."""
        ...

    def by_recipe(self, key: str, *, owner: str | None = None) -> Item | None:
        """The item made by the recipe (for a private one: the owner's own), if published."""
        ...

    def count(self) -> dict[str, int]:
        """How many items there are by origin and state: {"found.live": 149, ...}."""
        ...


class Events(Protocol):
    """The feedback log."""

    def put(self, events: Iterable[Event]) -> int:
        """Append events, all or none; one whose id is known already is left out. Returns how many are new.

        Events without an id are always new: who reads a log anew gives its lines ids that stay the same.
        """
        ...

    def of(self, user: str, *, limit: int | None = None) -> list[Event]:
        """A viewer's events, the latest first."""
        ...

    def all(self) -> Iterator[Event]:
        """Every event in order of time, streamed."""
        ...

    def about(self, items: Sequence[str]) -> list[Event]:
        """All events about these items, in order of time."""
        ...

    def seq(self) -> int:
        """A number that grows whenever the log changes (an erasure counts); cheap."""
        ...

    def counts(self) -> dict[str, dict[str, int]]:
        """Per item id: how many events of each kind."""
        ...


class Decisions(Protocol):
    """The decision log and the requests it belongs to."""

    def put(self, request: Request, decisions: Sequence[Decision]) -> None:
        """Log a request with all its decisions, in one durable commit.

        Raises `DataError` when the request is logged already, or a decision is another's.
        """
        ...

    def request(self, id: str) -> Request | None:
        """A request by id."""
        ...

    def requests(
        self, *, user: str | None = None, since: float = float("-inf"), asked: str | None = None
    ) -> Iterator[Request]:
        """Requests from a time on in order of time, streamed: a viewer's, or everybody's.

        With `asked` those whose viewer asked for that item.
        """
        ...

    def of_request(self, id: str) -> list[Decision]:
        """The decisions of one request, in order."""
        ...

    def all(self, *, kind: str | None = None) -> Iterator[Decision]:
        """Every decision in order of time, streamed."""
        ...


class Viewers(Protocol):
    """Viewers' own records."""

    def get(self, user: str) -> Viewer:
        """The viewer's record; defaults where nothing was set."""
        ...

    def put(self, viewer: Viewer) -> None:
        """Replace the viewer's record."""
        ...

    def known(self) -> list[str]:
        """Ids of all viewers with a record or an event."""
        ...

    def erase(self, user: str) -> tuple[dict[str, int], list[str]]:
        """Erase everything of a viewer (record, events, requests, decisions, jobs, private items with
        their seals, verdicts and recipes), in one transaction.

        A shared job stays, without the viewer's name. Returns what was erased, counted by table, and the
        blob keys that nothing refers to any more.
        """
        ...

    def export(self, user: str) -> dict[str, list[dict[str, object]]]:
        """Everything kept about a viewer, as plain JSON data by table."""
        ...


class Making(Protocol):
    """Recipes, verdicts, seals: how made things become items."""

    def put_recipe(self, recipe: Recipe) -> str:
        """Store a recipe under its key; harmless when it is there. Returns the key."""
        ...

    def recipe(self, key: str) -> Recipe | None:
        """A recipe by key."""
        ...

    def publish(self, made: Made) -> None:
        """Recipe, verdicts, seal and item in one transaction. The only way for a made item to exist.

        Raises `NotAllowed` when a parent has been withdrawn meanwhile or is another viewer's own, or a
        verdict says hold or block; `NotFound` when a parent does not exist; `DataError` when the parts do not
        name each other (item.recipe, seal.recipe and the recipe's key; item.seal; item.media = seal.media).
        Publishing the same recipe twice is harmless: the first stays.
        """
        ...

    def verdicts(self, recipe: str, *, owner: str | None = None) -> list[Verdict]:
        """The verdicts over what the recipe made."""
        ...

    def put_verdicts(self, recipe: str, verdicts: Sequence[Verdict], *, owner: str | None = None) -> None:
        """Keep the verdicts over what a stored recipe made, in the place of earlier ones.

        Raises `NotFound` for an unknown recipe, `DataError` for no verdicts.
        """
        ...

    def seal(self, id: str) -> Seal | None:
        """A seal by id."""
        ...

    def seal_by_mark(self, mark: str) -> Seal | None:
        """A seal by the id that files carry."""
        ...

    def seals(self, *, payload: int | None = None) -> Iterator[Seal]:
        """Seals over pictures and videos, the newest first: all, or those of a mark's payload."""
        ...


class Jobs(Protocol):
    """The queue. A worker holds a job by a lease that it renews; a lost lease can be taken over."""

    def enqueue(self, job: Job) -> Job:
        """Add a job, or return the one there is for the same recipe and owner.

        A failed or cancelled one is queued again; done, held and blocked ones stay as they are.
        Raises `NotFound` when the recipe was not stored before (`Making.put_recipe`).
        """
        ...

    def lease(self, *, worker: str, now: float, seconds: float, job: str | None = None) -> Job | None:
        """Take the oldest job that is queued or whose lease ran out, atomically; `job`: that one or none."""
        ...

    def heartbeat(self, id: str, *, worker: str, until: float, progress: str = "") -> bool:
        """Renew the lease; False when the job is no longer this worker's (cancelled, taken over)."""
        ...

    def finish(
        self,
        id: str,
        *,
        worker: str,
        state: JobState,
        at: float,
        item: str | None = None,
        error: str | None = None,
        seconds: float = 0.0,
        bytes: int = 0,
    ) -> bool:
        """End a job that this worker holds; False when it is no longer its own.

        `seconds` and `bytes` are added to what earlier attempts cost.
        """
        ...

    def settle(
        self,
        recipe: str,
        *,
        owner: str | None,
        state: JobState,
        at: float,
        item: str | None = None,
        error: str | None = None,
    ) -> bool:
        """End the job of a recipe whose held draft a person decided; False where there is none."""
        ...

    def cancel(self, id: str, *, at: float) -> bool:
        """Cancel a queued or running job; False when it had ended."""
        ...

    def get(self, id: str) -> Job | None:
        """A job by id."""
        ...

    def find(self, recipe: str, *, owner: str | None = None) -> Job | None:
        """The job of a recipe (for a private one: the owner's own), if there is one."""
        ...

    def list(
        self, *, states: Sequence[JobState] = (), user: str | None = None, limit: int = 100
    ) -> list[Job]:
        """Jobs, the latest first."""
        ...

    def spent(
        self, *, since: float, user: str | None = None, source: str | None = None
    ) -> tuple[float, int, int]:
        """(seconds, bytes, jobs) of the jobs enqueued since a time, for a viewer or for a source item."""
        ...


class Rows(Protocol):
    """All rows of a home."""

    items: Items
    events: Events
    decisions: Decisions
    viewers: Viewers
    making: Making
    reviews: Reviews
    jobs: Jobs
    kept: Kept
    sessions: Sessions
    log: Log

    def close(self) -> None:
        """Release the connections."""
        ...
