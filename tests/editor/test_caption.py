"""Captions through the video editor: words dictated or brought along, and who may see them."""

from contextlib import nullcontext
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from generec.domain.errors import MediaError, MissingExtra, NotAllowed
from generec.domain.guidance import Caption, Clause, Clip, Guidance, Limits, Reframe, Speed, Style
from generec.editor import open_editors, operations
from generec.encoders.speech import Transcript
from generec.media.frames import frame_at
from generec.media.lettering import Line
from generec.models.entries import entry


@pytest.fixture
def plan(tools, item, make_viewer, models):
    """Plan over a file; gives the editor and the recipe."""

    given = tools

    def run(*edits, path=None, tools=given, language=None):
        own = replace(tools, media=lambda key: nullcontext(path)) if path else tools
        editor = open_editors(own)["editor.video.v1"]
        limits = Limits(language=language)
        guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=edits, limits=limits),))
        rng = np.random.default_rng(0)
        return editor, editor.plan(item=item, guidance=guidance, profile=make_viewer(), rng=rng)

    return run


def test_dictated_words_are_drawn_and_make_the_draft_private(plan, item, video):
    editor, recipe = plan(Caption(text="  Look  at this "))
    step = recipe.steps[0]
    assert (step.op, step.params) == ("caption", {"text": "Look at this"})
    assert step.models == {"font-bold": entry("font-bold").sha256}
    assert recipe.scope == "private"
    draft = editor.render(recipe, [item])
    assert draft.scope == "private"
    assert draft.changes == ("given a caption",)
    ours, theirs = frame_at(draft.media, 3.0).astype(int), frame_at(video, 3.0).astype(int)
    apart = np.abs(ours - theirs).max(axis=2)
    assert (ours[60:].min(axis=2) > 220).any()
    assert apart[:40].mean() < 6 < apart[60:].mean()


def test_other_recipes_stay_shared(plan):
    assert plan(Style(name="pixel"))[1].scope == "shared"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("so 😀", "grinning face"),
        ("日本", "cjk unified ideograph"),
        ("a\u202eb", "right-to-left override"),
        ("bell\x07", r"U\+0007"),
        (" \n ", "no words"),
        ("x" * 201, "201 characters"),
    ],
)
def test_what_cannot_be_set_is_told(plan, text, told):
    with pytest.raises(NotAllowed, match=f"(?i){told}"):
        plan(Caption(text=text))


def test_words_of_a_filter_are_only_words(plan, item):
    editor, recipe = plan(Caption(text="';[in]drawtext=text=%{pts}:x=0,\\:"))
    assert editor.render(recipe, [item]).duration_s == pytest.approx(6.0, abs=0.06)


def test_own_subtitles_are_shown_at_their_time_and_are_shared(plan, item, video, make, tmp_path):
    said = make.subtitled(video, tmp_path / "said.mkv", ["ONE", "TWO", "THREE"])
    editor, recipe = plan(Caption(), path=said)
    assert (recipe.scope, recipe.steps[0].params) == ("shared", {})
    draft = editor.render(recipe, [item])
    white = [(frame_at(draft.media, t).min(axis=2) > 215).sum() for t in (0.1, 0.7, 1.05, 1.7, 4.0)]
    assert min(white[1], white[3]) > 10
    assert max(white[0], white[2], white[4]) == 0
    assert draft.changes == ("given its subtitles",)


def test_without_words_and_subtitles_nothing_is_made_up(plan):
    with pytest.raises(NotAllowed, match="Square has no subtitles of its own"):
        plan(Caption())


class Listener:
    """Hears what it is given; the real recogniser has tests of its own."""

    models: ClassVar = {"whisper-base": "0" * 64}

    def __init__(self, *lines, language="en"):
        self.said = Transcript(language, lines)

    def heard(self, path):
        return bool(self.said.lines)

    def __call__(self, path):
        return self.said


def test_speech_becomes_subtitles_that_say_so(plan, item, tools):
    heard = Listener(Line("HELLO THERE", 1.0, 2.0))
    editor, recipe = plan(Caption(), tools=replace(tools, speech=lambda: heard))
    step = recipe.steps[0]
    assert (step.params, recipe.scope) == ({"speech": None}, "shared")
    assert step.models["whisper-base"] == "0" * 64
    draft = editor.render(recipe, [item])
    assert draft.changes == ("given subtitles that were written from its speech",)
    white = [(frame_at(draft.media, t).min(axis=2) > 215).sum() for t in (0.5, 1.5, 2.6)]
    assert white[1] > 10 > max(white[0], white[2]) == 0


def test_speech_that_cannot_be_had_is_told(plan, item, tools):
    with pytest.raises(NotAllowed, match="nobody speaks"):
        plan(Caption(), tools=replace(tools, speech=lambda: Listener()))

    def missing():
        raise MissingExtra("speech", what="writing subtitles")

    with pytest.raises(NotAllowed, match=r"no subtitles of its own.*generec\[speech\]"):
        plan(Caption(), tools=replace(tools, speech=missing))
    spanish = Listener(Line("Hola", 0.0, 1.0), language="es")
    editor, recipe = plan(Caption(), tools=replace(tools, speech=lambda: spanish), language="en-GB")
    assert recipe.steps[0].params == {"speech": "en"}
    with pytest.raises(MediaError, match="is in es"):
        editor.render(recipe, [item])
    cyrillic = Listener(Line("日本", 0.0, 1.0), language="ja")
    editor, recipe = plan(Caption(), tools=replace(tools, speech=lambda: cyrillic))
    with pytest.raises(MediaError, match="signs that cannot be set"):
        editor.render(recipe, [item])


def test_looks_crop_tempo_and_words_in_one_pass(plan, item):
    edits = (
        Caption(text="Go"),
        Speed(factor=2),
        Style(name="cartoon"),
        Clip(seconds=3),
        Reframe(aspect="1:1"),
    )
    editor, recipe = plan(*edits)
    assert [step.op for step in recipe.steps] == ["clip", "reframe", "speed", "style", "caption"]
    one, two = (editor.render(recipe, [item]) for _ in range(2))
    assert (one.width, one.height) == (96, 96)
    assert one.duration_s == pytest.approx(1.5, abs=0.06)
    assert one.has_audio
    assert one.media.read_bytes() == two.media.read_bytes()
    assert (frame_at(one.media, 1.0)[50:].min(axis=2) > 220).any()


def test_captions_and_looks_are_offered():
    styles = {f"style:{name}" for name in ("cartoon", "sketch", "watercolor", "oil", "pixel")}
    assert {"caption", *styles} <= set(operations())
