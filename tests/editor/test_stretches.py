"""What a clip keeps: several pieces of a long video, and a part only where there is one."""

from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Caption, Clause, Clip, Guidance, Mute, Speed
from generec.editor import open_editors
from generec.editor.stretches import read
from generec.editor.window import WindowChooser
from generec.media.frames import frame_at
from generec.media.probe import probe

SCENES, SCENE_S = 12, 5.0


@pytest.fixture(scope="module")
def long(make_features):
    """A minute of twelve scenes in as many directions; the third and the ninth are what is liked."""
    rng = np.random.default_rng(1)
    rows = np.repeat(np.eye(SCENES), 10, axis=0) + 0.02 * rng.standard_normal((SCENES * 10, SCENES))
    shots = [[i * SCENE_S, (i + 1) * SCENE_S] for i in range(SCENES)]
    return make_features(rows, shots=shots)


def wish(*edits):
    return Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))


def liking(*scenes):
    vector = np.zeros(SCENES)
    vector[list(scenes)] = 1
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("seconds", [8, 12, 20, 24.5])
def test_pieces_are_of_different_scenes_and_last_as_long_as_asked(long, make_viewer, seconds):
    spans = WindowChooser().several(
        features=long, profile=make_viewer(liking(2, 8)), guidance=wish(Clip(seconds=seconds)), wish=None
    )
    assert spans is not None
    assert len(spans) == round(seconds / 4)
    assert sum(end - start for start, end in spans) == pytest.approx(seconds, abs=0.04)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] + 1e-6 for one, two in pairwise(spans))
    scenes = [int((a + b) / 2 // SCENE_S) for a, b in spans]
    assert {2, 8} <= set(scenes)
    assert len(set(scenes)) >= min(len(spans), 4)


def test_short_videos_and_short_clips_stay_in_one_piece(long, four_scenes, make_viewer):
    several = WindowChooser().several
    viewer = make_viewer(liking(2))
    assert several(features=long, profile=viewer, guidance=wish(Clip(seconds=5)), wish=None) is None
    assert several(features=four_scenes, profile=viewer, guidance=wish(Clip(seconds=8)), wish=None) is None


@pytest.fixture
def editing(long, make, tmp_path, tools, item):
    """Editors over a real minute of film whose brightness tells the scene."""
    path = make.clip(
        tmp_path / "long.mp4", seconds=60, size=(96, 64), fps=8, scenes=tuple(range(SCENES)), audio=True
    )
    words = {"dog": np.eye(SCENES)[2], "ship": -np.ones(SCENES) / SCENES**0.5}
    own = replace(
        tools,
        features=lambda key: long,
        media=lambda key: nullcontext(path),
        words=lambda names: np.array([words[name] for name in names], np.float32),
    )
    return open_editors(own), item.model_copy(update={"duration_s": 60.0, "width": 96, "height": 64}), path


@pytest.mark.parametrize("edits", [(Clip(seconds=12),), (Clip(seconds=12), Speed(factor=2), Mute())])
def test_pieces_are_joined_in_one_video(editing, make_viewer, edits):
    editors, item, path = editing
    editor = editors["editor.clip.v1" if len(edits) == 1 else "editor.video.v1"]
    recipe = editor.plan(
        item=item,
        guidance=wish(*edits),
        profile=make_viewer(liking(2, 8)),
        rng=np.random.default_rng(0),
    )
    spans = read(recipe.steps[0].params)
    assert len(spans) == 3
    draft = editor.render(recipe, [item])
    speed = 2.0 if len(edits) > 1 else 1.0
    assert draft.duration_s == pytest.approx(12 / speed, abs=0.15)
    assert "in 3 pieces" in draft.changes[0]
    assert probe(draft.media).has_audio is (speed == 1.0)
    begin = 0.0
    for start, end in spans:
        middle = (end - start) / 2
        ours = frame_at(draft.media, (begin + middle) / speed).astype(float)
        assert np.abs(ours - frame_at(path, start + middle).astype(float)).mean() < 12
        begin += end - start


def test_own_subtitles_go_with_their_pieces(editing, make, make_viewer, tools, tmp_path, models):
    editors, item, path = editing
    said = make.subtitled(path, tmp_path / "said.mkv", [f"LINE {n}" for n in range(60)])
    editor = editors["editor.video.v1"]
    editor.tools = replace(editor.tools, media=lambda key: nullcontext(said))
    recipe = editor.plan(
        item=item,
        guidance=wish(Clip(seconds=12), Caption()),
        profile=make_viewer(liking(2, 8)),
        rng=np.random.default_rng(0),
    )
    draft = editor.render(recipe, [item])
    assert draft.duration_s == pytest.approx(12, abs=0.15)


def test_a_part_that_is_not_there_is_not_found(editing, make_viewer):
    editors, item, _ = editing

    def plan(about, item):
        return editors["editor.clip.v1"].plan(
            item=item,
            guidance=wish(Clip(about=(about,))),
            profile=make_viewer(),
            rng=np.random.default_rng(0),
        )

    assert read(plan("dog", item).steps[0].params) == ((10.0, 15.0),)
    with pytest.raises(NotAllowed, match="no part of Square was found that shows ship"):
        plan("ship", item)
    named = item.model_copy(update={"title": "Ships at night"})
    assert plan("ship", named).steps[0].op == "clip"
