"""The canonical JSON text: equal meanings give equal texts, other meanings other texts."""

import json
import math
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from generec.domain.items import Item
from generec.domain.record import canonical

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=8)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def meaning(value: Any) -> Any:
    """What a JSON value means, written independently: tagged, so that True, 1 and "1" stay apart."""
    if isinstance(value, bool) or value is None:
        return ("constant", value)
    if isinstance(value, int | float):
        return ("number", value)
    if isinstance(value, str):
        return ("text", unicodedata.normalize("NFC", value))
    if isinstance(value, list):
        return ("list", tuple(meaning(part) for part in value))
    return (
        "dict",
        frozenset((unicodedata.normalize("NFC", key), meaning(part)) for key, part in value.items()),
    )


def canonical_or_none(value: Any) -> str | None:
    """The canonical text, or None where two keys are equal after normalisation."""
    try:
        return canonical(value)
    except ValueError:
        return None


@given(JSON, JSON)
def test_equal_texts_mean_equal_values_and_the_reverse(one: Any, two: Any) -> None:
    texts = canonical_or_none(one), canonical_or_none(two)
    assume(None not in texts)
    assert (texts[0] == texts[1]) == (meaning(one) == meaning(two))


@given(JSON)
def test_text_is_json_with_the_same_meaning_and_its_own_canonical_form(value: Any) -> None:
    text = canonical_or_none(value)
    assume(text is not None)
    assert text is not None
    assert meaning(json.loads(text)) == meaning(value)
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXT, SCALAR, max_size=6), st.randoms())
def test_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    text = canonical_or_none(value)
    assume(text is not None)
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical(dict(pairs)) == text


@given(TEXT)
def test_normal_form_of_text_does_not_matter(text: str) -> None:
    decomposed, composed = unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)
    assert canonical({decomposed: decomposed}) == canonical({composed: composed})


@given(st.integers(-(2**53), 2**53))
def test_whole_floats_are_integers(number: int) -> None:
    assert canonical(float(number)) == canonical(number) == str(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [1.0, 1.5, None, True, False]}, '{"a":[1,1.5,null,true,false],"b":1}'),
        (-0.0, "0"),
        (1e300, str(10**300 + (int(1e300) - 10**300))),
        (1e-7, "1e-07"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("e\u0301", '"é"'),
        ('\u2028\n"\\', '"\u2028\\n\\"\\\\"'),
        ((1, 2), "[1,2]"),
        ({}, "{}"),
    ],
)
def test_examples(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize(("one", "two"), [(True, 1), (False, 0), ("1", 1), (None, ""), ([], {}), ("a ", "a")])
def test_what_python_or_an_eye_may_confuse_stays_apart(one: Any, two: Any) -> None:
    assert canonical(one) != canonical(two)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, {"a": [math.nan]}])
def test_numbers_that_are_none_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        canonical(value)


@pytest.mark.parametrize("value", [{1: 2}, {None: 1}, {"é": 1, "e\u0301": 2}, {1, 2}, b"x", object()])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_records_are_immutable_and_know_their_fields() -> None:
    item = Item(id="a", work="a", kind="video")
    with pytest.raises(ValidationError):
        item.title = "b"
    with pytest.raises(ValidationError, match="titel"):
        Item.model_validate({"id": "a", "work": "a", "kind": "video", "titel": "x"})
