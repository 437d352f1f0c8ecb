"""What a check kept out of a film is played by something else."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.film.recutting import recut
from generec.creator.film.storyboard import FPS
from generec.domain.guidance import Caption, Limits, Music
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step


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
    found = small.recut(recipe, items, times=[at_s])
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
    found = small.recut(recipe, short, times=[before[1][2] + 0.1])
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


def test_what_is_of_the_take_that_is_shown_goes_before_what_lies_behind_a_cut():
    """Of `a`, which the check saw something in, and `b`: behind what is shown of `b`, else before it."""
    still = {"speed": 1.0, "x": [0.5], "y": [0.5], "join": "cut", "join_frames": 0, "role": "build"}
    params = [{**still, "frames": 2 * FPS, "source": n, "start_s": 10.0} for n in (0, 1, 0)]
    params[2]["start_s"] = 20.0
    made = tuple(Step(component="creator.storyboard.v1", op="shot", params=one) for one in params)
    recipe = Recipe(kind="video", origin="created", sources=(Source(item="a"), Source(item="b")), steps=made)
    items = [Item(id=id, work=id, kind="video", duration_s=30.0, media=f"sha256:{id}") for id in "ab"]

    def taken(*cuts: float, there: tuple[float, float] = (0.0, 0.0)) -> tuple[str, float]:
        """Where what plays instead of the first shot is from, with these cuts in `b`, which shows the topic
        `there`."""

        def features(media):
            spans = list(pairwise([0.0, *cuts, 30.0])) if media == "sha256:b" else [(0.0, 30.0)]
            low, high = there if media == "sha256:b" else (0.0, 0.0)
            times = np.arange(0.0, 30.0, 0.5)
            shows = np.where((times >= low) & (times < high), 0.4, 0.0)
            return SimpleNamespace(shots=np.array(spans, np.float32), times=times, shows=shows)

        found = recut(recipe, items, times=[0.5], features=features, shown=lambda known: known.shows)
        return where(found, found.steps[0].params), found.steps[0].params["start_s"]

    behind, before = ("b", 13.0), ("b", 7.0)
    assert taken() == taken(9.0) == taken(18.0) == behind
    assert taken(12.6) == taken(14.0) == before
    assert taken(9.0, 14.0) == behind, "of two behind cuts the first"
    assert taken(there=(0.0, 13.0)) == before, "behind it the topic is gone"
    assert taken(there=(8.0, 30.0)) == behind
    assert taken(there=(10.0, 12.0))[0] == "a"


def test_captions_do_not_name_what_is_gone(made, small):
    recipe, items = made("dogs", 12)
    (lines,) = [step.params["lines"] for step in recipe.steps if step.op == "captions"]
    word, start, end = lines[-1]
    found = small.recut(recipe, items, times=[(start + end) / 2])
    (left,) = [step.params["lines"] for step in found.steps if step.op == "captions"]
    assert [word, start, end] not in left
    assert len(left) < len(lines)


def test_what_is_no_shot_or_nearly_all_of_it_is_not_cut_anew(made, small):
    recipe, items = made("dogs", 12)
    on = shots(recipe)
    assert on[-1][0] == "credits"
    assert small.recut(recipe, items, times=[on[-1][2] + 0.2]) is None
    assert small.recut(recipe, items, times=[]) is None
    assert small.recut(recipe, items, times=[one[2] + 0.1 for one in on]) is None
