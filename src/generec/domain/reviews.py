"""Drafts that the gate held, and what a person decided of them."""

from __future__ import annotations

from typing import Literal

from generec.domain.drafts import Draft, Verdict
from generec.domain.record import Record

Decided = Literal["approve", "reject"]
ReviewState = Literal["waiting", "approved", "rejected", "gone"]


class Review(Record):
    """One held draft. `at` and `decided_at` are epoch seconds.

    While it waits, its files are the blobs `media` and `thumbnail`, and `draft` has its words. Afterwards
    these are gone and the decision stays, by whom and why. `gone`: a source was taken down meanwhile,
    or another try of the same wish passed. `shadow`: what it becomes is never shown.
    """

    id: str
    recipe: str
    owner: str | None = None
    state: ReviewState = "waiting"
    at: float
    draft: Draft
    media: str | None = None
    thumbnail: str | None = None
    verdicts: tuple[Verdict, ...]
    shadow: bool = False
    decided_at: float | None = None
    by: str = ""
    note: str = ""
    item: str | None = None

    @property
    def held_by(self) -> tuple[Verdict, ...]:
        """The verdicts for which it waits."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome == "hold")

    def ended(self, state: ReviewState, *, at: float, by: str, note: str, item: str | None) -> Review:
        """The same once it is decided: without files and words."""
        told = {"media": None, "thumbnail": None, "text": None, "description": ""}
        return self.model_copy(
            update={
                "state": state,
                "decided_at": at,
                "by": by,
                "note": note,
                "item": item,
                "media": None,
                "thumbnail": None,
                "draft": self.draft.model_copy(update=told),
            }
        )
