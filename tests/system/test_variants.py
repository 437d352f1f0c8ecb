"""Variants of items: made for groups, drawn with known odds, learned from, shown to nobody who wants none."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from generec.domain.profiles import Profile, Viewer
from generec.editor import colours
from generec.policy.bandit import ORIGINAL
from generec.retriever.collaborative import ItemItem
from generec.system import groups
from generec.system.corpus import COLOURS

NAMES = [f"n{number:02d}" for number in range(50)]


@pytest.fixture
def crowd(system, clock):
    """The home with fifty more viewers: half like boats and want black and white, half like trees."""
    rows = []
    for number, name in enumerate(NAMES):
        for step in range(4):
            liked = (3 * step + (0 if number % 2 else 2)) % 12
            rows.append({"user": name, "item": f"c{liked:02d}", "kind": "like", "at": clock.now - 500 + step})
            other = (3 * step + 1) % 12
            rows.append({"user": name, "item": f"c{other:02d}", "kind": "skip", "at": clock.now - 400 + step})
    system.feedback(rows)
    for name in NAMES[::2]:
        system.recommend(name, say="make everything black and white from now on", k=1)
    system.fit()
    return system


@pytest.fixture
def prepared(crowd):
    made = crowd.prepare(items=2, each=1, wait=120)
    assert made
    return crowd, made


def shown(system, user, item, **options):
    """What of a work was shown to a viewer in one feed, and the decision about it, if there was one."""
    feed = system.recommend(user, k=12, **options)
    found = next((one for one in feed.items if one.work == item), None)
    drawn = [
        one
        for one in system.home.rows.decisions.of_request(feed.request)
        if one.kind == "variant" and one.work == item
    ]
    return feed, found, drawn[0] if drawn else None


def test_groups_are_of_twenty_viewers_at_least_and_know_their_own():
    rng = np.random.default_rng(0)
    centres = np.eye(4)[:2]
    rows = [centres[i % 2] + 0.1 * rng.standard_normal(4) for i in range(90)]
    profiles = [
        Profile(
            viewer=Viewer(id=str(i)),
            meaning=(row / np.linalg.norm(row)).astype(np.float32),
            pictures=(row / np.linalg.norm(row)).astype(np.float32),
            length_s=5.0 + 10 * (i % 2),
        )
        for i, row in enumerate(rows)
    ]
    found = groups.find([*profiles, Profile(viewer=Viewer(id="new"))], rng=rng)
    assert found is not None
    known, member = found
    assert len(known) == 2
    assert member[-1] == groups.NONE
    assert len(set(member[:90:2].tolist())) == len(set(member[1:90:2].tolist())) == 1
    assert sorted(known.length_s.tolist()) == [5.0, 15.0]
    assert known.of(profiles[0]) == member[0]
    assert known.of(Profile(viewer=Viewer(id="new"))) == groups.NONE
    assert groups.find(profiles[:19], rng=rng) is None


def test_variants_are_made_for_what_groups_asked_for_and_name_no_viewer(prepared):
    system, made = prepared
    assert {item.origin for item in made} == {"edited"}
    assert all(item.owner is None for item in made)
    recipes = [system.home.rows.making.recipe(item.recipe) for item in made]
    assert "noir" in {step.params.get("name") for recipe in recipes for step in recipe.steps}
    assert not any(name in recipe.canonical() for recipe in recipes for name in [*NAMES, "group"])
    assert {item.id for item in system.prepare(items=2, each=1, wait=120)} == {item.id for item in made}


def test_colours_are_bent_to_the_taste_of_a_group_for_everybody(crowd):
    made = crowd.prepare(items=2, each=4, wait=200)
    bent = {
        item.id: step
        for item in made
        for step in crowd.home.rows.making.recipe(item.recipe).steps
        if step.op == "taste"
    }
    assert bent
    assert all(crowd.item(id).owner is None and crowd.item(id).scope == "shared" for id in bent)
    for step in bent.values():
        assert set(step.params) <= {"curves", "factor", "shared", "look", "strength"}
        assert step.params["shared"]
        assert not any(f"c{number:02d}" in step.model_dump_json() for number in range(12))


def test_what_few_like_is_not_the_taste_of_a_group():
    def members(n, works):
        return [Profile(viewer=Viewer(id=str(i)), liked=dict.fromkeys(works, 1.0)) for i in range(n)]

    mixed = [*members(16, ["many"]), *members(groups.SAME, ["some"]), *members(groups.SAME - 1, ["few"])]
    assert list(groups.common(mixed)) == ["many", "some"]
    assert groups.common(members(groups.LEAST - 1, ["many"])) == {}


def test_feeds_draw_among_them_with_odds_that_are_logged(prepared):
    system, made = prepared
    work = made[0].work
    seen = Counter()
    for _ in range(40):
        _, found, drawn = shown(system, "v00", work)
        if found is None:
            continue
        assert drawn is not None
        assert sum(drawn.probabilities) == pytest.approx(1)
        assert found.id == drawn.options[drawn.chosen]
        assert found.propensity <= drawn.propensity + 1e-9
        seen[found.origin] += 1
        if found.origin == "edited":
            assert found.label == "Edited by AI"
            assert "being tried" in found.because
    assert seen["found"] > seen["edited"] > 0


def test_who_wants_no_ai_or_people_only_sees_the_original(prepared):
    system, made = prepared
    system.set_viewer("v01", ai=False)
    for _ in range(12):
        _, found, drawn = shown(system, "v01", made[0].work)
        assert found is None or (found.origin == "found" and drawn is None)
    feed = system.recommend("v02", say="only real videos", k=12)
    assert {item.origin for item in feed.items} == {"found"}


def test_reactions_change_the_odds_at_once_and_survive_the_next_fit(prepared, clock):
    system, made = prepared
    work, variant = made[0].work, made[0].id
    family = system.parts.variants._family(made[0].recipe)

    def odds():
        _, _, drawn = shown(system, f"new{next(count)}", work)
        return dict(zip(drawn.options, drawn.probabilities, strict=True))[variant]

    count = itertools.count()
    before = odds()
    for number in range(60):
        clock.now += 1
        feed, found, _ = shown(system, f"y{number}", work)
        if found is not None:
            kind = "like" if found.id == variant else "dislike"
            system.feedback([{"user": feed.user, "item": found.id, "kind": kind, "request": feed.request}])
    after = odds()
    assert after > before + 0.1
    effect = system.parts.variants.effect(family, group=groups.NONE)
    assert effect > 0.1
    system.fit()
    assert system.parts.variants.effect(family, group=groups.NONE) > 0.05
    assert odds() > before
    assert system.parts.variants.effect(ORIGINAL, group=0) == 0.0


def test_without_groups_nothing_is_prepared(system):
    assert system.prepare(items=2, each=1) == []


def test_the_fit_tells_which_colours_go_with_where_a_viewer_stands(crowd, monkeypatch):
    monkeypatch.setattr(colours, "LEAST", 6)
    corpus, at = crowd.parts.corpus, crowd.home.clock()
    fitted = corpus.retriever().model
    # So small a log gives no collaborative part: this is what one of them would hold.
    together = np.array([[float(i % 3 == j % 3) for i in range(12)] for j in range(12)], np.float32)
    corpus.retriever().model = replace(fitted, parts={"ease": ItemItem(together)})
    boats, trees = (crowd.parts.reading.profile(name, at=at) for name in NAMES[:2])
    found = [corpus.leaning(profile) for profile in (boats, trees)]
    assert all(leaning is not None for leaning in found)
    one, other = (leaning.away.ravel() for leaning in found)
    assert one @ other < 0.5 * np.linalg.norm(one) * np.linalg.norm(other), "two tastes, two ways"
    assert corpus.leaning(Profile(viewer=Viewer(id="new"))) is None
    kept = (crowd.home.fits.current() / COLOURS).read_bytes()
    assert not any(name.encode() in kept for name in NAMES), "the colours of works, and no viewer"
