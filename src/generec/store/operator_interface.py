"""What every backend of rows must offer about operators: who is signed in, and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from generec.domain.sessions import SignedIn


class Sessions(Protocol):
    """Operators' sessions, by a hash of their secrets."""

    def put(self, session: SignedIn) -> None:
        """Keep a session, in the place of one of the same key."""
        ...

    def get(self, key: str) -> SignedIn | None:
        """The session of a key, whether it still holds or not."""
        ...

    def used(self, key: str, *, at: float) -> None:
        """Note that a session was used; nothing where it is gone."""
        ...

    def drop(self, key: str) -> None:
        """Forget a session."""
        ...

    def sweep(self, *, began: float, used: float, most: int) -> int:
        """Forget those begun or last used before these times, and all but the `most` used latest.

        Returns how many were forgotten.
        """
        ...


class Log(Protocol):
    """What operators did, for accountability; holds no viewer's words."""

    def put(self, *, at: float, action: str, subject: str, detail: str = "") -> None:
        """Append a line."""
        ...

    def all(self) -> Iterator[tuple[float, str, str, str]]:
        """Every line in order: (at, action, subject, detail)."""
        ...
