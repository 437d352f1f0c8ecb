"""Something new over HTTP."""


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
