"""What a check kept out of a film is played by something else."""

from itertools import pairwise

import numpy as np
import pytest

from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.film.recutting import recut
from generec.creator.film.storyboard import FPS
from generec.domain.guidance import Caption, Limits, Music


@pytest.fixture
def small(studio):
    return StoryboardCreator(StoryboardCreatorConfig(side=96), studio=studio)


@pytest.fixture
def made(small, corpus, wish, somebody, models):
    """A recipe and the items it is made from."""

    def make(topic, seconds):
        guidance = wish(
            topic, seconds=seconds, edits=(Music(mood="calm"), Caption()), limits=Limits(mood="calm")
        )
        recipe = small.plan(guidance=guidance, profile=somebody, rng=np.random.default_rng(0))
        items = {item.id: item for item in corpus[0]}
        return recipe, [items[source.item] for source in recipe.sources]

    return make


def shots(recipe):
    """[op, parameters, from, to] of all that is on screen, in s."""
    out, begin = [], 0
    for step in recipe.steps:
        if step.op in ("shot", "card", "credits"):
            end = begin + step.params["frames"]
            out.append((step.op, step.params, begin / FPS, end / FPS))
            begin = end
    return out


def where(recipe, params):
    return recipe.sources[params["source"]].item


def test_another_stretch_plays_what_was_kept_out(made, small):
    recipe, items = made("dogs", 12)
    before = shots(recipe)
    place = 1
    at_s = (before[place][2] + before[place][3]) / 2
    found = recut(recipe, items, times=[at_s])
    after = shots(found)
    assert [one[2:] for one in after] == [one[2:] for one in before]
    assert after[place][1] != before[place][1]
    kept = [number for number, one in enumerate(before) if number != place and one[0] == "shot"]
    assert all(after[n][1]["start_s"] == before[n][1]["start_s"] for n in kept)
    assert all(where(found, after[n][1]) == where(recipe, before[n][1]) for n in kept)
    seen = sorted(
        (where(found, one), one["start_s"], one["start_s"] + one["frames"] / FPS)
        for op, one, *_ in after
        if op == "shot"
    )
    for (item, _, end), (other, start, _) in pairwise(seen):
        assert item != other or start >= end, "no stretch is shown twice"
    used = {one.item for one in found.sources}
    assert used == {where(found, one) for op, one, *_ in after if op == "shot"}
    draft = small.render(found, [item for item in items if item.id in used])
    assert abs(draft.duration_s - 12) <= 1 / FPS
    names = {line[0] for op, one, *_ in after if op == "credits" for line in one["lines"]}
    assert names == {item.title for item in items if item.id in used}


def test_a_source_without_more_footage_gives_way_to_a_card_and_is_credited_no_longer(made, small):
    recipe, items = made("dogs", 12)
    short = [item.model_copy(update={"duration_s": 0.1}) for item in items]
    before = shots(recipe)
    found = recut(recipe, short, times=[before[1][2] + 0.1])
    after = shots(found)
    assert (after[1][0], after[1][1]["text"], after[1][1]["frames"]) == (
        "card",
        "Dogs",
        before[1][1]["frames"],
    )
    lost = where(recipe, before[1][1])
    still = {where(recipe, one) for n, (op, one, *_) in enumerate(before) if op == "shot" and n != 1}
    assert {one.item for one in found.sources} == still
    if lost not in still:
        assert all(lost not in line for line in after[-1][1].get("lines", []))
    assert small.render(found, [item for item in items if item.id in still]).duration_s == pytest.approx(
        12, abs=0.1
    )


def test_captions_do_not_name_what_is_gone(made):
    recipe, items = made("dogs", 12)
    (lines,) = [step.params["lines"] for step in recipe.steps if step.op == "captions"]
    word, start, end = lines[-1]
    found = recut(recipe, items, times=[(start + end) / 2])
    (left,) = [step.params["lines"] for step in found.steps if step.op == "captions"]
    assert [word, start, end] not in left
    assert len(left) < len(lines)


def test_what_is_no_shot_or_nearly_all_of_it_is_not_cut_anew(made):
    recipe, items = made("dogs", 12)
    on = shots(recipe)
    assert on[-1][0] == "credits"
    assert recut(recipe, items, times=[on[-1][2] + 0.2]) is None
    assert recut(recipe, items, times=[]) is None
    assert recut(recipe, items, times=[one[2] + 0.1 for one in on]) is None
