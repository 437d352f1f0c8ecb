from typing import Any

import pytest

from generec.domain.drafts import Draft
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import ModelTerms, Recipe, Source, Step
from generec.fidelity.legal import LicenceCheck, LicenceConfig
from generec.policy.licences import credit


def item(id: str = "a", **fields: object) -> Item:
    told = {"licence": "CC BY 4.0", "rights": "own", "allow": PERMISSIONS, "media": "sha256:aa"}
    return Item(id=id, work=id, kind="video", title=id, **(told | fields))


def draft(*sources: Item, op: str = "style", owner: str | None = None) -> Draft:
    recipe = Recipe(
        kind="video",
        sources=tuple(Source(item=one.id, media=one.media) for one in sources),
        steps=(Step(component="editor.style.v1", op=op),),
        scope="private" if owner else "shared",
    )
    return Draft(recipe=recipe, kind="video", text="", owner=owner)


def judge(
    *sources: Item, op: str = "style", owner: str | None = None, commercial: bool = False
) -> tuple[str, str]:
    check = LicenceCheck(LicenceConfig(commercial=commercial))
    verdict = check(draft=draft(*sources, op=op, owner=owner), sources=sources)
    return verdict.outcome, verdict.evidence


def test_what_all_sources_allow_passes() -> None:
    assert judge(item()) == ("pass", "all sources allow it")


@pytest.mark.parametrize("op", ["clip", "style", "mute", "thumbnail"])
def test_a_licence_that_forbids_derivatives_blocks_every_operation(op: str) -> None:
    outcome, evidence = judge(item(licence="CC BY-NC-ND 4.0"), op=op)
    assert outcome == "block"
    assert "forbids derivatives" in evidence


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ({"allow": frozenset(("cover", "serve"))}, "does not allow: edit"),
        ({"allow": frozenset(("clip", "serve"))}, "does not allow: edit"),
        ({"allow": frozenset(("edit",))}, "does not allow: serve"),
        ({"state": "withdrawn"}, "withdrawn"),
        ({"owner": "u1", "scope": "private"}, "viewer's own"),
    ],
)
def test_what_is_not_allowed_blocks(source: dict[str, object], told: str) -> None:
    outcome, evidence = judge(item(**source))
    assert outcome == "block"
    assert told in evidence


def test_a_cut_needs_less_than_an_edit() -> None:
    only_clip = item(allow=frozenset(("clip", "serve")))
    assert judge(only_clip, op="clip")[0] == "pass"
    assert judge(only_clip, op="style")[0] == "block"


def test_several_sources_must_allow_composing() -> None:
    assert judge(item("a"), item("b"))[0] == "pass"
    assert judge(item("a"), item("b", allow=PERMISSIONS - {"compose"}))[0] == "block"


def test_one_bad_source_among_good_ones_is_named() -> None:
    verdict = LicenceCheck()(
        draft=draft(item("a"), item("b")), sources=[item("a"), item("b", licence="no derivatives")]
    )
    assert verdict.outcome == "block"
    assert verdict.detail["sources"] == ["b"]
    assert verdict.score == 0.5


def test_a_viewers_upload_may_serve_that_viewer_alone() -> None:
    upload = item(owner="u1", scope="private")
    assert judge(upload, owner="u1")[0] == "pass"
    assert judge(upload, owner="u2")[0] == "block"


def test_research_and_non_commercial_sources_warn() -> None:
    assert judge(item(rights="research"))[0] == "warn"
    assert judge(item(licence="CC BY-NC 4.0"))[0] == "warn"
    assert judge(item(licence="CC BY-NC 4.0"), commercial=True)[0] == "block"


def test_licences_that_exclude_each_other_wait_for_a_person() -> None:
    assert judge(item("a", licence="CC BY-SA 4.0"), item("b", licence="GPL-3.0"))[0] == "hold"


def test_a_source_that_changed_since_planning_waits_for_a_person() -> None:
    outcome = LicenceCheck()(draft=draft(item()), sources=[item(media="sha256:bb")]).outcome
    assert outcome == "hold"


def test_a_source_that_is_gone_blocks() -> None:
    assert LicenceCheck()(draft=draft(item()), sources=[]).outcome == "block"


def test_a_non_commercial_model_warns_and_blocks_a_home_that_earns_money() -> None:
    bound = ModelTerms(model="acme/draws", licence="acme-research", derivatives="allowed")
    step = Step(component="creator.x.v1", op="draw", terms=(bound,))
    made = Draft(recipe=Recipe(kind="video", origin="created", steps=(step,)), kind="video", text="")
    told = LicenceCheck()(draft=made, sources=())
    assert told.outcome == "warn"
    assert "acme/draws makes is for non-commercial use only (acme-research)" in told.evidence
    assert LicenceCheck(LicenceConfig(commercial=True))(draft=made, sources=()).outcome == "block"


def grandchild(home: Any) -> tuple[Item, Item]:
    """(root, what was made of what was made of it)."""
    root = home.source("root", kind="image", title="Pond", creator="Ana")
    made = root
    for op in ("style", "adjust"):
        told = home.gate(draft=home.draft(made, kind="image", op=op), sources=[made], at=home.at)
        assert told.item is not None
        made = told.item
    return root, made


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"licence": "CC BY-ND 4.0"}, "forbids derivatives"),
        ({"allow": frozenset(("cover", "serve"))}, "does not allow: edit"),
    ],
)
def test_what_a_grandparent_forbids_by_now_blocks(home: Any, fields: dict[str, object], told: str) -> None:
    root, made = grandchild(home)
    assert home.gate(draft=home.draft(made, kind="image", op="warm"), sources=[made], at=home.at).item
    home.rows.items.put([root.model_copy(update=fields)])
    passage = home.gate(draft=home.draft(made, kind="image", op="noir"), sources=[made], at=home.at)
    assert passage.outcome == "block"
    assert told in passage.verdicts[0].evidence
    assert passage.verdicts[0].detail["sources"] == ["root"]


def test_credits_go_along_through_generations(home: Any) -> None:
    root, made = grandchild(home)
    other = home.source("other", kind="image", title="Hill", creator="Bo")
    draft = home.draft(made, other, kind="image", op="sheet")
    recipe = draft.recipe.model_copy(update={"origin": "created"})
    sheet = home.gate(
        draft=draft.model_copy(update={"recipe": recipe}), sources=[made, other], at=home.at
    ).item
    assert sheet is not None
    again = home.gate(draft=home.draft(sheet, kind="image"), sources=[sheet], at=home.at).item
    assert again is not None
    assert credit(root) in again.credits
    assert credit(other) in again.credits
