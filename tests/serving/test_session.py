"""The page's cookie: a viewer's own, unread by scripts, used by our own pages alone."""

import pytest
from fastapi.testclient import TestClient

from generec.serving.access import COOKIE
from generec.serving.app import create_app
from generec.serving.service import ServingConfig

HERE = {"Origin": "http://rec.example.org"}


@pytest.fixture
def guests(system, keys):
    """A client of a server that lets guests in."""
    app = create_app(system, loopback=False, keys=keys, config=ServingConfig(guests=True))
    with TestClient(app, base_url="http://rec.example.org") as client:
        yield client


def test_a_token_becomes_a_cookie_for_its_viewer_alone(outside, bearer):
    entered = outside.post("/v1/session", headers=bearer("v1") | HERE)
    assert entered.json() == {"user": "v1", "open": False}
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert outside.get("/page.json").json()["viewer"] == "v1"
    assert outside.get("/v1/users/v1").status_code == 200
    assert outside.get("/v1/users/v2").status_code == 403
    assert outside.post("/v1/recommend", json={"user": "v2"}, headers=HERE).status_code == 403


def test_behind_https_the_cookie_is_for_https_alone(outside, bearer):
    entered = outside.post("/v1/session", headers=bearer("v1") | HERE | {"X-Forwarded-Proto": "https"})
    assert "Secure" in entered.headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "http://other.example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_the_cookie_alone_changes_nothing(outside, bearer, headers):
    outside.post("/v1/session", headers=bearer("v1") | HERE)
    for call in (
        lambda: outside.patch("/v1/users/v1", json={"ai": False}, headers=headers),
        lambda: outside.delete("/v1/users/v1", headers=headers),
        lambda: outside.post("/v1/feedback", json=[], headers=headers),
    ):
        assert call().status_code == 403
    assert outside.get("/v1/users/v1").json()["ai"] is True
    assert outside.patch("/v1/users/v1", json={"ai": False}, headers=HERE).status_code == 200


def test_a_site_that_may_call_may_not_use_the_cookie(system, keys, bearer):
    config = ServingConfig(origins=("https://www.example.org",))
    with TestClient(
        create_app(system, loopback=False, keys=keys, config=config), base_url="http://rec.example.org"
    ) as client:
        client.post("/v1/session", headers=bearer("v1") | HERE)
        elsewhere = {"Origin": "https://www.example.org"}
        assert client.patch("/v1/users/v1", json={"ai": False}, headers=elsewhere).status_code == 403
        assert (
            client.patch("/v1/users/v1", json={"ai": False}, headers=elsewhere | bearer("v1")).status_code
            == 200
        )


def test_a_forged_or_old_cookie_is_nobody(outside, keys, system, error_of):
    old = keys.token("v1", 1, now=system.home.clock() - 100)
    for token in (
        old,
        keys.token("v1", 60)[:-2] + "xx",
        "gt1.e30.x",
        "nonsense",
        keys.token("v1", 60, scope="media"),
    ):
        outside.cookies.set(COOKIE, token)
        assert error_of(outside.get("/v1/users/v1"))["code"] == "not_authenticated"
        outside.cookies.clear()


def test_leaving_forgets(outside, bearer):
    outside.post("/v1/session", headers=bearer("v1") | HERE)
    assert outside.delete("/v1/session", headers=HERE).status_code == 200
    assert outside.get("/page.json").status_code == 401


def test_a_server_key_never_becomes_a_cookie(outside, bearer):
    assert outside.post("/v1/session", headers=bearer() | HERE).status_code == 403
    assert COOKIE not in outside.cookies


def test_without_guests_nobody_comes_in_unknown(outside):
    assert outside.post("/v1/session", headers=HERE).status_code == 401


def test_each_guest_is_a_viewer_of_their_own_and_stays_it(guests):
    names = set()
    for _ in range(20):
        guests.cookies.clear()
        user = guests.post("/v1/session", headers=HERE).json()["user"]
        assert guests.post("/v1/session", headers=HERE).json()["user"] == user
        names.add(user)
    assert len(names) == 20
    assert all(name.startswith("guest_") and len(name) >= 28 for name in names)
    assert guests.get("/page.json").json()["viewer"] == user
    other = sorted(names - {user})[0]
    assert guests.get(f"/v1/users/{other}").status_code == 403
    assert guests.get("/v1/users/v1").status_code == 403


def test_an_open_server_keeps_nobody(local):
    assert local.post("/v1/session").json() == {"user": None, "open": True}
    assert COOKIE not in local.cookies
