"""Reactions follow topics and measures, and nothing else; at no effect making does nothing."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from generec.evaluation.simulator.messages import Labelled, Showing
from generec.evaluation.simulator.people.measuring import Eyes, Measured, Measures
from generec.evaluation.simulator.people.population import Population, Viewer, draw
from generec.evaluation.simulator.people.reacting import Mood, Outcome, Reacting
from generec.evaluation.simulator.people.wishing import Met, felt

LOOKS = np.zeros((1, 3, 256), np.float32)
USUAL = Measured(seconds=8.0, lufs=-20.0, blur=0.2, colour=0.3, wide=1.0, looks=LOOKS)
FILES = {
    "plain": USUAL,
    "long": replace(USUAL, seconds=40.0),
    "mix": replace(USUAL, seconds=16.0),
    "cut": replace(USUAL, seconds=8.0),
    "loud": replace(USUAL, lufs=-10.0),
    "silent": replace(USUAL, lufs=-100.0),
}
CATALOGUE = (
    Labelled(id="cats", kind="video", topics=("cats",), media="plain"),
    Labelled(id="cars", kind="video", topics=("cars",), media="plain"),
    Labelled(id="long", kind="video", topics=("cats",), media="long"),
    Labelled(id="loud", kind="video", topics=("cats",), media="loud"),
    Labelled(
        id="mix",
        kind="video",
        topics=("cars", "cats"),
        media="mix",
        parts=((0.0, 8.0, ("cars",)), (8.0, 16.0, ("cats",))),
    ),
)


def eyes() -> Eyes:
    files = SimpleNamespace(of=FILES.__getitem__)
    return Eyes(CATALOGUE, cast(Measures, files))


def viewer(**changes: Any) -> Viewer:
    one = draw({"cats": 2, "cars": 1, "other": 9}, 1, crowd=Population(), seed=1)[0]
    values = {
        "tastes": {"cats": 1.0, "cars": -0.9},
        "span_s": 10.0,
        "quiet": False,
        "phone": False,
        "colour": 0.0,
    }
    for name, value in {**values, **changes}.items():
        setattr(one, name, value)
    return one


def react(
    showing: Showing, *, effect: float = 1.0, who: Viewer | None = None, mood: Mood | None = None
) -> Outcome:
    return Reacting(Population(chance=0.0), eyes(), seed=0, effect=effect)(
        who or viewer(), mood or Mood(), showing
    )


def showing(item: str, **more: Any) -> Showing:
    known = {one.id: one.media for one in CATALOGUE}
    return Showing(**{"item": item, "kind": "video", "media": known.get(item), **more})


def test_what_is_liked_is_watched_longer():
    assert react(showing("cats")).share > react(showing("cars")).share + 0.2


def test_what_is_longer_than_attention_loses():
    assert react(showing("long")).good < react(showing("cats")).good


def test_loud_sound_disturbs_those_who_like_it_quiet_alone():
    quiet = viewer(quiet=True)
    assert react(showing("loud"), who=quiet).good < react(showing("cats"), who=quiet).good
    assert react(showing("loud")).good == pytest.approx(react(showing("cats")).good)


def test_the_liked_part_of_a_compilation_is_worth_more_than_the_whole():
    whole, part = react(showing("mix")), react(showing("mix", clip=(8.0, 16.0), cover_s=12.0))
    assert part.good > whole.good + 0.1
    assert part.lasts == 8.0


def test_without_effect_choosing_and_changing_do_nothing():
    source = react(showing("mix"))
    chosen = react(showing("mix", clip=(8.0, 16.0), cover_s=12.0), effect=0.0)
    assert (chosen.share, chosen.good) == pytest.approx((source.share, source.good))
    cut = showing("g1", made="edited", media="cut", parents=("long",), label="")
    plain = react(showing("long"))
    assert react(cut, effect=0.0).good == pytest.approx(plain.good)
    assert react(cut).good > plain.good
    assert react(cut, effect=-1.0).good < plain.good


def test_without_effect_something_new_is_worth_what_people_made_was():
    mood = Mood()
    for _ in range(20):
        mood.remember(Outcome(8.0, 0.31, 0.37))
    new = showing("g2", made="created", media="plain", parents=("cats",))
    found = react(new, effect=0.0, mood=mood)
    assert (found.share, found.good) == pytest.approx((mood.usual.share, mood.usual.good))
    assert react(new, mood=mood).good > found.good


@pytest.mark.parametrize("effect", [0.0, 1.0])
def test_a_badge_counts_by_trust_whatever_the_effect(effect: float):
    cut = showing("g1", made="edited", media="cut", parents=("cats",), label="Edited by AI")
    good = [react(cut, effect=effect, mood=Mood(trust=trust)).good for trust in (-1.0, 0.0, 1.0)]
    assert good == sorted(good)
    assert good[0] < good[2] - 0.05


def test_the_same_moment_goes_the_same_way_in_every_arm():
    one = Reacting(Population(), eyes(), seed=3, effect=1.0)
    other = Reacting(Population(), eyes(), seed=3, effect=1.0)
    assert one(viewer(), Mood(), showing("cats")) == other(viewer(), Mood(), showing("cats"))
    assert one(viewer(id="b"), Mood(), showing("cats")) != other(viewer(), Mood(), showing("cats"))


def test_more_of_the_same_tires():
    mood = Mood()
    mood.late.extend([("cats",)] * 8)
    assert react(showing("cats"), mood=mood).good < react(showing("cats")).good


def test_only_what_sounds_is_wished_silent():
    quiet = viewer(quiet=True, tongue="en", typos=0.0)
    reacting = Reacting(Population(), eyes(), seed=1, effect=1.0)
    good = Outcome(8.0, 0.9, 0.9)
    kinds = {}
    for media in ("plain", "silent"):
        shown = Showing(item="cats", kind="video", media=media)
        met = [Met(shown, ("cats",), good, sounds=reacting.sounds(shown))]
        draws = [felt(quiet, Mood(), met, (), rng=np.random.default_rng(n)) for n in range(20)]
        kinds[media] = {wish.kind for wish in draws if wish is not None}
    assert "hush" in kinds["plain"]
    assert "hush" not in kinds["silent"]
