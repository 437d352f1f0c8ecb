"""Personal data by their form, wherever they stand; and what only looks like them. All of it is invented."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity.personal import PersonalCheck, PersonalConfig
from generec.fidelity.personal_data import personal
from generec.policy.licences import credit

FOUND = {
    "e-mail address": [
        "Write to greta.holm@example.org",
        "GRETA＠EXAMPLE．ORG",
        "greta (at) example (dot) org",
        "greta at example dot org",
        "greta\u200b.holm@example.org",
    ],
    "telephone number": [
        "+49 30 901820",
        "0171 2345678",
        "(212) 555-0147",
        "call me: 555 0147 22",
        "06 12 34 56 78",
        "zero one seven one two three four five six seven",
        "０１７１ ２３４５６７８",
    ],
    "bank account (IBAN)": ["DE89 3704 0044 0532 0130 00", "iban GB29NWBK60161331926819 please"],
    "card number": ["4111 1111 1111 1111 exp 09/29", "5500-0000-0000-0004"],
    "identity number": [
        "SSN 078-05-1120",
        "AB 12 34 56 C",
        "12345678Z",
        "passport no. C01X00T47",
        "756.9217.0769.85",
    ],
    "address": [
        "14 Orchard Lane, Millbrook",
        "Lindenstraße 14",
        "12 bis rue de la Paix",
        "Calle Mayor 12",
        "221b Baker St",
    ],
    "date of birth": ["Tobias Wendt was born on 3 March 1987", "DOB: 03/03/1987", "geboren am 3. März 1987"],
    "internet address": ["203.0.113.77", "2001:db8:85a3:0:0:8a2e:370:7334"],
    "exact place": ["52.5200, 13.4050", "+52.5200+013.4050/"],
}
NOTHING = [
    "ISBN 978-3-16-148410-0",
    "RX-4711-0815",
    "founded in 1987, won in 1994 and 2003",
    "2,000,000 people in 2019-2020",
    "version 1.2.3.4",
    "127.0.0.1",
    "4111 1111 1111 1112",
    "DE89 3704 0044 0532 0130 01",
    "12345678A",
    "At 10 are Boulevard of Broken Dreams",
    "18-12 victory at Lansdowne Road",
    "in 1997 took place",
    "a good e-mail to you",
    "meet at the café dot dot dot",
    "3.1415, 2.71",
    "12:30:45 on 01/02/2019",
    "born in 1987",
    "@everyone look at this",
]


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, one) for kind, several in FOUND.items() for one in several]
)
def test_personal_data_are_found_by_their_form(kind: str, words: str) -> None:
    assert [one.kind for one in personal(words)] == [kind]


@pytest.mark.parametrize("words", NOTHING)
def test_what_only_looks_personal_is_left_alone(words: str) -> None:
    assert personal(words) == ()


def judge(said: str = "", config: PersonalConfig | None = None, **fields: Any) -> Verdict:
    item = Item(id="a", work="a", kind="text", title="Choir", text=said)
    step = Step(component="editor.text.v1", op="x", params=fields.pop("params", {}))
    recipe = Recipe(kind="text", sources=(Source(item="a"),), steps=(step,))
    return PersonalCheck(config)(draft=Draft(recipe=recipe, kind="text", **fields), sources=[item])


@pytest.mark.parametrize("where", ["title", "description", "text"])
def test_new_personal_data_wait_for_a_person_and_are_not_repeated(where: str) -> None:
    verdict = judge(**{where: "Write to greta.holm@example.org"})
    assert verdict.outcome == "hold"
    assert f"e-mail address in the {where}" in verdict.evidence
    assert "holm" not in verdict.evidence


def test_what_a_source_says_is_not_new_however_it_is_written() -> None:
    assert judge("Call 030 901820.", text="Call 030-901820").outcome == "pass"
    assert judge("Call 030 901820.", text="Call 030-901821").outcome == "hold"


def test_credits_repeat_who_made_a_source_and_where_it_is_from() -> None:
    """Numbers of a page's address look like telephone numbers: here they are a source's own words."""
    step = Step(component="creator.text.v1", op="x")
    recipe = Recipe(kind="text", sources=(Source(item="a"),), steps=(step,))
    told = {"creator": "Studio +49 30 901820", "source": "https://photos.example/someone/6056698931/"}
    panda = Item(id="a", work="a", kind="text", title="Panda", text="Bamboo.", **told)
    draft = Draft(recipe=recipe, kind="text", description=credit(panda))
    assert PersonalCheck()(draft=draft, sources=[panda]).outcome == "pass"
    for key in told:
        without = panda.model_copy(update={key: None})
        assert PersonalCheck()(draft=draft, sources=[without]).outcome == "hold"


def test_words_of_a_step_count_and_what_may_be_shown_does_not() -> None:
    assert judge(params={"note": "ring 0171 2345678"}).outcome == "hold"
    config = PersonalConfig(leave=("press@example.org",))
    assert judge(text="press@example.org", config=config).outcome == "pass"


def test_a_files_own_fields_are_read(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    Pillow.new("RGB", (64, 48), (90, 120, 30)).save(tmp_path / "a.jpg", exif=exif)
    Pillow.new("RGB", (64, 48), (90, 120, 30)).save(tmp_path / "b.jpg", comment=b"owner greta@example.org")
    step = Step(component="editor.picture.v1", op="style")
    recipe = Recipe(kind="image", origin="created", steps=(step,))
    check = PersonalCheck(PersonalConfig(screen=False))
    for name, kind in (("a.jpg", "exact place"), ("b.jpg", "e-mail address")):
        verdict = check(draft=Draft(recipe=recipe, kind="image", media=tmp_path / name), sources=())
        assert verdict.detail["found"] == [[kind, "file's fields"]]
