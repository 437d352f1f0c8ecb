"""Where footage is too little, cards that have something to say fill up, each as long as it takes to read."""

from itertools import pairwise

import pytest

from generec.creator.film.filling import Filler, Footage, fillers, filling, opened
from generec.creator.film.storyboard import FPS, storyboard
from generec.creator.story.tellings import Telling
from generec.domain.guidance import Limits, Music, Mute
from generec.domain.items import Item

SAID = [Filler(4.0, f"Sentence {n}", f"Film {n}", "quote") for n in range(4)] + [
    Filler(1.9, "Dogs", "", "rows")
]


@pytest.fixture
def board(wish, somebody):
    def of(seconds, **more):
        return storyboard(wish("dogs", seconds=seconds, **more), profile=somebody)

    return of


def whole(board):
    return sum(shot.frames for shot in board.shots)


@pytest.mark.parametrize("mood", ["calm", "exciting", None])
@pytest.mark.parametrize("lengths", [[60], [80, 50], [75, 40, 39, 90, 61]])
@pytest.mark.parametrize("edits", [(Mute(),), (Music(mood="happy"),)])
def test_the_length_stays_and_no_footage_is_longer_than_it_is(board, lengths, mood, edits):
    asked = board(20, limits=Limits(mood=mood), edits=edits)
    made = filling(asked, [Footage(0, n) for n in lengths], SAID).board
    assert made is not None
    assert whole(made) == 20 * FPS
    footage = [shot for shot in made.shots if not shot.drawn and shot.role != "credits"]
    assert [shot.frames <= n for shot, n in zip(footage, lengths, strict=True)] == [True] * len(lengths)
    assert all(shot.frames >= 0.6 * n for shot, n in zip(footage, lengths, strict=True))
    cards = [shot for shot in made.shots if shot.drawn]
    assert len({card.text for card in cards}) == len(cards) > 0
    need = {one.text: one.seconds for one in SAID}
    assert all(0.6 <= card.frames / FPS / need[card.text] <= 1.75 for card in cards)
    assert not made.shots[0].drawn
    assert len(lengths) == 1 or made.shots[-2] in footage
    for before, shot in pairwise(made.shots):
        assert shot.join_frames <= min(before.frames, shot.frames)


def test_a_gap_too_short_for_a_card_is_made_long_enough_and_none_has_none(board):
    asked = board(8)
    short = filling(asked, [Footage(0, 100), Footage(0, 120)], SAID).board
    assert [shot.text for shot in short.shots if shot.drawn] == ["Dogs"]
    assert next(shot.frames for shot in short.shots if shot.drawn) >= 1.5 * FPS
    full = filling(asked, [Footage(0, 100), Footage(0, 120), Footage(0, 90)], SAID).board
    assert not any(shot.drawn for shot in full.shots)
    assert whole(short) == whole(full) == 8 * FPS


def test_where_there_is_too_little_to_say_it_tells_how_long_would_do(board):
    none = filling(board(60), [Footage(0, 60)], SAID)
    assert none.board is None
    assert 20 < none.longest_s < 40
    assert filling(board(int(none.longest_s * 0.8)), [Footage(0, 60)], SAID).board is not None


def test_facts_come_first_and_know_when_they_are_told(board):
    fact = Filler(3.0, telling=Telling(fact=2, face="words", seconds=3.0, drawn=False))
    made = filling(board(8), [Footage(0, 80), Footage(0, 60)], [fact, *SAID]).board
    card = next(shot for shot in made.shots if shot.drawn)
    assert (card.told, made.tellings[0].fact, made.tellings[0].drawn) == (0, 2, True)
    assert made.tellings[0].frames == card.frames
    assert made.tellings[0].begin == made.shots[0].frames


def test_what_leaves_time_for_the_title_opens():
    order, footage = opened([(4, 0), (2, 1), (7, 0)], [0, 0, 70, 0, 30, 0, 0, 90])
    assert order == [2, 4, 7]
    assert footage == [Footage(1, 70), Footage(0, 30), Footage(0, 90)]


def test_sources_speak_of_the_topic_alone_and_are_named():
    def item(title, description):
        return Item(id=title, work=title, kind="video", title=title, description=description, language="en")

    items = [
        item("Dogs at dusk", "Three dogs run along the beach at dusk (audio removed). Is it late?"),
        item("City", "Trams cross the old bridge in the rain. A dog waits for its owner beside them."),
    ]
    found = fillers("Dogs", (("dogs",),), items)
    assert [(one.text, one.by) for one in found if one.face == "quote"] == [
        ("Three dogs run along the beach at dusk.", "Dogs at dusk"),
        ("A dog waits for its owner beside them.", "City"),
    ]
    assert [one.text for one in found if one.face != "quote"] == ["Dogs", "Dogs at dusk"]
