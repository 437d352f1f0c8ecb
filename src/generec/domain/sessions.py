"""Who is signed in to the studio."""

from __future__ import annotations

from generec.domain.record import Record


class SignedIn(Record):
    """One operator's session; `began` and `last` (its latest use) are epoch seconds.

    `key` is a hash of the session's secret, which is nowhere kept, and `mark` tells the password that it
    was begun with from any later one.
    """

    key: str
    name: str
    mark: str
    began: float
    last: float
