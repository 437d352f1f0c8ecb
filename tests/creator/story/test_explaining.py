"""Storyboards that tell facts: each has its time, on the beats, with footage around it."""

from itertools import pairwise

import numpy as np
import pytest

from generec.creator.film.storyboard import FPS, storyboard
from generec.creator.story.explaining import explained, needed_s
from generec.creator.story.tellings import Telling, face_of, in_turn, telling
from generec.domain.facts import Fact, FactSource, Place, Point, Series
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.profiles import Profile, Viewer
from generec.media.music import Piece

SOURCE = FactSource(kind="given", id="given:1", title="A book", licence="CC0-1.0")


def fact(text="A dog can smell a drop in a pool of water.", **more):
    return Fact(text=text, source=SOURCE, span=(0, len(text)), **more)


FACTS = (
    fact(),
    fact("Dogs sleep 12 hours a day.", number="12", unit="hours"),
    fact(
        series=Series(
            label="weight", unit="kg", points=(Point(label="a", value=1), Point(label="b", value=9))
        )
    ),
    fact(places=(Place(name="Here", latitude=1, longitude=2),)),
)


def tellings(*, spoken_s=0.0):
    return in_turn([telling(i, one, spoken_s=spoken_s, maps=True) for i, one in enumerate(FACTS)])


def board(seconds=None, *, free_s=None):
    guidance = Guidance(clauses=(Clause(route="create", create=Create(about=(("dogs",),), seconds=seconds)),))
    return storyboard(guidance, profile=Profile(viewer=Viewer(id="ada")), seconds=free_s)


def test_what_a_fact_brings_says_how_it_is_shown():
    assert [face_of(one, maps=True) for one in FACTS] == ["words", "number", "bars", "map"]
    assert face_of(FACTS[3], maps=False) == "words"


def test_every_telling_has_its_time_and_its_own_shots():
    told = tellings()
    free_s = needed_s(told, title_s=0.0, pace_s=2.8)
    made = explained(board(free_s=free_s), told)
    assert [one.fact for one in made.tellings] == [one.fact for one in told]
    assert made.frames == round(free_s) * FPS
    for one in made.tellings:
        assert one.frames >= one.seconds * FPS - 4
    drawn = [shot.told for shot in made.shots if shot.told is not None]
    assert drawn == [i for i, one in enumerate(made.tellings) if one.drawn]
    at = np.cumsum([0, *(shot.frames for shot in made.shots)])
    for number, shot in enumerate(made.shots):
        if shot.told is not None:
            assert at[number] == made.tellings[shot.told].begin
            assert shot.frames == made.tellings[shot.told].frames


def test_footage_opens_closes_and_parts_what_is_drawn():
    drawn = [one for one in tellings() if one.drawn]
    made = explained(board(free_s=needed_s(drawn, title_s=0.0, pace_s=2.8)), drawn)
    shots = [shot for shot in made.shots if shot.role != "credits"]
    assert len(made.tellings) == 3
    assert shots[0].told is None
    assert shots[-1].told is None
    assert not any(a.told is not None and b.told is not None for a, b in pairwise(shots))


def test_what_finds_no_room_is_left_out():
    short = explained(board(12.0), tellings())
    assert 0 < len(short.tellings) < 4
    assert short.frames == 12 * FPS
    assert explained(board(5.0), tellings(spoken_s=6.0)).tellings == ()


def test_cuts_are_on_beats_of_the_music():
    made = explained(board(30.0), tellings())
    beats = Piece(made.music, seconds=made.seconds, seed=made.seed).beats
    at = np.cumsum([shot.frames for shot in made.shots])[:-1] / FPS
    assert all(np.abs(beats - one).min() <= 1 / FPS for one in at)


def test_a_spoken_line_has_room_to_be_said():
    one = telling(0, FACTS[0], spoken_s=7.0, maps=True)
    assert one.seconds > 7.5
    made = explained(board(30.0), [one], title_s=2.4)
    assert made.shots[0].frames >= 3.1 * FPS
    assert made.tellings[0].frames / FPS > 7.5


def test_words_and_drawings_take_turns():
    words = Telling(fact=0, face="words", seconds=3, drawn=False)
    number = Telling(fact=1, face="number", seconds=3, drawn=True)
    assert in_turn([number, number, words]) == [words, number, number]


@pytest.mark.parametrize("seconds", [20.0, 60.0])
def test_the_length_asked_for_is_kept(seconds):
    assert explained(board(seconds), tellings()).frames == round(seconds * FPS)
