"""What a request answers, and what of it is written down."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from generec.domain.drafts import Verdict
from generec.domain.guidance import Guidance, Reply
from generec.domain.items import Kind, Origin
from generec.domain.record import Record

JobState = Literal["queued", "running", "done", "held", "blocked", "failed", "cancelled"]
OPEN_STATES: frozenset[str] = frozenset(("queued", "running"))


class TraceStep(Record):
    """One step of the loop in plain words: who did what, why, and how long it took (ms)."""

    step: str
    did: str
    because: str = ""
    ms: float = 0.0


class FeedItem(Record):
    """One item of a feed as it is shown to this viewer.

    `score` is the calibrated probability that this viewer likes it. `media` and `thumbnail` are
    paths or URLs; `cover_s` is the second of the frame shown as cover, or None for the item's own
    cover; `clip` is the window that plays, in seconds, or None for the whole. `label` says to the
    viewer how it came here; `chosen` says what was chosen for them (cover, window).
    """

    id: str
    work: str
    kind: Kind
    title: str
    description: str = ""
    topics: tuple[str, ...] = ()
    origin: Origin
    ai: bool
    score: float
    because: str
    media: str | None = None
    thumbnail: str | None = None
    cover_s: float | None = None
    clip: tuple[float, float] | None = None
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    text: str | None = None
    parents: tuple[str, ...] = ()
    recipe: str | None = None
    propensity: float | None = None
    label: str = ""
    chosen: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


class Pending(Record):
    """Something that is being made."""

    job: str
    recipe: str
    state: JobState


class Feed(Record):
    """The answer to a request: what was asked for and made comes first, then the feed."""

    request: str
    user: str
    guidance: Guidance
    trace: tuple[TraceStep, ...]
    reply: Reply
    items: tuple[FeedItem, ...]
    pending: tuple[Pending, ...] = ()
    cursor: str | None = None

    def record(self) -> dict[str, Any]:
        """Plain JSON data, in the shape that `recommend --json` prints."""
        out = self.model_dump(mode="json", exclude={"guidance"})
        out["guidance"] = self.guidance.record()
        return out


class Decision(Record):
    """One logged choice with the probabilities it was drawn from.

    `kind` is `route` (retrieve, edit, create), `variant` (which item of a work), `cover`, `headline`,
    `window` or `experiment` (the viewer's arm). `options` and `probabilities` are the whole set at the time
    of decision, `chosen` the index drawn; `slot` is the position in the feed, or None for a route and an
    arm. `policy` names the policy and its version.
    """

    request: str
    user: str
    at: float
    kind: Literal["route", "variant", "cover", "window", "headline", "experiment"]
    policy: str
    slot: int | None = None
    work: str | None = None
    options: tuple[str, ...] = Field(min_length=1, max_length=16)
    probabilities: tuple[float, ...] = Field(min_length=1, max_length=16)
    chosen: int = Field(ge=0)

    @property
    def propensity(self) -> float:
        """The probability with which the chosen option was drawn."""
        return self.probabilities[self.chosen]


class Request(Record):
    """One request as it is kept: what dialogue (`after`) and paging (`cursor`) go back to.

    `guidance` holds no free text: the viewer's words stay in the viewer's own record. Of `items`, `asked`
    is what the viewer asked for, and `ai` what AI made of the rest, for which there were `places`. `pool`
    is how many items might have been shown in those, and how many of them AI made.
    """

    id: str
    user: str
    at: float
    item: str | None = None
    after: str | None = None
    guidance: Guidance
    items: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    ai: tuple[str, ...] = ()
    places: int = 0
    pool: tuple[int, int] = (0, 0)


class Job(Record):
    """Something to be made. The pair (recipe key, owner) is unique: the same wish is one job."""

    id: str
    recipe: str
    owner: str | None = None
    user: str | None = None
    request: str | None = None
    state: JobState = "queued"
    attempts: int = 0
    progress: str = ""
    worker: str | None = None
    lease_until: float | None = None
    error: str | None = None
    item: str | None = None
    created_at: float = 0.0
    finished_at: float | None = None
    seconds: float = 0.0
    bytes: int = 0
