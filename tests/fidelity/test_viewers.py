"""What is one viewer's own does not get into what everybody gets."""

import hashlib
from typing import Any

import numpy as np
import pytest

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.profiles import Viewer
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.ops import drawn
from generec.encoders.face_tracks import TracksConfig
from generec.fidelity.looking import opened
from generec.fidelity.records import Records
from generec.fidelity.viewers import ViewerCheck

USER = "marit.solberg_1987"


def judge(
    home: Any,
    params: dict[str, Any] | None = None,
    *,
    op: str = "style",
    owner: str | None = None,
    **fields: Any,
) -> Verdict:
    for id in (USER, "ann", "2019"):
        home.rows.viewers.put(Viewer(id=id))
    item = Item(id="a", work="a", kind="text", title="My brother at the pond", text="It was 2019.")
    home.rows.items.put([item])
    step = Step(component="editor.picture.v1", op=op, params=params or {})
    recipe = Recipe(
        kind="text", sources=(Source(item="a"),), steps=(step,), scope="private" if owner else "shared"
    )
    draft = Draft(recipe=recipe, kind="text", text="", owner=owner, **fields)
    with opened(draft, [item], records=Records(home.rows)):
        return ViewerCheck()(draft=draft, sources=[item])


@pytest.mark.parametrize(
    "params",
    [
        {"x": USER},
        {"x": ["a", {"y": f"u/{USER}"}]},
        {"x": hashlib.sha256(USER.encode()).hexdigest()},
        {"x": "ann"},
        {"user": "b"},
        {"viewer_id": 7},
        {"history": ["mv_1"]},
        {"note": "something for my sister who lost her job"},
        {"asked": ["my sister Tordis"]},
        {"knobs": [float(x) for x in np.random.default_rng(0).normal(size=64)]},
        {"knobs": [0.125] * 64},
        {"code": "A" * 80},
    ],
)
def test_a_shared_recipe_with_something_of_a_viewer_is_held(home: Any, params: dict[str, Any]) -> None:
    assert judge(home, params).outcome == "hold"
    assert judge(home, params, owner=USER).outcome == "pass"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": f"Made for {USER}"},
        {"description": "Because you watched the pond"},
        {"title": "Dear Tordis, a pond"},
        {"changes": ("for your brother",)},
    ],
)
def test_words_that_speak_to_a_viewer_are_held(home: Any, fields: dict[str, Any]) -> None:
    assert judge(home, **fields).outcome == "hold"


@pytest.mark.parametrize(
    "params",
    [
        {"name": "vivid", "strength": 0.5},
        {"spans": [[0.5, 2.25], [3.0, 4.5]]},
        {"x": [round(0.01 * n, 3) for n in range(80)]},
        {"title": "Rockets and ponds", "asked": ["rockets"]},
        {"style": [float(x) for x in np.random.default_rng(0).normal(size=100)]},
        {"of": hashlib.sha256(b"text").hexdigest()},
        {"lines": [["My brother at the pond", "CC BY 4.0"]]},
        {**TracksConfig().model_dump(mode="json"), "drawn": drawn.by(drawn.FACES)},
        {"name": "pixel", "drawn": drawn.by(drawn.PAINTERS)},
    ],
)
def test_what_makers_write_passes(home: Any, params: dict[str, Any]) -> None:
    assert judge(home, params).outcome == "pass", judge(home, params).evidence


@pytest.mark.parametrize(
    "words", ["My brother at the pond", "In 2019 ann came", "Hello everyone, a pond", "A day at the pond"]
)
def test_plain_titles_and_a_sources_own_words_pass(home: Any, words: str) -> None:
    assert judge(home, title=words).outcome == "pass"


def test_items_that_are_no_sources_are_a_history(home: Any) -> None:
    home.rows.items.put([Item(id=f"mv_{n}", work=f"mv_{n}", kind="text", text="x") for n in range(3)])
    assert judge(home, {"x": ["mv_0", "mv_1"]}).outcome == "hold"
    assert judge(home, {"x": ["a"]}).outcome == "pass"


def test_a_caption_in_own_words_and_a_bend_to_one_taste_are_private(home: Any) -> None:
    assert judge(home, {"text": "Hi"}, op="caption").outcome == "hold"
    assert judge(home, {"factor": 1.0}, op="taste").outcome == "hold"
    assert judge(home, {"factor": 1.0, "shared": True}, op="taste").outcome == "pass"
