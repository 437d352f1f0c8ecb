"""What every backend of rows must offer for what is not shown: drafts that wait, and versions kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from generec.domain.recipes import Recipe
from generec.domain.reviews import Review, ReviewState


class Reviews(Protocol):
    """Drafts that the gate held: each waits for a person, whose decision is kept."""

    def hold(self, review: Review) -> list[str]:
        """Let a draft wait, in the place of an earlier one of its recipe and owner.

        Returns the blob keys that nothing refers to any more. Raises `NotAllowed` where a person rejected it.
        """
        ...

    def get(self, id: str) -> Review | None:
        """A held draft by id."""
        ...

    def rejected(self, recipe: str) -> bool:
        """Whether a person rejected what the recipe made, for anybody."""
        ...

    def decide(
        self, id: str, state: ReviewState, *, at: float, by: str, note: str = "", item: str | None = None
    ) -> tuple[Review, list[str]]:
        """End the waiting, once; returns the review and the blob keys that nothing refers to any more.

        Raises `NotFound`, and `NotAllowed` where it was decided before.
        """
        ...

    def drop(self, items: Sequence[str], *, at: float) -> list[str]:
        """Let nothing made from these items wait on; returns the blob keys that are free."""
        ...

    def list(self, *, states: Sequence[ReviewState] = (), limit: int | None = None) -> list[Review]:
        """Held drafts, the one that waits longest first."""
        ...


class Kept(Protocol):
    """Versions of viewers' wishes that were planned beside the one that was made."""

    def put(self, user: str, wish: str, recipes: Sequence[Recipe], *, at: float) -> None:
        """Keep the recipes of a wish, the best first, in the place of those of before.

        Those of the viewer's wishes of long ago go.
        """
        ...

    def of(self, user: str, wish: str, *, since: float) -> Sequence[Recipe]:
        """The recipes of a wish that were kept since a time, the best first."""
        ...
