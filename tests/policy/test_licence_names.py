"""How licences write themselves, in the forms that tables carry."""

import pytest

from generec.policy.licences import terms


@pytest.mark.parametrize(
    "text",
    [
        "ＣＣ ＢＹ－ＮＤ ４．０",
        "CC BY-N\u200bD 4.0",
        "СС ВY-ND 4.0",
        "C C B Y - N D",
        "CC.BY.ND.3.0",
        "CC&nbsp;BY-ND",
        "https%3A%2F%2Fcreativecommons.org%2Flicenses%2Fby-nd%2F4.0%2F",
        "Attribution-NoDerivates 4.0",
        "Naamsvermelding-GeenAfgeleideWerken 4.0",
        "Atribución-SinDerivadas",
        "Атрибуция-Без производных 4.0",
        "表示-改変禁止 4.0",
        "署名-禁止演绎 4.0",
        "Attribution-Pas de Modification 4.0",
        "CC [BY] {ND}",
        "may not be transformed",
        "Adaptations are prohibited",
        "editing not permitted",
        "Erkännande-IngaBearbetningar",
        "저작자표시-변경금지",
    ],
)
def test_a_ban_on_derivatives_is_found_in_odd_spellings(text: str) -> None:
    assert terms(text).no_derivatives
    assert not terms(text).granted


@pytest.mark.parametrize(
    "text",
    [
        "CC-BY-NC 4.0",
        "creative commons attribution noncommercial",
        "Attribution-NonComercial 4.0",
        "Non Commercial",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "CC BY\u2060-NC",
        "Namensnennung-Nicht-kommerziell",
        "Attribution - Pas d’Utilisation Commerciale 4.0",
        "Atribuição-NãoComercial",
        "表示-非営利 4.0",
        "Uznanie autorstwa-Użycie niekomercyjne",
    ],
)
def test_a_ban_on_commerce_is_found_in_odd_spellings(text: str) -> None:
    assert terms(text).non_commercial


@pytest.mark.parametrize(
    "text",
    [
        "CC-BY-SA",
        "Attribution ShareAlike",
        "Attribution-Sharealike 3.0",
        "Atribución-CompartirIgual 4.0",
        "Namensnennung - Weitergabe unter gleichen Bedingungen 4.0",
        "CC  BY  SA",
    ],
)
def test_share_alike_is_found_in_odd_spellings(text: str) -> None:
    assert terms(text).share_alike


@pytest.mark.parametrize(
    "text",
    [
        "CC BY 4.0",
        "CC BY 4.0 by Andy Band",
        "MIT",
        "CC0 (no attribution needed)",
        "CC BY 4.0, commercial use welcome",
        "Apache 2.0: changes must be stated",
    ],
)
def test_what_forbids_nothing_is_not_taken_for_a_ban(text: str) -> None:
    read = terms(text)
    assert read.granted
    assert not any((read.no_derivatives, read.non_commercial, read.share_alike))
