"""Overview, audit and settings as the studio sees them."""

import pytest

from generec.serving.metrics import Metrics
from generec.serving.studio.operators import Operators


def test_the_overview_counts_what_happened(ann, local, system):
    for user in ("v1", "v2"):
        local.post("/v1/recommend", json={"user": user, "k": 3})
    local.get("/v1/items/nowhere")
    system.edit("boats", operations=["clip:3"])
    told = ann.get("/overview").json()
    assert told["hours"][-1]["requests"] == 2
    assert told["hours"][-1]["viewers"] == 2
    assert told["hours"][-1]["places"] == 6
    assert told["jobs"]["states"] == {"done": 1}
    assert "user" not in told["jobs"]["latest"][0]
    jobs = next(row for row in told["budget"] if row["what"] == "jobs")
    assert jobs["used"] == 1 < jobs["limit"]
    routes = {row["route"]: row for row in told["routes"]}
    assert routes["/v1/recommend"]["n"] == 2
    assert 0 < routes["/v1/recommend"]["p50"] <= routes["/v1/recommend"]["p95"]
    assert routes["/v1/items/{id:path}"]["refused"] == 1
    assert told["items"]["found.live"] == 8


def test_quantiles_lie_between_the_bounds_of_their_buckets():
    metrics = Metrics()
    for seconds in [0.02] * 90 + [0.4] * 10:
        metrics.took("/a", seconds)
    assert 0.01 < metrics.quantiles(0.5)["/a"] < 0.025
    assert 0.25 < metrics.quantiles(0.95)["/a"] <= 0.5
    metrics.took("/slow", 1000.0)
    assert metrics.quantiles(0.5)["/slow"] == 60.0


def test_an_audit_is_told(ann, local):
    local.post("/v1/recommend", json={"user": "v1", "k": 3})
    told = ann.get("/audit?days=7").json()
    assert told["requests"] == 1
    assert told["exposure"][0]["by"] == "who made it"
    assert ann.get("/audit?days=0").status_code == 400


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setenv("GENEREC_BUDGET__PRICE_JOB", "2")


def test_settings_say_where_they_come_from(quiet, local, keys, system, sign_in, password):
    Operators(keys.folder).put("ann", password)
    (system.home.path / "generec.toml").write_text("[exposure]\nfeed_share = 0.25\n")
    told = sign_in(local).get("/settings").json()
    by_key = {one["key"]: one for one in told["settings"]}
    assert by_key["exposure.feed_share"]["whence"] == "file"
    assert by_key["budget.price_job"]["whence"] == "environment"
    assert by_key["exposure.day_share"]["whence"] == "default"
    assert by_key["budget.home.jobs"]["value"] == by_key["budget.home.jobs"]["default"] == 50_000
    assert by_key["exposure.day_share"]["means"]
