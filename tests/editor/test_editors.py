"""Editors over a made video: planned, rendered, looked at."""

import hashlib

import numpy as np
import pytest

from generec.domain.errors import ConfigError, DataError, NotAllowed
from generec.domain.guidance import (
    Adjust,
    BlurFaces,
    Clause,
    Clip,
    Guidance,
    Mute,
    Reframe,
    Rewrite,
    Speed,
    Style,
    Thumbnail,
)
from generec.editor import open_editors, operations
from generec.editor.looks import ADJUSTMENTS, STYLES
from generec.editor.sheet import sheet
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.probe import probe


def wish(*edits, more=()):
    return Guidance(clauses=(Clause(route="edit", target="current", edits=edits, more=more),))


@pytest.fixture
def editors(tools):
    return open_editors(tools)


@pytest.fixture
def do(editors, item, make_viewer):
    """Plan and render; gives the recipe and the draft."""

    def run(name, *edits, taste=None, more=()):
        editor = editors[name]
        recipe = editor.plan(
            item=item,
            guidance=wish(*edits, more=more),
            profile=make_viewer(taste),
            rng=np.random.default_rng(0),
        )
        return recipe, editor.render(recipe, [item])

    return run


def frames(path, times=(0.3, 1.1)):
    return np.stack([frame_at(path, t).astype(float) for t in times])


def test_clip_is_the_viewers_scene(do, item):
    recipe, draft = do("editor.clip.v1", Clip(seconds=3), taste=[0, 1])
    step = recipe.steps[0]
    assert (step.component, step.op, step.params) == (
        "editor.clip.v1",
        "clip",
        {"start_s": 3.0, "end_s": 6.0},
    )
    assert recipe.sources[0].media == item.media
    assert draft.duration_s == pytest.approx(3.0, abs=0.06)
    assert (draft.width, draft.height, draft.has_audio, draft.mime) == (160, 96, True, "video/mp4")
    assert draft.ai
    assert draft.changes == ("cut to 3 s, from 3 s on",)
    assert (draft.title, draft.topics, draft.origin) == ("Square", ("shapes",), "edited")
    assert pictures.read(draft.thumbnail).shape == (96, 160, 3)


def test_equal_choices_of_two_viewers_are_one_recipe_with_the_same_bytes(do):
    (one, first), (two, second) = (
        do("editor.clip.v1", Clip(seconds=3), taste=t) for t in ([0, 1], [0.1, 0.9])
    )
    assert one.key() == two.key()
    assert first.media != second.media
    assert (
        hashlib.sha256(first.media.read_bytes()).digest()
        == hashlib.sha256(second.media.read_bytes()).digest()
    )
    assert first.thumbnail.read_bytes() == second.thumbnail.read_bytes()


def test_wished_topic_decides_the_window(do):
    recipe, _ = do("editor.clip.v1", Clip(seconds=3), taste=[0, 1], more=(("red",),))
    assert recipe.steps[0].params == {"start_s": 0.0, "end_s": 3.0}


def test_a_video_that_is_short_enough_is_not_clipped(do):
    with pytest.raises(NotAllowed, match="no longer than that"):
        do("editor.clip.v1", Clip(seconds=10))


def test_thumbnail_is_a_frame_of_the_viewers_scene(do, video):
    recipe, draft = do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])
    at = recipe.steps[0].params["at_s"]
    assert 3 <= at <= 6
    assert (draft.kind, draft.mime, recipe.kind) == ("image", "image/jpeg", "image")
    ours = pictures.read(draft.media, longest=160).astype(float)
    corner = np.s_[:40, 80:]
    assert np.abs(ours[corner] - frame_at(video, at).astype(float)[corner]).mean() < 30
    assert (draft.width, draft.height) == (320, 192)
    assert draft.changes[1:] == (
        "enlarged by a network",
        "colours and contrast made fuller",
        "its title set on it",
    )


def test_a_cover_shows_what_its_title_names_where_a_frame_does(tools, item, make_viewer):
    editor = open_editors(tools)["editor.thumbnail.v1"]
    wish = Guidance(clauses=(Clause(route="edit", target="current", edits=(Thumbnail(),)),))

    def at(title, guidance=wish):
        named = item.model_copy(update={"title": title})
        recipe = editor.plan(
            item=named, guidance=guidance, profile=make_viewer([0, 1]), rng=np.random.default_rng(0)
        )
        return recipe.steps[0].params["at_s"]

    assert at("red") < 3 < at("blue")
    assert at("nothing that can be seen") > 3
    blue = wish.clauses[0].model_copy(update={"more": (("blue",),)})
    assert at("red", Guidance(clauses=(blue,))) > 3


def test_a_cover_moves_away_from_shut_eyes_but_not_out_of_its_shot(do, monkeypatch):
    before = do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])[0].steps[0].params["at_s"]
    looked = []

    def shut(image):
        looked.append(image)
        return 1.0 if len(looked) < 3 else 0.0

    monkeypatch.setattr("generec.editor.thumbnail.blinking", shut)
    after = do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])[0].steps[0].params["at_s"]
    assert 0.1 < abs(after - before) < 0.6
    assert 3 <= after <= 6
    monkeypatch.setattr("generec.editor.thumbnail.blinking", lambda image: 1.0)
    assert do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])[0].steps[0].params["at_s"] == before


def test_where_eyes_stay_shut_another_moment_is_taken(do, monkeypatch):
    before = do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])[0].steps[0].params["at_s"]
    looked = []

    def shut(image):
        looked.append(image)
        return 1.0 if len(looked) <= 8 else 0.0  # the moment, six near it, and itself once more

    monkeypatch.setattr("generec.editor.thumbnail.blinking", shut)
    after = do("editor.thumbnail.v1", Thumbnail(), taste=[0, 1])[0].steps[0].params["at_s"]
    assert abs(after - before) >= 0.5


def test_a_cover_is_given_the_look_that_did_well_with_the_viewer(do, tools, item, make_viewer):
    guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=(Thumbnail(),)),))
    found = {}
    for name, looks in (("none", {"noir": 0.1}), ("noir", {"noir": 0.5, "vivid": 0.3, "oil": -0.4})):
        editor = open_editors(tools)["editor.thumbnail.v1"]
        profile = make_viewer([0, 1], looks=looks)
        recipe = editor.plan(item=item, guidance=guidance, profile=profile, rng=np.random.default_rng(0))
        draft = editor.render(recipe, [item])
        found[name] = recipe.steps[0].params.get("look"), pictures.read(draft.media), draft.changes
    assert [found[name][0] for name in ("none", "noir")] == [None, "noir"]
    colourful = {name: np.ptp(image.astype(int), axis=2).mean() for name, (_, image, _) in found.items()}
    assert colourful["noir"] < 0.6 * colourful["none"]
    assert "given the look 'noir', which did well with you" in found["noir"][2]
    plain = open_editors(tools, settings={"editor.thumbnail.v1": {"looks": False}})["editor.thumbnail.v1"]
    fond = make_viewer([0, 1], looks={"noir": 0.5})
    recipe = plain.plan(item=item, guidance=guidance, profile=fond, rng=np.random.default_rng(0))
    assert "look" not in recipe.steps[0].params


@pytest.mark.parametrize("name", sorted(STYLES))
def test_styles_are_recognisable_and_keep_the_scene(do, video, name):
    _, draft = do("editor.video.v1", Style(name=name))
    ours, theirs = frames(draft.media), frames(video)
    change = ours.mean(axis=(0, 1, 2)) - theirs.mean(axis=(0, 1, 2))
    spread = np.ptp(ours, axis=3).mean() - np.ptp(theirs, axis=3).mean()
    assert np.abs(ours - theirs).mean() > 4
    grey = [x.mean(axis=3) for x in (ours, theirs)]
    coarse = [x.reshape(2, 12, 8, 20, 8, 3).mean(axis=(2, 4)) for x in (ours, theirs)]
    floor = 0.05 if name == "sketch" else 0.3
    assert max(np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in (grey, coarse)) > floor
    expected = {
        "cartoon": ours.std() > theirs.std(),
        "noir": np.ptp(ours, axis=3).mean() < 4,
        "oil": spread > 5,
        "pixel": spread > 15,
        "sketch": np.ptp(ours, axis=3).mean() < 10 and ours.mean() > 150,
        "watercolor": ours.mean() > theirs.mean() + 20,
        "vintage": spread < -15,
        "vivid": spread > 15,
        "warm": change[0] - change[2] > 10,
        "cool": change[2] - change[0] > 10,
    }
    assert expected[name]
    assert draft.duration_s == pytest.approx(6.0, abs=0.06)
    assert draft.has_audio


@pytest.mark.parametrize(("what", "by"), sorted(ADJUSTMENTS))
def test_adjustments_change_what_they_say(do, video, what, by):
    _, draft = do("editor.video.v1", Adjust(what=what, by=by))
    measure = {
        "brightness": lambda x: x.mean(),
        "contrast": lambda x: x.mean(axis=3).std(),
        "saturation": lambda x: np.ptp(x, axis=3).mean(),
    }[what]
    ratio = measure(frames(draft.media)) / measure(frames(video))
    assert ratio > 1.1 if by == "up" else ratio < 0.9


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_speed(do, factor):
    _, draft = do("editor.video.v1", Speed(factor=factor))
    assert draft.duration_s == pytest.approx(6 / factor, abs=0.1)
    assert draft.has_audio


@pytest.mark.parametrize(("aspect", "size"), [("9:16", (54, 96)), ("1:1", (96, 96)), ("16:9", (160, 90))])
def test_reframe_keeps_the_subject(do, aspect, size):
    recipe, draft = do("editor.video.v1", Reframe(aspect=aspect))
    assert (draft.width, draft.height) == size
    if aspect == "9:16":
        assert min(recipe.steps[0].params["x"]) > 0.5
        red = frames(draft.media, times=(1.0, 3.0))
        assert ((red[..., 0] > 150) & (red[..., 2] < 90)).mean() > 0.15


def test_several_operations_in_one_pass(do):
    recipe, draft = do(
        "editor.video.v1", Style(name="noir"), Mute(), Clip(seconds=3), Speed(factor=1.5), taste=[1, 0]
    )
    assert [step.op for step in recipe.steps] == ["clip", "style", "mute", "speed"]
    assert draft.duration_s == pytest.approx(2.0, abs=0.06)
    assert not draft.has_audio
    assert draft.changes == (
        "cut to 3 s, from 0 s on",
        "given the look noir",
        "sound taken away",
        "sped up 1.5 times",
    )
    assert probe(draft.media).n_frames == 60


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (BlurFaces(), "no face was found"),
        (Speed(factor=50), "is not available"),
        (Rewrite(tone="simple"), "is not available"),
    ],
)
def test_what_cannot_be_is_told_at_plan(do, edit, told):
    with pytest.raises(NotAllowed, match=told):
        do("editor.video.v1", edit)


def test_nothing_to_do_is_told(do, item, editors, make_viewer):
    with pytest.raises(NotAllowed, match="nothing was said"):
        do("editor.video.v1")
    with pytest.raises(NotAllowed, match="like that already"):
        do("editor.video.v1", Speed(factor=1.0))
    silent = item.model_copy(update={"has_audio": False})
    text = item.model_copy(update={"kind": "text", "media": None})
    plan = editors["editor.video.v1"].plan
    rest = {"profile": make_viewer(), "rng": np.random.default_rng(0)}
    with pytest.raises(NotAllowed, match="no sound"):
        plan(item=silent, guidance=wish(Mute()), **rest)
    for editor in editors.values():
        assert not editor.offers(Mute(), kind="text")
        with pytest.raises(NotAllowed, match=r"is no |not available"):
            editor.plan(item=text, guidance=wish(Mute()), **rest)


def test_a_failed_render_leaves_no_files(editors, item, make_viewer, tools, tmp_path):
    editor = editors["editor.clip.v1"]
    recipe = editor.plan(
        item=item, guidance=wish(Clip(seconds=3)), profile=make_viewer(), rng=np.random.default_rng(0)
    )
    outside = recipe.steps[0].model_copy(update={"params": {"start_s": 90.0, "end_s": 95.0}})
    with pytest.raises(DataError):
        editor.render(recipe.model_copy(update={"steps": (outside,)}), [item])
    assert not list((tmp_path / "drafts").iterdir())
    with pytest.raises(DataError, match="is not there"):
        editor.render(recipe, [])


def test_settings_are_checked_and_operations_named(tools):
    with pytest.raises(ConfigError, match=r"editor\.clip\.v1: lossles"):
        open_editors(tools, settings={"editor.clip.v1": {"lossles": True}})
    assert {"clip", "thumbnail", "style:noir", "mute", "speed", "reframe", "adjust"} <= set(operations())


def test_sheet_shows_both(do, video):
    _, draft = do("editor.video.v1", Style(name="noir"))
    image = sheet(video, draft.media, columns=3)
    assert image.dtype == np.uint8
    top, bottom = np.split(image.astype(float), 2)
    assert np.ptp(top, axis=2).mean() > 20
    assert np.ptp(bottom, axis=2).mean() < 5
    _, cover = do("editor.thumbnail.v1", Thumbnail())
    assert sheet(video, cover.media, columns=2).shape[1] > 300
