import ast
import importlib.util
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image as Pillow
from pydantic import ValidationError

import generec
from generec.domain.drafts import Verdict
from generec.domain.errors import DataError, NotAllowed, NotFound
from generec.domain.items import PERMISSIONS
from generec.domain.recipes import ModelTerms, Recipe, Step
from generec.fidelity.becoming import item_id
from generec.fidelity.gate import LICENCE, MEDIA, NUDITY, GateConfig
from generec.fidelity.readback import LABEL
from generec.policy.rights import public

Make = Callable[..., Path]
EXTRA = GateConfig(checks=(LICENCE, MEDIA, "acme.extra.v1"), timeout_s=20)


def published(home) -> list[str]:
    return [item.id for _, item in home.rows.items.changed() if item.origin != "found"]


def gate_with(home, extra: object, **config: object):
    chosen = GateConfig(**(EXTRA.model_dump() | config))
    return home.shut(*home.gate.checks, extra, config=chosen)


def test_what_passes_becomes_an_item_with_seal_and_verdicts(home) -> None:
    source = home.source(expires_at=home.at + 50.0, creator="Ana", topics=("pond",), language="en")
    draft = home.draft(source, title="Pond, cut")
    passage = home.gate(draft=draft, sources=[source], at=home.at)
    item, key = passage.item, draft.recipe.key()
    assert passage.outcome == "pass"
    assert [v.check for v in passage.verdicts] == [LICENCE, MEDIA, LABEL]
    assert home.rows.items.get([item.id]) == {item.id: item}
    assert item.id == f"g_{key[:24]}"
    assert (item.work, item.parents, item.origin, item.ai) == ("a", ("a",), "edited", True)
    assert (item.title, item.creator, item.topics, item.language) == ("Pond, cut", "Ana", ("pond",), "en")
    assert (item.licence, item.rights, item.allow) == ("CC BY 4.0", "own", PERMISSIONS)
    assert item.expires_at == home.at + 50.0
    assert item.changes == draft.changes == ("cut to 0.2-0.8 s",)
    seal = home.rows.making.seal(item.seal)
    assert (seal.recipe, seal.media, seal.issuer, seal.signed_at) == (key, item.media, "GeneRec", home.at)
    assert home.rows.making.verdicts(key) == list(passage.verdicts)


def test_a_picture_and_a_text_become_items_too(home) -> None:
    picture, text = home.source("p", kind="image"), home.source("t", kind="text", text="Long.")
    image = home.gate(draft=home.draft(picture, kind="image"), sources=[picture], at=home.at).item
    words = home.gate(draft=home.draft(text, kind="text", op="summarize"), sources=[text], at=home.at).item
    assert (image.kind, image.mime) == ("image", "image/jpeg")
    assert (words.kind, words.text, words.media) == ("text", "A short text.", None)


def test_the_same_recipe_is_made_once(home) -> None:
    source = home.source()
    first = home.gate(draft=home.draft(source), sources=[source], at=home.at)
    again = home.gate(draft=home.draft(source), sources=[source], at=home.at + 5)
    assert again == first
    assert len(published(home)) == 1


def test_two_at_once_leave_one_item_and_no_orphan(home) -> None:
    source = home.source()
    before = set(home.blobs.keys())
    drafts = [home.draft(source), home.draft(source)]
    barrier = threading.Barrier(2)

    def meet() -> Verdict:
        barrier.wait(10)
        return Verdict(check="acme.extra.v1", outcome="pass")

    found = []
    extra = type("Meet", (), {"name": "acme.extra.v1", "__call__": lambda self, **_: meet()})()
    gate = gate_with(home, extra)
    threads = [
        threading.Thread(target=lambda d=draft: found.append(gate(draft=d, sources=[source], at=home.at)))
        for draft in drafts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0].item == found[1].item
    assert set(home.blobs.keys()) - before == {found[0].item.media}


@pytest.mark.parametrize("outcome", ["hold", "block"])
def test_what_is_held_or_blocked_is_no_item_and_a_held_draft_alone_is_kept(home, says, outcome: str) -> None:
    source = home.source()
    before = set(home.blobs.keys())
    draft = home.draft(source)
    passage = gate_with(home, says("acme.extra.v1", outcome))(draft=draft, sources=[source], at=home.at)
    assert (passage.outcome, passage.item) == (outcome, None)
    assert home.rows.making.verdicts(draft.recipe.key()) == list(passage.verdicts)
    assert published(home) == []
    waiting = home.rows.reviews.list()
    assert [review.recipe for review in waiting] == ([draft.recipe.key()] if outcome == "hold" else [])
    assert set(home.blobs.keys()) - before == {review.media for review in waiting}


def test_a_warning_is_shown_and_noted(home, says) -> None:
    source = home.source()
    passage = gate_with(home, says("acme.extra.v1", "warn"))(
        draft=home.draft(source), sources=[source], at=home.at
    )
    assert passage.outcome == "warn"
    assert passage.item is not None


def crash() -> object:
    raise RuntimeError("out of memory")


def leave() -> object:
    raise SystemExit(1)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (crash, "out of memory"),
        (leave, "SystemExit"),
        (lambda: None, "no verdict"),
        (lambda: "pass", "no verdict"),
        (lambda: Verdict(check="another.v1", outcome="pass"), "no verdict"),
    ],
)
def test_a_check_that_fails_counts_as_hold(home, says, answer: Callable[[], object], told: str) -> None:
    source = home.source()
    passage = gate_with(home, says("acme.extra.v1", answer))(
        draft=home.draft(source), sources=[source], at=home.at
    )
    assert (passage.outcome, passage.item) == ("hold", None)
    assert told in passage.verdicts[-1].evidence


def test_a_check_that_hangs_counts_as_hold(home, says) -> None:
    source = home.source()
    never = threading.Event()
    gate = gate_with(home, says("acme.extra.v1", never.wait), timeout_s=1.0)
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    never.set()
    assert (passage.outcome, passage.item) == ("hold", None)
    assert "in time" in passage.verdicts[-1].evidence


def test_checks_run_side_by_side(home, says) -> None:
    barrier = threading.Barrier(2)

    def meet(name: str) -> Callable[[], Verdict]:
        def run() -> Verdict:
            barrier.wait(10)
            return Verdict(check=name, outcome="pass")

        return run

    config = GateConfig(checks=(LICENCE, MEDIA, "a.b.v1", "c.d.v1"))
    gate = home.shut(
        *home.gate.checks, says("a.b.v1", meet("a.b.v1")), says("c.d.v1", meet("c.d.v1")), config=config
    )
    source = home.source()
    assert gate(draft=home.draft(source), sources=[source], at=home.at).outcome == "pass"


def test_the_table_decides_what_an_outcome_does(home, says) -> None:
    source = home.source()
    gate = gate_with(home, says("acme.extra.v1", "warn"), table={"acme.extra.v1": {"warn": "block"}})
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    assert passage.outcome == "block"
    assert passage.verdicts[-1].detail["found"] == "warn"
    looser = gate_with(home, says("acme.extra.v1", "block"), table={"acme.extra.v1": {"block": "warn"}})
    assert looser(draft=home.draft(source), sources=[source], at=home.at).item is not None


@pytest.mark.parametrize(
    "settings",
    [
        {"table": {LICENCE: {"block": "warn"}}},
        {"table": {MEDIA: {"hold": "pass"}}},
        {"table": {LABEL: {"hold": "warn"}}},
        {"checks": (NUDITY,)},
        {"checks": ()},
    ],
)
def test_law_and_marking_cannot_be_loosened(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        GateConfig(**settings)


def test_a_gate_without_one_of_its_checks_stays_shut(home) -> None:
    with pytest.raises(NotAllowed, match=NUDITY):
        home.shut(*home.gate.checks, config=GateConfig(checks=(LICENCE, MEDIA, NUDITY)))


def test_no_derivatives_is_never_edited(home) -> None:
    source = home.source(licence="CC BY-ND 4.0", allow=PERMISSIONS)
    passage = home.gate(draft=home.draft(source), sources=[source], at=home.at)
    assert (passage.outcome, passage.item) == ("block", None)


def test_a_source_withdrawn_meanwhile_stops_publication(home) -> None:
    source = home.source()
    draft = home.draft(source)
    before = set(home.blobs.keys())
    home.rows.items.withdraw("a", reason="takedown", at=home.at)
    with pytest.raises(NotAllowed, match="withdrawn"):
        home.gate(draft=draft, sources=[source], at=home.at)
    assert published(home) == []
    assert set(home.blobs.keys()) == before


def test_a_source_that_is_gone_stops_publication(home) -> None:
    source = home.source().model_copy(update={"id": "b", "work": "b"})
    draft = home.draft(source)
    with pytest.raises(NotFound):
        home.gate(draft=draft, sources=[source], at=home.at)


def test_other_sources_than_the_recipes_are_refused(home) -> None:
    one, two = home.source("a"), home.source("b")
    for wrong in ([two], [], [one, two]):
        with pytest.raises(NotAllowed):
            home.gate(draft=home.draft(one), sources=wrong, at=home.at)


def test_a_private_draft_is_its_owners_alone(home) -> None:
    source = home.source()
    items = [
        home.gate(draft=home.draft(source, owner=user), sources=[source], at=home.at).item
        for user in ("u1", "u2")
    ]
    assert [item.owner for item in items] == ["u1", "u2"]
    assert items[0].id != items[1].id
    assert all(item.scope == "private" for item in items)
    assert not items[0].showable(at=home.at, user="u2")
    with pytest.raises(NotAllowed, match="has an owner"):
        home.gate(
            draft=home.draft(source, owner="u1").model_copy(update={"owner": None}),
            sources=[source],
            at=home.at,
        )


def test_what_is_made_in_shadow_was_never_live(home) -> None:
    source = home.source()
    item = home.gate(draft=home.draft(source), sources=[source], at=home.at, shadow=True).item
    assert item.state == "unavailable"
    assert not item.showable(at=home.at)
    assert [(seq_item.id, seq_item.state) for _, seq_item in home.rows.items.changed()] == [
        ("a", "live"),
        (item.id, "unavailable"),
    ]


def test_ids_do_not_show_the_owner() -> None:
    assert item_id("ab" * 32) == "g_" + "ab" * 12
    assert item_id("ab" * 32, owner="u1") != item_id("ab" * 32, owner="u2")
    assert "u1" not in item_id("ab" * 32, owner="u1")


def test_what_is_made_from_research_material_is_not_public(home) -> None:
    source = home.source(rights="research", licence="unknown")
    passage = home.gate(draft=home.draft(source), sources=[source], at=home.at)
    assert (passage.outcome, passage.item.rights) == ("warn", "research")
    assert not public(passage.item)


def test_a_seal_that_cannot_be_read_back_holds(home) -> None:
    source = home.source()
    before = set(home.blobs.keys())

    class Careless(type(home.sealer)):
        """Writes to the file once more after it was signed."""

        def __call__(self, **given: object) -> object:
            sealed = super().__call__(**given)
            with sealed.media.open("r+b") as file:
                file.seek(-600, 2)
                file.write(b"\0\0")
            return sealed

    gate = home.shut(*home.gate.checks)
    gate.sealer = Careless(home.sealer.config, home.sealer.keys)
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    assert (passage.outcome, passage.item) == ("hold", None)
    assert passage.verdicts[-1].check == LABEL
    assert set(home.blobs.keys()) - before == {home.rows.reviews.list()[0].media}


def test_a_draft_that_cannot_be_sealed_holds(home) -> None:
    source = home.source(kind="image")
    draft = home.draft(source, kind="image")
    bitmap = home.folder / "x.bmp"
    with Pillow.open(draft.media) as opened:
        opened.save(bitmap)
    passage = home.gate(
        draft=draft.model_copy(update={"media": bitmap, "mime": "image/bmp"}), sources=[source], at=home.at
    )
    assert (passage.outcome, passage.item) == ("hold", None)
    assert "image/bmp cannot be sealed" in passage.verdicts[-1].evidence


@pytest.mark.parametrize("point", ["seal", "read", "blobs", "publish"])
def test_a_kill_before_publication_leaves_nothing_visible_and_a_rerun_succeeds(
    tmp_path: Path, open_home_at, point: str
) -> None:
    code = f"""
import importlib.util, os, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("kit", {str(Path(__file__).with_name("conftest.py"))!r})
kit = importlib.util.module_from_spec(spec)
sys.modules["kit"] = kit
spec.loader.exec_module(kit)
home = kit.open_home(Path({str(tmp_path)!r}))
source = home.source()
draft = home.draft(source)
die = lambda *args, **more: os._exit(9)
place = {{"seal": (type(home.sealer), "__call__"), "blobs": (type(home.blobs), "put"),
         "publish": (type(home.rows.making), "publish"), "read": (kit.Gate, "_made")}}[{point!r}]
setattr(*place, die)
home.gate(draft=draft, sources=[source], at=home.at)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    home = open_home_at(tmp_path)
    assert published(home) == []
    source = home.rows.items.get(["a"])["a"]
    passage = home.gate(draft=home.draft(source), sources=[source], at=home.at)
    assert published(home) == [passage.item.id]


def test_nothing_else_publishes_or_puts_made_items_together() -> None:
    """No module but the gate calls `publish` on the record of made things, or builds a `Made`."""
    root = Path(generec.__file__).parent
    guilty = []
    for file in root.rglob("*.py"):
        name = file.relative_to(root).as_posix()
        if name == "fidelity/gate.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr == "publish":
                guilty.append(f"{name}:{node.lineno} calls .publish")
            if isinstance(called, ast.Name) and called.id == "Made":
                guilty.append(f"{name}:{node.lineno} builds a Made")
            if isinstance(called, ast.Attribute) and ast.unparse(called).startswith("Made.model_"):
                guilty.append(f"{name}:{node.lineno} builds a Made")
    assert guilty == []


def test_the_walk_above_would_find_a_guilty_line() -> None:
    gate = Path(generec.__file__).parent / "fidelity" / "gate.py"
    calls = [node for node in ast.walk(ast.parse(gate.read_text())) if isinstance(node, ast.Call)]
    assert any(isinstance(node.func, ast.Attribute) and node.func.attr == "publish" for node in calls)
    assert importlib.util.find_spec("generec.fidelity.gate") is not None


def test_every_room_is_under_the_contract_that_keeps_publication_for_the_gate() -> None:
    root = Path(generec.__file__).parent
    settings = tomllib.loads((root.parents[1] / "pyproject.toml").read_text())
    (contract,) = [
        one
        for one in settings["tool"]["importlinter"]["contracts"]
        if one.get("forbidden_modules") == ["generec.domain.made"]
    ]
    rooms = {f"generec.{file.parent.name}" for file in root.glob("*/__init__.py")}
    rooms |= {f"generec.{file.stem}" for file in root.glob("*.py")} - {"generec.__init__", "generec.__main__"}
    assert set(contract["source_modules"]) == rooms - {"generec.domain", "generec.store"}
    assert contract["ignore_imports"] == ["generec.fidelity.gate -> generec.domain.made"]


def test_what_only_looks_like_it_came_from_the_gate_is_not_published(home) -> None:
    with pytest.raises(DataError, match="only what the gate made"):
        home.rows.making.publish(SimpleNamespace(item=None, seal=None, verdicts=(), recipe=None))


def test_what_a_model_drew_of_words_alone_is_a_work_of_its_own_under_the_models_terms(home) -> None:
    bound = ModelTerms(model="acme/draws", licence="openrail++", commercial=True)
    step = Step(component="creator.x.v1", op="draw", models={"unet": "0" * 64}, terms=(bound,))
    recipe = Recipe(kind="video", origin="created", steps=(step,))
    draft = home.draft().model_copy(update={"recipe": recipe, "title": "Boats"})
    made = home.gate(draft=draft, sources=(), at=home.at).item
    assert (made.work, made.parents, made.rights) == (made.id, (), "licensed")
    assert made.licence == "openrail++, no derivatives"
    assert made.allow == {"cover", "serve"}
    again = home.rows.items.get([made.id])[made.id]
    assert again == made


def test_an_edited_draft_needs_a_source(home) -> None:
    with pytest.raises(NotAllowed, match="needs a source"):
        home.gate(draft=home.draft(), sources=(), at=home.at)
