"""Facts and voices from the wish to the sealed item: out of an article of the home and a file beside it."""

import json
import shutil

import numpy as np
import pytest

from generec.domain.errors import NotAllowed
from generec.system.doctor import examine

ARTICLE = (
    "Boats float because they push aside as much water as they weigh. It works for steel as well. "
    "The largest boats carry more than 20,000 containers across the oceans.\n\n"
    "Boats made of wood have to be painted every few years."
)
ROW = {
    "statement": "A rowing boat holds 4 people.", "topic": "boats", "number": "4", "unit": "people",
    "source": "A book on boats", "licence": "CC BY 4.0", "creator": "Ann", "address": "https://x.example/boats",
}  # fmt: skip


@pytest.fixture
def told(opened):
    """A home with an article and a given fact on boats."""

    def open_(rows=(ROW,), **narration):
        facts = {"files": ["facts.jsonl"]}
        system = opened(creator={"facts": facts, "side": 96, "narration": narration})
        (system.home.path / "facts.jsonl").write_text("\n".join(map(json.dumps, rows)))
        system.items(
            [{"id": "article", "title": "Why boats float", "text": ARTICLE, "licence": "CC BY 4.0"}],
            rights="own",
        )
        return system

    return open_


def test_facts_are_told_credited_sealed_and_checked(told):
    system = told()
    made = system.create("explain boats, 16 seconds, without a voice")
    assert made.origin == "created"
    assert "article" in made.parents
    assert "“Why boats float”" in made.description
    assert "Facts from: “A book on boats” by Ann, CC BY 4.0, https://x.example/boats" in made.description
    verdicts = {one.check: one for one in system.home.rows.making.verdicts(made.recipe, owner=None)}
    rests = verdicts["fidelity.authenticity.rests.v1"]
    assert rests.outcome == "pass"
    sources = {title for _, title, _ in rests.detail["rests"]}
    assert sources == {"A book on boats", "Why boats float"}
    with system.media(made) as file:
        assert system.verify(file).valid


def test_nothing_is_told_that_is_not_asked_for(told):
    made = told().create("6 seconds of boats")
    assert "article" not in made.parents
    assert "Facts from" not in made.description


def test_a_file_of_facts_that_is_wrong_is_named_with_row_and_field(told):
    system = told([ROW, {**ROW, "source": ""}])
    with pytest.raises(NotAllowed, match=r"facts\.jsonl, row 2, field 'source'"):
        system.create("explain boats")
    found = next(one for one in examine(system.home.path) if one.what == "settings")
    assert found.state == "ok"


def test_a_fact_that_was_taken_back_meanwhile_is_held(told):
    """What was planned is looked up again when it is made."""
    system = told()
    profile = system.parts.reading.profile("ada", at=system.home.clock())
    guidance = system.parts.reading.guidance(
        "explain boats, 16 seconds", item=None, profile=profile, previous=None, create=True
    )
    asked = system.parts.maker.create(
        guidance=guidance, profile=profile, request=None, rng=np.random.default_rng(1)
    )
    changed = {**ROW, "statement": "A rowing boat holds 4 or 5 people."}
    (system.home.path / "facts.jsonl").write_text(json.dumps(changed))
    system.parts.maker.wait([asked.job.id], seconds=120)
    done = system.parts.maker.settled(asked, user="ada")
    assert done.item is None
    assert done.job.state == "held"
    assert "cannot be looked into" in done.reason


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_it_is_read_aloud_and_the_same_wish_is_not_made_again(told):
    system = told()
    made = system.create("explain boats with a voice")
    recipe = system.home.rows.making.recipe(made.recipe)
    narration = next(step for step in recipe.steps if step.op == "narration")
    assert narration.params["says"][0]["text"] == "Boats"
    assert "voice:espeak-ng" in narration.models
    assert made.has_audio
    assert system.create("explain boats with a voice").id == made.id


def test_without_a_speech_program_the_rest_is_made(told):
    made = told(command=["no-such-program"]).create("explain boats with a voice, 12 seconds")
    assert "'no-such-program' is not installed" in made.description


def test_the_doctor_knows_of_facts_and_voices(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "facts.jsonl").write_text(json.dumps({**ROW, "licence": ""}))
    (home / "generec.toml").write_text(
        '[creator.facts]\nfiles = ["facts.jsonl"]\n[creator.narration]\ncommand = ["no-such-program"]\n'
    )
    found = {one.what: one for one in examine(home)}
    assert found["facts"].state == "wrong"
    assert "row 1, field 'licence'" in found["facts"].detail
    assert found["voice"].state == "absent"
    (home / "facts.jsonl").write_text(json.dumps(ROW))
    assert {one.what: one for one in examine(home)}["facts"].detail == "facts.jsonl: 1"
