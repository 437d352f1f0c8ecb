"""Held drafts wait here for a person. Their files are blobs that no item refers to."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from scipy.special import betaincinv

from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import NotAllowed, NotFound
from generec.domain.items import Item
from generec.domain.record import Record
from generec.domain.reviews import Review, ReviewState
from generec.fidelity.becoming import named
from generec.fidelity.table import FOUND, MINORS, NEVER_LOOSER
from generec.store.interface import Blobs, Rows

REVIEW: Final = "fidelity.review.v1"


class Holds(Record):
    """How often people agreed with a check that held: `precision` is the share that they rejected.

    `low` and `high` bound it at 95 % (Clopper and Pearson, 1934).
    """

    check: str
    held: int
    approved: int
    rejected: int
    precision: float
    low: float
    high: float


class Queue:
    """The drafts that wait, over one home's rows and blobs."""

    def __init__(self, rows: Rows, blobs: Blobs) -> None:
        self.rows = rows
        self.blobs = blobs

    def hold(self, draft: Draft, verdicts: tuple[Verdict, ...], *, at: float, shadow: bool) -> None:
        """Let a draft wait, with its files and the verdicts over it."""
        key = draft.recipe.key()
        review = Review(
            id=f"h_{named(key, draft.owner)}",
            recipe=key,
            owner=draft.owner,
            at=at,
            draft=draft.model_copy(update={"media": None, "thumbnail": None}),
            media=self.blobs.put(draft.media) if draft.media else None,
            thumbnail=self.blobs.put(draft.thumbnail) if draft.thumbnail else None,
            verdicts=verdicts,
            shadow=shadow,
        )
        self._forget(self.rows.reviews.hold(review), keep=(review.media, review.thumbnail))

    def waiting(self, id: str) -> Review:
        """A draft that waits. Raises `NotFound`, `NotAllowed` where it was decided before."""
        found = self.rows.reviews.get(id)
        if found is None:
            raise NotFound(f"there is no held draft {id!r}", field="id")
        if found.state != "waiting":
            raise NotAllowed(f"the draft {id!r} was {found.state} before", field="id")
        return found

    def draft(self, review: Review, folder: Path) -> Draft:
        """The draft as the checks had it, its files in `folder`."""
        told = {"media": self._file(review.media, folder), "thumbnail": self._file(review.thumbnail, folder)}
        return review.draft.model_copy(update=told)

    def sources(self, review: Review) -> list[Item]:
        """What it was made from. Raises `NotAllowed` where one is gone or was taken down."""
        ids = list(dict.fromkeys(source.item for source in review.draft.recipe.sources))
        found = self.rows.items.get(ids)
        for id in ids:
            if id not in found or found[id].state == "withdrawn":
                raise NotAllowed(f"the source {id!r} is gone: reject the draft")
        return [found[id] for id in ids]

    def end(self, id: str, state: ReviewState, *, at: float, by: str, note: str, item: str | None) -> Review:
        """Keep a decision; the files go. Raises `NotAllowed` where it was decided before."""
        ended, free = self.rows.reviews.decide(id, state, at=at, by=by, note=note, item=item)
        self._forget(free)
        return ended

    def drop(self, items: Sequence[str], *, at: float) -> None:
        """Let nothing made from items that were taken down wait on."""
        self._forget(self.rows.reviews.drop(items, at=at))

    def replaced(self, recipes: Sequence[str], *, owner: str | None, at: float) -> None:
        """Let drafts of an owner not wait on for whom another try passed, or that were tries themselves."""
        for recipe in recipes:
            found = self.rows.reviews.get(f"h_{named(recipe, owner)}")
            if found is not None and found.state == "waiting":
                self.end(found.id, "gone", at=at, by="", note="another try was taken", item=None)

    def _file(self, key: str | None, folder: Path) -> Path | None:
        if key is None:
            return None
        with self.blobs.path(key) as kept:
            return Path(shutil.copyfile(kept, folder / key.rpartition(":")[2]))

    def _forget(self, keys: Iterable[str], *, keep: tuple[str | None, ...] = ()) -> None:
        for key in keys:
            if key not in keep:
                self.blobs.delete(key)


def approved(review: Review, *, minor: bool) -> tuple[Verdict, ...]:
    """The verdicts of an approved draft: its holds are warnings now, and a verdict says who let it pass.

    What a person lets pass for everybody is for adults; `minor`: it was for the minor who owns it. The
    reviewer's name and words stay in the review, for viewers read verdicts.
    """
    kept = [verdict for verdict in review.verdicts if verdict.check not in NEVER_LOOSER]
    if blocked := [verdict.check for verdict in kept if verdict.outcome == "block"]:
        raise NotAllowed(f"{blocked[0]} blocks it: that cannot be approved")
    told = Verdict(
        check=REVIEW,
        outcome="pass",
        evidence="a person looked at it and let it pass",
        detail={"review": review.id, "approved": [verdict.check for verdict in review.held_by]},
    )
    return (*(_passed(verdict, minor=minor) for verdict in kept), told)


def _passed(verdict: Verdict, *, minor: bool) -> Verdict:
    if verdict.outcome != "hold":
        return verdict
    detail = {FOUND: "hold"} if minor else {FOUND: "hold", MINORS: "hold"}
    return verdict.model_copy(update={"outcome": "warn", "detail": verdict.detail | detail})


def rejected() -> Verdict:
    """The verdict over what a person rejected."""
    return Verdict(check=REVIEW, outcome="block", evidence="a person looked at it and rejected it")


def agreement(reviews: Iterable[Review]) -> list[Holds]:
    """Per check that held, how people decided; those with most decisions first."""
    counts: dict[str, list[int]] = {}
    for review in reviews:
        if review.state in ("approved", "rejected"):
            for verdict in review.held_by:
                counts.setdefault(verdict.check, [0, 0])[review.state == "rejected"] += 1
    return sorted((_holds(check, *pair) for check, pair in counts.items()), key=lambda row: -row.held)


def _holds(check: str, let: int, refused: int) -> Holds:
    n = let + refused
    low, high = interval(refused, n)
    return Holds(
        check=check, held=n, approved=let, rejected=refused, precision=refused / n, low=low, high=high
    )


def interval(k: int, n: int) -> tuple[float, float]:
    """The 95 % bounds of a share of `k` in `n` (Clopper and Pearson, Biometrika 26, 1934)."""
    low = float(betaincinv(k, n - k + 1, 0.025)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 0.975)) if k < n else 1.0
    return low, high
