"""Something new over HTTP."""

from generec.creator.film.creator import StoryboardCreator
from generec.domain.errors import NotAllowed


def _planned_again(*_, **__):
    raise NotAllowed("it is planned again")


def test_something_new_is_made_credited_and_served(local):
    response = local.post("/v1/create", json={"say": "4 seconds of lamps, no sound", "wait": 60})
    assert response.status_code == 200, response.text
    made = response.json()
    assert made["origin"] == "created"
    assert made["provenance"]["parents"]
    assert local.get(f"/v1/items/{made['id']}/media").content[4:8] == b"ftyp"


def test_what_cannot_be_made_is_told(local, error_of):
    response = local.post("/v1/create", json={"say": "volcanoes"})
    assert response.status_code == 403
    assert error_of(response)["code"] == "not_allowed"
    assert local.post("/v1/create", json={}).status_code == 400


def test_another_version_is_made_and_the_first_is_not_shown_again(local, monkeypatch):
    wish = {"say": "4 seconds of lamps, no sound", "wait": 60}
    first = local.post("/v1/create", json=wish).json()
    with monkeypatch.context() as patch:
        patch.setattr(StoryboardCreator, "versions", _planned_again)
        other = local.post("/v1/create", json={**wish, "another": [first["id"]]})
    assert other.status_code == 200, other.text
    assert other.json()["id"] != first["id"]
    assert local.post("/v1/create", json=wish).json()["id"] == first["id"]
    assert local.post("/v1/create", json={**wish, "another": ["c00"]}).status_code in (400, 404)
