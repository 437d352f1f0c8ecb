"""Media over HTTP: ranges, tags, types, frames, paths, private items."""

from urllib.parse import quote

import pytest

MEDIA = "/v1/items/boats/media"


@pytest.fixture
def whole(local) -> bytes:
    return local.get(MEDIA).content


def test_the_whole_file_is_what_was_taken_in(local, system, whole):
    with system.media(system.item("boats")) as path:
        assert whole == path.read_bytes()
    response = local.get(MEDIA)
    assert response.headers["content-type"] == "video/mp4"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert int(response.headers["content-length"]) == len(whole)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=-99999999", 0, None),
        ("bytes=10-99999999", 10, None),
    ],
)
def test_a_range_is_given(local, whole, asked, start, end):
    response = local.get(MEDIA, headers={"Range": asked})
    assert response.status_code == 206
    assert response.content == whole[start:end]
    first = start if start >= 0 else len(whole) + start
    last = first + len(response.content) - 1
    assert response.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_outside_the_file_is_a_416(local, whole, error_of, asked):
    response = local.get(MEDIA, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{len(whole)}"
    assert error_of(response)["code"] == "range_not_satisfiable"


@pytest.mark.parametrize("asked", ["bytes=5-2", "lines=1-2", "bytes=", "bytes=a-b", "bytes=0-1,5-9"])
def test_a_range_that_is_none_gives_the_whole(local, whole, asked):
    response = local.get(MEDIA, headers={"Range": asked})
    assert response.status_code == 200
    assert response.content == whole


def test_an_unchanged_file_is_not_sent_again(local, whole):
    tag = local.get(MEDIA).headers["etag"]
    again = local.get(MEDIA, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    part = {"Range": "bytes=0-9"}
    assert local.get(MEDIA, headers=part | {"If-Range": tag}).status_code == 206
    assert local.get(MEDIA, headers=part | {"If-Range": '"old"'}).content == whole
    assert local.get("/v1/items/trees/media").headers["etag"] != tag


def test_head_tells_the_length(local, whole):
    response = local.head(MEDIA)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) == len(whole)


def test_frames_are_chosen_by_the_second(local):
    own = local.get("/v1/items/boats/thumbnail")
    first, last = (local.get(f"/v1/items/boats/thumbnail?t={second}") for second in (0.5, 5.5))
    for response in (own, first, last):
        assert response.headers["content-type"] == "image/jpeg"
        assert response.content.startswith(b"\xff\xd8")
    assert first.content != last.content
    assert first.headers["etag"] != last.headers["etag"]
    assert local.get("/v1/items/boats/thumbnail?t=0.501").headers["etag"] == first.headers["etag"]
    assert local.get("/v1/items/boats/thumbnail?t=5000").status_code == 200


@pytest.mark.parametrize("second", ["-1", "nan", "inf", "soon", "1e9"])
def test_a_second_that_is_none_is_a_400(local, error_of, second):
    response = local.get(f"/v1/items/boats/thumbnail?t={second}")
    assert response.status_code == 400
    assert error_of(response)["field"] == "t"


def test_a_photo_is_its_own_picture(local):
    assert local.get("/v1/items/photo/media").headers["content-type"] == "image/png"
    assert local.get("/v1/items/photo/thumbnail").headers["content-type"].startswith("image/")
    assert local.get("/v1/items/photo/thumbnail?t=2").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/items/..%2F..%2F..%2Fetc%2Fpasswd/media",
        "/v1/items/%2Fetc%2Fpasswd/media",
        "/v1/items/boats%00/media",
        "/v1/items/boats%2F..%2Ftrees/media",
        "/static/..%2Fapp.py",
        "/static/%2e%2e/app.py",
        "/static/..%5Capp.py",
        "/static//etc/passwd",
    ],
)
def test_no_path_leads_out(local, error_of, path):
    response = local.get(path)
    assert response.status_code == 404
    assert error_of(response)["code"] == "not_found"


@pytest.mark.parametrize("id", ["boats/media", "media", "boats/../trees"])
def test_an_id_is_not_mistaken_for_a_path(local, id):
    record = {"id": id, "title": id, "text": "A text."}
    local.post("/v1/items", json=[record])
    assert local.get(f"/v1/items/{quote(id, safe='')}").json()["id"] == id


def test_what_is_not_a_picture_is_never_shown_as_one(local, system):
    item = system.item("photo").model_copy(update={"mime": "image/svg+xml"})
    system.home.rows.items.put([item])
    response = local.get("/v1/items/photo/media")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == "attachment"
    assert "sandbox" in response.headers["content-security-policy"]


def test_a_private_item_is_for_its_owner(system, local, outside, bearer):
    item = system.item("boats")
    private = item.model_copy(update={"id": "mine", "work": "mine", "scope": "private", "owner": "v1"})
    system.home.rows.items.put([private])
    for part in ("", "/media", "/thumbnail"):
        path = f"/v1/items/mine{part}"
        assert local.get(path).status_code == 404
        assert local.get(path, params={"user": "v2"}).status_code == 404
        assert local.get(path, params={"user": "v1"}).status_code == 200
        assert outside.get(path, headers=bearer("v2")).status_code == 404
        assert outside.get(path, headers=bearer("v1")).status_code == 200
    told = local.get("/v1/items/mine?user=v1").json()
    assert local.get(told["media"]).status_code == 200
    assert local.get(told["thumbnail"]).status_code == 200
