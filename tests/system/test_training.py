"""A home's own creator: what it is trained on, and what it draws from the wish to the sealed item."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra diffusion: pip install 'generec[diffusion]'")
pytest.importorskip("diffusers", reason="needs the extra diffusion: pip install 'generec[diffusion]'")

import generec
from generec.creator.diffusion.config import NetworkConfig, TrainingConfig
from generec.domain.errors import NotAllowed
from generec.domain.items import Item
from generec.system import groups
from generec.system.training import gather, profiles_by, train_creator

TINY = TrainingConfig(
    network=NetworkConfig(frames=4, side=16, patch=4, widths=(8, 16), head=8, tokens=8),
    steps=6, batch=2, judged=4, judge_every=3, threads=1,
)  # fmt: skip
ON = {"diffusion": {"enabled": True, "seconds": 1.0, "steps": 4, "side": 96}}
WISH = "generate a video of boats"


@pytest.fixture
def drawing(system):
    """The home with a creator of its own, switched on."""
    train_creator(system.home, system.parts.reading, TINY)
    with generec.open(system.home.path, **ON) as opened:
        yield opened


def test_only_videos_that_may_be_put_into_new_ones_are_trained_on(system):
    given = system.item("c00")
    system.home.rows.items.put(
        [Item.model_validate({**given.model_dump(), "allow": frozenset(("cover", "serve"))})]
    )
    found = gather(system.home, system.parts.reading, config=TINY)
    assert "c00" not in {work.id for work in found.works}
    assert len(found.works) == 11
    assert found.frames.shape[1:] == (20, 20, 3)
    assert 0 < sum(work.held_out for work in found.works) < 8


def test_another_fold_holds_out_other_works(system):
    held = []
    for fold in range(5):
        cut = TINY.clips.model_copy(update={"fold": fold})
        found = gather(system.home, system.parts.reading, config=TINY.model_copy(update={"clips": cut}))
        held += [work.id for work in found.works if work.held_out]
    assert sorted(held) == [f"c{number:02}" for number in range(12)]


def test_groups_are_found_without_the_works_that_are_held_out(system, monkeypatch):
    """Twelve viewers are too few for a group elsewhere: here four make one."""
    monkeypatch.setattr(groups, "LEAST", 4)
    monkeypatch.setattr(groups, "SAME", 2)
    found = gather(system.home, system.parts.reading, config=TINY)
    assert len(found.tastes) >= 1
    held = [number for number, work in enumerate(found.works) if work.held_out]
    assert held
    assert not found.liking[:, held].any()
    assert found.liking.any()
    kept = {work.id for work in found.works if not work.held_out}
    profiles = profiles_by(system.home, system.parts.reading, kept=kept)
    assert {work for profile in profiles for work in profile.liked} <= kept
    np.testing.assert_allclose(np.linalg.norm(found.tastes, axis=1), 1, rtol=1e-5)


def test_where_viewers_are_few_there_are_no_groups(system):
    found = gather(system.home, system.parts.reading, config=TINY)
    assert found.tastes.shape == (0, 384)
    assert found.batch(
        np.random.default_rng(0), 3, frames=4, config=TINY, part="train"
    ).told[:, 0].tolist() == [0, 0, 0]  # fmt: skip


def test_a_wish_is_drawn_checked_sealed_and_says_what_it_is(drawing):
    feed = drawing.recommend("v00", say=WISH, wait=120.0, k=4)
    first = feed.items[0]
    assert (first.origin, first.ai) == ("created", True)
    made = drawing.item(first.id)
    assert "Drawn by a network that was trained on" in made.description
    assert {verdict.outcome for verdict in drawing.verdicts(made)} <= {"pass", "warn"}
    recipe = drawing.home.rows.making.recipe(made.recipe)
    assert recipe.steps[0].component == "creator.diffusion.v1"
    with drawing.media(made) as file:
        assert b"digitalsourcetype/trainedAlgorithmicMedia" in file.read_bytes()
    assert set(made.parents) == {source.item for source in recipe.sources}


def test_without_the_switch_footage_is_put_together(system):
    train_creator(system.home, system.parts.reading, TINY)
    feed = system.recommend("v00", say=WISH, wait=120.0, k=4)
    made = system.item(feed.items[0].id)
    assert "Made from:" in made.description


def test_when_a_clip_it_learned_from_is_withdrawn_so_is_what_it_drew_and_it_stops(drawing):
    made = drawing.create(WISH, user="v00")
    gone = drawing.withdraw(made.parents[0], reason="asked for")
    assert made.id in gone
    creator = drawing.parts.creators.named("creator.diffusion.v1")
    guidance = drawing.understand(WISH)
    profile = drawing.parts.reading.profile("v00", at=drawing.home.clock())
    with pytest.raises(NotAllowed, match="may not be used any more"):
        creator.plan(guidance=guidance, profile=profile, rng=np.random.default_rng(0))
