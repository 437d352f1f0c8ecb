"""Marks behind sentences and the list of sources below a text."""

import pytest

from generec.editor.text.notes import mark, taken_apart, with_notes, without_notes


def test_what_is_put_together_can_be_taken_apart():
    body = f"One said this.{mark(0)} Two said 3.{mark(1)}\n\nBoth said it.{mark(0, 1)}"
    noted = taken_apart(with_notes(body, ["“One”", "“Two”\nby B"], language="fr"))
    assert noted.parts == (("One said this.", (0,)), ("Two said 3.", (1,)), ("Both said it.", (0, 1)))
    assert noted.loose == ()
    assert noted.notes == {0: "“One”", 1: "“Two” by B"}


@pytest.mark.parametrize("number", [0, 8, 9, 11, 99])
def test_numbers_of_several_digits(number):
    assert taken_apart(f"So.{mark(number)}").parts == (("So.", (number,)),)


def test_words_without_a_mark_are_found():
    assert taken_apart(f"Marked.{mark(0)} Not marked.").loose == ("Not marked.",)


def test_a_text_without_marks_and_list():
    body = f"One.{mark(0)}\n\nTwo.{mark(1)}"
    assert without_notes(with_notes(body, ["A", "B"], language="en")) == "One.\n\nTwo."
    assert without_notes("Sources\nsaid so") == "Sources\nsaid so"
