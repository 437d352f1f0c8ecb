"""An audit of a home, and groups out of an operator's table."""

import pytest

from generec.domain.errors import DataError
from generec.system.auditing import groups_of


def test_an_audit_of_a_home_counts_its_feeds(system):
    for n in range(4):
        feed = system.recommend(f"v{n:02d}", k=4)
    system.feedback([{"user": "v03", "item": feed.items[0].id, "kind": "like", "request": feed.request}])
    found = system.audit(days=1)
    assert (found.requests, found.shown) == (4, 16)
    assert found.exposure[0].rows[0].group == "found, made by people"
    assert sum(row.likes for row in found.exposure[0].rows) == 1
    assert found.windows[0].candidates == 0.0
    with pytest.raises(DataError, match="days"):
        system.audit(days=0)


def test_groups_come_from_a_named_column_of_a_table(tmp_path):
    table = tmp_path / "viewers.csv"
    table.write_text("language,user_id,age\nde,u1,18-24\nen,u2,\n,u3,25-34\n")
    assert groups_of(table, "language") == {"u1": "de", "u2": "en"}
    assert groups_of(table, "age") == {"u1": "18-24", "u3": "25-34"}
    with pytest.raises(DataError, match="no column 'gender'"):
        groups_of(table, "gender")
