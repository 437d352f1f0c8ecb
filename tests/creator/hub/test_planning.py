"""What is planned for a wish: models, prompts, pictures, lengths; without anything being drawn."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from generec.creator.hub.config import AdapterConfig, FilmConfig, HubConfig, PipelineConfig
from generec.creator.hub.creator import HubCreator
from generec.domain.errors import DataError, MissingModel, NotAllowed
from generec.domain.guidance import BlurFaces, Caption, Clause, Guidance, Limits, Music, Reframe, Style
from generec.domain.profiles import Profile, Viewer
from generec.models import cache

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FREE = {"licence": "openrail++", "commercial": True, "derivatives": "allowed"}


@pytest.fixture(scope="module")
def folders(hub_tiny, tmp_path_factory):
    """Tiny models by task."""
    place = tmp_path_factory.mktemp("hub")
    made = {
        "text_to_image": hub_tiny.drawing,
        "text_to_video": hub_tiny.filming,
        "image_to_video": hub_tiny.moving,
    }
    return {
        **{task: make(place / task) for task, make in made.items()},
        "ip_adapter": hub_tiny.adapter(place / "ip"),
    }


@pytest.fixture
def make_creator(folders, studio):
    """A creator with the tiny models of these tasks."""

    def make(*tasks, **more):
        small = {"width": 64, "height": 32, "steps": 2, **FREE}
        film = FilmConfig(frames=9, every=4, longest=25, **small)
        config = {
            "text_to_image": PipelineConfig(**small),
            "text_to_video": film,
            "image_to_video": film,
            "ip_adapter": AdapterConfig(weight="ip.safetensors", licence="Apache-2.0", commercial=True),
        }
        named = {task: config[task].model_copy(update={"model": str(folders[task])}) for task in tasks}
        return HubCreator(HubConfig(**named, **more), studio=studio)

    return make


@pytest.fixture
def plan(somebody):
    def planning(creator, guidance, *, profile=somebody, seed=0):
        return creator.plan(guidance=guidance, profile=profile, rng=np.random.default_rng(seed))

    return planning


def test_what_is_offered_follows_from_the_models_that_are_named(make_creator, wish):
    def kinds(*tasks, **more):
        creator = make_creator(*tasks, **more)
        create = wish("dogs").create
        return [
            kind
            for kind in ("video", "image", "text")
            if creator.offers(create.model_copy(update={"kind": kind}))
        ]

    assert kinds() == []
    assert kinds("text_to_image") == ["image"]
    assert kinds("text_to_video") == ["video"]
    assert kinds("image_to_video") == ["video"]
    assert kinds("image_to_video", ways=("words", "picture")) == []
    assert kinds("text_to_image", "image_to_video", ways=("picture",)) == ["video", "image"]
    poster = wish("dogs").create.model_copy(update={"kind": "image", "form": "poster"})
    assert not make_creator("text_to_image").offers(poster)


def test_a_video_of_words_says_all_that_it_rests_on(make_creator, plan, wish):
    recipe = plan(
        make_creator("text_to_video"), wish(("dogs", "pets"), less=(("boats",),), edits=(Style(name="noir"),))
    )
    (step,) = recipe.steps
    assert (recipe.kind, recipe.origin, recipe.scope, recipe.sources) == ("video", "created", "shared", ())
    assert step.params["prompt"].startswith("dogs, a black and white film noir still")
    assert step.params["against"].startswith("boats, nudity")
    assert {
        "model": "text_to_video",
        "pipeline": "TextToVideoSDPipeline",
        "safety_checker": "none",
    }.items() <= step.params.items()
    assert set(step.models) == {"unet", "vae", "text_encoder", "settings"}
    assert [(one.licence, one.commercial) for one in recipe.terms] == [("openrail++", True)]
    assert plan(make_creator("text_to_video"), wish(("dogs", "pets"))).key() != recipe.key()


def test_nothing_names_where_the_model_lies(make_creator, plan, wish, folders):
    recipe = plan(make_creator("text_to_video"), wish("dogs"))
    assert str(folders["text_to_video"].parent) not in recipe.canonical()


def test_words_that_the_corpus_never_uses_make_it_private(make_creator, plan, wish):
    creator = make_creator("text_to_video")
    assert plan(creator, wish("my aunt Agathe")).scope == "private"
    assert plan(creator, wish("dogs", less=(("zeppelins",),))).scope == "private"
    assert plan(creator, wish("dogs")).scope == "shared"


def test_liked_pictures_are_named_and_make_it_the_viewers_own(make_creator, plan, wish):
    creator = make_creator("text_to_image", "ip_adapter", liked=2)
    viewer = Profile(viewer=Viewer(id="u"), liked={"b1": 1.0, "d1": 0.9, "d2": 0.8, "gone": 0.7})
    recipe = plan(creator, wish("dogs"), profile=viewer)
    (step,) = recipe.steps
    assert [source.item for source in recipe.sources] == ["d1", "d2"]
    assert [one["source"] for one in step.params["liked"]] == [0, 1]
    assert recipe.scope == "private"
    assert [one.licence for one in recipe.terms] == ["openrail++", "Apache-2.0"]
    assert {"ip-adapter", "ip-adapter-encoder", "unet"} <= set(step.models)
    assert plan(creator, wish("dogs"), profile=replace(viewer, shared=True)).scope == "shared"
    assert not plan(creator, wish("dogs")).sources


def test_what_may_not_be_put_together_is_not_shown_to_a_model(make_creator, plan, wish, studio, monkeypatch):
    creator = make_creator("text_to_image", "ip_adapter")
    items = {
        id: item.model_copy(update={"allow": frozenset(("cover", "serve"))})
        for id, item in studio.tools.items(["d1"]).items()
    }
    bare = replace(
        studio, tools=replace(studio.tools, items=lambda ids: {id: items[id] for id in ids if id in items})
    )
    creator.studio = bare
    assert not plan(creator, wish("dogs"), profile=Profile(viewer=Viewer(id="u"), liked={"d1": 1.0})).sources


def test_the_ways_to_a_video_are_tried_in_turn(make_creator, plan, wish):
    both = make_creator("text_to_image", "image_to_video")
    assert [step.op for step in plan(both, wish("dogs")).steps] == ["text_to_image", "image_to_video"]
    frame = make_creator("text_to_image", "image_to_video", ways=("frame", "picture"))
    recipe = plan(frame, wish("boats"))
    assert [step.op for step in recipe.steps] == ["image_to_video"]
    assert recipe.sources[recipe.steps[0].params["begins"]["source"]].item in ("b1", "b2")
    assert [step.op for step in plan(frame, wish("volcanoes")).steps] == ["text_to_image", "image_to_video"]
    with pytest.raises(NotAllowed, match="nothing here shows volcanoes"):
        plan(make_creator("image_to_video"), wish("volcanoes"))


def test_lengths_are_those_that_the_model_makes(make_creator, plan, wish):
    creator = make_creator("text_to_video")

    def frames(**more):
        return plan(creator, wish("dogs", **more)).steps[0].params["frames"]

    assert frames() == 9
    assert frames(seconds=2) == 17
    assert frames(limits=Limits(max_seconds=60)) == 9
    with pytest.raises(NotAllowed, match=r"videos of 10 s are not made by text_to_video: up to 3\.1 s are"):
        frames(seconds=10)


def test_aspect_music_and_what_no_words_can_ask_for(make_creator, plan, wish):
    creator = make_creator("text_to_video")
    first, music = plan(creator, wish("dogs", edits=(Reframe(aspect="9:16"), Music(mood="happy")))).steps
    width, height = first.params["width"], first.params["height"]
    assert (width % 16, height % 16) == (0, 0)
    assert height > width
    assert music.op == "music"
    for edit in (BlurFaces(), Caption(text="hello")):
        with pytest.raises(NotAllowed, match="not available for what a model draws"):
            plan(creator, wish("dogs", edits=(edit,)))
    with pytest.raises(NotAllowed, match="say what it should show"):
        plan(creator, Guidance(clauses=(Clause(route="create", target=None),)))


def test_a_second_plan_reads_no_weights(make_creator, plan, wish, tmp_path, monkeypatch):
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path))
    creator = make_creator("text_to_video")
    first = plan(creator, wish("dogs"))
    monkeypatch.setattr(cache, "sha256", lambda path: pytest.fail(f"{path} was read"))
    assert plan(creator, wish("dogs")) == first


def test_a_model_without_licence_or_commit_is_refused(folders):
    with pytest.raises(ValidationError, match=r"licence of .* is not named"):
        FilmConfig(model=str(folders["text_to_video"]))
    for revision in ("", "main"):
        with pytest.raises(ValidationError, match="needs a commit"):
            FilmConfig(model="acme/film", revision=revision, **FREE)
    with pytest.raises(ValidationError, match="can run code"):
        AdapterConfig(model="acme/ip", revision=COMMIT, weight="ip.bin", **FREE)
    with pytest.raises(ValidationError, match="between a GPU and memory"):
        FilmConfig(offload="model")


def test_a_model_that_was_not_pulled_names_the_command(studio, plan, wish, folders):
    film = FilmConfig(model="acme/film", revision=COMMIT, **FREE)
    with pytest.raises(MissingModel, match=f"generec models pull hub:acme/film@{COMMIT}"):
        plan(HubCreator(HubConfig(text_to_video=film), studio=studio), wish("dogs"))


def test_what_is_drawn_is_the_recipes_and_of_no_other_weights(make_creator, plan, wish, folders, tmp_path):
    creator = make_creator("text_to_video")
    recipe = plan(creator, wish("dogs", edits=(Music(mood="calm"),)))
    told = []
    drafts = [creator.render(recipe, [], progress=told.append) for _ in range(2)]
    assert drafts[0].media.read_bytes() == drafts[1].media.read_bytes()
    assert (drafts[0].width, drafts[0].height, drafts[0].fps, drafts[0].has_audio) == (64, 32, 8.0, True)
    assert drafts[0].duration_s == pytest.approx(9 / 8, abs=0.05)
    assert drafts[0].title == "Dogs"
    assert "text_to_video (openrail++)" in drafts[0].description
    assert told[:3] == ["drawing: loading the model", "drawing: step 1 of 2", "drawing: step 2 of 2"]
    copy = shutil.copytree(folders["text_to_video"], tmp_path / "text_to_video")
    weights = copy / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    film = creator.config.text_to_video.model_copy(update={"model": str(copy)})
    other = HubCreator(HubConfig(text_to_video=film), studio=creator.studio)
    with pytest.raises(DataError, match="other weights of text_to_video"):
        other.render(recipe, [])
