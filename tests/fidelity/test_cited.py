"""The sources of facts in what is sealed: articles as ingredients, all named, their licences obeyed."""

import json

import c2pa
import pytest

from generec.domain.facts import Fact, FactSource
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.text.facts import words_of
from generec.fidelity.authenticity import MediaCheck
from generec.fidelity.gate import LICENCE, MEDIA, Gate, GateConfig
from generec.fidelity.legal import LicenceCheck
from generec.fidelity.manifest import ASSERTION
from generec.fidelity.rests import NAME, RestsCheck
from generec.fidelity.seal import context

TEXT = "A blue whale can weigh 150 tonnes."
GIVEN = "A whale sings."


def facts_of(article, licence="CC BY-SA 4.0"):
    start = words_of(article).index(TEXT)
    told = FactSource(kind="item", id=article.id, title=article.title, licence=article.licence)
    book = FactSource(
        kind="given",
        id="given:1",
        title="A book",
        licence=licence,
        address="https://x.example/b",
        creator="Ann",
    )
    return (
        Fact(text=TEXT, source=told, span=(start, start + len(TEXT))),
        Fact(text=GIVEN, source=book, span=(0, len(GIVEN))),
    )


@pytest.fixture
def article(home):
    item = Item(
        id="a1", work="a1", kind="text", title="Whales", text=f"{TEXT} It is large.",
        licence="CC BY 4.0",
        allow=PERMISSIONS, rights="own", creator="A paper",
    )  # fmt: skip
    home.rows.items.put([item])
    return item


def drafted(home, clip, article, facts):
    base = home.draft(clip, title="Whales")
    recipe = Recipe(
        kind="video",
        origin="created",
        sources=(Source(item=clip.id, media=clip.media), Source(item=article.id)),
        steps=(
            Step(component="creator.storyboard.v1", op="shot"),
            Step(
                component="creator.storyboard.v1",
                op="facts",
                params={"facts": [fact.model_dump(mode="json") for fact in facts]},
            ),
        ),
    )
    return base.model_copy(update={"recipe": recipe})


def gate(home, known):
    checks = [LicenceCheck(), MediaCheck(), RestsCheck(known=known.get)]
    config = GateConfig(checks=(LICENCE, MEDIA, NAME))
    return Gate(config, checks=checks, sealer=home.sealer, rows=home.rows, blobs=home.blobs)


def test_what_passes_names_every_source_in_its_seal_and_has_their_licence(home, article):
    clip = home.source()
    draft = drafted(home, clip, article, facts_of(article))
    passage = gate(home, {"given:1": GIVEN})(draft=draft, sources=[clip, article], at=home.at)
    assert passage.outcome == "pass", [one.evidence for one in passage.verdicts]
    assert passage.item.licence == "CC BY-SA 4.0"
    with (
        home.blobs.path(passage.item.media) as path,
        context() as offline,
        path.open("rb") as file,
        c2pa.Reader("video/mp4", file, context=offline) as reader,
    ):
        found = json.loads(reader.json())
    manifest = found["manifests"][found["active_manifest"]]
    told = next(one["data"] for one in manifest["assertions"] if one["label"] == ASSERTION)
    assert [one["statement"] for one in told["facts"]] == [TEXT, GIVEN]
    assert told["facts"][1]["address"] == "https://x.example/b"
    assert any("A book" in line for line in told["attribution"])
    assert {one["title"] for one in manifest["ingredients"]} == {"Source a", "Whales"}


def test_a_fact_that_its_source_does_not_say_keeps_it_out(home, article):
    clip = home.source()
    draft = drafted(home, clip, article, facts_of(article))
    passage = gate(home, {"given:1": "A whale is silent."})(draft=draft, sources=[clip, article], at=home.at)
    assert passage.outcome == "hold"
    assert passage.item is None


@pytest.mark.parametrize(
    ("licence", "outcome"), [("CC BY-ND 4.0", "block"), ("all rights reserved", "hold"), ("CC0-1.0", "pass")]
)
def test_the_licence_of_a_source_that_is_no_item_counts(home, article, licence, outcome):
    clip = home.source()
    draft = drafted(home, clip, article, facts_of(article, licence))
    verdict = LicenceCheck()(draft=draft, sources=[clip, article])
    assert verdict.outcome == outcome
    if outcome != "pass":
        assert "A book" in verdict.evidence
