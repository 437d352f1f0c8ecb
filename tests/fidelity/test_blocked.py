"""The operator's own lists, and rules by country."""

from typing import Any

import pytest

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity.blocked import BlockedCheck, BlockedConfig

ITEM = Item(
    id="a", work="a", kind="image", title="Pond", creator="Ana", media="sha256:0f", topics=("politics",)
)


def judge(title: str = "A pond", params: dict[str, Any] | None = None, **lists: Any) -> Verdict:
    step = Step(component="editor.picture.v1", op="caption", params=params or {})
    recipe = Recipe(kind="image", sources=(Source(item="a"),), steps=(step,))
    config = BlockedConfig.model_validate(lists)
    return BlockedCheck(config)(draft=Draft(recipe=recipe, kind="image", title=title), sources=[ITEM])


def test_nothing_is_listed_by_default() -> None:
    assert judge().outcome == "pass"


@pytest.mark.parametrize(
    "lists",
    [
        {"terms": ["POND"]},
        {"items": ["a"]},
        {"creators": ["ana"]},
        {"hashes": ["0f"]},
        {"hashes": ["sha256:0F"]},
    ],
)
def test_what_is_listed_is_blocked(lists: dict[str, Any]) -> None:
    assert judge(**lists).outcome == "block"


def test_words_are_compared_whole_and_wherever_they_are_written() -> None:
    assert judge("A pondering", terms=["pond"]).outcome == "pass"
    assert judge("A walk", {"text": "by the pond"}, terms=["pond"]).outcome == "block"


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({"country": "DE", "terms": ["pond"]}, "block"),
        ({"country": "FR", "terms": ["pond"]}, "pass"),
        ({"country": "*", "topics": ["Politics"], "does": "hold", "why": "before elections"}, "hold"),
        ({"country": "DE", "topics": ["sport"]}, "pass"),
        ({"country": "DE", "kind": "video"}, "pass"),
        ({"country": "DE", "origin": "edited", "does": "warn"}, "warn"),
    ],
)
def test_rules_of_the_countries_that_are_served_count(rule: dict[str, Any], outcome: str) -> None:
    verdict = judge(serves=["DE"], countries=[rule])
    assert verdict.outcome == outcome
    assert rule.get("why", "") in verdict.evidence
