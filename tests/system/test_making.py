"""Items made on request: from the wish to the sealed item, and all that may come between."""

import numpy as np
import pytest

from generec import plugins
from generec.domain.errors import DataError, MediaError, NotAllowed, NotFound
from generec.domain.items import Item
from generec.media.pictures import png

NOIR = "make this black and white"
SHORT = "make this 3 seconds long and black and white"


@plugins.register("check", "test.crash.v1")
def crash(settings):
    return Crash()


class Crash:
    name = "test.crash.v1"

    def __call__(self, *, draft, sources):
        raise RuntimeError("the checker broke")


def ask(system, user="v00", *, say=SHORT, item="c00", wait=60.0, **more):
    return system.recommend(user, say=say, item=item, wait=wait, k=4, **more)


def made(feed):
    return [item for item in feed.items if item.origin == "edited"]


def because(feed):
    return " ".join(step.because for step in feed.trace)


def change(system, id, **update):
    """An item of the catalogue with other rights."""
    item = system.item(id)
    system.home.rows.items.put([Item.model_validate({**item.model_dump(), **update})])


def test_an_edit_asked_for_comes_first_checked_sealed_and_explained(system):
    feed = ask(system)
    first = feed.items[0]
    assert [item.id for item in made(feed)] == [first.id]
    assert (first.work, first.parents, first.origin, first.ai) == ("c00", ("c00",), "edited", True)
    assert first.label == "Edited by AI"
    assert first.duration_s == pytest.approx(3.0, abs=0.1)
    assert {"fidelity.legal.licence.v1", "fidelity.identifiability.label.v1"} <= {
        verdict.check for verdict in first.verdicts
    }
    assert {verdict.outcome for verdict in first.verdicts} == {"pass"}
    assert "c00" not in {item.work for item in feed.items[1:]}
    assert len(feed.items) == 4
    assert feed.pending == ()
    assert first.title in feed.reply.text
    recipe = system.home.rows.making.recipe(first.recipe)
    assert [step.op for step in recipe.steps] == ["clip", "style"]
    assert "v00" not in recipe.canonical()


def test_what_was_made_verifies_as_signed_by_this_home_and_stays_so(system):
    first = ask(system).items[0]
    found = system.verify(first.media)
    assert (found.state, found.signed, found.valid, found.trusted) == ("clean", True, True, True)
    assert (found.made_by, found.origin, found.tampered) == ("generec", "edited", False)
    assert (found.recipe, found.parents) == (first.recipe, ("c00",))
    assert found.mark.found
    seal = system.home.rows.making.seal(system.item(first.id).seal)
    assert found.mark.id == seal.mark
    assert all(verdict.outcome == "pass" for verdict in system.check(first.media))


def test_the_same_wish_of_another_viewer_takes_what_is_there(system):
    one = ask(system, "v00", say=NOIR).items[0]
    feed = ask(system, "stranger", say=NOIR, wait=0)
    assert feed.items[0].id == one.id
    assert feed.pending == ()
    assert "the same recipe" in because(feed)
    assert len(system.jobs()) == 1


def test_without_waiting_it_is_pending_and_arrives(system):
    feed = ask(system, say=NOIR, wait=0)
    assert made(feed) == []
    assert len(feed.items) == 4
    assert [job.state for job in feed.pending] == ["queued"]
    assert "being made" in feed.reply.text
    assert ask(system, "v01", say=NOIR, wait=0).pending[0].job == feed.pending[0].job
    done = system.work()
    assert (done.id, done.state) == (feed.pending[0].job, "done")
    assert system.work() is None
    again = ask(system, say=NOIR, wait=0)
    assert again.items[0].id == done.item
    assert again.pending == ()


def test_switched_off_nothing_is_made_and_the_reason_is_told(opened):
    system = opened(generation={"generation": "off"})
    feed = ask(system)
    assert made(feed) == []
    assert len(feed.items) == 4
    assert system.jobs() == []
    assert "switched off" in feed.reply.text
    with pytest.raises(NotAllowed, match="switched off"):
        system.edit("c00", operations=["clip:3"])


def test_an_operation_can_be_switched_off_alone(opened):
    system = opened(generation={"operations": {"style": "off"}})
    assert "switched off" in ask(system).reply.text
    assert made(ask(system, say="make this 3 seconds long"))


def test_in_shadow_it_is_made_and_never_shown(opened):
    system = opened(generation={"generation": "shadow"})
    feed = ask(system)
    assert made(feed) == []
    assert len(feed.items) == 4
    job = system.jobs()[0]
    assert job.state == "done"
    assert system.item(job.item).state == "unavailable"
    assert system.verdicts(system.item(job.item))
    assert made(ask(system)) == []
    system.fit()
    assert job.item not in {item.id for item in system.recommend("nobody", k=50).items}


@pytest.mark.parametrize("scope", ["viewer", "item", "home"])
def test_a_used_up_budget_stops_making_and_not_the_feed(opened, scope):
    system = opened(budget={scope: {"jobs": 1}})
    assert made(ask(system))
    feed = ask(system, say="make this vintage")
    assert made(feed) == []
    assert len(feed.items) == 4
    assert f"{scope}'s budget of 1 jobs" in feed.reply.text
    assert made(ask(system)), "what exists costs nothing"


def test_asking_again_for_what_is_being_made_costs_no_budget(opened):
    system = opened(budget={"viewer": {"jobs": 1}})
    first = ask(system, wait=0).pending[0]
    assert [job.job for job in ask(system, wait=0).pending] == [first.job]


def test_budgets_are_fresh_a_day_later(opened, clock):
    system = opened(budget={"viewer": {"jobs": 1}})
    assert made(ask(system))
    clock.now += 86_401
    assert made(ask(system, say="make this vintage"))


def test_a_viewer_without_ai_is_given_and_shown_nothing_made(system):
    assert made(ask(system, "v01"))
    system.set_viewer("v00", ai=False)
    feed = ask(system)
    assert made(feed) == []
    assert "switched off for you" in feed.reply.text
    assert not any(item.ai for item in system.recommend("v00", k=50).items)
    assert len(system.jobs()) == 1


@pytest.mark.parametrize(
    ("update", "told"),
    [
        ({"rights": "unknown", "allow": frozenset(("cover", "serve"))}, "do not allow"),
        ({"licence": "CC BY-ND 4.0"}, "did not pass"),
    ],
)
def test_what_rights_forbid_is_not_edited(system, update, told):
    change(system, "c00", **update)
    feed = ask(system)
    assert made(feed) == []
    assert len(feed.items) == 4
    assert told in because(feed)
    with pytest.raises(NotAllowed, match=told):
        system.edit("c00", operations=["clip:3"])


def test_no_derivatives_holds_even_for_what_one_owns(system, tmp_path, make):
    make.clip(tmp_path / "nd.mp4", scenes=(3, 4), seconds=6.0)
    (tmp_path / "t.csv").write_text("item_id,media,licence\nnd,nd.mp4,CC BY-NC-ND 4.0\n")
    system.ingest(tmp_path / "t.csv", rights="own")
    assert system.item("nd").allow == {"cover", "serve"}
    assert made(ask(system, item="nd")) == []
    assert system.jobs() == []


def test_what_is_for_adults_only_is_neither_shown_nor_made_more_of_for_minors(system):
    change(system, "c00", adults_only=True)
    first = made(ask(system, "v01"))[0]
    assert system.item(first.id).adults_only
    system.set_viewer("v00", minor=True)
    for id in ("c00", first.id):
        with pytest.raises(NotFound, match="not for minors"):
            system.item(id, user="v00")
        assert system.item(id, user="v01").id == id
    with pytest.raises(NotFound):
        system.edit("c00", operations=["clip:3"], user="v00")
    shown = {item.id for item in system.recommend("v00", k=50).items}
    assert shown
    assert not shown & {"c00", first.id}


def test_a_check_that_breaks_holds_and_the_feed_goes_on(opened):
    from generec.fidelity.gate import GateConfig

    system = opened(gate={"checks": [*GateConfig().checks, "test.crash.v1"]})
    feed = ask(system)
    assert made(feed) == []
    assert len(feed.items) == 4
    assert system.jobs()[0].state == "held"
    assert "the checker broke" in system.jobs()[0].error
    gate = next(step for step in feed.trace if step.step == "gate")
    assert gate.did == "not shown (held)"
    assert "a person" in feed.reply.text
    with pytest.raises(NotAllowed, match="the checker broke"):
        system.edit("c00", say=SHORT)


def test_a_render_that_fails_is_told_tried_anew_and_leaves_no_draft(system):
    media = system.home.blobs
    with media.path(system.item("c00").media) as file:
        whole = file.read_bytes()
        feed = ask(system, wait=0)
        file.chmod(0o644)
        file.write_bytes(whole[: len(whole) // 3])
        assert system.work().state == "failed"
        assert not list((system.home.path / "drafts").glob("*"))
        feed = ask(system, say="make this 2 seconds long")
        assert made(feed) == []
        assert len(feed.items) == 4
        assert "making it failed" in feed.reply.text.casefold()
        file.write_bytes(whole)
    assert made(ask(system))
    assert len(system.jobs()) == 2


def test_a_whole_feed_can_be_changed(system):
    feed = system.recommend("v00", say="make everything black and white", wait=120, k=5)
    assert feed.guidance.target == "feed"
    assert len(made(feed)) == 3
    assert [item.origin for item in feed.items[:3]] == ["edited"] * 3
    assert len({item.work for item in feed.items}) == len(feed.items)


def test_wishes_that_choosing_fulfils_make_nothing(system):
    feed = system.recommend("v00", say="only show me clips of 3 seconds", wait=60, k=5)
    assert made(feed) == []
    assert system.jobs() == []


def test_part_of_a_wish_is_done_and_the_rest_is_named(system):
    feed = ask(system, say="cut this to 3 seconds and rewrite it in plain words")
    assert len(made(feed)) == 1
    assert "Here it is: Boats 0 (cut to 3 s, from " in feed.reply.text
    assert "there is no text with it to work on" in feed.reply.text
    assert "no text with it" in because(feed)


def test_what_this_item_does_not_allow_is_left_out_and_named(system):
    feed = ask(system, say="brighter, more contrast, 3 seconds, and add subtitles")
    [item] = made(feed)
    assert item.duration_s == pytest.approx(3, abs=0.05)
    assert "no subtitles of its own" in feed.reply.text
    assert system.item(item.id).changes[1:] == ("made brighter", "given more contrast")
    assert all(change in feed.reply.text for change in system.item(item.id).changes)


def test_a_wish_for_hidden_faces_is_done_whole_or_not_at_all(system):
    feed = ask(system, say="hide the faces and make it black and white")
    assert made(feed) == []
    assert "no face was found" in feed.reply.text.casefold()


def test_a_cut_that_is_not_needed_is_not_claimed(system):
    lasts = system.item("c00").duration_s
    feed = ask(system, say=f"cut this to {lasts + 2:.0f} seconds and make it black and white")
    [item] = made(feed)
    assert item.duration_s == pytest.approx(lasts, abs=0.05)
    assert "clip" not in feed.reply.text
    assert f"It was not cut, for it lasts {round(lasts, 1):g} s." in feed.reply.text


def test_the_editor_alone_tells_what_it_left_out(system):
    left = []
    system.edit("c00", operations=["clip:1", "caption"], told=left.append)
    assert len(left) == 1
    assert "subtitles" in left[0]
    with pytest.raises(NotAllowed, match="subtitles"):
        system.edit("c00", operations=["caption"], told=left.append)


def test_a_dialogue_goes_on_with_what_was_made(system):
    one = ask(system)
    two = system.recommend("v00", say="even shorter", item=one.items[0].id, after=one.request, wait=60, k=3)
    assert two.items[0].work == "c00"
    assert two.items[0].duration_s < one.items[0].duration_s


def test_nothing_on_screen_is_an_answer(system):
    feed = system.recommend("v00", say="make this black and white", k=3)
    assert made(feed) == []
    assert len(feed.items) == 3
    assert "on screen" in feed.reply.text


@pytest.mark.parametrize("wait", [-1.0, float("nan"), float("inf")])
def test_a_wait_without_end_is_a_wrong_call(system, wait):
    with pytest.raises(DataError, match="wait is between"):
        ask(system, wait=wait)


def test_slots_are_counted_as_the_viewer_sees_them(system):
    feed = system.recommend("v00", say="make this black and white", item="c00", k=4, wait=60)
    assert [item.origin for item in feed.items] == ["edited", "found", "found", "found"]
    slots = {item.work: slot for slot, item in enumerate(feed.items)}
    logged = [d for d in system.home.rows.decisions.of_request(feed.request) if d.kind != "route"]
    assert logged
    assert all(slots[decision.work] == decision.slot > 0 for decision in logged)


def test_the_style_of_a_picture_is_for_who_gave_it_alone(opened, tmp_path):
    example = tmp_path / "example.png"
    example.write_bytes(png(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)))
    system = opened()
    made = system.edit("c00", operations=["clip:1"], like=example, user="ann")
    assert (made.scope, made.owner) == ("private", "ann")
    with pytest.raises(NotFound):
        system.item(made.id, user="bob")
    with pytest.raises(MediaError):
        system.edit("c00", like=__file__, user="ann")
