"""Who may do what: loopback, beyond it, server keys, viewer tokens, other sites' pages."""

import time

import pytest
from fastapi.testclient import TestClient

from generec.serving.app import create_app
from generec.serving.service import ServingConfig

FOR_A_VIEWER = [
    ("POST", "/v1/recommend", {"user": "ben"}),
    ("POST", "/v1/feedback", [{"user": "ben", "item": "boats", "kind": "click"}]),
    ("POST", "/v1/edit", {"user": "ben", "item": "boats", "say": "shorter"}),
    ("GET", "/v1/items/boats?user=ben", None),
    ("GET", "/v1/items/boats/media?user=ben", None),
    ("GET", "/v1/items/boats/thumbnail?user=ben", None),
    ("GET", "/v1/users/ben", None),
    ("PATCH", "/v1/users/ben", {"ai": False}),
    ("DELETE", "/v1/users/ben", None),
    ("GET", "/v1/stream?user=ben", None),
]
FOR_OPERATORS = [
    ("POST", "/v1/items", []),
    ("DELETE", "/v1/items/boats", None),
    ("POST", "/v1/tokens", {"user": "ada"}),
    ("GET", "/metrics", None),
    ("GET", "/v1/reviews", None),
    ("GET", "/v1/reviews/h_1", None),
    ("GET", "/v1/reviews/h_1/media", None),
    ("POST", "/v1/reviews/h_1", {"decision": "approve", "by": "ada"}),
]
FOR_CALLERS = [
    *FOR_A_VIEWER,
    *FOR_OPERATORS,
    ("POST", "/v1/understand", {"text": "more boats"}),
    ("POST", "/v1/verify", None),
    ("GET", "/v1/jobs/j_1", None),
    ("DELETE", "/v1/jobs/j_1", None),
    ("GET", "/v1/parameters", None),
    ("GET", "/page.json", None),
]
FOR_EVERYONE = ["/", "/docs", "/openapi.json", "/healthz", "/readyz", "/v1/certificate", "/static/feed.js"]


@pytest.mark.parametrize(("method", "path", "body"), FOR_CALLERS)
def test_beyond_this_machine_nothing_is_told_to_strangers(outside, error_of, method, path, body):
    response = outside.request(method, path, json=body)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert error_of(response)["code"] == "not_authenticated"


@pytest.mark.parametrize(("method", "path", "body"), FOR_A_VIEWER)
def test_a_token_is_good_for_its_own_viewer_only(outside, error_of, bearer, method, path, body):
    response = outside.request(method, path, json=body, headers=bearer("ada"))
    assert response.status_code == 403
    assert error_of(response) == {
        "code": "not_allowed",
        "message": "this token is good for its own viewer only",
        "field": "user",
    }


@pytest.mark.parametrize(("method", "path", "body"), FOR_OPERATORS)
def test_a_viewer_is_no_operator(outside, error_of, bearer, method, path, body):
    response = outside.request(method, path, json=body, headers=bearer("ada"))
    assert response.status_code == 403
    assert error_of(response)["message"] == "this needs a server key"


@pytest.mark.parametrize("path", FOR_EVERYONE)
def test_some_pages_are_for_everyone(outside, path):
    assert outside.get(path).status_code == 200


def test_a_token_says_who_it_is(outside, bearer):
    mine = bearer("v1")
    feed = outside.post("/v1/recommend", json={"k": 2}, headers=mine)
    assert feed.status_code == 200
    assert feed.json()["user"] == "v1"
    assert outside.get("/v1/users/v1", headers=mine).json()["user"] == "v1"
    event = [{"item": "boats", "kind": "click"}]
    assert outside.post("/v1/feedback", json=event, headers=mine).json() == {"events": 1, "new": 1}


def test_a_server_key_acts_for_all_until_it_is_revoked(outside, error_of, bearer, keys):
    site = bearer()
    for user in ("v1", "v2"):
        assert outside.post("/v1/recommend", json={"user": user}, headers=site).json()["user"] == user
    assert outside.get("/metrics", headers=site).status_code == 200
    keys.revoke(keys.names()[0])
    response = outside.post("/v1/recommend", json={"user": "v1"}, headers=site)
    assert response.status_code == 401
    assert "revoked" in error_of(response)["message"]


@pytest.mark.parametrize(
    "header", ["Bearer gk1_wrong", "Bearer gt1.a.b", "Bearer nonsense", "Bearer ", "Basic YTpi", "x"]
)
@pytest.mark.parametrize("where", ["local", "outside"])
def test_a_wrong_credential_is_refused_even_where_none_is_needed(request, where, header, error_of):
    client = request.getfixturevalue(where)
    response = client.post("/v1/recommend", json={"user": "v1"}, headers={"Authorization": header})
    assert response.status_code == 401
    assert error_of(response)["code"] == "not_authenticated"


def test_an_expired_token_is_refused(outside, error_of, keys):
    token = keys.token("v1", 60, now=time.time() - 61)
    response = outside.get("/v1/users/v1", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert "expired" in error_of(response)["message"]


def test_on_this_machine_everyone_may_act_for_any_viewer(local):
    for user in ("v1", "v2"):
        assert local.post("/v1/recommend", json={"user": user, "k": 1}).json()["user"] == user


def test_a_token_binds_on_this_machine_too(local, bearer):
    assert local.get("/v1/users/v2", headers=bearer("v1")).status_code == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_what_comes_through_a_proxy_needs_a_key(local, bearer, name):
    headers = {name: "203.0.113.9"}
    assert local.post("/v1/recommend", json={"user": "v1"}, headers=headers).status_code == 401
    assert local.post("/v1/recommend", json={"user": "v1"}, headers=headers | bearer()).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.evil.org", "localhost.evil.org", "10.0.0.3", ""]
)
def test_other_names_of_this_machine_are_refused(local, error_of, host):
    response = local.get("/page.json", headers={"Host": host})
    assert response.status_code == 421
    assert error_of(response)["code"] == "wrong_host"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "127.0.0.9:80", "[::1]:8000"])
def test_own_names_are_answered(local, host):
    assert local.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_pages_of_other_sites_change_nothing(local, error_of, method, headers):
    response = local.request(method, "/v1/users/v1", json={}, headers=headers)
    assert response.status_code == 403
    assert error_of(response)["message"] == "pages of other sites may not call this"


def test_our_own_page_may_call(local):
    response = local.patch("/v1/users/v1", json={"ai": False}, headers={"Origin": "http://127.0.0.1:8000"})
    assert response.json()["ai"] is False


def test_other_sites_are_let_in_by_name_only(system, keys, bearer):
    config = ServingConfig(origins=("https://site.example.org",))
    app = create_app(system, loopback=False, keys=keys, config=config)
    with TestClient(app, base_url="https://rec.example.org") as client:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        friend = {"Origin": "https://site.example.org"}
        before = client.options("/v1/recommend", headers=friend | asked)
        assert before.headers["access-control-allow-origin"] == "https://site.example.org"
        assert client.post("/v1/recommend", json={}, headers=friend | bearer("v1")).status_code == 200
        stranger = {"Origin": "https://other.example.org"}
        assert (
            "access-control-allow-origin" not in client.options("/healthz", headers=stranger | asked).headers
        )
        assert client.post("/v1/recommend", json={}, headers=stranger | bearer("v1")).status_code == 403


def test_links_beyond_this_machine_carry_a_token_for_media_alone(outside, bearer):
    feed = outside.post("/v1/recommend", json={"k": 8}, headers=bearer("v1")).json()
    shown = next(item for item in feed["items"] if item["media"])
    assert outside.get(shown["media"]).status_code == 200
    assert outside.get(shown["thumbnail"]).status_code == 200
    token = shown["media"].partition("token=")[2]
    assert outside.get("/v1/users/v1", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert outside.get(f"/v1/users/v1?token={token}").status_code == 401
    assert outside.get(shown["media"].partition("?")[0]).status_code == 401


def test_a_key_makes_tokens(outside, bearer):
    made = outside.post("/v1/tokens", json={"user": "v3", "seconds": 60}, headers=bearer()).json()
    assert made["expires_at"] <= time.time() + 60
    mine = {"Authorization": f"Bearer {made['token']}"}
    assert outside.post("/v1/recommend", json={}, headers=mine).json()["user"] == "v3"
