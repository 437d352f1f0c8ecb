"""Who is named in a wish is told by what was written, never by a picture."""

import numpy as np
import pytest

from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.footage.naming import without_names
from generec.creator.footage.stock import StockConfig, stock

GROUPS = ("Black", "white", "gay", "straight", "German", "old", "deaf", "Jewish")


@pytest.mark.parametrize("group", GROUPS)
def test_a_film_comes_out_alike_whoever_is_named(studio, wish, somebody, models, group):
    def shots(topic):
        creator = StoryboardCreator(StoryboardCreatorConfig(side=96), studio=studio)
        recipe = creator.plan(guidance=wish(topic, seconds=6), profile=somebody, rng=np.random.default_rng(0))
        return [step.params for step in recipe.steps if step.op in ("shot", "card")]

    assert shots(f"{group} people") == shots("people")


@pytest.mark.parametrize("name", ["Emily", "Wei", "Mohammed", "Lakisha's"])
def test_a_film_comes_out_alike_whatever_name_is_said_that_nobody_here_has(
    studio, wish, somebody, models, name
):
    def shots(topic):
        creator = StoryboardCreator(StoryboardCreatorConfig(side=96), studio=studio)
        recipe = creator.plan(guidance=wish(topic, seconds=6), profile=somebody, rng=np.random.default_rng(0))
        return [step.params for step in recipe.steps if step.op == "shot"]

    assert shots(f"{name} dogs") == shots("dogs")


def test_names_are_left_out_only_where_nothing_bears_them(studio, holding, corpus, models):
    def left(said, studio=studio):
        return without_names((said,), shelf=studio.shelf())

    assert left("Wei and Emily with dogs") == "and with dogs"
    assert left("Wei") == "Wei"
    assert left("Wei and nobody") == "Wei and nobody"
    assert left("Labrador dogs") == "Labrador dogs"
    assert left("Hunde and boats") == "Hunde and boats"
    assert left("Dogs and NASA") == "Dogs and NASA"
    named = [
        one.model_copy(update={"title": "Wei rows a boat"}) if one.id == "b2" else one for one in corpus[0]
    ]
    assert left("Wei with boats", holding(named)) == "Wei with boats"


def test_pictures_are_compared_with_what_they_can_show(studio, wish):
    def sought(*topics, **more):
        return stock(
            wish(*topics, **more), tuple((t,) for t in topics), studio=studio, config=StockConfig()
        ).sought

    assert (sought("gay dogs dancers").wanted == sought("dogs dancers").wanted).all()
    named = stock(wish("dogs"), (("gay dogs dancers", "dogs", "boats"),), studio=studio, config=StockConfig())
    assert named.sought.wanted[0, 0] > sought("dogs dancers").wanted[0, 0]
    assert named.sought.wanted[0, 1] < 0.1
    assert (sought("black dogs").wanted != sought("dogs").wanted).any()
    assert sought("dogs", less=(("gay people",),)).unwanted is None
    assert sought("dogs", less=(("people",),)).unwanted is not None


def test_what_is_written_of_people_comes_first_and_what_is_not_still_plays(studio, holding, corpus, wish):
    items = [
        one.model_copy(update={"description": "Two deaf women row."}) if one.id == "b2" else one
        for one in corpus[0]
    ]
    told = holding(items)

    def shares(studio, topic):
        found = stock(wish(topic), ((topic,),), studio=studio, config=StockConfig())
        return {one.item.id: float(one.shares[0]) for one in found.sources if one.shares[0] > 0}

    plain = shares(told, "people boats")
    named = shares(told, "deaf people boats")
    assert named.keys() == plain.keys()
    assert named["b2"] == plain["b2"]
    assert named["b1"] < plain["b1"]
    assert shares(studio, "deaf people boats") == shares(studio, "people boats")
