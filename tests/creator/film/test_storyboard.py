"""Storyboards: exact lengths, cuts on beats, pace by mood, parts and joins."""

from itertools import pairwise

import numpy as np
import pytest

from generec.creator.film.scripting import credited
from generec.creator.film.storyboard import FPS, storyboard, title_of, wanted
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Caption, Limits, Music, Mute, Reframe
from generec.domain.items import Item
from generec.media.music import Piece

MOODS = ("calm", "funny", "exciting", "sad", "inspiring", "scary", "romantic", None)


@pytest.mark.parametrize("seconds", [4, 7.5, 12, 30, 61, 180])
@pytest.mark.parametrize("mood", MOODS)
def test_it_is_exactly_as_long_as_asked(wish, somebody, seconds, mood):
    board = storyboard(wish("dogs", seconds=seconds, limits=Limits(mood=mood)), profile=somebody)
    assert board.frames == round(seconds * FPS)
    assert board.shots[0].role == "hook"
    assert all(shot.frames >= 0.6 * FPS for shot in board.shots)
    assert (board.shots[-1].role == "credits") == (seconds >= 10)
    for before, shot in pairwise(board.shots):
        assert shot.join_frames % 2 == 0
        assert shot.join_frames <= min(before.frames, shot.frames)


@pytest.mark.parametrize("seconds", [10, 11, 20, 30, 60, 180])
@pytest.mark.parametrize("mood", MOODS)
def test_credits_take_an_eighth_at_most_and_have_no_more_lines_than_can_be_read(
    wish, somebody, seconds, mood
):
    board = storyboard(wish("dogs", seconds=seconds, limits=Limits(mood=mood)), profile=somebody)
    frames = board.shots[-1].frames
    assert 1.2 * FPS - 1 <= frames <= max(1.2, 0.12 * seconds) * FPS + 1
    items = [Item(id=str(i), work=str(i), kind="video", title=f"Film {i}") for i in range(12)]
    told = credited(items, frames)
    assert 0.4 <= frames / FPS / len(told["lines"]) <= 1.0
    assert told["more"] == f"and {12 - len(told['lines'])} more in the description"


def test_shots_begin_on_beats_of_its_own_music(wish, somebody):
    board = storyboard(wish("dogs", seconds=30, limits=Limits(mood="funny")), profile=somebody)
    beats = Piece(board.music, seconds=30, seed=board.seed).beats
    begins = np.cumsum([shot.frames for shot in board.shots])[:-1] / FPS
    assert len(begins) >= 8
    assert max(np.abs(beats - at).min() for at in begins) <= 0.5 / FPS + 1e-6


def test_moods_have_their_pace_and_their_joins(wish, somebody):
    boards = {
        mood: storyboard(wish("dogs", seconds=40, limits=Limits(mood=mood)), profile=somebody)
        for mood in ("calm", "funny", "exciting")
    }
    counts = [len(boards[mood].shots) for mood in ("calm", "funny", "exciting")]
    assert counts == sorted(counts)
    assert counts[2] > 1.7 * counts[0]
    assert {shot.join for shot in boards["calm"].shots[1:]} == {"dissolve"}
    assert {shot.join for shot in boards["exciting"].shots[:-1]} == {"cut", "whip"}


def test_it_quickens_and_comes_to_rest(wish, somebody):
    board = storyboard(wish("dogs", seconds=60), profile=somebody)
    lengths = [shot.frames for shot in board.shots if shot.role == "build"]
    assert np.mean(lengths[-4:]) < 0.85 * np.mean(lengths[:4])
    close = next(shot for shot in board.shots if shot.role == "close")
    assert close.frames > np.mean(lengths[-4:])


def test_what_is_said_of_look_and_sound_stands_in_it(wish, somebody):
    edits = (Music(mood="happy"), Caption(), Reframe(aspect="9:16"))
    board = storyboard(wish("dogs", seconds=20, edits=edits), profile=somebody)
    assert (board.music, board.captions, board.aspect, board.mute) == ("happy", True, "9:16", False)
    silent = storyboard(wish("dogs", seconds=20, edits=(Mute(),)), profile=somebody)
    assert (silent.music, silent.mute) == (None, True)
    assert silent.frames == 600
    unscored = storyboard(wish("dogs", seconds=20, edits=(Mute(only="music"),)), profile=somebody)
    assert (unscored.music, unscored.mute) == (None, False)


def test_versions_of_one_wish_have_music_of_their_own(wish, somebody):
    one, same, other = (
        storyboard(wish("dogs", seconds=20), profile=somebody, version=version) for version in (0, 0, 1)
    )
    assert one == same
    assert one.seed != other.seed


def test_topics_that_are_each_others_names_are_one(wish):
    assert wanted(wish(("cooking", "food"), ("food", "cooking"))) == (("cooking", "food"),)
    assert len(wanted(wish("dogs", "boats"))) == 2


def test_the_title_is_the_corpus_name_where_the_viewer_said_it():
    assert title_of([("explains tennis serves", "tennis")]) == "Tennis"
    assert title_of([("dogs", "pets", "animals")]) == "Dogs"
    assert title_of([("people dancing", "people")]) == "People dancing"


@pytest.mark.parametrize("seconds", [1, 3600])
def test_lengths_that_are_not_made_are_refused(wish, somebody, seconds):
    with pytest.raises(NotAllowed, match="4 to 180 s"):
        storyboard(wish("dogs", seconds=seconds), profile=somebody)


def test_a_wish_that_names_nothing_is_asked_back(wish, somebody):
    with pytest.raises(NotAllowed, match="say what it should show"):
        storyboard(wish(seconds=10), profile=somebody)
