"""Music on a made video: which, how loud, and beside what."""

import av
import numpy as np
import pytest

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clause, Clip, Guidance, Music, Mute, Speed
from generec.editor import open_editors, operations
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.probe import probe

RATE = 48_000


def sound(path):
    """(n, 2) samples at 48 kHz."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler("flt", "stereo", RATE)
        parts = [
            out.to_ndarray().reshape(-1, 2)
            for frame in file.decode(audio=0)
            for out in resampler.resample(frame)
        ]
    return np.concatenate(parts)


def tone_share(samples):
    """The share of the power that is the source's own tone of 440 Hz."""
    power = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return power[np.abs(hz - 440) < 1].sum() / power.sum()


@pytest.fixture
def do(tools, item, make_viewer):
    """Plan and render; gives the recipe and the draft."""
    editor = open_editors(tools)["editor.video.v1"]

    def run(*edits, of=item):
        guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))
        recipe = editor.plan(
            item=of, guidance=guidance, profile=make_viewer(None), rng=np.random.default_rng(0)
        )
        return recipe, editor.render(recipe, [of])

    return run


def test_music_lies_under_the_own_sound_at_one_loudness(do, video):
    recipe, draft = do(Music(mood="happy"))
    assert recipe.steps[0].params["mood"] == "happy"
    assert recipe.scope == "shared"
    assert draft.changes == ("given happy music",)
    heard = sound(draft.media)
    assert loudness([heard]) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert 0.3 < tone_share(heard) < 0.97
    assert tone_share(sound(video)) > 0.99
    assert draft.duration_s == pytest.approx(probe(video).duration_s, abs=0.05)


def test_muted_the_music_is_alone(do):
    _, draft = do(Mute(), Music(mood="sad"))
    heard = sound(draft.media)
    assert draft.has_audio
    assert tone_share(heard) < 0.2
    assert loudness([heard]) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_music_fits_what_is_left_of_the_video(do):
    _, draft = do(Clip(seconds=4.0), Speed(factor=2.0), Music(mood="exciting"))
    heard = sound(draft.media)
    assert len(heard) / RATE == pytest.approx(draft.duration_s, abs=0.05)
    assert draft.duration_s < 3.0
    assert np.abs(heard[-48:]).max() < 0.05


def test_equal_wishes_share_a_recipe_and_its_bytes(do, item):
    one, first = do(Music(mood="calm"))
    same, again = do(Music(mood="relaxing"))
    assert one.key() == same.key()
    assert first.media.read_bytes() == again.media.read_bytes()
    other = item.model_copy(update={"id": "v2", "work": "v2"})
    assert do(Music(mood="calm"), of=other)[0].key() != one.key()


@pytest.mark.parametrize(
    ("mood", "topics", "music"),
    [
        (None, (), "neutral"),
        (None, ("news", "comedy"), "funny"),
        ("banana", ("comedy",), "neutral"),
        ("fröhlich", (), "happy"),
    ],
)
def test_the_music_is_that_of_the_wish_else_of_the_topics(tools, item, make_viewer, mood, topics, music):
    from dataclasses import replace

    editor = open_editors(replace(tools, words=None))["editor.video.v1"]
    guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=(Music(mood=mood),)),))
    recipe = editor.plan(
        item=item.model_copy(update={"topics": topics}),
        guidance=guidance,
        profile=make_viewer(None),
        rng=np.random.default_rng(0),
    )
    assert recipe.steps[0].params["mood"] == music


def test_a_silent_video_gets_music_where_its_sound_is_to_be_replaced(do, item, tools, make, tmp_path):
    from contextlib import nullcontext

    silent = make.clip(tmp_path / "silent.mp4", seconds=3)
    facts = probe(silent)
    object.__setattr__(tools, "media", lambda key: nullcontext(silent))
    still = item.model_copy(
        update={"has_audio": False, "duration_s": 3.0, "width": facts.width, "height": facts.height}
    )
    recipe, draft = do(Mute(), Music(mood="epic"), of=still)
    assert [step.op for step in recipe.steps] == ["music"]
    assert draft.has_audio
    assert loudness([sound(draft.media)]) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_a_photo_gets_no_music(tools, item, make_viewer):
    assert "music" in operations()
    assert "music" not in operations("image")
    photo = item.model_copy(update={"kind": "image", "duration_s": None, "has_audio": False})
    editor = open_editors(tools)["editor.picture.v1"]
    guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=(Music(),)),))
    with pytest.raises(NotAllowed, match="music is not available for"):
        editor.plan(item=photo, guidance=guidance, profile=make_viewer(None), rng=np.random.default_rng(0))
