"""Sessions: they end, and passwords cannot be tried without end."""

import pytest

from generec.serving.errors import Busy
from generec.serving.studio.operators import Operators
from generec.serving.studio.sessions import IDLE_S, LIFE_S, MOST, TRIES, WAIT_S, Sessions

PASSWORD = "a long enough password"


class Quick(Operators):
    """Real accounts whose passwords are compared as they are, so that thousands of tries take no time."""

    def check(self, name: str, password: str) -> str | None:
        return self.mark(name) if password == PASSWORD else None


@pytest.fixture
def sessions(tmp_path):
    accounts = Quick(tmp_path)
    accounts.put("ann", PASSWORD)
    return Sessions(accounts)


def test_a_session_ends_when_unused_and_in_any_case(sessions):
    secret, session = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    assert sessions.find(secret, now=IDLE_S - 1) is session
    assert sessions.find(secret, now=2 * IDLE_S) is None
    secret, _ = sessions.sign_in("ann", PASSWORD, address="a", now=0)
    for now in range(0, int(LIFE_S), int(IDLE_S / 2)):
        assert sessions.find(secret, now=now)
    assert sessions.find(secret, now=LIFE_S) is None


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
