"""A fact has a source, or it is none."""

import pytest
from pydantic import ValidationError

from generec.domain.facts import Fact, FactSource, cited, stated
from generec.domain.recipes import Recipe, Source, Step

SOURCE = FactSource(
    kind="web", id="web:1", title="Dog", licence="CC BY-SA 4.0", address="https://x.example/Dog", creator="Us"
)


def test_there_is_no_fact_without_a_source():
    with pytest.raises(ValidationError, match="source"):
        Fact(text="Dogs bark.", span=(0, 10))
    for field in ("title", "licence", "id"):
        with pytest.raises(ValidationError, match=field):
            FactSource(**{**SOURCE.model_dump(), field: ""})


def test_span_and_number_belong_to_the_words():
    with pytest.raises(ValidationError, match="span"):
        Fact(text="Dogs bark.", source=SOURCE, span=(0, 9))
    with pytest.raises(ValidationError, match="number"):
        Fact(text="Dogs bark.", source=SOURCE, span=(0, 10), number="7")


def test_a_recipe_tells_its_facts_and_what_it_cites():
    fact = Fact(text="Dogs bark.", source=SOURCE, span=(0, 10))
    item = fact.model_copy(update={"source": SOURCE.model_copy(update={"kind": "item", "id": "a1"})})
    facts = [one.model_dump(mode="json") for one in (fact, item, fact)]
    steps = (
        Step(component="creator.storyboard.v1", op="facts", params={"facts": facts}),
        Step(
            component="creator.storyboard.v1", op="fact", params={"says": [{"text": "Dogs bark.", "fact": 0}]}
        ),
    )
    recipe = Recipe(kind="video", origin="created", sources=(Source(item="a1"),), steps=steps)
    assert stated(recipe).facts == (fact, item, fact)
    assert stated(recipe).said[0].fact == 0
    assert [(one.title, one.licence, one.creator) for one in cited(recipe)] == [("Dog", "CC BY-SA 4.0", "Us")]
    assert SOURCE.credit() == "“Dog” by Us, CC BY-SA 4.0, https://x.example/Dog"
