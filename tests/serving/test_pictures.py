"""A picture beside the words over HTTP: as a form or in JSON, for its look or for what is like it."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image


def packed(image, kind="PNG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(image).save(out, kind)
    return out.getvalue()


@pytest.fixture
def picture(make) -> bytes:
    """Nearly a frame of `trees`."""
    return packed(make.scene(3, 320, 180))


def ask(client, picture: bytes | str, path="/v1/recommend", **fields):
    text = picture if isinstance(picture, str) else base64.b64encode(picture).decode()
    return client.post(path, json={"user": "v1", "image": text, **fields})


def test_what_is_like_the_picture_comes_first(local, picture):
    response = ask(local, picture, k=4)
    assert response.status_code == 200, response.text
    feed = response.json()
    step = next(step for step in feed["trace"] if step["step"] == "picture")
    assert "like the picture" in step["did"]
    assert any(item["because"] == "like the picture that you gave" for item in feed["items"])


def test_a_form_says_the_same_as_json(local, picture):
    fields = {
        "user": "v1",
        "k": "4",
        "candidates": '[{"id": "boats", "score": 1.0}]',
        "categories": ["boats"],
    }
    form = local.post("/v1/recommend", data=fields, files={"image": ("x.bin", picture)})
    assert form.status_code == 200, form.text
    body = ask(local, picture, k=4, candidates=[{"id": "boats", "score": 1.0}], categories=["boats"]).json()
    assert [item["id"] for item in form.json()["items"]] == [item["id"] for item in body["items"]]
    assert form.json()["items"][0]["id"] == "boats"
    assert any(step["step"] == "picture" for step in form.json()["trace"])


def test_an_address_of_data_is_read_without_its_head(local, picture):
    head = "data:image/png;base64,"
    assert ask(local, head + base64.b64encode(picture).decode()).status_code == 200


def test_words_for_a_look_make_the_item_on_screen_look_so(local, picture):
    response = ask(local, picture, say="make it look like this picture", item="photo", wait=60)
    feed = response.json()
    made = feed["items"][0]
    assert (made["origin"], made["parents"]) == ("edited", ["photo"]), feed["reply"]
    assert [edit["op"] for edit in feed["guidance"]["edits"]] == ["like"]
    assert local.get(f"/v1/items/{made['id']}?user=v1").status_code in (200, 404)
    assert made["id"] not in {
        item["id"] for item in local.post("/v1/recommend", json={"user": "v2", "k": 20}).json()["items"]
    }


def test_an_edit_takes_a_picture_for_a_viewer_alone(local, picture, error_of):
    made = ask(local, picture, "/v1/edit", item="photo", ops=["adjust:brightness:up"], wait=60)
    assert made.status_code == 200, made.text
    assert made.json()["parents"] == ["photo"]
    form = local.post(
        "/v1/edit", data={"item": "photo", "user": "v1", "wait": "60"}, files={"image": picture}
    )
    assert form.status_code == 200, form.text
    nobody = local.post("/v1/edit", data={"item": "photo"}, files={"image": picture})
    assert (nobody.status_code, error_of(nobody)["field"]) == (400, "user")


@pytest.mark.parametrize(
    "text", ["/etc/passwd", "http://127.0.0.1:8000/healthz", "file:///etc/hostname", "", "é"]
)
def test_paths_and_addresses_are_not_read(local, error_of, text):
    response = ask(local, text)
    assert response.status_code == 400
    assert error_of(response)["field"] == "image"


def test_a_text_field_of_a_form_is_no_path_either(local, error_of):
    response = local.post("/v1/recommend", files={"user": (None, "v1"), "image": (None, "/etc/passwd")})
    assert (response.status_code, error_of(response)["field"]) == (400, "image")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def test_what_is_no_picture_or_too_large_is_refused(local, error_of, picture):
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1/'/></svg>"
    for content in (b"GIF8", svg, picture[: len(picture) // 2], bomb(8000, 8000), bomb(60_000, 60_000)):
        response = ask(local, content)
        assert (response.status_code, error_of(response)["field"]) == (400, "image"), content[:20]
    assert "too large" in error_of(ask(local, bomb(8000, 8000)))["message"]
    long = local.post("/v1/recommend", data={"user": "v1"}, files={"image": b"0" * (17 << 20)})
    assert long.status_code == 413


def test_only_the_picture_is_a_file_and_a_broken_form_is_told(local, error_of, picture):
    response = local.post("/v1/recommend", files={"user": ("u.txt", b"v1")})
    assert (response.status_code, error_of(response)["field"]) == (400, "user")
    head = {"content-type": "multipart/form-data"}
    assert local.post("/v1/recommend", content=b"--x", headers=head).status_code == 400
    assert (
        local.post(
            "/v1/recommend", data={"user": "v1", "candidates": "["}, files={"image": picture}
        ).status_code
        == 400
    )
    assert (
        local.post("/v1/recommend", data={"user": "v1", "picture": "x"}, files={"image": picture}).status_code
        == 400
    )
