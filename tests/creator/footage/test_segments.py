"""Footage: which items are about a topic, which stretches of them show it, and which are chosen."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from generec.creator.film.choose import CARD, ChooseConfig, Slot, choose
from generec.creator.footage.evidence import LIKE, NAMED, OWN, EvidenceConfig, evidence, of_kind, own_names
from generec.creator.footage.segments import Segment, SegmentsConfig, certain, shown_by
from generec.creator.footage.stock import StockConfig, no_people, stock
from generec.domain.guidance import Limits


def found(studio, guidance, somebody, *, piece_s=2.0, **config):
    topics = guidance.create.about
    footage = stock(guidance, topics, studio=studio, config=StockConfig(**config))
    return footage.pieces(piece_s, profile=somebody, studio=studio)


def test_words_of_title_and_topics_say_most(studio):
    shelf = studio.shelf()
    rows = of_kind(shelf, "video", at=1.0, human=None)
    told = evidence(shelf, rows, (("dogs", "pets"),), texts=studio.texts, config=EvidenceConfig())
    shares = dict(zip((shelf.ids[row] for row in rows), told.shares[0], strict=True))
    assert {id for id, share in shares.items() if share} == {"d1", "d2", "d3"}
    assert min(shares[id] for id in ("d1", "d2", "d3")) > LIKE


def test_wider_names_of_the_corpus_are_no_evidence(studio):
    assert own_names(("dogs", "pets", "animals")) == ()
    assert own_names(("tennis serves", "tennis")) == ("tennis",)
    assert own_names(("people dancing", "people")) == ()
    assert own_names(("people",)) == ()
    shelf = studio.shelf()
    rows = of_kind(shelf, "video", at=1.0, human=None)
    told = evidence(shelf, rows, (("water sports", "water"),), texts=studio.texts, config=EvidenceConfig())
    assert [share > LIKE for share in told.shares[0]] == [shelf.ids[row][0] == "b" for row in rows]
    assert LIKE < NAMED < OWN


def test_only_stretches_that_show_it_are_found(studio, wish, somebody):
    segments = found(studio, wish("dogs"), somebody)
    assert {one.item.id for one in segments} == {"d1", "d2", "d3"}
    # The dogs of the second film are gone from second 4 to 6; the third is cut at second 3.
    for one in segments:
        assert one.end_s - one.start_s <= 4.0
        if one.item.id == "d2":
            assert one.end_s <= 4.01 or one.start_s >= 5.99
        if one.item.id == "d3":
            assert one.end_s < 3.0 or one.start_s > 3.0


def test_pictures_alone_find_it_too(studio, wish, somebody):
    blind = {"evidence": {"words": False}}
    assert {one.item.id for one in found(studio, wish("boats"), somebody, **blind)} == {"b1", "b2"}


def test_what_nobody_filmed_is_not_found(studio, wish, somebody):
    assert found(studio, wish("volcanoes"), somebody) == []
    assert found(studio, wish("volcanoes"), somebody, evidence={"words": False}) == []


def test_what_may_not_be_put_into_new_things_is_left_alone(corpus, studio, wish, somebody):
    shut = {"allow": frozenset(("serve", "cover"))}
    items = {one.id: one.model_copy(update=shut if one.id == "d1" else {}) for one in corpus[0]}
    tools = replace(studio.tools, items=lambda ids: {id: items[id] for id in ids})
    other = replace(studio, tools=tools)
    assert {one.item.id for one in found(other, wish("dogs"), somebody)} == {"d2", "d3"}


def test_what_is_not_wanted_is_left_out(studio, wish, somebody):
    both = found(studio, wish("people", "boats"), somebody)
    assert "p1" in {one.item.id for one in both}
    guidance = wish("people", "boats", less=(("people",),))
    assert "p1" not in {one.item.id for one in found(studio, guidance, somebody)}
    assert no_people(guidance.less)
    assert not no_people((("boats",),))


@pytest.mark.parametrize("said", ["Hands tie a knot.", "Feet on the deck", "A crowd at the pier"])
def test_where_nobody_is_wanted_no_part_of_anybody_is(studio, holding, corpus, wish, somebody, said):
    told = {"b1": {"description": said}}
    items = [one.model_copy(update=told.get(one.id, {})) for one in corpus[0]]
    boats = {one.item.id for one in found(holding(items), wish("boats"), somebody)}
    alone = found(holding(items), wish("boats", less=(("people",),)), somebody)
    assert (boats, {one.item.id for one in alone}) == ({"b1", "b2"}, {"b2"})


def test_what_is_far_above_chance_elsewhere_is_less_sure_where_it_is_little_above():
    low, high = np.full(4, 4.0, np.float32), np.full(4, 10.0, np.float32)
    assert certain([[low, high], [low, low]]).tolist() == [8.0, 5.0]
    shares = np.zeros(1, np.float32)
    alone, beside = (
        shown_by(shares, low[:1], certain([rows]), words=False, config=SegmentsConfig())
        for rows in ([low], [low, high])
    )
    assert alone[0] == pytest.approx(0.8)
    assert beside[0] == pytest.approx(0.5)


def test_the_origin_asked_for_counts(studio, wish, somebody):
    assert found(studio, wish("dogs", limits=Limits(origin="ai")), somebody) == []


def segment(item, relevance, *, length_s=3.0, brightness=0.5, seed=0, activity=0.0):
    row = np.random.default_rng(seed).standard_normal(16).astype(np.float32)
    return Segment(
        item=item,
        start_s=0.0,
        end_s=length_s,
        relevance=np.asarray(relevance, np.float32),
        taste=0.0,
        quality=0.0,
        activity=activity,
        brightness=brightness,
        picture=row / np.linalg.norm(row),
    )


@pytest.fixture
def cut(corpus):
    """Two stretches of each of four films, the first film the surest."""
    items = corpus[0][:4]
    return [segment(one, [1.0 - 0.05 * i], seed=10 * i + k) for i, one in enumerate(items) for k in range(2)]


def chosen(segments, slots, **more):
    keep = np.ones(len(segments), np.float32)
    return choose(segments, slots, keep=keep, lively=more.pop("lively", 0.0), config=ChooseConfig(), **more)


def test_no_stretch_plays_twice_and_neighbours_are_of_different_films(cut):
    order = chosen(cut, [Slot(0, 2.0, not i) for i in range(8)])
    assert sorted(order) == list(range(8))
    films = [cut[i].item.id for i in order]
    assert all(a != b for a, b in pairwise(films))


def test_the_surest_comes_first_and_many_films_take_part(cut):
    order = chosen(cut, [Slot(0, 2.0, not i) for i in range(4)])
    assert cut[order[0]].item.id == "d1"
    assert len({cut[i].item.id for i in order}) == 4


def test_a_card_stands_only_where_no_footage_is_left(cut):
    assert CARD not in chosen(cut, [Slot(0, 2.0, False)] * 8)
    assert chosen(cut, [Slot(0, 2.0, False)] * 10).count(CARD) == 2
    assert chosen(cut, [Slot(0, 3.5, False)] * 2) == [CARD, CARD]
    assert chosen(cut, [Slot(0, 2.0, False)] * 4, cards=[2])[2] == CARD


def test_each_shot_shows_its_own_topic(corpus):
    items = corpus[0]
    cut = [segment(items[i], [i < 2, i >= 2], seed=i) for i in range(4)]
    order = chosen(cut, [Slot(i % 2, 2.0, False) for i in range(4)])
    assert [i < 2 for i in order] == [True, False, True, False]


def test_calm_wishes_get_still_pictures_and_lively_ones_movement(corpus):
    items = corpus[0]
    cut = [segment(items[i], [0.8], seed=i, activity=float(i)) for i in range(2)]
    assert chosen(cut, [Slot(0, 2.0, True)], lively=-1.0) == [0]
    assert chosen(cut, [Slot(0, 2.0, True)], lively=1.0) == [1]


def test_light_goes_on_from_shot_to_shot(corpus):
    items = corpus[0]
    cut = [segment(items[i], [0.8], seed=i, brightness=light) for i, light in enumerate((0.2, 0.9, 0.25))]
    order = chosen(cut, [Slot(0, 2.0, False)] * 3)
    assert order.index(1) in (0, 2)
