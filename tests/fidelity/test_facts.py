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
