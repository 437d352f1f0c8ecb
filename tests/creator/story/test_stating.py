"""Films that tell facts and are read aloud, from the wish to the file."""

import dataclasses
import hashlib
import json
import sys
from itertools import pairwise

import numpy as np
import pytest

from generec.creator.facts import FactsConfig, Library
from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.story.narration import NarrationConfig
from generec.domain.errors import DataError, NotAllowed
from generec.domain.facts import stated
from generec.domain.guidance import Caption, Clause, Create, Guidance
from generec.domain.profiles import Profile, Viewer
from generec.fidelity.facts import FactsCheck
from generec.fidelity.rests import RestsCheck
from generec.media.decode import Reader
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.probe import probe
from generec.media.samples import STUDIO
from generec.media.sound import source_sound
from generec.media.spans import Span
from generec.policy.licences import derive_of

ROWS = [
    {"statement": "Dogs sleep 12 hours a day.", "number": "12", "unit": "hours"},
    {"statement": "A dog can smell one drop in a pool."},
    {"statement": "Dogs differ in weight.", "measure": "weight", "measure_unit": "kg",
     "series": {"pug": 7, "mastiff": 80}},
]  # fmt: skip

SPEAKS = """
import math, struct, sys, wave
text = sys.stdin.read()
with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
    said = [int(9000 * math.sin(i / 4) * abs(math.sin(i / 2000))) for i in range(1300 * len(text))]
    file.writeframes(struct.pack(f"<{len(said)}h", *said))
"""


@pytest.fixture
def make_creator(studio, tmp_path):
    """A creator that knows facts on dogs and has a voice, or not."""
    rows = [
        {"topic": "dogs", "source": f"Book {i}", "licence": "CC0-1.0", **row} for i, row in enumerate(ROWS)
    ]
    (tmp_path / "k.jsonl").write_text("\n".join(map(json.dumps, rows)))
    program = tmp_path / "speaks.py"
    program.write_text(SPEAKS)

    def words(texts):
        """Statements are about dogs, each in its own way."""
        told = [row["statement"] for row in ROWS]
        rows = [studio.tools.words([text])[0] for text in texts]
        for row, text in zip(rows, texts, strict=True):
            for i, statement in enumerate(told):
                if statement in text:
                    row[:] = 0.75 * np.eye(6)[0] + 0.66 * np.eye(6)[2 + i]
        return np.stack(rows)

    def make(*, voice=True, facts=True):
        library = Library(
            FactsConfig(files=("k.jsonl",) if facts else ()),
            folder=tmp_path,
            shelf=studio.shelf,
            items=studio.tools.items,
        )
        command = (sys.executable, str(program), "{out}") if voice else ("no-such-voice",)
        narration = NarrationConfig(command=command, version=(sys.executable, "--version"))
        return StoryboardCreator(
            StoryboardCreatorConfig(side=96, narration=narration),
            studio=dataclasses.replace(
                studio, facts=library, tools=dataclasses.replace(studio.tools, words=words)
            ),
        )

    return make


def wish(topic="dogs", *, edits=(), seconds=None, **more):
    create = Create(about=((topic,),), seconds=seconds, kind="video", **{"facts": True, **more})
    return Guidance(clauses=(Clause(route="create", edits=edits, create=create),))


def plan(creator, guidance):
    profile = Profile(viewer=Viewer(id="ada"))
    return creator.plan(guidance=guidance, profile=profile, rng=np.random.default_rng(1))


def steps(recipe, op):
    return [step for step in recipe.steps if step.op == op]


def sources_of(creator, recipe):
    found = creator.studio.tools.items([source.item for source in recipe.sources])
    return list(found.values())


def test_facts_are_told_each_in_its_form_with_its_source(make_creator):
    creator = make_creator()
    recipe = plan(creator, wish())
    told = stated(recipe)
    assert {fact.text for fact in told.facts} == {row["statement"] for row in ROWS}
    assert {step.params["face"] for step in steps(recipe, "fact")} >= {"number", "bars"}
    assert len(steps(recipe, "fact")) + len(steps(recipe, "plate")) == 3
    assert all(said.fact is not None for said in told.said)
    assert {line[0] for line in steps(recipe, "credits")[0].params["lines"]} >= {
        f"Facts: Book {i}" for i in range(3)
    }
    assert not steps(recipe, "narration")
    assert plan(make_creator(), wish()).key() == recipe.key()


def test_no_facts_are_told_unasked(make_creator):
    recipe = plan(make_creator(), wish(facts=False))
    assert not stated(recipe).facts
    assert not steps(recipe, "lacking")


def test_where_there_are_no_facts_it_says_so(make_creator):
    creator = make_creator(facts=False)
    recipe = plan(creator, wish(seconds=8.0))
    assert steps(recipe, "lacking")[0].params["told"] == [
        "No facts on dogs were found here, so none are told."
    ]
    draft = creator.render(recipe, sources_of(creator, recipe))
    assert "No facts on dogs were found here" in draft.description
    assert FactsCheck()(draft=draft, sources=sources_of(creator, recipe)).outcome == "pass"


def test_where_there_is_no_speech_program_it_says_so_and_tells_the_rest(make_creator):
    recipe = plan(make_creator(voice=False), wish(voice=True))
    assert "no-such-voice" in steps(recipe, "lacking")[0].params["told"][0]
    assert len(stated(recipe).facts) == 3
    assert not steps(recipe, "narration")


def test_what_is_said_has_its_time_and_the_voice_is_in_the_recipe(make_creator):
    recipe = plan(make_creator(), wish(voice=True))
    narration = steps(recipe, "narration")[0]
    lines = narration.params["says"]
    assert lines[0]["text"] == "Dogs"
    assert len(lines) == 4
    assert next(iter(narration.models)).startswith("voice:")
    ends = [line["begin_s"] + line["seconds"] for line in lines]
    assert all(end < line["begin_s"] for end, line in zip(ends, lines[1:], strict=False))
    frames = [step.params["frames"] for step in recipe.steps if step.op in ("shot", "fact", "card")]
    assert ends[-1] < sum(frames) / 30
    # Where the whole is not asked to be told, a voice brings facts along.
    assert stated(plan(make_creator(), wish(facts=False, voice=True))).facts


def test_captions_of_a_film_that_is_read_aloud_are_what_is_said(make_creator):
    recipe = plan(make_creator(), wish(voice=True, edits=(Caption(),)))
    captions = steps(recipe, "captions")
    assert len(captions) == 1
    lines = captions[0].params["lines"]
    said = [line["text"] for line in steps(recipe, "narration")[0].params["says"][1:]]
    assert " ".join(text for text, _, _ in lines) == " ".join(said)
    assert all(b <= c for (_, _, b), (_, c, _) in pairwise(lines))
    assert not steps(recipe, "plate")
    assert not any(step.params["words"] for step in steps(recipe, "fact"))


def test_the_film_is_made_as_planned_passes_and_is_the_same_each_time(make_creator):
    creator = make_creator()
    recipe = plan(creator, wish(voice=True))
    sources = sources_of(creator, recipe)
    drafts = [make_creator().render(recipe, sources) for _ in range(2)]
    assert len({hashlib.sha256(draft.media.read_bytes()).hexdigest() for draft in drafts}) == 1
    draft = drafts[0]
    frames = sum(step.params["frames"] for step in recipe.steps if "frames" in step.params)
    assert probe(draft.media).duration_s == pytest.approx(frames / 30, abs=0.05)
    known = creator.studio.facts.words
    assert RestsCheck(known=known)(draft=draft, sources=sources).outcome == "pass"
    assert FactsCheck()(draft=draft, sources=sources).outcome == "pass"
    assert "read aloud by a speech program" in draft.changes
    assert "given 3 facts, each from a source that it names" in draft.changes
    assert "Facts from: “Book 0”" in draft.description
    with Reader(draft.media, threads=1):
        span = Span(0.0, draft.duration_s, 0.0, 1.0)
        sound = np.concatenate(list(source_sound(draft.media, [span], form=STUDIO)))
    assert loudness(iter([sound])) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_a_recipe_of_another_speech_program_is_not_made(make_creator, tmp_path):
    creator = make_creator()
    recipe = plan(creator, wish(voice=True))
    (tmp_path / "speaks.py").write_text(SPEAKS + "# another\n")
    other = make_creator()
    with pytest.raises(Exception, match="another than the one"):
        other.render(recipe, sources_of(other, recipe))


def test_facts_and_footage_whose_licences_exclude_each_other_do_not_meet(make_creator, tmp_path):
    creator = make_creator()
    rows = [json.loads(line) for line in (tmp_path / "k.jsonl").read_text().splitlines()]
    licences = ("CC BY-SA 4.0", "CC BY-SA 3.0", "CC BY 4.0")
    told = [json.dumps({**row, "licence": licence}) for row, licence in zip(rows, licences, strict=True)]
    (tmp_path / "k.jsonl").write_text("\n".join(told))
    recipe = plan(creator, wish())
    sources = sources_of(creator, recipe)
    assert not derive_of(recipe, sources).conflict
    assert len({fact.source.licence for fact in stated(recipe).facts} & {"CC BY-SA 4.0", "CC BY-SA 3.0"}) == 1


def test_the_length_asked_for_is_kept_and_facts_fit_into_it(make_creator):
    recipe = plan(make_creator(), wish(seconds=12.0, voice=True))
    frames = sum(step.params["frames"] for step in recipe.steps if "frames" in step.params)
    assert frames == 12 * 30
    assert 1 <= len(stated(recipe).facts) < 3
    short = plan(make_creator(), wish(seconds=4.0))
    assert not stated(short).facts
    assert "no room" in steps(short, "lacking")[0].params["told"][0]


def test_facts_that_nobody_asked_for_stand_only_where_footage_lacks(make_creator, models):
    creator = make_creator(voice=False)
    assert not steps(plan(creator, wish(facts=False, seconds=8)), "fact")
    recipe = plan(creator, wish(facts=False, seconds=36))
    filling = steps(recipe, "fact")
    assert filling
    assert all(step.params["fills"] for step in filling)
    draft = creator.render(recipe, sources_of(creator, recipe))
    assert draft.duration_s == pytest.approx(36, abs=0.05)
    assert draft.description.startswith("There was not footage enough: only ")
    assert "Facts from: “Book" in draft.description


def test_facts_alone_are_a_film_of_graphics_that_says_so(make_creator, holding, models):
    creator = make_creator(voice=False)
    creator.studio = dataclasses.replace(creator.studio, shelf=holding([]).shelf)
    for guidance in (wish(seconds=20.0), wish(facts=False, seconds=9.0), wish(facts=False)):
        recipe = plan(creator, guidance)
        assert not recipe.sources
        assert steps(recipe, "fact")
        assert not steps(recipe, "shot")
        assert [card.params["text"] for card in steps(recipe, "card")] == [""]
        draft = creator.render(recipe, [])
        assert draft.description.startswith(
            "There was no footage of it here: all that is shown was drawn. Facts"
        )
        assert draft.changes[0] == "drawn, as no footage was found"
    with pytest.raises(NotAllowed, match="nothing here shows boats"):
        plan(creator, wish("boats", facts=False))


def test_a_wrong_file_of_facts_stops_what_asks_for_facts_alone(make_creator, tmp_path):
    creator = make_creator(voice=False)
    (tmp_path / "k.jsonl").write_text('{"statement": "Dogs bark."}')
    with pytest.raises(DataError, match="source"):
        plan(creator, wish())
    assert steps(plan(creator, wish(facts=False, seconds=30)), "card")
