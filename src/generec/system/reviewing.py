"""What operators do with held drafts: see them, let them pass, keep them out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from generec.domain.errors import DataError, NotFound
from generec.domain.reviews import Decided, Review, ReviewState
from generec.fidelity.queue import Holds, agreement
from generec.system.assembly import Parts
from generec.system.home import Home

NOTE = 2_000
"""The most characters of a note."""


class Reviewing:
    """The part of `GeneRec` about held drafts."""

    home: Home
    parts: Parts

    def reviews(
        self, *, states: Sequence[ReviewState] = ("waiting",), limit: int | None = 100
    ) -> list[Review]:
        """Held drafts, the one that waits longest first; none in `states` means all."""
        return self.home.rows.reviews.list(states=states, limit=limit)

    def held(self, id: str) -> Review:
        """A held draft, waiting or decided. Raises `NotFound`."""
        found = self.home.rows.reviews.get(id)
        if found is None:
            raise NotFound(f"there is no held draft {id!r}", field="id")
        return found

    def held_media(self, review: Review) -> AbstractContextManager[Path]:
        """The file of a draft that waits. Raises `NotFound` for a text, and once it is decided."""
        if review.media is None:
            raise NotFound(f"the held draft {review.id!r} has no file", field="id")
        return self.home.blobs.path(review.media)

    def review(self, id: str, decision: Decided, *, by: str, note: str = "") -> Review:
        """Decide on a held draft: it becomes an item, sealed as any other, or is kept out for good.

        `by` is who decides. Raises `NotFound`, and `NotAllowed` where it was decided before, a source is
        gone, or a check that nobody may overrule forbids it.
        """
        if decision not in ("approve", "reject"):
            raise DataError(f"a draft is approved or rejected, not {decision!r}", field="decision")
        if not by.strip() or len(by) > 200:
            raise DataError("say who decides, in at most 200 characters", field="by")
        if len(note) > NOTE:
            raise DataError(f"a note has at most {NOTE} characters", field="note")
        waiting, gate, at = self.held(id), self.parts.maker.gate, self.home.clock()
        if decision == "approve":
            item = gate.approve(id, by=by, note=note, at=at)
            self.parts.maker.published(item)
            self._settle(waiting, "done", item=item.id)
        else:
            gate.reject(id, by=by, note=note, at=at)
            self._settle(waiting, "blocked", error="a person looked at it and rejected it")
        self.home.rows.log.put(at=at, action=decision, subject=id, detail=f"by {by}")
        return self.held(id)

    def _settle(
        self,
        review: Review,
        state: Literal["done", "blocked"],
        *,
        item: str | None = None,
        error: str | None = None,
    ) -> None:
        """End the job that waits for it."""
        self.home.rows.jobs.settle(
            review.recipe,
            owner=review.owner,
            state=state,
            at=self.home.clock(),
            item=item,
            error=error,
        )

    def review_stats(self) -> list[Holds]:
        """How often people agreed with each check that held."""
        return agreement(self.home.rows.reviews.list(states=("approved", "rejected")))
