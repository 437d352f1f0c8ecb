"""What no maker writes: unknown components, checks as steps, hidden signs, markup, other models' files."""

import pytest

import generec.creator.film.creator
import generec.editor.picture
import generec.editor.text.editor
import generec.editor.video  # noqa: F401 (they register themselves)
from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity.recipes import RecipeCheck, RecipeConfig
from generec.models.entries import entry

ITEM = Item(id="a", work="a", kind="text", title="Pond \u202eabc", text="A pond.", media=None)


def judge(*steps: Step, origin: str = "edited", config: RecipeConfig | None = None, **fields: object):
    given = steps or (Step(component="editor.text.v1", op="rewrite"),)
    recipe = Recipe(kind="text", origin=origin, sources=(Source(item="a"),), steps=given)
    draft = Draft(**({"recipe": recipe, "kind": "text", "text": "A pond."} | fields))
    return RecipeCheck(config)(draft=draft, sources=[ITEM])


def test_what_an_editor_writes_passes() -> None:
    assert judge().outcome == "pass"
    assert judge(Step(component="creator.storyboard.v1", op="shot"), origin="created").outcome == "pass"


@pytest.mark.parametrize("name", ["editor.teleport.v9", "fidelity.legal.licence.v1", "evaluation.x.v1"])
def test_a_step_by_what_is_no_maker_blocks(name: str) -> None:
    verdict = judge(Step(component=name, op="pass"))
    assert verdict.outcome == "block"
    assert name in verdict.evidence


def test_a_maker_of_the_other_sort_waits_for_a_person() -> None:
    assert judge(Step(component="editor.video.v1", op="mute"), origin="created").outcome == "hold"
    assert judge(Step(component="creator.storyboard.v1", op="shot")).outcome == "hold"


def test_another_file_under_a_models_name_waits_for_a_person() -> None:
    right = Step(component="editor.text.v1", op="x", models={"yunet": entry("yunet").sha256})
    assert judge(right).outcome == "pass"
    assert judge(right.model_copy(update={"models": {"yunet": "0" * 64}})).outcome == "hold"


@pytest.mark.parametrize(
    "words",
    [
        "A walk \u202egnp.exe",
        "pay\u200bpal",
        "A\u0007",
        "<script>alert(1)</script>",
        "<img src=x onerror=a()>",
        "A \U000e0041 tag",
        "see javascript:alert(1)",
        "\u2066left\u2069",
    ],
)
@pytest.mark.parametrize("where", ["title", "description", "text", "changes"])
def test_hidden_signs_and_markup_wait_for_a_person(words: str, where: str) -> None:
    assert judge(**{where: (words,) if where == "changes" else words}).outcome == "hold"


@pytest.mark.parametrize(
    "words",
    [
        "I <3 you",
        "a < b > c",
        "शाखा \u0915\u094d\u200d\u0937",
        "👩\u200d🚀 in space",
        "עברית \u200f!",
        "x\ny\tz",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Pond \u202eabc",
    ],
)
def test_plain_words_of_any_script_and_a_sources_own_pass(words: str) -> None:
    assert judge(title=words).outcome == "pass"


def test_words_of_a_step_are_looked_at_too() -> None:
    step = Step(component="editor.text.v1", op="x", params={"deep": [{"note": "a\u202eb"}]})
    assert judge(step).outcome == "hold"


def test_a_draft_of_another_kind_blocks_and_a_heap_of_steps_waits() -> None:
    assert judge(kind="image").outcome == "block"
    steps = (Step(component="editor.text.v1", op="rewrite"),) * 3
    assert judge(*steps, config=RecipeConfig(steps=2)).outcome == "hold"


def test_a_source_without_its_files_hash_waits() -> None:
    shown = Item(id="a", work="a", kind="image", media="sha256:aa")
    step = Step(component="editor.picture.v1", op="style")
    recipe = Recipe(kind="image", sources=(Source(item="a"),), steps=(step,))
    draft = Draft(recipe=recipe, kind="image", title="x")
    assert RecipeCheck()(draft=draft, sources=[shown]).outcome == "hold"
