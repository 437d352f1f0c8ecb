"""The check of facts over drafts of texts."""

import pytest

from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity.facts import FactsCheck, FactsConfig
from generec.fidelity.gate import FACTS, GateConfig

SOURCE = Item(
    id="a",
    work="a",
    kind="text",
    title="Library opens",
    text="Ann Lee opened the library in Leeds. It cost £3m. She was not paid.",
)
RECIPE = Recipe(
    kind="text", sources=(Source(item="a"),), steps=(Step(component="editor.text.v1", op="rewrite"),)
)


def verdict(text, *, title="Library opens", config=None, **other):
    draft = Draft(recipe=RECIPE, kind="text", text=text, title=title, **other)
    return FactsCheck(config)(draft=draft, sources=[SOURCE])


def test_the_default_gate_asks_it():
    assert FactsCheck.name == FACTS
    assert FACTS in GateConfig().checks


def test_what_the_source_says_passes():
    found = verdict("In Leeds, Ann Lee opened the library.\n\nIt cost three million pounds.")
    assert (found.outcome, found.score) == ("pass", 0.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It cost £4m.", "number"),
        ("It cost $3m.", "number"),
        ("Bob Ray opened the library.", "name"),
        ("“I opened the library,” said Ann Lee.", "quotation"),
        ("She was paid.", "negation"),
    ],
)
def test_what_it_does_not_say_is_held_with_what_it_is(text, kind):
    found = verdict(text)
    assert found.outcome == "hold"
    assert found.detail["strangers"][0][0] == kind
    assert 0 < found.score <= 1


def test_a_changed_title_is_read_too_and_an_operator_may_be_stricter():
    found = verdict("It cost £3m.", title="Bob Ray opens library", config=FactsConfig(outcome="block"))
    assert found.outcome == "block"
    assert "Bob Ray" in found.evidence


def test_a_draft_without_words_of_its_own_passes():
    draft = Draft(recipe=RECIPE, kind="text", title="Library opens")
    assert FactsCheck()(draft=draft, sources=[SOURCE]).evidence == "it has no words of its own"


def made(title, *asked, source="Suit up: helmet, shuttle, rocket", **other):
    """The verdict over a new film that somebody asked for."""
    draft = Draft(recipe=RECIPE, kind="video", title=title, asked=asked, **other)
    return FactsCheck()(draft=draft, sources=[SOURCE.model_copy(update={"title": source, "text": None})])


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Rockets", ["rockets"]),
        ("Street food", ["street food"]),
        ("Cooking pasta & rockets", ["cooking pasta", "rockets"]),
        ("Raketen", ["Raketen"]),
        ("Hunde am Strand", ["Hunde am Strand"]),
        ("Fusées", ["fusées"]),
        ("Cuisine française", ["cuisine française"]),
        ("Cohetes", ["cohetes"]),
        ("Foguetes", ["foguetes"]),
        ("火箭", ["火箭"]),
    ],
)
def test_a_title_of_what_was_asked_for_is_no_fact_of_a_source(title, asked):
    assert made(title, *asked).outcome == "pass"
    assert made(title, *asked, source="Eine Rakete steht auf dem Feld und wartet").outcome == "pass"


@pytest.mark.parametrize("asked", ["Eiffel Tower", "Donald Trump", "Apollo 11 landing"])
def test_a_name_that_was_asked_for_has_to_be_in_a_source(asked):
    assert made(asked, asked).outcome == "hold"
    assert made(asked, asked, source=f"{asked} at night").outcome == "pass"


def test_what_a_title_adds_to_what_was_asked_for_is_looked_at():
    assert made("Rockets by Bob Ray", "rockets").outcome == "hold"
    assert made("Rockets", "rockets", description="Bob Ray launched 12 of them.").outcome == "hold"


def test_fixed_phrases_are_no_facts_and_what_stands_beside_them_is():
    phrase = "There was not footage enough."
    assert made("Rockets", "rockets", description=phrase, ours=(phrase,)).outcome == "pass"
    assert made("Rockets", "rockets", description=f"{phrase} It cost 12.", ours=(phrase,)).outcome == "hold"
