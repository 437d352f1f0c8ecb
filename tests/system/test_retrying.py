"""What the checks keep out is tried again a bounded number of times, with less in it that can fail."""

import pytest

from generec.creator.film.recutting import recut
from generec.domain.drafts import Verdict
from generec.domain.errors import NotAllowed
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.system.retrying import another_try, instead

WORDS, NUDITY, LAW = "fidelity.safety.words.v1", "fidelity.safety.nudity.v1", "fidelity.legal.licence.v1"
ITEM = Item(id="a", work="a", kind="video", duration_s=12.0)


def held(*checks: str, **detail: bool) -> list[Verdict]:
    return [Verdict(check=check, outcome="hold", detail=detail) for check in checks]


def recipe(*steps: tuple[str, dict]) -> Recipe:
    made = tuple(Step(component="editor.video.v1", op=op, params=params) for op, params in steps)
    return Recipe(kind="video", sources=(Source(item="a"),), steps=made)


CLIP, CAPTION = ("clip", {"start_s": 2.0, "end_s": 6.0}), ("caption", {"text": "x"})


def test_a_caption_that_was_kept_out_is_left_out():
    found = another_try(recipe(CLIP, CAPTION), [ITEM], held(WORDS))
    assert [step.op for step in found.recipe.steps] == ["clip"]
    assert found.told == "without the caption, which a check kept out: its words may do harm"
    assert another_try(recipe(CAPTION), [ITEM], held(WORDS)) is None


def test_another_stretch_is_taken_after_or_before():
    for start, want in ((2.0, 6.0), (7.0, 3.0)):
        found = another_try(recipe(("clip", {"start_s": start, "end_s": start + 4})), [ITEM], held(NUDITY))
        assert found.recipe.steps[0].params == {"start_s": want, "end_s": want + 4}
    assert another_try(recipe(("clip", {"start_s": 1.0, "end_s": 11.0})), [ITEM], held(NUDITY)) is None


def test_what_draws_draws_by_another_seed():
    step = Step(component="creator.hub.v1", op="text_to_image", params={"seed": 7})
    drawn = Recipe(kind="image", origin="created", steps=(step,))
    assert another_try(drawn, [], held(NUDITY)).recipe.steps[0].params["seed"] != 7


def test_law_and_broken_checks_are_not_tried_again():
    assert another_try(recipe(CLIP), [ITEM], held(LAW, NUDITY)) is None
    assert another_try(recipe(CLIP), [ITEM], held(NUDITY, failed=True)) is None
    assert another_try(recipe(CLIP), [ITEM], []) is None


def test_what_was_done_instead_is_told_only_where_it_was():
    why = "another part, as a check kept the first out: it may show nudity"
    made = ITEM.model_copy(update={"recipe": "b", "changes": ("cut to 4 s", why)})
    assert instead(made, of="a") == (why,)
    assert instead(made, of="b") == ()
    before = made.model_copy(update={"changes": ("sound taken away",)})
    assert "not all of it as asked" in instead(before, of="a")[0]


def test_a_threat_on_a_cut_is_left_out_and_the_viewer_is_told(system, monkeypatch):
    attempts = []
    gate = type(system.parts.maker.gate).__call__

    def counted(self, **given):
        attempts.append([step.op for step in given["draft"].recipe.steps])
        return gate(self, **given)

    monkeypatch.setattr(type(system.parts.maker.gate), "__call__", counted)
    left_out: list[str] = []
    ops = ["mute", "caption:I will kill you, Anna"]
    item = system.edit("c00", operations=ops, told=left_out.append)
    assert attempts == [["caption", "mute"], ["mute"]] or attempts == [["mute", "caption"], ["mute"]]
    assert left_out == ["without the caption, which a check kept out: its words may do harm"]
    assert item.changes == ("sound taken away", *left_out)
    again: list[str] = []
    assert system.edit("c00", operations=ops, told=again.append).id == item.id
    assert again == left_out
    assert [one.state for one in system.home.rows.reviews.list()] == ["gone"]
    attempts.clear()
    with pytest.raises(NotAllowed):
        system.edit("c01", operations=["caption:I will kill you, Anna"])
    assert len(attempts) == 1
    assert sorted(one.state for one in system.home.rows.reviews.list()) == ["gone", "waiting"]


def test_the_trace_of_a_request_tells_that_it_was_made_again(system):
    feed = system.recommend(
        "v00", say='mute it and write "call 020 7946 0958" on it', item="c00", wait=60, k=2
    )
    told = [step for step in feed.trace if step.step == "gate"]
    assert told
    assert "made it again" in told[0].did
    assert "without the caption" in told[0].because
    assert "Without the caption, which a check kept out: it gives away personal data." in feed.reply.text
    assert "Anna" not in feed.reply.text
    assert feed.reply.text.count("without the caption") == 0


def test_a_feed_changed_without_its_caption_says_so(system):
    say = 'mute all videos and write "call 020 7946 0958" on all of them'
    feed = system.recommend("v01", say=say, wait=90, k=2)
    assert "without the caption, which a check kept out: it gives away personal data" in feed.reply.text


class Cutter:
    """Cuts films anew as the storyboard's creator does, of sources without cuts."""

    def recut(self, recipe, sources, *, times):
        return recut(recipe, sources, times=times, features=lambda _: None, shown=lambda known: known.times)


def test_a_film_gets_another_shot_where_a_check_saw_what_it_keeps_out():
    still = {
        "speed": 1.0,
        "x": [0.5],
        "y": [0.5],
        "join": "cut",
        "join_frames": 0,
        "role": "build",
        "frames": 60,
    }
    film = [("title", {"text": "Horses"})]
    film += [("shot", {**still, "source": n % 2, "start_s": 1.0 + 3 * (n // 2)}) for n in range(4)]
    made = tuple(Step(component="creator.storyboard.v1", op=op, params=params) for op, params in film)
    both = [ITEM, ITEM.model_copy(update={"id": "b", "work": "b"})]
    horses = Recipe(kind="video", origin="created", sources=(Source(item="a"), Source(item="b")), steps=made)
    found = another_try(horses, both, held(NUDITY, time_s=3.0, times=[3.0]), maker=Cutter())
    changed = [n for n, (old, new) in enumerate(zip(made, found.recipe.steps, strict=True)) if old != new]
    assert changed == [2]
    assert found.recipe.steps[2].params["source"] == 0, "of the source that passed"
    assert found.told.endswith("as a check kept the first out: it may show nudity")
    # The cover alone, or a check that does not say when, tells of no shot.
    assert another_try(horses, both, held(NUDITY, time_s=0.0, times=[])) is None
    assert another_try(horses, both, held("fidelity.authenticity.drift.v1")) is None
