"""Nothing may be stated that no source says: facts in their sources, statements in their facts."""

import pytest

from generec.domain.drafts import Draft
from generec.domain.errors import DataError
from generec.domain.facts import Fact, FactSource, Place, Point, Series
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.text.facts import words_of
from generec.fidelity.rests import RestsCheck, RestsConfig

ITEM = Item(
    id="a1", work="a1", kind="text", title="Whales", allow=PERMISSIONS,
    text="A blue whale can weigh 150 tonnes. Anna Berg of Oslo counted 400 of them in May.",
)  # fmt: skip
GIVEN = FactSource(kind="given", id="given:1", title="A book", licence="CC0-1.0")
HELD = "A blue whale is 30 metres long."


def of_item(text):
    start = words_of(ITEM).index(text)
    source = FactSource(kind="item", id="a1", title="Whales", licence="CC BY 4.0")
    return Fact(text=text, source=source, span=(start, start + len(text)))


def given(text=HELD, **more):
    return Fact(text=text, source=GIVEN, span=(0, len(text)), **more)


def draft(facts=(), said=(), *, title="Whales"):
    steps = [Step(component="creator.storyboard.v1", op="frame")]
    if facts:
        told = [fact.model_dump(mode="json") for fact in facts]
        steps.append(Step(component="creator.storyboard.v1", op="facts", params={"facts": told}))
    if said:
        lines = [{"text": text, "fact": fact, "begin_s": 1.0} for text, fact in said]
        steps.append(Step(component="creator.storyboard.v1", op="narration", params={"says": lines}))
    recipe = Recipe(kind="video", origin="created", sources=(Source(item="a1"),), steps=tuple(steps))
    return Draft(recipe=recipe, kind="video", title=title)


def judged(one, *, known=None, items=(ITEM,)):
    told = {GIVEN.id: HELD} if known is None else known
    return RestsCheck(known=told.get)(draft=one, sources=items)


def test_what_states_nothing_passes():
    assert judged(draft()).outcome == "pass"


def test_facts_in_their_sources_and_what_is_said_of_them_pass():
    facts = (of_item("A blue whale can weigh 150 tonnes."), given())
    verdict = judged(draft(facts, [("Whales", None), (facts[0].text, 0), ("30 metres long.", 1)]))
    assert verdict.outcome == "pass"
    assert "2 facts" in verdict.evidence
    assert verdict.detail["rests"][1] == [HELD, "A book", ""]


def test_a_fact_that_its_article_does_not_have_is_held():
    changed = of_item("A blue whale can weigh 150 tonnes.").model_copy(
        update={"text": "A blue whale can weigh 190 tonnes."}
    )
    verdict = judged(draft([changed]))
    assert verdict.outcome == "hold"
    assert "190" in verdict.evidence


def test_a_span_that_points_elsewhere_is_held():
    fact = of_item("A blue whale can weigh 150 tonnes.")
    moved = fact.model_copy(update={"span": (fact.span[0] + 1, fact.span[1] + 1)})
    assert judged(draft([moved])).outcome == "hold"


def test_a_source_that_cannot_be_looked_into_is_held():
    assert judged(draft([given()]), known={}).outcome == "hold"
    assert RestsCheck()(draft=draft([given()]), sources=(ITEM,)).outcome == "hold"
    assert judged(draft([of_item("A blue whale can weigh 150 tonnes.")]), items=()).outcome == "hold"


def test_values_and_places_have_to_be_in_the_source_too():
    points = (Point(label="whale", value=30), Point(label="bus", value=12))
    fact = given(
        series=Series(label="length", unit="m", points=points),
        places=(Place(name="Oslo", latitude=60, longitude=11),),
    )
    whole = "\n".join(fact.lines())
    assert judged(draft([fact]), known={GIVEN.id: whole}).outcome == "pass"
    verdict = judged(draft([fact]), known={GIVEN.id: whole.replace("bus: 12", "bus: 18")})
    assert verdict.outcome == "hold"
    assert "bus: 12" in verdict.evidence
    assert judged(draft([fact]), known={GIVEN.id: whole.replace("60, 11", "60, 12")}).outcome == "hold"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("Whales sing.", None), "rests on no fact"),
        ((HELD, 7), "not there"),
        (("A blue whale is 33 metres long.", 0), "33"),
        (("A blue whale is 30 metres long, says Bob Hill.", 0), "Bob Hill"),
        (("A blue whale is not 30 metres long.", 0), "denied"),
    ],
)
def test_a_statement_that_its_fact_does_not_make_is_held(said, told):
    verdict = judged(draft([given()], [said]))
    assert verdict.outcome == "hold"
    assert told in verdict.evidence


def test_what_follows_is_a_setting():
    check = RestsCheck(RestsConfig(outcome="block"))
    assert check(draft=draft([given()]), sources=(ITEM,)).outcome == "block"


def test_a_recipe_whose_facts_are_none_cannot_be_checked():
    one = draft([given()])
    broken = one.recipe.steps[1].model_copy(update={"params": {"facts": [{"text": "no source"}]}})
    recipe = one.recipe.model_copy(update={"steps": (one.recipe.steps[0], broken)})
    with pytest.raises(DataError, match="source"):
        judged(one.model_copy(update={"recipe": recipe}))
