import pytest

from generec.domain.errors import DataError
from generec.system.feedback import parse


def test_times_are_read_as_text_or_seconds():
    row = {"user": "u", "item": "i", "kind": "like"}
    rows = [
        row,
        {**row, "at": 5},
        {**row, "at": "2026-01-02T03:04:05Z"},
        {**row, "at": "2026-01-02T04:04:05+01:00"},
    ]
    assert [event.at for event in parse(rows, now=9.0)] == [9.0, 5.0, 1767323045.0, 1767323045.0]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"user": "u", "item": "i", "kind": "loved"}, "kind"),
        ({"user": "u", "item": "i", "kind": "view"}, "value"),
        ({"user": "u", "item": "i", "kind": "view", "value": float("nan")}, "value"),
        ({"user": "", "item": "i", "kind": "like"}, "user"),
        ({"item": "i", "kind": "like"}, "user"),
        ({"user": "u", "item": "i", "kind": "like", "at": "soon"}, "at"),
        ({"user": "u", "item": "i", "kind": "like", "at": float("inf")}, "at"),
        ({"user": "u", "item": "i", "kind": "why"}, "text"),
        ({"user": "u", "item": "i", "kind": "like", "stars": 5}, "stars"),
        ({"user": "u", "item": "i", "kind": "why", "text": "half \ud83d of it"}, "text"),
        ({"user": "\udc00", "item": "i", "kind": "like"}, "user"),
        ({"user": "u", "item": "i\udfff", "kind": "like"}, "item"),
        ({"user": "u", "item": "i", "kind": "like", "id": "\ud800"}, "id"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(row, field):
    good = {"user": "u", "item": "i", "kind": "like"}
    with pytest.raises(DataError, match="row 1") as caught:
        parse([good, row], now=0.0)
    assert caught.value.field == field
