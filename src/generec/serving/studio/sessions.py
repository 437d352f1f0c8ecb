"""Who is signed in to the studio: sessions in the home's store, and how often a password may be tried.

A restart of the server signs nobody out, and several processes over one database know the same sessions.
Only hashes of the sessions' secrets are kept; the tries are counted by each process for itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final

from generec.domain.sessions import SignedIn
from generec.serving.errors import Busy
from generec.serving.studio.operators import Operators
from generec.store.operator_interface import Sessions as Kept

LIFE_S: Final = 12 * 3600.0
"""A session ends so long after it began, whatever is done."""

IDLE_S: Final = 3600.0
"""A session ends so long after its last use."""

NOTED_S: Final = 60.0
"""Uses so near to the one noted before are not written down: reading should not cost a write."""

TRIES: Final = 8
"""Wrong passwords in a row, for one name or from one address, before one has to wait."""

WAIT_S: Final = 900.0
"""How far back tries are counted."""

MOST: Final = 1000
"""Sessions, and names and addresses that are counted, at most."""


@dataclass(frozen=True, slots=True)
class Session:
    """One operator, signed in. `csrf` must come back with every change."""

    name: str
    csrf: str


class Sessions:
    """The sessions of a home. Safe to share between threads; times are epoch seconds."""

    def __init__(self, operators: Operators, kept: Kept) -> None:
        self.operators = operators
        self._kept = kept
        self._lock = threading.Lock()
        self._tried: dict[str, deque[float]] = defaultdict(deque)

    def sign_in(self, name: str, password: str, *, address: str, now: float) -> tuple[str, Session] | None:
        """A fresh secret and its session; None where name or password is wrong. Raises `Busy`.

        A try counts before it is judged, so that many at once gain nothing.
        """
        keys = (f"name {name}", f"address {address}")
        with self._lock:
            if len(self._tried) >= MOST:
                self._sweep(now)
            if len(self._tried) >= MOST or any(self._full(key, now) for key in keys):
                raise Busy("too many wrong passwords: wait a quarter of an hour")
            for key in keys:
                self._tried[key].append(now)
        mark = self.operators.check(name, password)
        if mark is None:
            return None
        with self._lock:
            for key in keys:
                self._tried.pop(key, None)
            self._sweep(now)
        secret = secrets.token_urlsafe(32)
        self._kept.put(SignedIn(key=_hash(secret), name=name, mark=mark, began=now, last=now))
        self._kept.sweep(began=now - LIFE_S, used=now - IDLE_S, most=MOST)
        return secret, Session(name, _csrf(secret))

    def find(self, secret: str, *, now: float, used: bool = True) -> Session | None:
        """The session of a secret, if it still holds; with `used` this counts as its use."""
        kept = self._kept.get(_hash(secret))
        if kept is None:
            return None
        fresh = now - kept.began < LIFE_S and now - kept.last < IDLE_S
        if not fresh or self.operators.mark(kept.name) != kept.mark:
            self._kept.drop(kept.key)
            return None
        if used and now - kept.last >= NOTED_S:
            self._kept.used(kept.key, at=now)
        return Session(kept.name, _csrf(secret))

    def end(self, secret: str) -> None:
        """Sign out."""
        self._kept.drop(_hash(secret))

    def _full(self, key: str, now: float) -> bool:
        tried = self._tried[key]
        while tried and now - tried[0] > WAIT_S:
            tried.popleft()
        return len(tried) >= TRIES

    def _sweep(self, now: float) -> None:
        for key in [key for key, tried in self._tried.items() if not tried or now - tried[-1] > WAIT_S]:
            del self._tried[key]


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far."""
    return hmac.compare_digest(left.encode(), right.encode())


def _hash(secret: str) -> str:
    """The secrets are 256 random bits, so that one round is enough."""
    return hashlib.sha256(f"generec.studio.v1\n{secret}".encode("utf-8", "replace")).hexdigest()


def _csrf(secret: str) -> str:
    """The second secret: it follows from the first, which no script can read and nobody finds from it."""
    return hmac.digest(secret.encode("utf-8", "replace"), b"generec.studio.csrf.v1", "sha256").hex()
