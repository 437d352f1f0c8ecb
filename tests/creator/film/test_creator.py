"""The whole way: a wish to a recipe to a video, the same each time."""

import numpy as np
import pytest

from generec.creator.film.creator import NAME, StoryboardCreator, StoryboardCreatorConfig
from generec.creator.film.looking import bars, grades, look
from generec.creator.film.storyboard import FPS, PACE
from generec.creator.footage.evidence import EvidenceConfig
from generec.creator.footage.stock import StockConfig
from generec.domain.errors import DataError, NotAllowed
from generec.domain.guidance import BlurFaces, Caption, Limits, Music, Mute, Reframe, Speed, Style
from generec.media.frames import Scan, frame_at
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.probe import probe
from generec.media.samples import STUDIO
from generec.media.sound import source_sound
from generec.media.spans import Span

SMALL = StoryboardCreatorConfig(side=96)


@pytest.fixture
def small(studio):
    return StoryboardCreator(SMALL, studio=studio)


def planned(creator, guidance, somebody, seed=0):
    return creator.plan(guidance=guidance, profile=somebody, rng=np.random.default_rng(seed))


def sources(corpus, recipe):
    items = {item.id: item for item in corpus[0]}
    return [items[source.item] for source in recipe.sources]


def steps(recipe, *ops):
    return [step.params for step in recipe.steps if step.op in ops]


def test_a_wish_becomes_a_video_of_its_length_with_credits(small, corpus, wish, somebody, models):
    guidance = wish("dogs", seconds=12, edits=(Music(mood="happy"), Caption()), limits=Limits(mood="funny"))
    recipe = planned(small, guidance, somebody)
    assert (recipe.origin, recipe.kind, recipe.scope) == ("created", "video", "shared")
    assert {step.component for step in recipe.steps} == {NAME}
    shots = steps(recipe, "shot", "card", "credits")
    assert sum(shot["frames"] for shot in shots) == 12 * FPS
    assert not steps(recipe, "card")
    told = []
    draft = small.render(recipe, sources(corpus, recipe), progress=told.append)
    facts = probe(draft.media)
    assert facts.n_frames == 12 * FPS
    assert abs(facts.duration_s - 12) <= 1 / FPS
    assert (facts.width, facts.height) == (draft.width, draft.height) == (170, 96)
    assert told == [f"shot {i + 1} of {len(shots)}" for i in range(len(shots))]
    assert draft.title == "Dogs"
    assert draft.topics == ("pets",)
    assert all(f"Maker of {source.item}" in draft.description for source in recipe.sources)
    assert "CC BY 4.0" in draft.description
    assert draft.changes[0].startswith(f"put together from {len(shots) - 1} shots of")
    sound = np.concatenate(list(source_sound(draft.media, [Span(0.0, 12.0, 0.0, 1.0)], form=STUDIO)))
    assert loudness(iter([sound])) == pytest.approx(TARGET_LUFS, abs=1.0)
    with Scan(draft.media, every_s=0.2, detect=False) as scan:
        assert min(float(frame.image.std()) for frame in scan) > 3


def test_the_same_wish_is_one_recipe_and_one_file(small, corpus, wish, somebody, models):
    one, same = (planned(small, wish("boats", seconds=6), somebody, seed) for seed in (0, 9))
    assert one.key() == same.key()
    files = [small.render(one, sources(corpus, one)).media.read_bytes() for _ in range(2)]
    assert files[0] == files[1]


def test_versions_of_a_wish_are_rated_and_the_best_is_planned(small, wish, somebody, models):
    guidance = wish("dogs", seconds=8)
    rng = np.random.default_rng(0)
    found = list(small.versions(guidance=guidance, profile=somebody, rng=rng))
    assert len({one.recipe.key() for one in found}) == len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert planned(small, guidance, somebody) == found[0].recipe
    opened = {(p["source"], p["start_s"]) for one in found for p in steps(one.recipe, "shot")[:1]}
    assert len(opened) > 1
    assert all(0 < one.relevance <= 1 for one in found)


def test_where_footage_is_little_longer_shots_come_before_the_same_again(small, wish, somebody, models):
    recipe = planned(small, wish("boats", seconds=14, limits=Limits(mood="exciting")), somebody)
    shots = steps(recipe, "shot")
    assert not steps(recipe, "card")
    usual = PACE["exciting"] * FPS
    assert sum(shot["frames"] for shot in shots) / len(shots) > 1.15 * usual


def test_no_stretch_is_shown_twice(small, wish, somebody):
    recipe = planned(small, wish("dogs", seconds=14), somebody)
    used = [(p["source"], p["start_s"], p["start_s"] + p["frames"] / FPS) for p in steps(recipe, "shot")]
    for i, (source, low, high) in enumerate(used):
        assert not any(s == source and a < high - 0.01 and low < b - 0.01 for s, a, b in used[i + 1 :])


def test_cards_fill_what_footage_does_not_and_it_is_told(small, corpus, wish, somebody, models):
    recipe = planned(small, wish("boats", seconds=22), somebody)
    cards = steps(recipe, "card")
    assert cards
    assert sum(shot["frames"] for shot in steps(recipe, "shot", "card", "credits")) == 22 * FPS
    assert {card["text"] for card in cards} <= {"Boats", "Boat in the fog", "Boats at the pier"}
    draft = small.render(recipe, sources(corpus, recipe))
    there, lacking = (sum(shot["frames"] for shot in steps(recipe, op)) / FPS for op in ("shot", "card"))
    assert draft.description.startswith(
        f"There was not footage enough: only {there:.1f} s of it show what was asked for, "
        f"and cards fill the other {lacking:.1f} s. Made from: "
    )
    assert any("where no more footage was found" in change for change in draft.changes)


def test_cards_say_what_the_sources_say_of_themselves(corpus, holding, wish, somebody, models):
    items = [
        one.model_copy(update={"description": f"A boat waits for the tide in picture {one.id}."})
        for one in corpus[0]
    ]
    creator = StoryboardCreator(SMALL, studio=holding(items))
    recipe = planned(creator, wish("boats", seconds=26), somebody)
    assert sum(shot["frames"] for shot in steps(recipe, "shot", "card", "credits")) == 26 * FPS
    quotes = [card for card in steps(recipe, "card") if card["face"] == "quote"]
    said = {one.title: one.description for one in items}
    assert quotes
    assert all(quote["text"] == said[quote["by"]] for quote in quotes)
    assert len({card["text"] for card in steps(recipe, "card")}) == len(steps(recipe, "card"))
    assert abs(creator.render(recipe, sources((items,), recipe)).duration_s - 26) <= 1 / FPS


def test_a_length_that_nobody_asked_for_is_as_long_as_the_footage(small, corpus, wish, somebody):
    recipe = planned(small, wish("boats"), somebody)
    assert not steps(recipe, "card")
    assert sum(shot["frames"] for shot in steps(recipe, "shot", "credits")) in (12 * FPS, 20 * FPS)


def test_too_little_footage_or_none_is_no_video(small, wish, somebody):
    with pytest.raises(NotAllowed, match="nothing here shows volcanoes"):
        planned(small, wish("volcanoes", seconds=8), somebody)
    with pytest.raises(NotAllowed, match=r"only about \d+ s of footage of boats, not enough for 60 s"):
        planned(small, wish("boats", seconds=60), somebody)


def test_two_topics_take_turns(small, wish, somebody):
    recipe = planned(small, wish("dogs", "boats", seconds=12), somebody)
    kinds = [recipe.sources[p["source"]].item[0] for p in steps(recipe, "shot")]
    assert kinds == ["d" if i % 2 == 0 else "b" for i in range(len(kinds))]


def test_look_shape_tempo_and_sound_are_as_asked(small, corpus, wish, somebody, models):
    edits = (Style(name="noir"), Reframe(aspect="9:16"), Speed(factor=0.5), Mute())
    recipe = planned(small, wish("dogs", seconds=6, edits=edits), somebody)
    assert steps(recipe, "music") == []
    assert {p["speed"] for p in steps(recipe, "shot")} == {0.5}
    draft = small.render(recipe, sources(corpus, recipe))
    assert not draft.has_audio
    assert (draft.width, draft.height) == (96, 170)
    image = frame_at(draft.media, 3.0).astype(int)
    assert np.abs(image[..., 0] - image[..., 2]).mean() < 6
    assert "given the look noir" in draft.changes


def test_words_that_are_the_viewers_own_make_it_private(small, wish, somebody):
    assert planned(small, wish("dogs", seconds=6), somebody).scope == "shared"
    dictated = wish("dogs", seconds=6, edits=(Caption(text="for Mimi"),))
    assert planned(small, dictated, somebody).scope == "private"
    blind = SMALL.model_copy(update={"stock": StockConfig(evidence=EvidenceConfig(words=False))})
    named = StoryboardCreator(blind, studio=small.studio)
    assert planned(named, wish("dogs Annabel", seconds=6), somebody).scope == "private"
    # The corpus's own name for it stands in for the viewer's words.
    shared = planned(small, wish(("Annabel's dogs", "dogs"), seconds=6), somebody)
    assert shared.scope == "shared"
    assert "Annabel" not in shared.canonical()


def test_what_is_not_done_here_is_refused(small, corpus, wish, somebody):
    with pytest.raises(NotAllowed, match="faces cannot be hidden"):
        planned(small, wish("dogs", seconds=6, edits=(BlurFaces(),)), somebody)
    with pytest.raises(NotAllowed, match="a tempo of 9"):
        planned(small, wish("dogs", seconds=6, edits=(Speed(factor=9),)), somebody)
    recipe = planned(small, wish("dogs", seconds=6), somebody)
    with pytest.raises(DataError, match="is not there"):
        small.render(recipe, [])
    assert not list(small.studio.tools.folder.glob("draft-*"))


def test_nobody_is_in_it_where_nobody_is_wanted(small, wish, somebody, models):
    recipe = planned(small, wish("dogs", "people", seconds=6, less=(("people",),)), somebody)
    assert "p1" not in {source.item for source in recipe.sources}


def test_black_bars_are_seen_and_darkness_is_none():
    film = np.full((90, 160, 3), 120, np.uint8)
    boxed = film.copy()
    boxed[:12], boxed[-12:] = 0, 0
    left, top, right, bottom = bars([boxed, boxed])
    assert (left, right) == (0, 0)
    assert top == pytest.approx(12 / 90, abs=0.02)
    assert bottom == pytest.approx(top, abs=1e-6)
    night = np.zeros((90, 160, 3), np.uint8)
    yy, xx = np.mgrid[:90, :160]
    night[(yy - 45) ** 2 + (xx - 80) ** 2 < 900] = 200
    assert bars([night]) == bars([film]) == bars([night * 0]) == (0, 0, 0, 0)


def test_grades_bring_shots_nearer_and_leave_alike_ones_alone(corpus):
    path = next(iter(corpus[2].values()))
    tone = look(path, 1.0, 3.0).tone
    dark = tone._replace(luma=tone.luma * 0.6)
    same, lifted = grades([tone, tone, tone, dark])[0], grades([tone, tone, tone, dark])[3]
    assert same.filters() == []
    assert 0.8 <= lifted.gamma < 1
