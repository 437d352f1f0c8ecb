"""The trained creator: what it plans, what it draws, and what it says of it."""

import dataclasses
import json

import numpy as np
import pytest

from generec.creator.diffusion import checkpoint, run
from generec.creator.diffusion.creator import DiffusionConfig, DiffusionCreator
from generec.creator.diffusion.drawing import between, enlarged, smoothed
from generec.domain.errors import MissingModel, NotAllowed
from generec.domain.guidance import Create, Guidance, Mute
from generec.domain.items import PERMISSIONS, Item
from generec.domain.profiles import Profile, Viewer
from generec.media.probe import probe

SMALL = DiffusionConfig(enabled=True, seconds=1.0, steps=8, side=96)


@pytest.fixture(scope="module")
def folder(toy, trained, tmp_path_factory):
    """The checkpoint of the toy, in force."""
    import torch

    out = tmp_path_factory.mktemp("trained")
    card = checkpoint.Card(
        config=trained.config, words=6, steps=trained.step, groups=toy.names(),
        material=toy.fingerprint(), works=tuple(toy.trained()),
    )  # fmt: skip
    with trained.averaged():
        checkpoint.write(out, card, trained.network.state_dict(), torch.from_numpy(toy.tastes))
    return out


@pytest.fixture
def items(toy):
    return {
        work.id: Item(
            id=work.id, work=work.id, kind="video", title=work.title, media=work.media, licence="CC0 1.0",
            rights="own", allow=PERMISSIONS, duration_s=3.0,
        )
        for work in toy.works
    }  # fmt: skip


@pytest.fixture
def creator(studio, items, folder, models):
    tools = dataclasses.replace(studio.tools, items=lambda ids: {id: items[id] for id in ids if id in items})
    return DiffusionCreator(SMALL, studio=dataclasses.replace(studio, tools=tools), folder=folder)


def viewer(toy, group):
    taste = toy.tastes[group] + 0.1
    return Profile(viewer=Viewer(id="somebody-of-note"), meaning=taste / np.linalg.norm(taste))


def planned(creator, guidance, profile, seed=0):
    return creator.plan(guidance=guidance, profile=profile, rng=np.random.default_rng(seed))


def test_it_is_off_unless_switched_on_and_trained(studio, folder, tmp_path):
    video = Create(kind="video")
    assert not DiffusionCreator(studio=studio, folder=folder).offers(video)
    assert not DiffusionCreator(SMALL, studio=studio, folder=tmp_path).offers(video)
    on = DiffusionCreator(SMALL, studio=studio, folder=folder)
    assert on.offers(video)
    assert not on.offers(Create(kind="image"))
    with pytest.raises(NotAllowed, match="generec train creator"):
        planned(DiffusionCreator(SMALL, studio=studio, folder=tmp_path), Guidance(), Profile(Viewer(id="u")))


def test_a_recipe_names_group_and_checkpoint_and_no_viewer(creator, toy, folder):
    recipe = planned(creator, Guidance(), viewer(toy, 1))
    told = json.dumps(recipe.content())
    assert recipe.steps[0].params["group"] == 1
    assert recipe.steps[0].models["checkpoint"] == checkpoint.current(folder).stem
    assert recipe.scope == "shared"
    assert recipe.origin == "created"
    assert "somebody" not in told
    assert str(float(toy.tastes[1][0]))[:6] not in told
    assert [source.item for source in recipe.sources] == [f"w{i}" for i in range(6)]
    assert planned(creator, Guidance(), viewer(toy, 1)) == recipe
    assert planned(creator, Guidance(), viewer(toy, 1), seed=1).key() != recipe.key()
    assert planned(creator, Guidance(), viewer(toy, 0)).key() != recipe.key()


def test_words_of_the_viewers_own_make_it_private(creator, somebody, wish):
    assert planned(creator, wish("dogs"), somebody).scope == "shared"
    assert planned(creator, wish("aunt mathilda"), somebody).scope == "private"


def test_what_it_cannot_do_it_says(creator, somebody, wish, toy):
    with pytest.raises(NotAllowed, match="say what it should show"):
        planned(creator, Guidance(), somebody)
    with pytest.raises(NotAllowed, match="mute is not available"):
        planned(creator, wish("dogs", edits=(Mute(),)), somebody)


@pytest.mark.parametrize(
    "change", [{"state": "withdrawn"}, {"allow": frozenset(("cover", "serve"))}, {"media": "sha256:other"}]
)
def test_what_may_not_be_used_any_more_stops_it(creator, items, toy, change):
    items["w2"] = items["w2"].model_copy(update=change)
    with pytest.raises(NotAllowed, match=r"trained on 'red', which may not be used any more.*--restart"):
        planned(creator, Guidance(), viewer(toy, 0))


def test_what_was_held_out_may_go(creator, items, toy):
    del items["w7"]
    assert planned(creator, Guidance(), viewer(toy, 0)).sources


def drafted(creator, recipe, items, told=None):
    sources = [items[source.item] for source in recipe.sources]
    return creator.render(recipe, sources, progress=told)


def test_a_group_gets_its_colour_in_a_file_that_says_what_it_is(creator, items, toy):
    told = []
    recipe = planned(creator, Guidance(), viewer(toy, 0))
    draft = drafted(creator, recipe, items, told.append)
    seen = probe(draft.media)
    assert (seen.width, seen.height) == (96, 96)
    assert draft.duration_s == pytest.approx(1.0, abs=0.05)
    assert draft.ai
    assert "trained on 6 videos of this catalogue (6 under CC0 1.0)" in draft.description
    assert draft.changes == ("drawn by a network that was trained on 6 videos of this catalogue",)
    assert told[0] == "drawing: part 1 of 3"
    assert told[-1] == "writing the file"
    from generec.media.frames import frame_at

    red, _, blue = frame_at(draft.media, 0.5).reshape(-1, 3).mean(axis=0)
    assert red > blue + 60


def test_the_same_recipe_gives_the_same_bytes(creator, items, toy):
    recipe = planned(creator, Guidance(), viewer(toy, 1))
    one, other = (drafted(creator, recipe, items) for _ in range(2))
    assert one.media.read_bytes() == other.media.read_bytes()


def test_a_recipe_of_a_checkpoint_that_is_gone_says_so(creator, items, toy):
    recipe = planned(creator, Guidance(), viewer(toy, 1))
    step = recipe.steps[0].model_copy(update={"models": {"checkpoint": "0" * 64}})
    with pytest.raises(MissingModel, match="000000000000"):
        drafted(creator, recipe.model_copy(update={"steps": (step,)}), items)


def test_whoever_ends_it_leaves_no_file(creator, items, toy, tmp_path):
    class Ended(Exception):
        pass

    def told(what):
        if what == "writing the file":
            raise Ended

    with pytest.raises(Ended):
        drafted(creator, planned(creator, Guidance(), viewer(toy, 1)), items, told)
    assert list((tmp_path / "drafts").glob("draft-*")) == []


def test_specks_are_smoothed_and_shapes_stay():
    clip = np.random.default_rng(0).normal(0, 20, (2, 32, 32, 3))
    clip[:, :, 16:] += 100
    clip = (clip + 60).clip(0, 255).astype(np.uint8)
    out = smoothed(clip, 1.0)
    assert out.shape == clip.shape
    assert out[:, :, :12].std() < 0.5 * clip[:, :, :12].std()
    assert out[:, :, 20:].mean() - out[:, :, :12].mean() > 80
    assert (smoothed(clip, 0.0) == clip).all()


def test_frames_are_enlarged_and_pass_into_each_other(models):
    frame = np.full((8, 8, 3), 60, np.uint8)
    for side in (96, 100, 6):
        assert enlarged(frame, side).shape == (side, side, 3)
    steps = between(np.stack([frame, frame + 90]))
    assert [int(step[0, 0, 0]) for step in steps] == [60, 90, 120, 150, 150, 150]


def test_the_folder_of_a_home_is_the_one_that_training_writes_to():
    assert (run.TRAINED, run.CHECKPOINTS) == ("trained", "checkpoints")
