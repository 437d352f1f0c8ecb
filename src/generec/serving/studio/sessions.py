"""Who is signed in to the studio: sessions in memory, and how often a password may be tried.

A restart of the server signs everybody out. Only hashes of the session's secrets are held.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final

from generec.serving.errors import Busy
from generec.serving.studio.operators import Operators

LIFE_S: Final = 12 * 3600.0
"""A session ends so long after it began, whatever is done."""

IDLE_S: Final = 3600.0
"""A session ends so long after its last request."""

TRIES: Final = 8
"""Wrong passwords in a row, for one name or from one address, before one has to wait."""

WAIT_S: Final = 900.0
"""How far back tries are counted."""

MOST: Final = 1000
"""Sessions, and names and addresses that are counted, at most."""


@dataclass(slots=True)
class Session:
    """One operator, signed in. `csrf` must come back with every change."""

    name: str
    mark: str
    csrf: str
    began: float
    last: float


class Sessions:
    """The sessions of a server. Safe to share between threads; times are epoch seconds."""

    def __init__(self, operators: Operators) -> None:
        self.operators = operators
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}
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
        secret = secrets.token_urlsafe(32)
        session = Session(name, mark, secrets.token_urlsafe(24), now, now)
        with self._lock:
            for key in keys:
                self._tried.pop(key, None)
            self._sweep(now)
            self._open[_hash(secret)] = session
        return secret, session

    def find(self, secret: str, *, now: float) -> Session | None:
        """The session of a secret, if it still holds; this counts as its use."""
        with self._lock:
            session = self._open.get(_hash(secret))
            if session is None:
                return None
            fresh = now - session.began < LIFE_S and now - session.last < IDLE_S
            if not fresh or self.operators.mark(session.name) != session.mark:
                del self._open[_hash(secret)]
                return None
            session.last = now
            return session

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._lock:
            self._open.pop(_hash(secret), None)

    def _full(self, key: str, now: float) -> bool:
        tried = self._tried[key]
        while tried and now - tried[0] > WAIT_S:
            tried.popleft()
        return len(tried) >= TRIES

    def _sweep(self, now: float) -> None:
        for key in [key for key, one in self._open.items() if now - one.last > IDLE_S]:
            del self._open[key]
        while len(self._open) >= MOST:
            self._open.pop(next(iter(self._open)))
        for key in [key for key, tried in self._tried.items() if not tried or now - tried[-1] > WAIT_S]:
            del self._tried[key]


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far."""
    return hmac.compare_digest(left.encode(), right.encode())


def _hash(secret: str) -> str:
    """The secrets are 256 random bits, so that one round is enough."""
    return hashlib.sha256(f"generec.studio.v1\n{secret}".encode("utf-8", "replace")).hexdigest()
