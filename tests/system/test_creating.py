"""Something new, from the wish to the sealed item in the feed."""

import resource
import signal

import cv2
import numpy as np
import pytest

from generec.domain.errors import DataError, MediaError, NotAllowed
from generec.domain.items import Item
from generec.domain.recipes import Recipe

BOATS = "make me 6 seconds of boats"


def ask(system, *, say=BOATS, user="v00", wait=90.0):
    return system.recommend(user, say=say, wait=wait, k=4)


def step(feed, name):
    return next(step for step in feed.trace if step.step == name)


def change(system, ids, **update):
    """Items of the catalogue with other rights."""
    changed = [system.item(id) for id in ids]
    system.home.rows.items.put([Item.model_validate({**one.model_dump(), **update}) for one in changed])


def test_a_wish_for_something_new_comes_first_checked_sealed_and_credited(system):
    feed = ask(system)
    first = feed.items[0]
    assert (first.origin, first.ai, first.label, first.title) == ("created", True, "Made by AI", "Boats")
    assert first.duration_s == pytest.approx(6.0, abs=0.05)
    assert first.work == first.id
    assert set(first.parents) <= {"c00", "c03", "c06", "c09"}
    assert {verdict.outcome for verdict in first.verdicts} == {"pass"}
    assert step(feed, "decide").did == "create"
    assert step(feed, "creator").did == "asked for something new"
    assert "Here it is: Boats." in feed.reply.text
    made = system.item(first.id)
    for parent in made.parents:
        source = system.item(parent)
        assert f"“{source.title}” by {source.creator}" in made.description
    assert (made.creator, made.source) == (None, None)
    with system.media(made) as file:
        verified = system.verify(file)
    assert verified.valid
    assert set(verified.parents) == set(made.parents)


def test_the_same_wish_of_another_viewer_is_not_made_again(system):
    first = ask(system, user="somebody").items[0]
    again = ask(system, user="somebody else")
    assert again.items[0].id == first.id
    assert step(again, "creator").did.startswith("found it made already")
    assert len(system.jobs()) == 1


def test_takedown_of_one_source_takes_what_was_made_with_it(system):
    made = system.item(ask(system).items[0].id)
    assert made.id in system.withdraw(made.parents[-1])


def test_what_may_not_be_put_together_is_not(system):
    boats = ("c00", "c03", "c06", "c09")
    change(system, boats, allow=("cover", "clip", "edit", "serve"))
    feed = ask(system)
    assert all(item.origin == "found" for item in feed.items)
    assert len(feed.items) == 4
    assert "Nothing here shows boats" in feed.reply.text


def test_what_nothing_shows_is_said_and_the_feed_goes_on(system):
    feed = ask(system, say="make me a video about volcanoes")
    assert feed.items
    assert "Nothing here shows volcanoes" in feed.reply.text
    assert step(feed, "creator").did == "made nothing"


def test_switches_are_heeded(opened):
    off = opened(generation={"generation": "off"})
    assert "making is switched off here" in ask(off).reply.text.casefold()
    with pytest.raises(NotAllowed, match="switched off"):
        off.create("6 seconds of boats")


def test_creating_alone_can_be_switched_off(opened):
    system = opened(generation={"routes": {"create": "off"}})
    assert "making is switched off here" in ask(system, wait=0).reply.text.casefold()
    with pytest.raises(NotAllowed, match="switched off"):
        system.create("6 seconds of boats")
    assert system.edit("c00", operations=["mute"]).origin == "edited"


def test_what_is_made_in_the_shadow_is_never_shown(opened):
    system = opened(generation={"routes": {"create": "shadow"}})
    feed = ask(system)
    assert all(item.origin == "found" for item in feed.items)
    assert [job.state for job in system.jobs()] == ["done"]


def test_no_ai_means_none(system):
    system.set_viewer("v00", ai=False)
    feed = ask(system)
    assert all(item.origin == "found" for item in feed.items)
    assert "content made by AI is switched off for you" in step(feed, "creator").because
    with pytest.raises(NotAllowed, match="switched off for this viewer"):
        system.create("6 seconds of boats", user="v00")


def test_what_a_viewer_never_wants_stays_out_of_it(system):
    ask(system, say="never show me lamps again", wait=0)
    feed = ask(system, say="make me 6 seconds of lamps")
    assert all(item.origin == "found" for item in feed.items)
    assert "c01" not in {item.work for item in feed.items}


def test_a_job_tells_how_far_it_is_and_can_be_cancelled(system, monkeypatch):
    told = []
    feed = ask(system, wait=0)
    job = feed.pending[0].job
    beat = system.home.rows.jobs.heartbeat

    def listening(id, *, worker, until, progress):
        told.append(progress)
        if progress.startswith("shot 2"):
            system.cancel(id)
        return beat(id, worker=worker, until=until, progress=progress)

    monkeypatch.setattr(system.home.rows.jobs, "heartbeat", listening)
    system.work()
    assert told[:3] == ["making", "shot 1 of 3", "shot 2 of 3"]
    assert system.job(job).state == "cancelled"
    assert not list((system.home.path / "drafts").glob("draft-*"))


def test_the_budget_of_a_viewer_counts(opened):
    system = opened(budget={"viewer": {"jobs": 0}})
    feed = ask(system)
    assert all(item.origin == "found" for item in feed.items)
    assert "budget" in feed.reply.text


def test_a_wish_in_another_language_needs_no_word_for_making(system):
    made = system.create("4 Sekunden boats, ohne Ton")
    assert (made.title, made.duration_s, made.has_audio) == ("Boats", pytest.approx(4.0, abs=0.05), False)


def test_the_creator_alone(system):
    made = system.create("6 seconds of boats, no sound")
    assert (made.origin, made.has_audio) == ("created", False)
    assert system.create("6 seconds of boats, no sound").id == made.id
    with pytest.raises(NotAllowed, match="nothing here shows volcanoes"):
        system.create("volcanoes")
    with pytest.raises(NotAllowed):
        system.create("asdf")


@pytest.mark.parametrize("say", ["4 seconds of rockets", "4 seconds of model rockets"])
def test_words_of_the_wish_in_its_title_are_no_facts_of_a_source(system, say):
    change(system, ("c00", "c03", "c06", "c09"), title="Suit up: helmet, model rocket", topics=("space",))
    made = system.create(say)
    assert made.title in ("Rockets", "Model rockets")


def test_a_name_that_no_source_has_is_not_put_over_their_pictures(system):
    change(system, ("c00", "c03", "c06", "c09"), title="Tower at night", topics=("city",))
    with pytest.raises(NotAllowed, match="Eiffel Tower"):
        system.create("6 seconds of Eiffel Tower")


def test_another_one_is_another_version(system):
    first = system.create("4 seconds of boats")
    second = system.create("4 seconds of boats", another=[first.id])
    assert second.id != first.id
    assert (second.title, second.duration_s) == (first.title, pytest.approx(4.0, abs=0.05))
    assert system.create("4 seconds of boats").id == first.id
    third = system.create("4 seconds of boats", another=[first.id, second.id])
    assert len({first.id, second.id, third.id}) == 3
    with pytest.raises(NotAllowed, match="no other version"):
        system.create("4 seconds of boats", another=[first.id, second.id, third.id])
    with pytest.raises(DataError, match="was not created"):
        system.create("4 seconds of boats", another=["c00"])


def kept(system, user):
    """The recipes that are kept for a viewer's wishes, the best first."""
    rows = system.home.rows.viewers.export(user)["kept"]
    return [Recipe.model_validate({name: row[name] for name in Recipe.model_fields}) for row in rows]


def test_another_one_is_what_was_planned_at_first_and_is_not_planned_again(system, monkeypatch):
    first = system.create("4 seconds of boats", user="v00")
    planned = kept(system, "v00")
    assert len(planned) == 2
    assert first.recipe not in {recipe.key() for recipe in planned}

    def again(**_):
        raise NotAllowed("it is planned again")

    creator = system.parts.creators.named("creator.storyboard.v1")
    monkeypatch.setattr(creator, "versions", again)
    second = system.create("4 seconds of boats", another=[first.id], user="v00")
    assert second.recipe == planned[0].key()
    with pytest.raises(NotAllowed, match="planned again"):
        system.create("4 seconds of boats", another=[first.id], user="v01")
    assert system.erase("v00")["kept"] == 2
    assert kept(system, "v00") == []


def test_a_version_whose_sources_have_gone_is_passed_over(system, monkeypatch):
    first = system.create("4 seconds of boats", user="v00")
    best, _ = kept(system, "v00")
    change(system, [best.sources[0].item], state="unavailable")
    second = system.create("4 seconds of boats", another=[first.id], user="v00")
    assert best.sources[0].item not in second.parents


@pytest.mark.parametrize("words", ["another one", "something else like that", "make me 4 seconds of boats"])
def test_another_one_in_the_feed_goes_on_from_what_was_made(system, words):
    first = ask(system, say="make me 4 seconds of boats")
    made = first.items[0].id
    second = system.recommend("v00", say=words, after=first.request, item=made, wait=90.0, k=4)
    assert (second.items[0].origin, second.items[0].title) == ("created", "Boats")
    assert second.items[0].id != made
    third = system.recommend("v00", say="another one", after=second.request, wait=90.0, k=4)
    assert third.items[0].origin == "created"
    assert third.items[0].id not in (made, second.items[0].id)


def test_another_one_does_not_wait_for_the_first(system):
    first = ask(system, say="make me 4 seconds of boats", wait=0)
    second = system.recommend("v00", say="another one", after=first.request, wait=0, k=4)
    assert first.pending[0].recipe != second.pending[0].recipe


def test_what_takes_longer_than_one_waits_goes_on_and_is_told(system):
    with pytest.raises(NotAllowed, match=r"goes on \(job j_"):
        system.create("4 seconds of boats", wait=0.0)
    assert system.create("4 seconds of boats").title == "Boats"
    assert len(system.jobs()) == 1


def test_the_sheet_shows_each_shot_beside_its_own_source(system):
    made = system.create("6 seconds of boats")
    recipe = system.home.rows.making.recipe(made.recipe)
    shots = [step.params for step in recipe.steps if step.op == "shot"]
    assert len({shot["source"] for shot in shots}) > 1
    page = cv2.imdecode(np.frombuffer(system.sheet(made), np.uint8), cv2.IMREAD_COLOR)
    assert page.shape[1] > 128 + min(6, len(shots)) * 100


def test_a_killed_process_leaves_its_film_to_the_next_worker_with_the_same_bytes(system, clock):
    pending = ask(system, say="make me 4 seconds of boats", wait=0).pending[0]
    jobs, now = system.home.rows.jobs, system.home.clock()
    # What a killed worker leaves: a lease that nobody prolongs.
    taken = jobs.lease(worker="killed", now=now, seconds=1.0, job=pending.job)
    assert taken is not None
    clock.now += 3600.0
    system.work()
    job = system.job(pending.job)
    assert (job.state, job.attempts) == ("done", 2)
    again = system.parts.creators.named("creator.storyboard.v1")
    recipe = system.home.rows.making.recipe(pending.recipe)
    sources = [system.item(source.item) for source in recipe.sources]
    one, other = (again.render(recipe, sources).media.read_bytes() for _ in range(2))
    assert one == other


def test_a_source_whose_file_is_gone_is_told_and_nothing_is_published(system):
    pending = ask(system, say="make me 4 seconds of boats", wait=0).pending[0]
    recipe = system.home.rows.making.recipe(pending.recipe)
    system.home.blobs.delete(recipe.sources[0].media)
    system.work()
    job = system.job(pending.job)
    assert job.state == "failed"
    assert f"the media of the source {recipe.sources[0].item!r} are gone" in job.error
    assert system.home.rows.items.by_recipe(pending.recipe) is None
    assert not list((system.home.path / "drafts").glob("*"))


def test_a_full_disk_is_told_and_nothing_is_left_half_made(system):
    pending = ask(system, say="make me 4 seconds of boats", wait=0).pending[0]
    recipe = system.home.rows.making.recipe(pending.recipe)
    sources = [system.item(source.item) for source in recipe.sources]
    creator = system.parts.creators.named("creator.storyboard.v1")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(MediaError) as told:
            creator.render(recipe, sources)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot be put together" in str(told.value)
    assert not list((system.home.path / "drafts").glob("*"))
    system.work()
    assert system.job(pending.job).state == "done"
