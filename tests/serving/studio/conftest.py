"""Operators at a server of their own."""

import shutil

import pytest
from fastapi.testclient import TestClient

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.serving.studio.operators import Operators
from generec.system import GeneRec

STRICT = {"plugins": {"fidelity.safety.nudity.v1": {"warn": 0, "hold": 0}}}
PASSWORD = "a long enough password"


class Signed:
    """A client that is signed in: what changes something brings the second secret."""

    def __init__(self, client: TestClient, name: str = "ann", password: str = PASSWORD, **headers) -> None:
        self.client, self.headers = client, headers
        body = {"name": name, "password": password}
        told = client.post("/studio/api/session", json=body, headers=headers)
        assert told.status_code == 200, told.text
        self.headers = {**headers, "x-generec-csrf": told.json()["csrf"]}

    def get(self, path: str, **options):
        return self.client.get(f"/studio/api{path}", headers=self.headers, **options)

    def post(self, path: str, json: dict, **options):
        return self.client.post(f"/studio/api{path}", json=json, headers=self.headers, **options)

    def delete(self, path: str):
        return self.client.delete(f"/studio/api{path}", headers=self.headers)


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def sign_in():
    return Signed


@pytest.fixture
def operators(keys) -> Operators:
    found = Operators(keys.folder)
    found.put("ann", PASSWORD)
    return found


@pytest.fixture
def ann(local, operators):
    """An operator who is signed in."""
    return Signed(local)


@pytest.fixture
def strict(filled, tmp_path):
    """A home that holds whatever is made, with one draft that waits."""
    shutil.copytree(filled, tmp_path / "strict")
    with GeneRec.open(tmp_path / "strict", options=STRICT) as system:
        system.recommend("v1", say="make this black and white", item="boats", wait=60, k=2)
        yield system


@pytest.fixture
def reviewer(strict):
    keys = Keys(strict.home.path / "keys")
    Operators(keys.folder).put("ann", PASSWORD)
    app = create_app(strict, loopback=True, keys=keys)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield Signed(client)
