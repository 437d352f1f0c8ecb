"""A wish put right by hand goes through the loop as if it had been said so."""

import pytest

from generec.domain.errors import DataError
from generec.instructor.amending import Amendment


def test_what_is_taken_out_no_longer_steers(system):
    said = system.recommend("v00", say="more boats, no lamps", k=6)
    assert said.guidance.less
    put_right = system.recommend("v00", after=said.request, amend=Amendment(without=("more/0",)), k=6)
    assert put_right.guidance.more == ()
    assert put_right.guidance.less == said.guidance.less
    assert put_right.reply.kind == "done"
    assert any("put right" in step.did for step in put_right.trace)


def test_for_good_by_hand_is_kept_and_undone_is_taken_back(system):
    said = system.recommend("v00", say="no lamps", k=6)
    assert system.viewer("v00").wishes == ()
    good = system.recommend("v00", after=said.request, amend=Amendment(lasting=True), k=6)
    assert len(system.viewer("v00").wishes) == 1
    undone = system.recommend("v00", after=good.request, amend=Amendment(without=("all",)), k=6)
    assert system.viewer("v00").wishes == ()
    assert undone.guidance.clauses == ()


def test_what_a_wish_for_good_had_taken_away_stands_again(system):
    system.recommend("v00", say="never show me boats again")
    other = system.recommend("v00", say="from now on more boats")
    assert len(system.viewer("v00").wishes) == 1
    system.recommend("v00", after=other.request, amend=Amendment(without=("all",)))
    (wish,) = system.viewer("v00").wishes
    assert wish.clause.less


def test_a_change_taken_out_is_not_made(system):
    said = system.recommend("v00", say="more boats and make this black and white", item="c00", k=4)
    assert said.pending
    found = system.recommend("v00", after=said.request, amend=Amendment(without=("edits/0",)), k=4)
    assert found.pending == ()
    assert found.guidance.route == "retrieve"


@pytest.mark.parametrize("more", [{"after": None}, {"say": "no lamps"}])
def test_there_has_to_be_a_wish_and_no_new_words(system, more):
    said = system.recommend("v00", say="no lamps", k=4)
    with pytest.raises(DataError, match="amended"):
        system.recommend("v00", amend=Amendment(lasting=True), **{"after": said.request, **more})
