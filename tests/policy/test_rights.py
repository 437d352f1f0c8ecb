import pytest
from hypothesis import given
from hypothesis import strategies as st

from generec.domain.errors import DataError
from generec.domain.items import PERMISSIONS, Item, Rights
from generec.domain.recipes import ModelTerms, Recipe, Source, Step
from generec.policy.rights import allow, inherited, needed, permissions, public

RIGHTS: list[Rights] = ["own", "licensed", "research", "unknown"]
PRESENTATION = frozenset(("cover", "serve"))


def recipe(*ops: str, sources: tuple[str, ...] = ("a",), origin: str = "edited") -> Recipe:
    return Recipe(
        kind="video",
        origin=origin,
        sources=tuple(Source(item=id) for id in sources),
        steps=tuple(Step(component="editor.x.v1", op=op) for op in ops),
    )


def test_unknown_rights_without_a_licence_allow_presentation_only() -> None:
    assert allow(rights="unknown", licence="unknown") == PRESENTATION
    assert allow(rights="unknown", licence=None) == PRESENTATION


def test_a_licence_that_grants_frees_what_is_unknown() -> None:
    assert allow(rights="unknown", licence="CC BY 4.0") == PERMISSIONS


@pytest.mark.parametrize("rights", ["own", "licensed", "research"])
def test_the_operators_word_overrides_unknown(rights: Rights) -> None:
    assert allow(rights=rights, licence="unknown") == PERMISSIONS


@pytest.mark.parametrize("rights", RIGHTS)
@pytest.mark.parametrize("column", [None, "all", "edit clip serve"])
def test_nothing_overrides_a_ban_on_derivatives(rights: Rights, column: str | None) -> None:
    assert allow(rights=rights, licence="CC BY-NC-ND 4.0", column=column) <= PRESENTATION


def test_the_tables_column_decides_where_it_is_set() -> None:
    assert allow(rights="own", licence="MIT", column="serve") == {"serve"}
    assert allow(rights="unknown", licence="", column="Clip; serve|cover") == {"clip", "serve", "cover"}
    assert allow(rights="own", licence="MIT", column="none") == frozenset()
    assert allow(rights="unknown", licence="", column="  ") == PRESENTATION
    assert allow(rights="unknown", licence="", column=["edit"]) == {"edit"}


@pytest.mark.parametrize("column", ["sing", "none, serve"])
def test_a_wrong_word_is_an_error_that_names_the_field(column: str) -> None:
    with pytest.raises(DataError) as caught:
        permissions(column)
    assert caught.value.field == "allow"


@given(st.sampled_from(RIGHTS), st.text(max_size=40))
def test_allow_is_always_a_set_of_permissions(rights: Rights, licence: str) -> None:
    assert allow(rights=rights, licence=licence) <= PERMISSIONS


def test_what_a_recipe_needs() -> None:
    assert needed(recipe("clip")) == {"clip", "serve"}
    assert needed(recipe("clip", "style")) == {"edit", "serve"}
    assert needed(recipe("clip", sources=("a", "b"))) == {"compose", "serve"}
    assert needed(recipe("draw", origin="created")) == {"compose", "serve"}
    assert needed(recipe("never heard of")) == {"edit", "serve"}


def test_what_is_made_inherits_the_narrowest() -> None:
    own = Item(id="a", work="a", kind="image", rights="own", allow=PERMISSIONS)
    research = Item(id="b", work="b", kind="image", rights="research", allow=PRESENTATION)
    assert inherited([own, research]) == (PRESENTATION, "research")
    assert inherited([own]) == (PERMISSIONS, "own")
    bound = ModelTerms(model="acme/draws", licence="openrail++")
    free = bound.model_copy(update={"derivatives": "allowed"})
    assert inherited([], used=[free]) == (PERMISSIONS, "licensed")
    assert inherited([own], used=[bound]) == (PRESENTATION, "licensed")


def test_what_is_made_from_research_items_is_never_public() -> None:
    found = Item(id="a", work="a", kind="image", rights="research")
    made = Item(
        id="g",
        work="a",
        kind="image",
        origin="edited",
        rights="research",
        parents=("a",),
        recipe="r",
        seal="s",
    )
    assert public(found)
    assert not public(made)
    assert public(made.model_copy(update={"rights": "own"}))
