"""What all viewers like, and how far a taste leans on it."""

from dataclasses import replace

import numpy as np
import pytest

from generec.domain.profiles import Profile, Viewer
from generec.editor.bulk import choose
from generec.editor.choice import DrawConfig
from generec.editor.cover import CoverChooser, CoverConfig
from generec.editor.crowd import HALVES, LEAST, USUAL, crowd_of
from generec.editor.taste import Centre, Crowd, TasteConfig, leaning, own_share, relevance

ZERO = np.zeros(3, np.float32)
PLAIN = TasteConfig(pictures=0.5, shot=0.0)
NOTHING_OWN = Profile(viewer=Viewer(id="new"))


def centre(half=2.0, likes=(0.0, 1.0, 0.0)):
    row = np.asarray(likes, np.float32)
    return Centre(ZERO, ZERO, ZERO, Crowd(pictures=row, meaning=row, half=half))


def liking(n, vector=(1.0, 0.0, 0.0), **more):
    row = np.asarray(vector, np.float32)
    liked = {f"w{at}": 1.0 for at in range(n)}
    return Profile(viewer=Viewer(id=f"u{n}"), pictures=row, meaning=row, liked=liked, **more)


def test_the_formula_against_a_case_worked_by_hand(make_features):
    """Six likes at k = 2: 0.75 of (1, 0, 0) and 0.25 of (0, 1, 0), of length sqrt(0.625)."""
    clip = make_features(np.eye(3))
    found = relevance(features=clip, profiles=[liking(6)], centre=centre(), config=PLAIN)[0]
    assert found == pytest.approx(np.array([0.75, 0.25, 0.0]) / np.sqrt(0.625), abs=1e-6)
    twice = PLAIN.model_copy(update={"crowd": 3.0})
    assert own_share([liking(6)], centre().crowd, twice) == pytest.approx([0.5])


def test_without_likes_it_is_the_crowds_and_with_many_ones_own(make_features):
    clip = make_features(np.eye(3))
    pick = CoverChooser(CoverConfig(draw=DrawConfig(greedy=True), taste=PLAIN), centre=centre())
    rng = np.random.default_rng(0)
    new, old = pick(features=clip, profiles=[NOTHING_OWN, liking(200)], rng=rng)
    assert (new.value, old.value) == (0.75, 0.25)
    assert "all like" in new.because
    assert "you liked" in old.because
    many = relevance(features=clip, profiles=[liking(200)], centre=centre(), config=PLAIN)
    alone = relevance(features=clip, profiles=[liking(200)], centre=None, config=PLAIN)
    assert np.abs(many - alone).max() < 0.02
    bulk = choose(features=[clip], profiles=[NOTHING_OWN, liking(200)], seconds=0.5, centre=centre())
    assert bulk.cover_s[:, 0].tolist() == [0.75, 0.25]


def test_a_group_keeps_its_taste_and_none_leans_where_it_is_switched_off(make_features):
    clip = make_features(np.eye(3))
    alone = relevance(features=clip, profiles=[liking(1)], centre=None, config=PLAIN)
    group = relevance(features=clip, profiles=[liking(1, shared=True)], centre=centre(), config=PLAIN)
    off = PLAIN.model_copy(update={"crowd": 0.0})
    assert group == pytest.approx(alone)
    assert relevance(features=clip, profiles=[liking(1)], centre=centre(), config=off) == pytest.approx(alone)
    typical = relevance(features=clip, profiles=[NOTHING_OWN], centre=None, config=off)
    assert relevance(features=clip, profiles=[NOTHING_OWN], centre=centre(), config=off) == pytest.approx(
        typical
    )


def test_opposite_tastes_leave_nothing_known():
    row = np.array([[1.0, 0.0]], np.float32)
    assert not leaning(row, -row[0], np.array([0.5], np.float32)).any()


class World:
    """Works that show one of four subjects; viewers like one of them, or nothing in particular."""

    def __init__(self, make_features, *, personal, seed=0):
        rng = np.random.default_rng(seed)
        self.subject = rng.integers(0, 4, 400)
        rows = np.eye(4)[self.subject] + 0.3 * rng.standard_normal((400, 4))
        self.rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        self.frames = {f"w{at}": make_features(row[None]) for at, row in enumerate(self.rows)}
        self.viewers = [self.viewer(f"u{at}", rng, personal) for at in range(60)]

    def viewer(self, name, rng, personal):
        met = rng.permutation(400)[:24]
        mine = rng.integers(0, 4)
        chance = np.where(self.subject[met] == mine, 0.9, 0.1) if personal else np.full(24, 0.4)
        liked = met[rng.random(24) < chance]
        row = self.rows[liked].sum(axis=0) if len(liked) else None
        return Profile(
            viewer=Viewer(id=name),
            pictures=row,
            meaning=row,
            liked={f"w{at}": 1.0 for at in liked},
            seen=frozenset(f"w{at}" for at in met),
        )

    def look(self, works):
        at = [int(work[1:]) for work in works]
        return self.rows[at], np.ones(len(at), bool)

    def crowd(self, viewers=None):
        flat = np.zeros(4, np.float32)
        return crowd_of(
            self.viewers if viewers is None else viewers,
            pictures=self.look,
            meaning=self.look,
            shown=self.frames.get,
            centre=Centre(flat, flat, flat),
            config=TasteConfig(),
        )


def test_the_log_says_how_far_to_lean(make_features):
    """Where tastes differ a few likes are enough; where likes are chance, none are."""
    differing = World(make_features, personal=True).crowd()
    chance = World(make_features, personal=False).crowd()
    assert differing.half <= 5.0
    assert chance.half >= 50.0
    assert {differing.half, chance.half} <= set(HALVES)
    assert np.linalg.norm(differing.meaning) == pytest.approx(1.0, abs=1e-5)


def test_the_same_log_gives_the_same_crowd(make_features):
    one, two = (World(make_features, personal=True).crowd() for _ in range(2))
    assert one.half == two.half
    assert np.array_equal(one.pictures, two.pictures)
    assert np.array_equal(one.meaning, two.meaning)


def test_of_few_viewers_nothing_is_learned_and_few_pairs_say_nothing(make_features):
    world = World(make_features, personal=True)
    known = [viewer for viewer in world.viewers if viewer.meaning is not None]
    assert world.crowd(known[: LEAST - 1]) is None
    unmet = [replace(viewer, seen=frozenset(viewer.liked)) for viewer in known]
    assert world.crowd(unmet).half == USUAL
    assert world.crowd([replace(viewer, shared=True) for viewer in known]) is None
