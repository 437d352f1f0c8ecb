"""Every endpoint answers as it says, and every error has one shape."""

import json
import threading
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from generec.domain.errors import MissingModel
from generec.serving.app import create_app
from generec.serving.service import ServingConfig

STRANGE = "shelf/one & two?#%/🎬"
GUIDANCE = {"route", "target", "more", "less", "edits", "create", "limits", "lasting"}


def recommend(client, **body):
    return client.post("/v1/recommend", json={"user": "v1", **body})


def test_a_feed_has_the_shape_of_the_command_line(local):
    feed = recommend(local, k=4).json()
    assert set(feed) >= {"request", "user", "guidance", "trace", "reply", "items", "pending", "cursor"}
    assert set(feed["guidance"]) == GUIDANCE
    assert len(feed["items"]) == 4
    for item in feed["items"]:
        assert item["origin"] == "found"
        assert item["media"] is None or item["media"].startswith("/v1/items/")
        assert item["because"]
    assert {step["step"] for step in feed["trace"]} >= {"profile", "retriever"}


def test_pages_follow_each_other_without_repeating(local):
    seen: list[str] = []
    cursor = None
    for _ in range(10):
        page = recommend(local, k=3, cursor=cursor).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
        if not page["items"] or cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert len(seen) >= 6


def test_a_wish_is_understood_and_a_refusal_is_an_answer(local):
    told = recommend(local, say="more boats").json()
    assert told["guidance"]["more"][0][0] == "boats"
    refused = recommend(local, say="undress her", item="boats")
    assert refused.status_code == 200
    assert refused.json()["reply"]["kind"] == "refuse"
    assert refused.json()["items"]


def test_a_dialogue_goes_on(local):
    first = recommend(local, say="more boats").json()
    assert recommend(local, say="and no lamps", after=first["request"]).status_code == 200


def test_a_sites_own_ranking_is_kept_to(local):
    pairs = [{"id": "trees", "score": 2.0}, {"id": "boats", "score": 1.0}]
    shown = recommend(local, candidates=pairs, k=5).json()["items"]
    assert [item["id"] for item in shown][:2] == ["trees", "boats"]


def test_feedback_counts_once(local):
    events = [
        {
            "id": "e1",
            "user": "v1",
            "item": "boats",
            "kind": "view",
            "value": 3.5,
            "at": "2026-01-01T10:00:00Z",
        },
        {"user": "v1", "item": "boats", "kind": "like"},
    ]
    assert local.post("/v1/feedback", json=events).json() == {"events": 2, "new": 2}
    assert local.post("/v1/feedback", json={"events": events[:1]}).json() == {"events": 1, "new": 0}


def test_items_are_taken_in_and_told_of(local):
    new = [{"id": "new/1", "title": "New", "text": "About lamps and boats.", "topics": ["lamps"]}]
    assert local.post("/v1/items", json={"items": new, "rights": "own"}).status_code == 200
    told = local.get(f"/v1/items/{quote('new/1', safe='')}").json()
    assert (told["title"], told["kind"], told["origin"], told["media"]) == ("New", "text", "found", None)
    assert told["provenance"] is None


def test_no_file_of_the_server_is_taken_in(local, system):
    local.post("/v1/items", json=[{"id": "passwd", "title": "x", "media": "/etc/passwd"}])
    assert local.get("/v1/items/passwd").status_code == 404


def test_an_item_does_not_say_where_it_lay(local):
    told = local.get("/v1/items/boats")
    assert "/tmp" not in told.text
    assert "sha256" not in told.text


def test_strange_ids_are_reached(local):
    path = f"/v1/items/{quote(STRANGE, safe='')}"
    assert local.get(path).json()["id"] == STRANGE
    assert local.get(f"{path}/media").status_code == 200
    shown = recommend(local, k=20).json()["items"]
    strange = next(item for item in shown if item["id"] == STRANGE)
    assert local.get(strange["media"]).status_code == 200
    assert local.get(strange["thumbnail"]).headers["content-type"] == "image/jpeg"


def test_understand_keeps_nothing(local, system):
    told = local.post("/v1/understand", json={"text": "make this a cartoon", "context": None}).json()
    assert told["guidance"]["edits"] == [{"op": "style", "name": "cartoon"}]
    assert system.jobs() == []


def test_viewers_see_switch_and_leave(local):
    about = local.get("/v1/users/v1").json()
    assert (about["ai"], about["profiling"], about["events"] > 0) == (True, True, True)
    changed = local.patch("/v1/users/v1", json={"ai": False, "profiling": False}).json()
    assert (changed["ai"], changed["profiling"]) == (False, False)
    recommend(local, say="from now on, no boats")
    wishes = local.get("/v1/users/v1").json()["wishes"]
    assert [(wish["says"], wish["clause"]["lasting"]) for wish in wishes] == [("no boats", True)]
    changed = local.patch("/v1/users/v1", json={"change": {wishes[0]["id"]: "no lamps"}}).json()
    assert [wish["says"] for wish in changed["wishes"]] == ["no lamps"]
    assert local.patch("/v1/users/v1", json={"change": {wishes[0]["id"]: "no trees"}}).status_code == 404
    wishes = changed["wishes"]
    assert local.patch("/v1/users/v1", json={"change": {wishes[0]["id"]: "hello"}}).status_code == 400
    assert local.get("/v1/users/v1").json()["wishes"] == wishes
    assert local.patch("/v1/users/v1", json={"forget": [wishes[0]["id"]]}).json()["wishes"] == []
    erased = local.delete("/v1/users/v1").json()
    assert erased["user"] == "v1"
    assert local.get("/v1/users/v1").json()["events"] == 0


def test_withdrawn_is_gone(local):
    assert local.delete("/v1/items/boats?reason=asked").json()["withdrawn"][0] == "boats"
    for part in ("", "/media", "/thumbnail", "/thumbnail?t=1"):
        response = local.get(f"/v1/items/boats{part}")
        assert response.status_code == 410
        assert response.json()["error"]["code"] == "gone"
    assert "boats" not in [item["id"] for item in recommend(local, k=20).json()["items"]]


def test_the_installation_tells_of_itself(local):
    assert local.get("/v1/parameters").json()["parameters"]
    pem = local.get("/v1/certificate")
    assert pem.text.startswith("-----BEGIN CERTIFICATE-----")
    assert pem.headers["content-type"] == "application/x-pem-file"
    assert local.get("/healthz").json() == {"status": "ok"}
    assert local.get("/readyz").json() == {"status": "ready"}


def test_metrics_are_counted(local):
    recommend(local, k=3)
    local.get("/v1/items/nothing")
    local.get("/nowhere")
    lines = local.get("/metrics").text.splitlines()
    assert 'generec_requests_total{method="POST",route="/v1/recommend",status="200"} 1' in lines
    assert 'generec_requests_total{method="GET",route="/v1/items/{id:path}",status="404"} 1' in lines
    assert 'generec_feed_items_total{origin="found"} 3' in lines
    assert 'generec_jobs{state="queued"} 0' in lines
    assert 'generec_request_seconds_count{route="/v1/recommend"} 1' in lines
    assert not any("nowhere" in line or "nothing" in line for line in lines)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "field"),
    [
        ("GET", "/nowhere", None, 404, "not_found", None),
        ("GET", "/v1/nothing", None, 404, "not_found", None),
        ("GET", "/v1/items/nothing", None, 404, "not_found", "item"),
        ("GET", "/v1/items/words/media", None, 404, "not_found", "item"),
        ("GET", "/v1/items/words/thumbnail", None, 404, "not_found", "item"),
        ("GET", "/v1/jobs/nothing", None, 404, "not_found", "job"),
        ("DELETE", "/v1/jobs/nothing", None, 404, "not_found", "job"),
        ("DELETE", "/v1/items/nothing", None, 404, "not_found", None),
        ("GET", "/v1/recommend", None, 405, "method_not_allowed", None),
        ("PUT", "/v1/users/v1", {}, 405, "method_not_allowed", None),
        ("POST", "/v1/recommend", {}, 400, "data", "user"),
        ("POST", "/v1/recommend", {"user": ""}, 400, "invalid", "user"),
        ("POST", "/v1/recommend", {"user": 7}, 400, "invalid", "user"),
        ("POST", "/v1/recommend", {"user": "v1", "k": 0}, 400, "invalid", "k"),
        ("POST", "/v1/recommend", {"user": "v1", "k": 501}, 400, "invalid", "k"),
        ("POST", "/v1/recommend", {"user": "v1", "wait": 61}, 400, "invalid", "wait"),
        ("POST", "/v1/recommend", {"user": "v1", "say": "x" * 2001}, 400, "invalid", "say"),
        ("POST", "/v1/recommend", {"user": "v1", "sya": "typo"}, 400, "invalid", "sya"),
        ("POST", "/v1/recommend", {"user": "v1", "image": "x"}, 400, "invalid", "image"),
        ("POST", "/v1/recommend", {"user": "v1", "item": "nothing"}, 404, "not_found", "item"),
        ("POST", "/v1/recommend", {"user": "v1", "after": "nothing"}, 404, "not_found", "after"),
        (
            "POST",
            "/v1/recommend",
            {"user": "v1", "candidates": [{"id": "a"}]},
            400,
            "invalid",
            "candidates.0.score",
        ),
        ("POST", "/v1/recommend", [], 400, "invalid", None),
        ("POST", "/v1/feedback", [{"user": "v1", "item": "boats", "kind": "stare"}], 400, "data", "kind"),
        ("POST", "/v1/feedback", [{"user": "v1", "item": "boats", "kind": "view"}], 400, "data", "value"),
        ("POST", "/v1/feedback", [{"user": "v1", "item": "none", "kind": "like"}], 404, "not_found", "item"),
        ("POST", "/v1/feedback", [{"item": "boats", "kind": "like"}], 400, "data", "user"),
        ("POST", "/v1/feedback", [{"user": 3, "item": "boats", "kind": "like"}], 400, "data", "user"),
        ("POST", "/v1/feedback", [{}] * 10_001, 400, "invalid", "events"),
        ("POST", "/v1/feedback", ["x"], 400, "invalid", "events.0"),
        ("POST", "/v1/understand", {}, 400, "invalid", "text"),
        ("POST", "/v1/edit", {"item": "boats"}, 400, "invalid", None),
        ("POST", "/v1/edit", {"item": "boats", "ops": ["fly"]}, 400, "data", "op"),
        ("POST", "/v1/edit", {"item": "nothing", "say": "shorter"}, 404, "not_found", "item"),
        ("POST", "/v1/edit", {"item": "/etc/passwd", "say": "shorter"}, 404, "not_found", "item"),
        ("PATCH", "/v1/users/v1", {"ai": "perhaps"}, 400, "invalid", "ai"),
        ("POST", "/v1/tokens", {"user": "v1", "seconds": 1e9}, 400, "invalid", "seconds"),
        ("POST", "/v1/verify", None, 400, "data", "file"),
    ],
)
def test_errors_have_one_shape(local, error_of, method, path, body, status, code, field):
    response = local.request(method, path, json=body)
    assert response.status_code == status
    error = error_of(response)
    assert (error["code"], error["field"]) == (code, field)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"user": "v1", "wait": NaN}', b'{"user": "\\ud800"}']
)
def test_a_body_that_is_no_json_is_a_400(local, error_of, body):
    response = local.post("/v1/recommend", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    error_of(response)


@pytest.mark.parametrize("name", ["user", "item", "text", "request"])
def test_broken_characters_are_a_400_or_404(local, error_of, name):
    row = {"user": "v1", "item": "boats", "kind": "like", name: "\ud800"}
    headers = {"Content-Type": "application/json"}
    response = local.post("/v1/feedback", content=json.dumps([row]), headers=headers)
    assert response.status_code in (400, 404)
    error_of(response)


def test_only_json_is_read(local, error_of):
    response = local.post("/v1/recommend", content=b'{"user": "v1"}', headers={"Content-Type": "text/plain"})
    assert response.status_code == 400
    error_of(response)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_too_long_is_refused(system, keys, error_of, chunked):
    config = ServingConfig(body_bytes=1000, upload_bytes=2000)
    with TestClient(
        create_app(system, loopback=True, keys=keys, config=config), base_url="http://127.0.0.1"
    ) as client:
        for path, size in (("/v1/recommend", 1001), ("/v1/verify", 2001)):
            content = (b"x" * 500 for _ in range(1 + size // 500)) if chunked else b"x" * size
            response = client.post(path, content=content, headers={"Content-Type": "application/json"})
            assert response.status_code == 413
            assert error_of(response)["code"] == "too_large"


def test_a_fault_tells_nothing(system, keys, error_of, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret of /home/somebody")

    monkeypatch.setattr(system, "recommend", broken)
    app = create_app(system, loopback=True, keys=keys)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        response = recommend(client)
        assert response.status_code == 500
        assert error_of(response) == {
            "code": "fault",
            "message": "something went wrong here; it was logged",
            "field": None,
        }


def test_what_is_wrong_with_the_installation_is_for_the_log(system, keys, error_of, monkeypatch, caplog):
    def missing(*args, **kwargs):
        raise MissingModel("no file at /home/somebody: run 'generec models pull'")

    monkeypatch.setattr(system, "understand", missing)
    with TestClient(create_app(system, loopback=True, keys=keys), base_url="http://127.0.0.1") as client:
        response = client.post("/v1/understand", json={"text": "more boats"})
    assert response.status_code == 500
    assert "somebody" not in response.text
    assert error_of(response)["code"] == "missing_model"
    assert "generec models pull" in caplog.text


def test_slow_calls_do_not_pile_up(system, keys, error_of, monkeypatch):
    hold, begun = threading.Event(), threading.Semaphore(0)

    def slow(*args, **kwargs):
        begun.release()
        hold.wait(20)

    monkeypatch.setattr(system, "verify", slow)
    config = ServingConfig(slow=2)
    app = create_app(system, loopback=True, keys=keys, config=config)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        waiting = [threading.Thread(target=lambda: client.post("/v1/verify", content=b"x")) for _ in range(2)]
        for thread in waiting:
            thread.start()
        for _ in waiting:
            assert begun.acquire(timeout=10)
        response = client.post("/v1/verify", content=b"x")
        quick = recommend(client, k=1)
        hold.set()
        for thread in waiting:
            thread.join()
    assert response.status_code == 429
    assert response.headers["retry-after"]
    assert error_of(response)["code"] == "busy"
    assert quick.status_code == 200


def test_answers_are_guarded(local):
    response = local.get("/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert recommend(local).headers["cache-control"] == "no-store"


def test_openapi_shows_the_shape_of_errors(local):
    schema = local.get("/openapi.json").json()
    assert set(schema["paths"]) >= {"/v1/recommend", "/v1/feedback", "/v1/items", "/v1/stream", "/v1/verify"}
    assert "422" not in str(schema["paths"])
    assert schema["components"]["schemas"]["Error"]["properties"]["error"]["required"] == [
        "code",
        "message",
        "field",
    ]


def test_nothing_points_to_other_hosts(local):
    from generec.serving.page_routes import STATIC

    texts = [file for file in STATIC.rglob("*") if file.suffix in (".js", ".css", ".html", ".svg")]
    assert len(texts) > 20
    for file in texts:
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, file.name
        assert "https://" not in text, file.name
    for path in ("/", "/you", "/docs"):
        page = local.get(path).text
        assert "<script>" not in page
        assert "onclick" not in page
        assert "style=" not in page


def test_a_page_that_is_wrong_is_an_operators_matter(system, keys, error_of):
    app = create_app(system, loopback=True, keys=keys, page=lambda: {"wishs": []})
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.get("/page.json")
    assert response.status_code == 500
    assert error_of(response)["code"] == "config"


def test_the_page_begins_with_what_it_is_given(system, keys):
    sides = {side: {"viewer": side, "cover_s": second} for side, second in (("v1", 0.5), ("v2", 4.5))}
    page = {
        "viewer": "v2",
        "wishes": ["more boats"],
        "compare": {"before": "boats", "after": "not made yet", "wish": "a cartoon"},
        "covers": {"item": "trees", "left": sides["v1"], "right": sides["v2"]},
        "progress": {"done": 1, "total": 3, "what": "making"},
    }
    with TestClient(
        create_app(system, loopback=True, keys=keys, page=lambda: page), base_url="http://127.0.0.1"
    ) as client:
        told = client.get("/page.json").json()
        assert (told["viewer"], told["wishes"], told["open"]) == ("v2", ["more boats"], True)
        assert told["compare"] is None
        left, right = told["covers"]["left"], told["covers"]["right"]
        pictures = [client.get(side["thumbnail"]) for side in (left, right)]
        assert all(p.status_code == 200 for p in pictures)
        assert pictures[0].content != pictures[1].content
        assert {viewer["id"] for viewer in told["viewers"]} >= {"v1", "v2"}
