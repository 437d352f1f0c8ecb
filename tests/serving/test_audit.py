"""Audits over HTTP: for operators alone."""

import shutil

import pytest
from fastapi.testclient import TestClient

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.system import GeneRec


@pytest.fixture
def served(filled, tmp_path):
    shutil.copytree(filled, tmp_path / "home")
    with GeneRec.open(tmp_path / "home") as system:
        keys = Keys(system.home.path / "keys")
        app = create_app(system, loopback=False, keys=keys)
        with TestClient(app, base_url="http://rec.example.org") as client:
            yield client, {"Authorization": f"Bearer {keys.new('site')}"}


def test_an_operator_gets_an_audit_for_groups_of_their_own(served):
    client, site = served
    assert client.post("/v1/audit").status_code in (401, 403)
    feed = client.post("/v1/recommend", json={"user": "v1", "k": 2}, headers=site)
    assert feed.status_code == 200
    plain = client.post("/v1/audit", headers=site).json()
    assert (plain["requests"], plain["groups_by"]) == (1, "how active viewers are")
    body = {"days": 2, "viewers": {"v1": "de"}, "creators": {"ann": "women"}}
    told = client.post("/v1/audit", json=body, headers=site).json()
    assert told["groups_by"] == "viewers' groups, as given"
    assert told["windows"][0]["state"] == "too little"
    assert client.post("/v1/audit", json={"days": 0}, headers=site).status_code in (400, 422)
