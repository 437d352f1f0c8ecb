"""Held drafts over HTTP: for operators alone."""

import shutil

import pytest
from fastapi.testclient import TestClient

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.system import GeneRec

STRICT = {"plugins": {"fidelity.safety.nudity.v1": {"warn": 0, "hold": 0}}}


@pytest.fixture
def held(filled, tmp_path):
    """A client from elsewhere with a server key, and the id of a draft that waits."""
    shutil.copytree(filled, tmp_path / "home")
    with GeneRec.open(tmp_path / "home", options=STRICT) as system:
        system.recommend("v1", say="make this black and white", item="boats", wait=60, k=2)
        keys = Keys(system.home.path / "keys")
        site = {"Authorization": f"Bearer {keys.new('site')}"}
        app = create_app(system, loopback=False, keys=keys)
        with TestClient(app, base_url="http://rec.example.org", headers=site) as client:
            yield client, system.reviews()[0].id


def test_a_held_draft_is_seen_and_approved_by_an_operator(held):
    client, id = held
    (told,) = client.get("/v1/reviews").json()["reviews"]
    assert (told["id"], told["state"]) == (id, "waiting")
    assert told == client.get(f"/v1/reviews/{id}").json()
    assert told["verdicts"][0]["evidence"]
    media = client.get(f"/v1/reviews/{id}/media")
    assert (media.status_code, media.headers["content-type"]) == (200, "video/mp4")
    assert client.get(f"/v1/items/{id}/media").status_code == 404
    assert client.get(f"/v1/items/g_{told['recipe'][:24]}").status_code == 404
    done = client.post(f"/v1/reviews/{id}", json={"decision": "approve", "by": "ann", "note": "fine"}).json()
    assert (done["state"], done["by"]) == ("approved", "ann")
    assert client.get(f"/v1/items/{done['item']}").status_code == 200
    assert client.get(f"/v1/reviews/{id}/media").status_code == 404
    listed = client.get("/v1/reviews?state=approved").json()
    assert [one["id"] for one in listed["reviews"]] == [id]
    assert listed["checks"][0]["approved"] == 1


def test_a_decision_is_read_strictly(held):
    client, id = held
    for body in (
        {"decision": "maybe", "by": "a"},
        {"decision": "approve"},
        {"decision": "approve", "by": "a", "x": 1},
    ):
        assert client.post(f"/v1/reviews/{id}", json=body).status_code in (400, 422)
    assert (
        client.post(f"/v1/reviews/{id}", json={"decision": "reject", "by": "a"}).json()["state"] == "rejected"
    )
    assert client.post(f"/v1/reviews/{id}", json={"decision": "approve", "by": "a"}).status_code == 403
    assert client.get("/v1/reviews/h_none").status_code == 404
