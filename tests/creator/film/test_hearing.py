"""Subtitles of what is said in the shots of a new video: real speech, by a real recogniser."""

import dataclasses
import shutil
from contextlib import nullcontext
from itertools import pairwise

import numpy as np
import pytest

from generec.creator.film import hearing
from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.story.narration import NarrationConfig, Speaker
from generec.domain.guidance import Caption, Clause, Create, Guidance, Music, Mute
from generec.domain.profiles import Profile, Viewer
from generec.encoders.speech import Speech
from generec.media.compose import Shot, compose
from generec.media.lettering import Line
from generec.media.voice import Spoken

SAID = "The little brown dog runs across the garden and jumps over the wall to catch the yellow ball."


def plain(at_s):
    return np.full((108, 192, 3), 90, np.uint8)


@pytest.fixture(scope="module")
def speaking(tmp_path_factory):
    """A film of 8 s in which somebody speaks."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs Debian's espeak-ng")
    path = tmp_path_factory.mktemp("speaking") / "speaking.mp4"
    sound = Speaker(NarrationConfig())(SAID, voice="en-us")
    compose([Shot(240, draw=lambda: plain)], path, size=(192, 108), voice=[Spoken(0.5, sound)])
    return path


@pytest.fixture
def make_creator(studio, corpus, speaking):
    """A creator over films of dogs in which somebody speaks, with what writes it down, or not."""
    pytest.importorskip("faster_whisper", reason="pip install 'generec[speech]'")
    from generec import models

    if models.verify(["whisper-base"])[0].state != "present":
        pytest.skip("needs: generec models pull --pack speech")
    speech, files = Speech(), corpus[2]

    def make(*, listens=True, silent=False):
        tools = dataclasses.replace(
            studio.tools,
            speech=(lambda: speech) if listens else None,
            media=lambda key: nullcontext(files[key] if silent else speaking),
        )
        config = StoryboardCreatorConfig(side=96)
        return StoryboardCreator(config, studio=dataclasses.replace(studio, tools=tools))

    return make


def plan(creator, *edits):
    create = Create(about=(("dogs",),), seconds=9.0, kind="video")
    guidance = Guidance(clauses=(Clause(route="create", edits=edits, create=create),))
    return creator.plan(
        guidance=guidance, profile=Profile(viewer=Viewer(id="ada")), rng=np.random.default_rng(1)
    )


def steps(recipe, op):
    return [step for step in recipe.steps if step.op == op]


def test_what_is_said_in_a_shot_is_written_under_it(make_creator, speaking):
    creator = make_creator()
    recipe = plan(creator, Caption())
    found = steps(recipe, "subtitles")[0]
    assert "whisper-base" in found.models
    assert found.params["shots"]
    lines = hearing.lines(recipe, [speaking] * len(recipe.sources), tools=creator.studio.tools)
    said = " ".join(line.text for line in lines).lower()
    assert sum(word in said for word in ("dog", "runs", "garden", "jumps", "wall", "yellow", "ball")) >= 3
    assert all(0 <= line.start_s < line.end_s <= 9.0 for line in lines)
    assert lines[0].start_s >= steps(recipe, "title")[0].params["seconds"]
    told = [Line(*one) for one in steps(recipe, "captions")[0].params["lines"]]
    shown = sorted(hearing.beside(told, lines), key=lambda line: line.start_s)
    assert set(lines) <= set(shown)
    assert all(one.end_s <= other.start_s for one, other in pairwise(shown))
    sources = list(creator.studio.tools.items([source.item for source in recipe.sources]).values())
    assert "given subtitles that were written from its speech" in creator.render(recipe, sources).changes


def test_titles_stay_where_nobody_speaks_or_nothing_listens(make_creator):
    assert not steps(plan(make_creator(silent=True), Caption()), "subtitles")
    assert steps(plan(make_creator(silent=True), Caption()), "captions")
    assert not steps(plan(make_creator(listens=False), Caption()), "subtitles")


def test_titles_stay_beside_what_was_not_surely_heard():
    told = [Line("A dog", 1.0, 3.0), Line("A boat", 3.0, 5.0)]
    assert hearing.beside(told, []) == told
    assert hearing.beside(told, [Line("Ahoy", 4.0, 4.5)]) == [Line("Ahoy", 4.0, 4.5), told[0]]


def test_no_subtitles_unasked_or_of_what_is_not_heard(make_creator):
    assert not steps(plan(make_creator()), "subtitles")
    assert not steps(plan(make_creator(), Caption(), Mute()), "subtitles")
    assert steps(plan(make_creator(), Caption(), Music(mood="calm")), "subtitles")
