"""The comparison of facts: what must be found, and what must not be taken for a change."""

import json

import pytest

from generec.editor.text.facts import strangers
from generec.editor.text.numbers import numbers
from generec.editor.text.passages import clean
from generec.editor.text.simple import simplified

SOURCE = (
    "Tony Blair said on Monday that BT profits rose 5% to £1.5bn in the U.S. last year. The firm, based in "
    "London, employs 3,000 people and 12 managers. “We did not expect this,” said John Smith of Goldman "
    "Sachs. Alan Jones was found not guilty on three counts. Gordon Brown did not comment. The car ran "
    "for 12 km at -5°C. Users utilise Windows. See www.bt.com or @bt."
)


def kinds(text, source=SOURCE, **languages):
    return sorted({stranger.kind for stranger in strangers(text, source, **languages)})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Profits rose 6%.", "number"),
        ("Profits rose 5 percentage points.", "number"),
        ("Profits rose to $1.5bn.", "number"),
        ("Profits rose to £1.5m.", "number"),
        ("BT employs four thousand people.", "number"),
        ("The car ran for 12 miles.", "number"),
        ("It was 5°C.", "number"),
        ("Paris employs people.", "name"),
        ("BT profits rose, said John Brown.", "name"),
        ("A gain, said Mr Smith.", "name"),
        ("Kofi Annan spoke.", "name"),
        ("It is at www.bt.org now.", "name"),
        ("“We did not expect it,” said John Smith.", "quotation"),
        ("John Smith said “based in London”.", "quotation"),
        ("Alan Jones was found guilty.", "negation"),
        ("Gordon Brown did comment.", "negation"),
        ("BT profits did not rise.", "negation"),
    ],
)
def test_what_the_source_does_not_say_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "BT profits rose by five per cent to £1.5 billion.",
        "BT employs three thousand people.",
        "But Gordon Brown did not comment.",
        "Use Windows.",
        "John Smith did not expect this.",
        'John Smith said: "We did not expect this".',
        "Jones is not guilty.",
        "See www.bt.com.",
        "Now BT has 12 managers.",
    ],
)
def test_what_the_source_says_in_other_words_is_let_pass(text):
    assert strangers(text, SOURCE) == []


@pytest.mark.parametrize(
    ("language", "source", "same", "other"),
    [
        (
            "de",
            "Er zahlte 1.500,50 Euro und zwei Millionen Dollar.",
            "1500,50 Euro, 2 Mio. Dollar",
            "1.501 Euro",
        ),
        ("fr", "Il a payé 1 500,50 euros et 20 pour cent.", "20 %, 1500,50 euros", "20 euros"),
        ("es", "Pagó 5 millones de euros, el 20 por ciento.", "20 % y cinco millones de euros", "5 euros"),
        (
            "pt",
            "Pagou R$ 1.500,50 e 3 milhões de euros.",
            "R$ 1500,50, três milhões de euros",
            "US$ 1.500,50",
        ),
        ("zh", "公司有五百万人，花了1.5亿美元。", "500万人，150000000美元", "六百万人"),
    ],
)
def test_numbers_of_six_languages(language, source, same, other):
    told = numbers(source, language=language)
    assert all(any(one.agrees(each) for each in told) for one in numbers(same, language=language))
    assert not all(any(one.agrees(each) for each in told) for one in numbers(other, language=language))


def test_denials_in_other_languages():
    assert kinds("Der Minister ist schuldig.", "Der Minister ist nicht schuldig.", language="de") == [
        "negation"
    ]
    assert kinds("部长承认有罪。", "部长不承认有罪。", language="zh", source_language="zh") == ["negation"]


def test_a_translation_keeps_numbers_and_names():
    source = "Tony Blair said in London that profits rose 5% to £1.5bn."
    told = {"language": "es", "source_language": "en"}
    assert (
        kinds(
            "Tony Blair dijo en Londres que subieron un 5 % hasta 1,5 mil millones de libras.", source, **told
        )
        == []
    )
    assert kinds("Tony Blair dijo que subieron un 6 %.", source, **told) == ["number"]
    assert kinds("Gordon Brown dijo que subieron un 5 %.", source, **told) == ["name"]


def test_one_is_a_number_only_among_others():
    assert numbers("No one knew one of them, and one man fell.") == []
    assert [one.text for one in numbers("It was one hundred and one.")] == ["101"]


@pytest.mark.data
def test_no_sentence_of_real_articles_is_a_stranger_and_simpler_ones_neither(data):
    """One article in ten; `generec bench summaries` reads all 2,000."""
    lines = (data / "news" / "items.jsonl").read_text(encoding="utf-8").splitlines()[::10]
    for line in lines:
        text = clean(json.loads(line)["body"])
        assert strangers(simplified(text), text, language="en", source_language="en") == []
