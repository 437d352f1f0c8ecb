"""Looks of less strength, the look of an example, and colours bent towards a taste."""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clause, Guidance, Like, Style, Taste
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.editor import open_editors
from generec.editor.colours import Leaning
from generec.editor.looks import PAINTED, STYLES, styled
from generec.editor.ops import drawn
from generec.editor.ops.bend import goal
from generec.editor.picture import changed
from generec.editor.tools import Tools
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.recolour import palette
from generec.models import style

WARM, COOL = (225, 150, 80), (70, 120, 210)


def wish(*edits):
    return Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))


def distance(one, two):
    return float(np.abs(one.astype(float) - two).mean())


@pytest.fixture
def do(tools, item, make_viewer):
    def run(edit, *, profile=None, settings=None, tools=tools):
        editor = open_editors(tools, settings={"editor.video.v1": settings or {}})["editor.video.v1"]
        rng = np.random.default_rng(0)
        recipe = editor.plan(item=item, guidance=wish(edit), profile=profile or make_viewer(), rng=rng)
        return recipe, editor.render(recipe, [item])

    return run


@pytest.mark.parametrize("name", sorted(STYLES))
def test_half_a_look_lies_between_the_picture_and_the_look(do, video, name):
    source = frame_at(video, 1.0)
    whole, half = (frame_at(do(Style(name=name, strength=s))[1].media, 1.0) for s in (1.0, 0.5))
    assert 0.15 * distance(whole, source) < distance(half, source) < 0.85 * distance(whole, source)
    assert distance(half, whole) < distance(source, whole)


def test_vivid_gives_to_dull_colours_and_hardly_to_full_ones():
    """Colours of middle lightness, so that contrast leaves them alone; how far apart their channels are."""

    def spread(colour):
        patch = np.full((64, 64, 3), colour, np.uint8)
        return float(np.ptp(changed(patch, styled("vivid")).mean(axis=(0, 1))) / np.ptp(colour))

    dull, middle, full = spread((145, 128, 115)), spread((195, 115, 70)), spread((240, 60, 20))
    assert 1.6 < dull < 2.3
    assert dull - 0.2 > middle > full + 0.2
    assert 1.0 < full < 1.25


def test_a_look_of_full_strength_is_the_look(do):
    recipe, _ = do(Style(name="noir", strength=1.0))
    assert recipe.key() == do(Style(name="noir"))[0].key()
    assert recipe.steps[0].params == {"name": "noir"}
    assert styled("noir") == styled("noir", 1.0)


def test_a_painted_look_names_the_code_that_draws_it(do):
    modules = {type(PAINTED[name]()).__module__ for name in PAINTED}
    parts = {f"{module.removeprefix('generec.').replace('.', '/')}.py" for module in modules}
    assert parts < set(drawn.PAINTERS)
    assert do(Style(name="pixel"))[0].steps[0].params == {"name": "pixel", "drawn": drawn.by(drawn.PAINTERS)}
    assert drawn.by(drawn.PAINTERS) != drawn.by(drawn.PAINTERS[1:])


def test_the_strength_of_the_settings_is_for_whom_says_none(do):
    settings = {"strength": 0.4}
    assert do(Style(name="warm"), settings=settings)[0].steps[0].params["strength"] == 0.4
    assert do(Style(name="warm", strength=0.7), settings=settings)[0].steps[0].params["strength"] == 0.7


@pytest.mark.parametrize("strength", [0.0, -1.0, 1.5])
def test_no_such_strength(strength):
    with pytest.raises(ValidationError):
        Style(name="oil", strength=strength)


def test_a_strength_that_is_not_said_is_not_in_the_record():
    assert Style(name="oil").model_dump() == {"op": "style", "name": "oil"}


def test_the_look_of_a_picture_is_its_viewers_alone_and_takes_on_its_colours(do, video):
    example = np.full((256, 256, 3), WARM, np.uint8)
    example[::8] = (120, 40, 10)
    recipe, draft = do(Like(style=tuple(style.vector(example).tolist())))
    assert recipe.scope == "private"
    assert set(recipe.steps[0].models) == {"style-transform"}
    before, after = frame_at(video, 1.0).astype(float), frame_at(draft.media, 1.0).astype(float)
    assert (after - before)[..., 0].mean() > (after - before)[..., 2].mean() + 20
    assert draft.duration_s == pytest.approx(6.0, abs=0.06)


@pytest.fixture
def liking(tools, tmp_path, video):
    """Tools with works of one colour, and who likes them."""

    def make(colour, n=4):
        path = tmp_path / f"{colour[0]}.png"
        noise = np.random.default_rng(0).normal(0, 15, (60, 60, 1))
        path.write_bytes(pictures.png(np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)))
        works = {
            f"l{i}": Item(id=f"l{i}", work=f"l{i}", kind="image", media="sha256:11", thumbnail="sha256:11")
            for i in range(n)
        }
        own = Tools(
            features=tools.features,
            media=lambda key: nullcontext(path if key == "sha256:11" else video),
            folder=tools.folder,
            items=lambda ids: {id: works[id] for id in ids},
        )
        return own, Profile(viewer=Viewer(id="secret-viewer"), liked=dict.fromkeys(works, 1.0))

    return make


def test_colours_are_bent_towards_what_the_viewer_likes(do, liking, video):
    before = frame_at(video, 1.0).astype(float).mean(axis=(0, 1))
    found = {}
    for colour in (WARM, COOL):
        tools, profile = liking(colour)
        recipe, draft = do(Taste(), profile=profile, tools=tools)
        found[colour] = frame_at(draft.media, 1.0).astype(float).mean(axis=(0, 1))
        assert recipe.scope == "private"
        assert "secret-viewer" not in recipe.canonical()
        assert draft.changes == ("colours brought nearer to what you like",)
    for own, other in ((WARM, COOL), (COOL, WARM)):
        assert np.abs(found[own] - own).sum() < np.abs(before - own).sum()
        assert np.abs(found[own] - own).sum() < np.abs(found[other] - own).sum() - 20


def test_less_taste_changes_less(do, liking, video):
    tools, profile = liking(WARM)
    source = frame_at(video, 1.0)
    much, little = (
        distance(frame_at(do(Taste(strength=s), profile=profile, tools=tools)[1].media, 1.0), source)
        for s in (1.0, 0.3)
    )
    assert little < 0.7 * much


def test_of_whom_nothing_is_known_nothing_is_bent(do, liking):
    tools, profile = liking(WARM, n=2)
    with pytest.raises(NotAllowed, match="likes are needed"):
        do(Taste(), profile=profile, tools=tools)
    with pytest.raises(NotAllowed, match="likes are needed"):
        do(Taste())


def test_the_taste_of_a_group_is_for_all(do, liking):
    tools, profile = liking(WARM)
    recipe, draft = do(Taste(), profile=replace(profile, shared=True), tools=tools)
    assert recipe.scope == "shared"
    assert "secret-viewer" not in recipe.canonical()
    assert draft.changes == ("colours brought nearer to what viewers with one taste like",)


def test_without_likes_colours_are_bent_by_where_the_viewer_stands(do, tools, video):
    base = palette([frame_at(video, at) for at in (1.2, 3.0, 4.8)])
    bluer = np.zeros((3, 9), np.float32)
    bluer[2] = -14.0
    found = {}
    for sign, leaning in ((1, Leaning(base, -bluer)), (-1, Leaning(base, bluer))):
        near = replace(tools, leaning=lambda profile, leaning=leaning: leaning)
        recipe, draft = do(Taste(), tools=near)
        assert recipe.scope == "private"
        assert set(recipe.steps[0].params) == {"curves", "factor"}
        found[sign] = frame_at(draft.media, 1.0).astype(float).mean(axis=(0, 1))
    assert found[1][2] < found[-1][2] - 5, "more of b is less blue"


def test_what_sets_the_likes_apart_counts_the_more_the_more_there_are():
    base, mine = np.zeros((3, 9), np.float32), np.full((3, 9), 10.0, np.float32)
    near = Leaning(base, np.full((3, 9), 2.0, np.float32))
    few, many = (goal([mine] * n, [1.0] * n, near).mean() for n in (3, 40))
    assert 2.0 < few < many < 12.0
    assert goal([mine], [1.0], None) == pytest.approx(mine)
    assert goal([], [], near) == pytest.approx(near.away)


def test_the_look_that_did_well_is_laid_over_in_part_unless_one_is_asked_for(do, liking):
    tools, profile = liking(WARM)
    fond = replace(profile, looks={"noir": 0.4, "vintage": 0.3, "oil": 0.9, "warm": -0.5})
    recipe, draft = do(Taste(), profile=fond, tools=tools)
    assert (recipe.steps[0].params["look"], recipe.steps[0].params["strength"]) == ("noir", 0.4)
    assert "with a touch of noir" in draft.changes[0]
    assert do(Taste(strength=0.5), profile=fond, tools=tools)[0].steps[0].params["strength"] == 0.2
    cold = replace(profile, looks={"noir": 0.1})
    assert "look" not in do(Taste(), profile=cold, tools=tools)[0].steps[0].params


def test_a_taste_can_be_about_something(do, liking):
    tools, profile = liking(WARM)
    words = {"boats": (1.0, 0.0), "lamps": (0.0, 1.0)}
    ids = list(profile.liked)

    def items(asked):
        named = {id: ("boats" if id in ids[:3] else "lamps") for id in ids}
        return {id: tools.items([id])[id].model_copy(update={"title": named[id]}) for id in asked}

    told = replace(
        tools, items=items, words=lambda texts: np.array([words[text.strip()] for text in texts], np.float32)
    )
    assert do(Taste(about=("boats",)), profile=profile, tools=told)[0].steps[0].params["curves"]
    with pytest.raises(NotAllowed, match="of lamps: 3 likes are needed"):
        do(Taste(about=("lamps",)), profile=profile, tools=told)
