"""How heavy the pages' own script and style are, all of them together, and what goes over the line."""

from pathlib import Path

import pytest

from generec.serving import page_routes

MOST = 150_000
OWN = sorted(
    str(file.relative_to(page_routes.STATIC))
    for suffix in ("js", "css")
    for file in Path(page_routes.STATIC).rglob(f"*.{suffix}")
)


def test_all_script_and_style_together_go_over_the_line_well_within_the_limit(local):
    """Of every page, the studio too; what one page takes as it lies there is a test in the browser."""
    sizes = {}
    for name in OWN:
        with local.stream("GET", f"/static/{name}") as answer:
            assert answer.headers.get("content-encoding", "identity") in ("gzip", "identity")
            assert answer.headers["vary"] == "Accept-Encoding"
            sizes[name] = sum(len(part) for part in answer.iter_raw())
    assert len(sizes) > 30
    assert sum(sizes.values()) <= 0.6 * MOST


@pytest.mark.parametrize("name", ["feed.js", "base.css", "fonts/inter.woff2"])
def test_a_file_arrives_as_it_lies_there_and_is_not_sent_twice(local, name):
    answer = local.get(f"/static/{name}")
    assert answer.content == (page_routes.STATIC / name).read_bytes()
    assert ("content-encoding" in answer.headers) == (not name.endswith("woff2"))
    plain = local.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content
    again = local.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_a_viewers_own_is_not_packed(local):
    answer = local.get("/v1/parameters")
    assert len(answer.content) > 500
    assert "content-encoding" not in answer.headers
