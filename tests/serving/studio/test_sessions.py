"""Sessions: they end, and passwords cannot be tried without end."""

import hashlib

import pytest

from generec.serving.errors import Busy
from generec.serving.studio.operators import Operators
from generec.serving.studio.sessions import IDLE_S, LIFE_S, MOST, NOTED_S, TRIES, WAIT_S, Sessions
from generec.store import open_rows

PASSWORD = "a long enough password"


class Quick(Operators):
    """Real accounts whose passwords are compared as they are, so that thousands of tries take no time."""

    def check(self, name: str, password: str) -> str | None:
        return self.mark(name) if password == PASSWORD else None


@pytest.fixture
def rows(tmp_path):
    opened = open_rows(f"sqlite:///{tmp_path}/generec.db")
    yield opened
    opened.close()


@pytest.fixture
def sessions(tmp_path, rows):
    accounts = Quick(tmp_path)
    accounts.put("ann", PASSWORD)
    return Sessions(accounts, rows.sessions)


def test_a_session_ends_when_unused_and_in_any_case(sessions):
    secret, session = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    assert sessions.find(secret, now=IDLE_S - 1) == session
    assert sessions.find(secret, now=2 * IDLE_S) is None
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    for now in range(0, int(LIFE_S), int(IDLE_S / 2)):
        assert sessions.find(secret, now=now)
    assert sessions.find(secret, now=LIFE_S) is None


def test_what_a_page_asks_by_itself_is_no_use_of_it(sessions):
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    for now in range(0, int(IDLE_S), 10):
        assert sessions.find(secret, now=now, used=False)
    assert sessions.find(secret, now=IDLE_S, used=False) is None


def test_a_restart_signs_nobody_out_and_another_process_knows_the_session(sessions, rows, tmp_path):
    secret, session = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    again = open_rows(f"sqlite:///{tmp_path}/generec.db")
    other = Sessions(Quick(tmp_path), again.sessions)
    assert other.find(secret, now=1) == session
    other.end(secret)
    assert sessions.find(secret, now=2) is None
    again.close()


def test_no_secret_is_in_the_store_and_not_every_use_is_written(sessions, rows, tmp_path):
    secret, session = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("generec.db*"))
    assert secret.encode() not in kept
    assert session.csrf.encode() not in kept
    key = hashlib.sha256(f"generec.studio.v1\n{secret}".encode()).hexdigest()
    sessions.find(secret, now=NOTED_S - 1)
    assert rows.sessions.get(key).last == 0
    sessions.find(secret, now=NOTED_S)
    assert rows.sessions.get(key).last == NOTED_S


def test_what_ended_is_forgotten_and_there_are_not_too_many(sessions, monkeypatch):
    monkeypatch.setattr("generec.serving.studio.sessions.MOST", 5)
    old, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    many = [sessions.sign_in("ann", PASSWORD, address="a", now=IDLE_S + 1 + n)[0] for n in range(6)]
    assert sessions.find(old, now=1) is None
    found = [sessions.find(secret, now=IDLE_S + 6, used=False) is not None for secret in many]
    assert found == [False, *[True] * 5]


def test_signing_out_another_password_and_no_account_end_it(sessions):
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    sessions.end(secret)
    assert sessions.find(secret, now=1) is None
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    sessions.operators.put("ann", PASSWORD)
    assert sessions.find(secret, now=1) is None
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    sessions.operators.remove("ann")
    assert sessions.find(secret, now=1) is None
    assert sessions.find("\ud83d", now=1) is None


def test_passwords_cannot_be_tried_without_end(sessions):
    for _ in range(TRIES):
        assert sessions.sign_in("ann", "wrong", address="a", now=0) is None
    for name, address in (("ann", "b"), ("ben", "a")):
        with pytest.raises(Busy):
            sessions.sign_in(name, PASSWORD, address=address, now=1)
    assert sessions.sign_in("ann", PASSWORD, address="a", now=WAIT_S + 1)


def test_a_right_password_begins_the_count_anew(sessions):
    for _ in range(3 * TRIES):
        sessions.sign_in("ann", "wrong", address="a", now=0)
        assert sessions.sign_in("ann", PASSWORD, address="a", now=0)


def test_what_is_counted_cannot_fill_the_memory(sessions):
    for number in range(2 * MOST):
        try:
            sessions.sign_in(f"n{number}", "wrong", address=f"a{number}", now=0)
        except Busy:
            break
    assert len(sessions._tried) <= MOST + 2
    assert sessions.sign_in("ann", PASSWORD, address="new", now=WAIT_S + 1)
