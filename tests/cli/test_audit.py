"""generec audit: sentences, JSON, a page, groups out of a table."""

import json


def test_an_audit_by_shell(call, tmp_path):
    told = call("audit")
    assert told.exit_code == 0
    assert told.output.startswith("Fairness audit")
    page = tmp_path / "audit.html"
    assert json.loads(call("audit", "--json", "--out", page, "--days", "3").output)["alarms"] == []
    assert "<h1>Fairness audit" in page.read_text()
    table = tmp_path / "viewers.csv"
    table.write_text("user,language\nv00,de\n")
    assert call("audit", "--viewers", table, "--group", "language").exit_code == 0
    assert call("audit", "--viewers", table).exit_code != 0
    assert "no column" in call("audit", "--viewers", table, "--group", "age").output
