"""What makes an item valid, and who may see it."""

from typing import Any

import pytest
from pydantic import ValidationError

from generec.domain.items import PERMISSIONS, Item

FOUND = {"id": "a", "work": "a", "kind": "video"}
MADE = {
    "id": "m",
    "work": "a",
    "kind": "video",
    "origin": "edited",
    "parents": ("a",),
    "recipe": "key",
    "seal": "s",
}


def item(base: dict[str, Any], **fields: Any) -> Item:
    return Item.model_validate(base | fields)


@pytest.mark.parametrize("missing", ["recipe", "seal"])
@pytest.mark.parametrize("origin", ["edited", "created"])
def test_a_made_item_has_recipe_and_seal(origin: str, missing: str) -> None:
    assert item(MADE, origin=origin).origin == origin
    fields = {key: value for key, value in MADE.items() if key != missing}
    with pytest.raises(ValidationError, match="needs its recipe and its seal"):
        item(fields, origin=origin)


def test_what_a_model_drew_of_words_alone_has_no_parents_and_what_was_edited_has() -> None:
    fields = {key: value for key, value in MADE.items() if key != "parents"}
    assert not item(fields, origin="created").parents
    with pytest.raises(ValidationError, match="needs its parents"):
        item(fields, origin="edited")


def test_a_found_item_is_its_own_work() -> None:
    with pytest.raises(ValidationError, match="its own work"):
        item(FOUND, work="b")


@pytest.mark.parametrize("fields", [{"scope": "private"}, {"owner": "u1"}])
def test_private_and_owner_go_together(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="owner"):
        item(FOUND, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "", "work": ""},
        {"id": "x" * 513, "work": "x" * 513},
        {"kind": "sound"},
        {"duration_s": -1},
        {"duration_s": float("nan")},
        {"width": -1},
        {"allow": ["steal"]},
        {"state": "gone"},
        {"rights": "mine"},
        {"published_at": float("inf")},
    ],
)
def test_what_is_no_item(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        item(FOUND, **fields)


def test_unknown_rights_allow_choosing_and_showing_only() -> None:
    assert item(FOUND).allow == {"cover", "serve"}
    assert item(FOUND).allow < PERMISSIONS


@pytest.mark.parametrize(
    ("fields", "user", "shown"),
    [
        ({}, None, True),
        ({"state": "unavailable"}, None, False),
        ({"state": "withdrawn"}, None, False),
        ({"allow": ["cover"]}, None, False),
        ({"published_at": 10.0}, None, True),
        ({"published_at": 10.5}, None, False),
        ({"expires_at": 10.5}, None, True),
        ({"expires_at": 10.0}, None, False),
        ({"scope": "private", "owner": "u1"}, "u1", True),
        ({"scope": "private", "owner": "u1"}, "u2", False),
        ({"scope": "private", "owner": "u1"}, None, False),
    ],
)
def test_showable_at_ten(fields: dict[str, Any], user: str | None, shown: bool) -> None:
    assert item(FOUND, **fields).showable(at=10.0, user=user) is shown


def test_what_is_for_adults_only_is_not_shown_to_minors() -> None:
    assert item(FOUND).showable(at=10.0, minor=True)
    assert not item(FOUND, adults_only=True).showable(at=10.0, minor=True)
    assert item(FOUND, adults_only=True).showable(at=10.0)


def test_json_round_trip() -> None:
    full = item(MADE, scope="private", owner="u", topics=("a", "b"), allow=("serve", "clip"), expires_at=2.5)
    assert Item.model_validate_json(full.model_dump_json()) == full
