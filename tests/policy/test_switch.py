import pytest
from pydantic import ValidationError

from generec.domain.recipes import Recipe, Step
from generec.policy.switch import Switch, SwitchConfig


def test_everything_is_on_by_default() -> None:
    assert Switch().effective("clip", kind="video") == "on"


@pytest.mark.parametrize(
    ("home", "op", "kind", "expected"),
    [
        ("on", "shadow", "on", "shadow"),
        ("off", "on", "on", "off"),
        ("shadow", "on", "off", "off"),
        ("shadow", "on", "on", "shadow"),
    ],
)
def test_the_most_restrictive_counts(home: str, op: str, kind: str, expected: str) -> None:
    switch = Switch(SwitchConfig(generation=home, operations={"style": op}, kinds={"video": kind}))
    assert switch.effective("style", kind="video") == expected
    assert switch.effective() == home


def test_a_recipe_is_as_narrow_as_its_narrowest_step() -> None:
    steps = tuple(Step(component="editor.x.v1", op=op) for op in ("clip", "style"))
    recipe = Recipe(kind="video", steps=steps)
    assert Switch(SwitchConfig(operations={"style": "off"})).of(recipe) == "off"
    assert Switch(SwitchConfig(operations={"music": "off"})).of(recipe) == "on"


def test_a_mistyped_mode_is_refused() -> None:
    with pytest.raises(ValidationError):
        SwitchConfig(generation="of")


def test_creating_has_a_switch_of_its_own() -> None:
    switch = Switch(SwitchConfig(routes={"create": "shadow"}))
    step = Step(component="maker.x.v1", op="shot")
    assert switch.of(Recipe(kind="video", origin="created", steps=(step,))) == "shadow"
    assert switch.of(Recipe(kind="video", origin="edited", steps=(step,))) == "on"
    assert switch.effective(route="create") == "shadow"
    assert switch.effective() == switch.effective(route="edit") == "on"
