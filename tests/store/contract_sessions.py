"""What every backend of rows must do with operators' sessions."""

from generec.domain.sessions import SignedIn
from generec.store.interface import Rows


def begun(rows: Rows, key: str, *, at: float = 0.0, last: float | None = None) -> SignedIn:
    session = SignedIn(key=key, name="ann", mark="m", began=at, last=at if last is None else last)
    rows.sessions.put(session)
    return session


class SessionsContract:
    def test_a_session_is_kept_used_and_forgotten(self, rows: Rows) -> None:
        session = begun(rows, "k", at=3.0)
        begun(rows, "other")
        assert rows.sessions.get("k") == session
        rows.sessions.used("k", at=9.5)
        assert rows.sessions.get("k") == session.model_copy(update={"last": 9.5})
        rows.sessions.drop("k")
        rows.sessions.used("k", at=10.0)
        assert rows.sessions.get("k") is None
        assert rows.sessions.get("other") is not None

    def test_old_unused_and_too_many_ones_go(self, rows: Rows) -> None:
        begun(rows, "old", at=1.0, last=50.0)
        begun(rows, "unused", at=20.0)
        for n in range(4):
            begun(rows, f"k{n}", at=30.0 + n)
        assert rows.sessions.sweep(began=10.0, used=25.0, most=3) == 3
        left = [key for key in ("old", "unused", "k0", "k1", "k2", "k3") if rows.sessions.get(key)]
        assert left == ["k1", "k2", "k3"]
