"""What is made, over HTTP: edited, explained, verified, kept where it belongs."""

import pytest


@pytest.fixture
def made(local) -> dict:
    response = local.post("/v1/edit", json={"item": "boats", "ops": ["clip:2"], "user": "v1", "wait": 60})
    assert response.status_code == 200, response.text
    return response.json()


def test_an_edit_is_told_with_its_provenance(local, made):
    assert (made["origin"], made["parents"], made["ai"]) == ("edited", ["boats"], True)
    assert made["label"]
    told = made["provenance"]
    (change,) = told["changes"]
    assert change.startswith("cut to 2 s, from ")
    assert told["parents"][0]["title"] == "Boats at noon"
    assert {verdict["outcome"] for verdict in told["verdicts"]} <= {"pass", "warn"}
    assert told["seal"]["mark"]
    assert local.get(made["media"]).status_code == 200


def test_what_an_item_does_not_allow_is_left_out_and_told(local, made):
    assert made["left_out"] == []
    body = {"item": "boats", "ops": ["clip:2", "caption"], "user": "v1", "wait": 60}
    other = local.post("/v1/edit", json=body).json()
    assert other["provenance"]["changes"] == made["provenance"]["changes"]
    [left] = other["left_out"]
    assert "has no subtitles of its own" in left


def test_an_item_is_verified_on_request(local, made):
    path = f"/v1/items/{made['id']}"
    assert "verification" not in local.get(path).json()["provenance"]
    found = local.get(f"{path}?verify=true").json()["provenance"]["verification"]
    assert (found["signed"], found["valid"], found["trusted"], found["tampered"]) == (True, True, True, False)
    assert found["file"] == made["id"]
    assert found["findings"]


@pytest.mark.parametrize("form", [True, False])
def test_a_file_is_verified(local, made, form):
    content = local.get(made["media"]).content
    sent = {"files": {"file": ("clip.mp4", content)}} if form else {"content": content}
    found = local.post("/v1/verify", **sent).json()
    assert (found["state"], found["signed"], found["valid"]) == ("clean", True, True)
    assert found["recipe"] == made["recipe"]
    assert found["file"] == ("clip.mp4" if form else "upload")
    assert "/tmp" not in str(found)


def test_a_changed_file_is_found_out(local, made):
    content = bytearray(local.get(made["media"]).content)
    content[-200] ^= 0xFF
    found = local.post("/v1/verify", content=bytes(content)).json()
    assert found["state"] == "finding"
    assert found["tampered"] or not found["valid"]


def test_a_plain_file_is_not_signed(local):
    found = local.post("/v1/verify", content=local.get("/v1/items/boats/media").content).json()
    assert (found["signed"], found["state"]) == (False, "finding")


@pytest.mark.parametrize("content", [b"\x00" * 100, b"\x89PNG\r\n\x1a\nbroken"])
def test_what_cannot_be_read_is_an_error_or_a_finding(local, error_of, content):
    response = local.post("/v1/verify", content=content)
    if response.status_code == 200:
        assert response.json()["state"] == "finding"
    else:
        assert response.status_code == 400
        assert "/tmp" not in error_of(response)["message"]


def test_a_takedown_takes_what_was_made_from_it(local, made):
    gone = local.delete("/v1/items/boats").json()["withdrawn"]
    assert set(gone) == {"boats", made["id"]}
    assert local.get(made["media"]).status_code == 410
    assert local.get(f"/v1/items/{made['id']}").status_code == 410


def test_what_was_made_from_research_items_stays_here(system, local, outside, bearer):
    item = system.item("trees")
    system.home.rows.items.put([item.model_copy(update={"rights": "research"})])
    made = local.post("/v1/edit", json={"item": "trees", "ops": ["clip:2"], "user": "v1", "wait": 60}).json()
    path = f"/v1/items/{made['id']}"
    assert local.get(path).status_code == 200
    key = bearer()
    for part in ("", "/media", "/thumbnail"):
        assert outside.get(path + part, headers=key).status_code == 404
        assert local.get(path + part, headers=key | {"X-Forwarded-For": "203.0.113.1"}).status_code == 404
    wish = {"user": "v1", "say": "trim it to 2 seconds", "item": "trees", "wait": 60}
    shown = outside.post("/v1/recommend", json=wish, headers=key).json()
    assert all(one["origin"] == "found" for one in shown["items"])


def test_a_job_can_be_cancelled(local, error_of):
    wish = {"user": "v1", "say": "trim it to 3 seconds", "item": "boats", "wait": 0}
    pending = local.post("/v1/recommend", json=wish).json()["pending"]
    job = f"/v1/jobs/{pending[0]['job']}"
    assert local.get(job).json()["state"] == "queued"
    assert local.delete(job).json()["state"] == "cancelled"


def test_jobs_are_for_who_waits_for_them(outside, bearer):
    wish = {"say": "make this silent", "item": "boats", "wait": 0}
    first, second, third = (bearer(user) for user in ("v1", "v2", "v3"))
    pending = outside.post("/v1/recommend", json=wish, headers=first).json()["pending"]
    job = f"/v1/jobs/{pending[0]['job']}"
    assert outside.post("/v1/recommend", json=wish, headers=second).json()["pending"] == pending
    assert outside.get(job, headers=first).status_code == 200
    assert outside.get(job, headers=second).status_code == 200
    assert outside.get(job, headers=third).status_code == 404
    assert outside.delete(job, headers=third).status_code == 404
    assert outside.delete(job, headers=second).status_code == 403
    assert outside.delete(job, headers=first).json()["state"] == "cancelled"


def test_no_ai_means_none(local, made):
    local.patch("/v1/users/v1", json={"ai": False})
    feed = local.post("/v1/recommend", json={"user": "v1", "k": 20}).json()
    assert made["id"] not in [item["id"] for item in feed["items"]]
    wish = {"user": "v1", "say": "trim it to 2 seconds", "item": "boats", "wait": 30}
    assert all(not item["ai"] for item in local.post("/v1/recommend", json=wish).json()["items"])
