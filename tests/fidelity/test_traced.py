"""The check that every sentence of a digest stands in the source it names."""

import pytest

from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.text.notes import mark, with_notes
from generec.fidelity.gate import TRACED, GateConfig
from generec.fidelity.traced import TracedCheck, TracedConfig
from generec.policy.licences import credit

ONE = Item(
    id="a", work="a", kind="text", title="Library opens", text="Ann Lee opened\nthe library. It cost £3m."
)
TWO = Item(id="b", work="b", kind="text", title="Rain", text="It rained in Leeds.")
LISTED = [credit(ONE), credit(TWO)]


def verdict(body, *, listed=LISTED, ops=("sentence",), config=None, origin="created"):
    recipe = Recipe(
        kind="text",
        origin=origin,
        sources=(Source(item="a"), Source(item="b")),
        steps=tuple(Step(component="creator.digest.v1", op=op) for op in ops),
    )
    draft = Draft(recipe=recipe, kind="text", text=with_notes(body, listed, language="en"))
    return TracedCheck(config)(draft=draft, sources=[ONE, TWO])


def test_the_default_gate_asks_it():
    assert TracedCheck.name == TRACED
    assert TRACED in GateConfig().checks


def test_sentences_of_their_sources_pass():
    found = verdict(f"Ann Lee opened the library.{mark(0)} It rained in Leeds.{mark(1)}")
    assert (found.outcome, found.score) == ("pass", 0.0)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"Ann Lee closed the library.{mark(0)}", "is not in its source"),
        (f"It rained in Leeds.{mark(0)}", "is not in its source"),
        (f"It rained in Leeds.{mark(1)} It was cold.", "has no mark"),
        (f"It rained in Leeds.{mark(2)}", "is not in the list"),
        ("", "it says nothing"),
    ],
)
def test_other_sentences_are_held(body, told):
    found = verdict(body)
    assert found.outcome == "hold"
    assert told in found.evidence
    assert found.score == pytest.approx(0.5 if "cold" in body else 1.0)


def test_a_list_that_names_another_source_is_no_list():
    assert verdict(f"It rained in Leeds.{mark(1)}", listed=[credit(ONE), "“Sun”"]).outcome == "hold"


def test_what_was_reworded_must_keep_the_facts():
    ops = ("sentence", "reword")
    assert verdict(f"The library was opened by Ann Lee.{mark(0)}", ops=ops).outcome == "warn"
    found = verdict(f"The library cost £4m.{mark(0)}", ops=ops, config=TracedConfig(outcome="block"))
    assert found.outcome == "block"
    assert "£4m" in found.evidence or "4" in found.evidence


def test_other_drafts_pass():
    assert verdict("Anything at all.", origin="edited").outcome == "pass"
