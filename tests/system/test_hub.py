"""What generative models draw, from the wish to the sealed item: tiny models with random weights."""

import json

import c2pa
import pytest
from click.testing import CliRunner

from generec.cli import main
from generec.domain.errors import NotAllowed
from generec.fidelity.manifest import ASSERTION
from generec.fidelity.seal import context

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
FREE = {"licence": "openrail++", "commercial": True, "derivatives": "allowed"}
SMALL = {"width": 64, "height": 64, "steps": 2, **FREE}
DRAWN = "generate a video of boats"


@pytest.fixture(scope="session")
def tasks(hub_tiny, tmp_path_factory):
    """Settings of tiny models by task."""
    place = tmp_path_factory.mktemp("hub")
    film = {"frames": 12, **SMALL}
    return {
        "text_to_image": {"model": str(hub_tiny.drawing(place / "draws")), **SMALL},
        "text_to_video": {"model": str(hub_tiny.filming(place / "films")), **film},
        "image_to_video": {"model": str(hub_tiny.moving(place / "moves")), **film},
        "ip_adapter": {"model": str(hub_tiny.adapter(place / "ip")), "weight": "ip.safetensors", **FREE},
    }


@pytest.fixture
def drawing(opened, tasks):
    """A system with the models of these tasks."""

    def make(*named, **more):
        return opened(hub={**{task: tasks[task] for task in named}, **more})

    return make


def signed(system, item):
    """The statement in the manifest of an item's file, and the types of its actions."""
    with system.media(item) as path, context() as offline, path.open("rb") as file:
        store = json.loads(c2pa.Reader(item.mime, file, context=offline).json())
    parts = store["manifests"][store["active_manifest"]]["assertions"]
    said = next(one["data"] for one in parts if one["label"] == ASSERTION)
    actions = next(one["data"]["actions"] for one in parts if one["label"].startswith("c2pa.actions"))
    return said, {one["digitalSourceType"] for one in actions}


def test_a_wish_to_generate_is_drawn_checked_sealed_and_labelled(drawing):
    system = drawing("text_to_video")
    feed = system.recommend("v00", say=DRAWN, wait=600.0, k=4)
    first = feed.items[0]
    assert (first.origin, first.ai, first.label, first.title) == ("created", True, "Made by AI", "Boats")
    made = system.item(first.id)
    assert (made.parents, made.work, made.licence, made.rights) == ((), made.id, "openrail++", "licensed")
    assert "films (openrail++)" in made.description
    assert {verdict.outcome for verdict in system.verdicts(made)} == {"pass"}
    said, types = signed(system, made)
    assert said["digitalSourceType"] == f"{IPTC}trainedAlgorithmicMedia"
    assert types == {f"{IPTC}trainedAlgorithmicMedia"}
    assert said["attribution"] == ["made with the model films, openrail++"]
    with system.media(made) as file:
        assert system.verify(file).valid


def test_footage_comes_first_where_there_is_some_and_drawing_where_it_lacks(drawing):
    system = drawing("text_to_video")
    assert system.create("6 seconds of boats").parents
    assert not system.create("a video of volcanoes", user="v00").parents


def test_drawing_first_is_a_setting_and_without_models_nothing_is_drawn(drawing):
    assert not drawing("text_to_video", first=True).create("a video of boats").parents


def test_without_models_nothing_is_drawn(drawing):
    system = drawing()
    assert system.create("generate 6 seconds of boats").parents
    with pytest.raises(NotAllowed, match="nothing here shows volcanoes"):
        system.create("a video of volcanoes")


def test_a_video_goes_on_from_a_frame_of_the_catalogue_and_its_maker_is_credited(drawing):
    system = drawing("image_to_video")
    made = system.create(DRAWN)
    (parent,) = made.parents
    assert parent in {"c00", "c03", "c06", "c09"}
    assert f"by {system.item(parent).creator}" in made.description
    said, _ = signed(system, made)
    assert said["digitalSourceType"] == f"{IPTC}compositeWithTrainedAlgorithmicMedia"
    assert made.id in system.withdraw(parent)


def test_liked_pictures_make_a_picture_the_viewers_own_and_it_moves(drawing):
    system = drawing("text_to_image", "image_to_video", "ip_adapter", liked=2)
    made = system.create(DRAWN, user="v00")
    assert (made.scope, made.owner, made.kind) == ("private", "v00", "video")
    assert len(made.parents) == 2
    said, _ = signed(system, made)
    assert said["digitalSourceType"] == f"{IPTC}trainedAlgorithmicMedia"
    assert system.erase("v00")


def test_a_picture_is_made_where_one_is_wished(drawing):
    system = drawing("text_to_image")
    made = system.create("generate a picture of boats")
    assert (made.kind, made.mime, made.width, made.height) == ("image", "image/jpeg", 64, 64)


def test_a_model_without_derivatives_makes_what_is_not_changed_further(drawing, tasks):
    bound = {**tasks["text_to_video"], "derivatives": "forbidden", "commercial": False}
    system = drawing(text_to_video=bound)
    made = system.create(DRAWN)
    assert made.allow == {"cover", "serve"}
    with pytest.raises(NotAllowed):
        system.edit(made.id, operations=["style:noir"])


def test_a_job_tells_its_steps_and_ends_between_them(drawing, monkeypatch):
    system = drawing("text_to_video")
    told = []
    feed = system.recommend("v00", say=DRAWN, wait=0.0, k=4)
    job = feed.pending[0].job
    beat = system.home.rows.jobs.heartbeat

    def listening(id, *, worker, until, progress):
        told.append(progress)
        if progress == "drawing: step 1 of 2":
            system.cancel(id)
        return beat(id, worker=worker, until=until, progress=progress)

    monkeypatch.setattr(system.home.rows.jobs, "heartbeat", listening)
    system.work()
    assert told[-1] == "drawing: step 1 of 2"
    assert system.job(job).state == "cancelled"


def test_a_model_of_the_hub_without_commit_or_licence_is_refused(drawing):
    from generec.domain.errors import ConfigError

    with pytest.raises(ConfigError, match="needs a commit"):
        drawing(text_to_video={"model": "acme/film", "revision": "main", **FREE})
    with pytest.raises(ConfigError, match="licence of acme/film is not named"):
        drawing(text_to_video={"model": "acme/film"})


def test_the_command_draws_too(world, tasks, tmp_path, monkeypatch):
    import shutil

    home = shutil.copytree(world, tmp_path / "home")
    lines = [f"{key} = {json.dumps(value)}" for key, value in tasks["text_to_video"].items()]
    (home / "generec.toml").write_text("\n".join(["[hub.text_to_video]", *lines]))
    out = tmp_path / "boats.mp4"
    result = CliRunner().invoke(
        main, ["create", "--say", DRAWN, "--home", str(home), "--out", str(out), "--json"]
    )
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 1000
    verified = CliRunner().invoke(main, ["verify", str(out), "--home", str(home), "--json"])
    assert json.loads(verified.stdout)["origin"] == "created"
