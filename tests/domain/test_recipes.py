"""A recipe is an identity: equal recipes have equal keys, and any change of meaning changes the key."""

import json
import math
import os
import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generec.domain.recipes import Recipe, Source, Step

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
NUMBER = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
PARAMS = st.dictionaries(
    st.sampled_from(("start", "seconds", "name", "crop")),
    NUMBER | TEXT | st.booleans() | st.none() | st.lists(NUMBER, max_size=3),
    max_size=4,
)
STEPS = st.builds(
    Step,
    component=st.sampled_from(("editor.clip.v1", "editor.style.v2", "creator.card.v1")),
    op=st.sampled_from(("clip", "style", "card")),
    params=PARAMS,
    models=st.dictionaries(st.sampled_from(("style", "faces")), st.sampled_from(("00", "ff")), max_size=2),
)
SOURCES = st.builds(Source, item=TEXT, media=st.none() | st.just("sha256:" + "0" * 64))
RECIPES = st.builds(
    Recipe,
    kind=st.sampled_from(("video", "image", "text")),
    origin=st.sampled_from(("edited", "created")),
    sources=st.lists(SOURCES, max_size=3).map(tuple),
    steps=st.lists(STEPS, min_size=1, max_size=3).map(tuple),
    seed=st.integers(0, 2**63 - 1),
    scope=st.sampled_from(("shared", "private")),
)


def rebuilt(recipe: Recipe) -> Recipe:
    """An equal recipe: keys in another order, text decomposed, numbers as floats where exact."""
    return Recipe.model_validate(_other_spelling(recipe.content()))


def _other_spelling(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = reversed(list(value.items()))
        return {
            key: part if key in ("seed", "scope", "kind") else _other_spelling(part) for key, part in pairs
        }
    if isinstance(value, list):
        return [_other_spelling(part) for part in value]
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(RECIPES)
def test_equal_recipes_have_equal_keys(recipe: Recipe) -> None:
    assert rebuilt(recipe).key() == recipe.key()
    assert Recipe.model_validate_json(recipe.model_dump_json()).key() == recipe.key()
    assert Recipe.model_validate_json(recipe.canonical()).key() == recipe.key()


@given(RECIPES, RECIPES)
def test_different_recipes_have_different_keys(one: Recipe, two: Recipe) -> None:
    assert (one.key() == two.key()) == (one.canonical() == two.canonical())
    assert (one.key() == two.key()) == (json.loads(one.canonical()) == json.loads(two.canonical()))


BASE = Recipe(
    kind="video",
    sources=(Source(item="mv_007", media="sha256:" + "1" * 64), Source(item="b")),
    steps=(
        Step(component="editor.clip.v1", op="clip", params={"start": 2.0, "seconds": 7.5}),
        Step(component="editor.style.v1", op="style", params={"name": "cartoon"}, models={"style": "ab"}),
    ),
    seed=7,
)


@given(RECIPES, st.integers(0, 2**63 - 1))
def test_the_seed_is_part_of_it(recipe: Recipe, seed: int) -> None:
    other = recipe.model_copy(update={"seed": seed})
    assert (other.key() == recipe.key()) == (seed == recipe.seed)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "image"},
        {"origin": "created"},
        {"scope": "private"},
        {"seed": 8},
        {"sources": BASE.sources[::-1]},
        {"sources": BASE.sources[:1]},
        {"sources": (Source(item="mv_007"), BASE.sources[1])},
        {"sources": (Source(item="mv_008", media=BASE.sources[0].media), BASE.sources[1])},
        {"steps": BASE.steps[::-1]},
        {"steps": BASE.steps[:1]},
        {"steps": (BASE.steps[0], *BASE.steps)},
        {"steps": (BASE.steps[0].model_copy(update={"component": "editor.clip.v2"}), BASE.steps[1])},
        {"steps": (BASE.steps[0].model_copy(update={"op": "cut"}), BASE.steps[1])},
        {
            "steps": (
                BASE.steps[0].model_copy(update={"params": {"start": 2, "seconds": 7.25}}),
                BASE.steps[1],
            )
        },
        {
            "steps": (
                BASE.steps[0].model_copy(update={"params": {"start": "2", "seconds": 7.5}}),
                BASE.steps[1],
            )
        },
        {"steps": (BASE.steps[0].model_copy(update={"params": {"seconds": 7.5}}), BASE.steps[1])},
        {"steps": (BASE.steps[0], BASE.steps[1].model_copy(update={"models": {"style": "ac"}}))},
        {"steps": (BASE.steps[0], BASE.steps[1].model_copy(update={"models": {}}))},
    ],
)
def test_any_change_of_meaning_changes_the_key(change: dict[str, Any]) -> None:
    assert BASE.model_copy(update=change).key() != BASE.key()


GOLDEN = {
    "base": (BASE, "5491042e1eb1209052d02f074982dfcf774bf186cc9e5078421448d1231ab624"),
    "unicode": (
        Recipe(
            kind="text",
            origin="created",
            steps=(
                Step(
                    component="creator.card.v1",
                    op="card",
                    params={
                        "text": "Crème 🎬 \u2028 e\u0301",
                        "ratio": 0.1,
                        "tiny": 5e-324,
                        "big": 1e22,
                        "no": None,
                    },
                ),
            ),
            scope="private",
            seed=2**63 - 1,
        ),
        "6369f4c9b6592c611feedb6fb364bceaa6557aa65571885233f233bb03847828",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_keys_stay_what_they_were(name: str) -> None:
    """Pinned: what is stored under a key today must be found under it by every later version."""
    recipe, key = GOLDEN[name]
    assert recipe.key() == key


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_keys_are_the_same_in_every_process(hash_seed: str) -> None:
    code = (
        "import sys; from generec.domain.recipes import Recipe\n"
        "for line in sys.stdin: print(Recipe.model_validate_json(line).key())"
    )
    recipes = [recipe for recipe, _ in GOLDEN.values()]
    done = subprocess.run(
        [sys.executable, "-c", code],
        input="\n".join(recipe.model_dump_json() for recipe in recipes),
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [recipe.key() for recipe in recipes]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    step = Step.model_construct(component="editor.clip.v1", op="clip", params={"start": [value]}, models={})
    with pytest.raises(ValidationError):
        Recipe(kind="video", steps=(step,))


@pytest.mark.parametrize(
    "fields",
    [
        {"steps": ()},
        {"origin": "found"},
        {"seed": -1},
        {"seed": 2**63},
        {"seed": 1.5},
        {"viewer": "u1"},
    ],
)
def test_what_is_no_recipe(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Recipe.model_validate({"kind": "video", "steps": BASE.steps} | fields)


@pytest.mark.parametrize(
    "component", ["clip", "editor.clip", "Editor.clip.v1", "editor.clip.v", "editor.clip.v1 "]
)
def test_components_are_versioned_names(component: str) -> None:
    with pytest.raises(ValidationError):
        Step(component=component, op="clip")
