"""Signing in and out over HTTP, and what is out of reach without."""

import pytest
from fastapi.testclient import TestClient

from generec.serving.app import create_app

PATHS = (
    "/overview",
    "/reviews",
    "/reviews/waiting",
    "/reviews/h_x",
    "/reviews/h_x/media",
    "/items",
    "/items/boats",
    "/audit",
    "/settings",
    "/made/boats",
    "/stream",
)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_told_without_signing_in(local, outside, path, bearer):
    for client in (local, outside):
        assert client.get(f"/studio/api{path}").status_code == 401
        forged = {"Cookie": "generec_studio=" + "x" * 43, **bearer()}
        assert client.get(f"/studio/api{path}", headers=forged).status_code == 401


def test_a_wrong_password_is_refused_and_soon_not_even_read(local, operators, password, error_of):
    for name, tried in [("ann", "wrong wrong wrong"), ("nobody", password)] * 3 + [("ann", "x")] * 2:
        answer = local.post("/studio/api/session", json={"name": name, "password": tried})
        assert answer.status_code == 401
        assert error_of(answer)["message"] == "the name or the password is wrong"
        assert "set-cookie" not in answer.headers
    answer = local.post("/studio/api/session", json={"name": "ann", "password": password})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_signing_out(local, operators, sign_in):
    ann = sign_in(local)
    answer = local.post("/studio/api/session", json={"name": "ann", "password": "a long enough password"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/studio" in cookie
    assert "max-age" in cookie
    ann = sign_in(local)
    assert ann.get("/session").json()["name"] == "ann"
    kept = local.cookies["generec_studio"]
    assert ann.delete("/session").json() == {"signed_out": "ann"}
    told = local.get("/studio/api/session", headers={"Cookie": f"generec_studio={kept}"})
    assert told.json() == {"name": None}


def test_a_change_needs_the_second_secret_and_our_own_page(local, ann, system):
    body = {"item": "boats", "say": "trim it to 3 seconds"}
    for headers in ({}, {"x-generec-csrf": "wrong"}):
        assert local.post("/studio/api/edits", json=body, headers=headers).status_code == 403
        assert local.delete("/studio/api/session", headers=headers).status_code == 403
    other = {**ann.headers, "Origin": "https://evil.example"}
    assert local.post("/studio/api/edits", json=body, headers=other).status_code == 403
    assert system.jobs() == []


def test_beyond_this_machine_only_https_will_do(outside, operators, sign_in, password, error_of):
    body = {"name": "ann", "password": password}
    refused = outside.post("/studio/api/session", json=body)
    assert refused.status_code == 403
    assert "https" in error_of(refused)["message"]
    https = {"X-Forwarded-Proto": "https"}
    answer = outside.post("/studio/api/session", json=body, headers=https)
    assert "secure" in answer.headers["set-cookie"].lower()
    cookie = answer.headers["set-cookie"].partition(";")[0]
    told = outside.get("/studio/api/items", headers={"Cookie": cookie}).json()
    assert all("token=" in one["thumbnail"] for one in told["items"] if one["thumbnail"])
    shown = next(one["thumbnail"] for one in told["items"] if one["thumbnail"])
    assert outside.get(shown).status_code == 200


def test_the_page_itself_says_nothing(outside):
    page = outside.get("/studio")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "Boats" not in page.text


def test_a_restart_of_the_server_signs_nobody_out(system, keys, operators, sign_in):
    with TestClient(create_app(system, loopback=True, keys=keys), base_url="http://127.0.0.1:8000") as client:
        ann = sign_in(client)
        cookies = dict(client.cookies)
    again = create_app(system, loopback=True, keys=keys)
    with TestClient(again, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
        told = client.get("/studio/api/session").json()
        assert told == {"name": "ann", "csrf": ann.headers["x-generec-csrf"]}
        operators.put("ann", "another long password")
        assert client.get("/studio/api/session").json() == {"name": None}
        assert client.get("/studio/api/overview").status_code == 401
