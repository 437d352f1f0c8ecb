import pytest
from hypothesis import given
from hypothesis import strategies as st

from generec.domain.items import Item
from generec.domain.recipes import ModelTerms
from generec.policy.licences import Terms, credit, derive, terms

TEXTS = [
    "CC0-1.0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-SA 3.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC BY-ND 4.0",
    "CC BY-NC-ND 4.0", "MIT", "Pexels", "unknown", "", "all rights reserved", "CC BY 4.0 (not verified)",
]  # fmt: skip


def item(licence: str, id: str = "a", **fields: object) -> Item:
    return Item(id=id, work=id, kind="image", licence=licence, **fields)


@pytest.mark.parametrize(
    "text",
    [
        "CC BY-ND 4.0", "cc_by_nd", "CC-BY-NC-ND-3.0", "https://creativecommons.org/licenses/by-nd/4.0/deed.de",
        "Attribution-NoDerivs 2.0", "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CCBYND",
        "no derivatives", "No Derivative Works", "CC BY–ND 4.0", "Free to share, no modifications",
        "must not be modified", "CC BY-ND 4.0 (not verified)", "verbatim copying only", "ND-NC 1.0",
        "Namensnennung - Keine Bearbeitungen 4.0", "CC BY 4.0 + CC BY-ND 4.0",
    ],
)  # fmt: skip
def test_a_ban_on_derivatives_is_found_in_every_spelling(text: str) -> None:
    read = terms(text)
    assert read.no_derivatives
    assert not read.granted


@pytest.mark.parametrize(
    "text",
    ["CC BY 4.0", "MIT (repo)", "Pexels", "Apache-2.0/MIT", "CC0", "Public Domain", "cc-by-sa-4.0",
     "Unsplash", "https://creativecommons.org/publicdomain/zero/1.0/", "CC BY 2nd edition", "GFDL",
     "MIT License", "Attribution 4.0 International"],
)  # fmt: skip
def test_a_plain_grant_is_recognised(text: str) -> None:
    assert terms(text).granted
    assert not terms(text).no_derivatives


@pytest.mark.parametrize(
    "text",
    ["", "unknown", "CC BY 3.0 (by look)", "Pexels licence by file name (not verified)", "CC0 where stated",
     "unknown (TV broadcast; repo Unlicense)", "generally public domain (not verified)", "MIT?",
     "Nutzung nur mit Genehmigung", "all rights reserved", "© 2020 Someone"],
)  # fmt: skip
def test_what_doubts_itself_grants_nothing_and_asks_for_credit(text: str) -> None:
    assert not terms(text).granted
    assert terms(text).attribution


def test_conditions_are_read() -> None:
    assert terms("CC BY-NC-SA 4.0") == Terms(
        name="CC BY-NC-SA 4.0", granted=True, share_alike=True, non_commercial=True
    )
    assert not terms("CC0 1.0").attribution
    assert terms("MIT").attribution
    assert terms("LGPL-3.0 (repo)").share_alike
    assert terms("GroupLens research licence, non-commercial").non_commercial


def test_share_alike_becomes_the_licence_of_the_whole() -> None:
    made = derive([item("CC BY 4.0"), item("CC BY-SA 4.0", "b")])
    assert made.licence == "CC BY-SA 4.0"
    assert not made.conflict


def test_share_alike_conflicts_are_named() -> None:
    assert "exclude" in derive([item("CC BY-SA 4.0"), item("GPL-3.0", "b")]).conflict
    assert "commercial" in derive([item("CC BY-SA 4.0"), item("CC BY-NC 4.0", "b")]).conflict


def test_credit_names_title_creator_licence_and_source() -> None:
    one = item("CC BY 4.0", title="Pond", creator="Ana", source="https://example.org/1")
    assert credit(one) == "“Pond” by Ana, CC BY 4.0, https://example.org/1"
    assert credit(item("")) == "a"
    assert derive([one, item("CC0", "b")]).attribution == (credit(one),)


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4))
def test_a_derivative_demands_at_least_what_its_sources_demand(texts: list[str]) -> None:
    made = derive([item(text, str(n)) for n, text in enumerate(texts)])
    read = [terms(text) for text in texts]
    if not made.conflict:
        again = terms(made.licence)
        for field in ("non_commercial", "share_alike"):
            assert getattr(again, field) == any(getattr(one, field) for one in read)
    assert made.terms.no_derivatives == any(one.no_derivatives for one in read)
    assert made.terms.granted == all(one.granted for one in read)


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    assert terms(text).name


def test_the_licence_of_a_model_goes_with_what_it_makes() -> None:
    free = ModelTerms(model="a/b", licence="Apache-2.0", commercial=True, derivatives="allowed")
    assert derive([], used=[free]).licence == "Apache-2.0"
    assert derive([], used=[free]).attribution == ("made with the model a/b, Apache-2.0",)
    bound = ModelTerms(model="a/c", licence="openrail++")
    made = derive([item("CC BY 4.0")], used=[bound])
    assert made.licence == "CC BY 4.0 + openrail++, non-commercial, no derivatives"
    assert terms(made.licence).no_derivatives
    assert terms(made.licence).non_commercial
    sold = bound.model_copy(update={"commercial": True})
    assert "derivatives" in derive([item("CC BY-SA 4.0")], used=[sold]).conflict
    alike = ModelTerms(model="a/d", licence="acme", commercial=True, derivatives="share-alike")
    assert derive([], used=[alike]).terms.share_alike
