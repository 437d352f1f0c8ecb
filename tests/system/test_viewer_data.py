"""No maker puts anything of a viewer into a recipe that everybody gets: over all of them, for any viewer."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generec.domain.errors import GenerecError
from generec.editor import operations
from generec.fidelity.looking import opened
from generec.fidelity.records import Records
from generec.fidelity.viewers import ViewerCheck
from generec.system.operations import wish

SECRET = "something for my sister Tordis who lost her job"
SAID = {"adjust": "adjust:brightness:up", "caption": f"caption:{SECRET}", "reframe": "reframe:1:1"}
SAID |= {"speed": "speed:2", "clip": "clip:3", "rewrite": "rewrite:simple"}
SLOW = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
WORDS = st.sampled_from(("boats", "lamps", "trees", "boats and lamps", f"boats, {SECRET}"))


@pytest.fixture(scope="module")
def known(world, tmp_path_factory):
    """The world, opened once for all examples."""
    import shutil

    from generec.system import GeneRec

    home = tmp_path_factory.mktemp("viewers") / "home"
    shutil.copytree(world, home)
    with GeneRec.open(home) as system:
        yield system


def recipes(system, user, op, item):
    """What an editor plans for a viewer, if it does."""
    profile = system.parts.reading.profile(user, at=system.home.clock())
    found = system.home.rows.items.get([item])[item]
    try:
        return system.parts.maker.plan(
            item=found, guidance=wish([SAID.get(op, op)]), profile=profile, rng=np.random.default_rng(1)
        )
    except GenerecError:
        return []


def telling(system, recipe, user):
    """What in a recipe is of the viewer: id, history, words of the wish."""
    written = json.dumps(recipe.content(), ensure_ascii=False)
    ours = {source.item for source in recipe.sources}
    seen = {event.item for event in system.home.rows.events.of(user) if event.item} - ours
    told = {json.dumps(one) for one in seen} | {user, SECRET, "Tordis"}
    return [one for one in told if one in written]


@pytest.mark.parametrize("op", operations("video"))
def test_no_editor_puts_a_viewer_into_a_shared_recipe(known, op):
    for user in ("v00", "v07"):
        for recipe in recipes(known, user, op, "c01"):
            assert recipe.scope == "private" or not telling(known, recipe, user), op


@SLOW
@given(
    number=st.integers(0, 11),
    words=WORDS,
    kind=st.sampled_from(("a video", "an image", "a poster", "a collage", "a text")),
)
def test_no_creator_puts_a_viewer_into_a_shared_recipe(known, number, words, kind):
    user = f"v{number:02d}"
    guidance = known.understand(f"make {kind} about {words}")
    profile = known.parts.reading.profile(user, at=known.home.clock())
    try:
        recipe = known.parts.creators.plan(
            guidance=guidance, profile=profile, rng=np.random.default_rng(number)
        )
    except GenerecError:
        return
    assert recipe.scope == "private" or not telling(known, recipe, user)


@SLOW
@given(number=st.integers(0, 11), op=st.sampled_from([op for op in operations("video") if op != "taste"]))
def test_a_shared_recipe_is_the_same_whoever_wished_for_it(known, number, op):
    mine, theirs = recipes(known, f"v{number:02d}", op, "c02"), recipes(known, "a-stranger", op, "c02")
    if op in ("clip", "thumbnail", "caption"):
        return  # chosen by taste, or dictated
    assert [one.key() for one in mine] == [one.key() for one in theirs]


def test_what_is_made_for_everybody_passes_the_check(known):
    made = [known.edit("c00", operations=[op]) for op in ("clip:3", "style:vivid", "mute")]
    for item in made:
        recipe = known.home.rows.making.recipe(item.recipe)
        from generec.domain.drafts import Draft

        draft = Draft(recipe=recipe, kind="video", title=item.title, description=item.description)
        sources = [known.home.rows.items.get([one.item])[one.item] for one in recipe.sources]
        with opened(draft, sources, records=Records(known.home.rows)):
            assert ViewerCheck()(draft=draft, sources=sources).outcome == "pass"
