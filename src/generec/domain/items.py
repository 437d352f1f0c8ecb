"""Items: what the feed shows, found or made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from generec.domain.record import Record

Kind = Literal["video", "image", "text"]
Origin = Literal["found", "edited", "created"]
Permission = Literal["cover", "clip", "edit", "compose", "serve"]
Rights = Literal["own", "licensed", "research", "unknown"]
State = Literal["live", "unavailable", "withdrawn"]
Scope = Literal["shared", "private"]

PERMISSIONS: frozenset[Permission] = frozenset(("cover", "clip", "edit", "compose", "serve"))


class Item(Record):
    """One thing that can be shown.

    `work` is the root source: an original's own id, and for everything made from it the same.
    `media` and `thumbnail` are blob keys (`sha256:<hex>`); `text` is the body of a text item.
    Times are epoch seconds (UTC); lengths are seconds; sizes are pixels as displayed (after
    rotation). A private item has an `owner` and is shown to nobody else.
    `rights` is what the operator declared at ingest; `allow` is what follows from it and the licence.
    `changes` says of a made item in plain words, in order, what was done, and `credits` are the lines that
    must go along with it, its sources' own among them. `adults_only`: the checks found what minors are not
    to see.
    """

    id: str = Field(min_length=1, max_length=512)
    work: str = Field(min_length=1, max_length=512)
    kind: Kind
    title: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    creator: str | None = None
    language: str | None = None
    origin: Origin = "found"
    ai: bool = False
    adults_only: bool = False
    media: str | None = None
    mime: str | None = None
    thumbnail: str | None = None
    text: str | None = None
    duration_s: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    fps: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    has_audio: bool = False
    licence: str = "unknown"
    source: str | None = None
    rights: Rights = "unknown"
    allow: frozenset[Permission] = frozenset(("cover", "serve"))
    parents: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    recipe: str | None = None
    seal: str | None = None
    scope: Scope = "shared"
    owner: str | None = None
    state: State = "live"
    published_at: float | None = Field(default=None, allow_inf_nan=False)
    expires_at: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _consistent(self) -> Item:
        made = self.origin != "found"
        if made and not (self.recipe and self.seal):
            raise ValueError(f"a {self.origin} item needs its recipe and its seal")
        if self.origin == "edited" and not self.parents:
            raise ValueError("an edited item needs its parents")
        if not made and self.work != self.id:
            raise ValueError("a found item is its own work")
        if (self.scope == "private") != (self.owner is not None):
            raise ValueError("a private item has an owner, and a shared one has none")
        return self

    @property
    def topic(self) -> tuple[str, str]:
        """This very item as the topic of a wish: its title, and the id that tells it from others."""
        return (self.title or self.id, self.id)

    def showable(self, *, at: float, user: str | None = None, minor: bool = False) -> bool:
        """Whether the item may be shown to `user`, who may be a minor, at time `at` (epoch seconds)."""
        return (
            self.state == "live"
            and "serve" in self.allow
            and (self.owner is None or self.owner == user)
            and not (self.adults_only and minor)
            and (self.published_at is None or self.published_at <= at)
            and (self.expires_at is None or at < self.expires_at)
        )
