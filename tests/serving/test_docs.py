"""The pages about the API say everything that there is."""

import re
from pathlib import Path

from generec.serving import errors

DOCS = Path(__file__).parents[2] / "docs"


def test_every_call_is_documented(local):
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    for path, methods in local.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in text


def test_every_code_of_an_error_is_documented():
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    codes = {kind.code for kind, _ in errors._STATUS} | set(errors._CODES.values()) | {"fault"}
    assert {code for code in codes if f"`{code}`" not in text} == set()


def test_every_field_of_a_request_is_documented():
    from generec.serving.bodies import Recommend

    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in Recommend.model_fields)


def test_what_the_pages_call_exists(local):
    paths = set(local.get("/openapi.json").json()["paths"])
    text = (DOCS / "embedding.md").read_text(encoding="utf-8")
    named = {re.sub(r"[?#].*", "", found) for found in re.findall(r"/v1/[a-z]+(?:/\{id\})?", text)}
    assert named <= paths
