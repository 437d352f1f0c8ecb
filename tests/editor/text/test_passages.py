"""Sentences in six languages, with abbreviations, numbers and quotations that hold several."""

import pytest

from generec.editor.text.language import language_of
from generec.editor.text.leaning import leans, needs
from generec.editor.text.passages import clean, sentences
from generec.editor.text.quotations import quotations


def split(text, language="en"):
    return [one.text for one in sentences(clean(text), language=language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            ["Profits rose 5% to £1.5bn in the U.S. last year.", 'Mr. Smith said: "It was. Very." He left.'],
        ),
        ("en", ["The No. 1 team won at 10 a.m. on Jan. 5.", "It paid approx. 5 kg, e.g. for St. Paul's."]),
        ("en", ["“First one. Second one,” said Bob.", "Yahoo! has grown.", "Wait... what?"]),
        ("en", ["'First sentence. Second one,' said Al.", "The players' union said 'no'."]),
        (
            "de",
            [
                "Am 3. Oktober 1990 kam z.B. Berlin.",
                "Der 1. FC Köln gewann 2:1.",
                "„Gut. Sehr gut“, sagte er.",
            ],
        ),
        (
            "fr",
            ["M. Dupont a dit : « Bien. Très bien. »", "Il a payé 1 500,50 euros à Mme. Durand.", "Vrai ?"],
        ),
        (
            "es",
            ["¿Es verdad?", "El Sr. García pagó 1.500,50 euros en EE.UU. ayer.", "«No. Quizás», dijo él."],
        ),
        ("pt", ["O Sr. Silva pagou R$ 1.500,50 em maio.", "A Dra. Ana disse: “Não sei. Talvez.”", "Saiu."]),
        ("zh", ["他说：“今天很好。明天更好。”", "真的吗？", "GDP增长了5.5%。", "价格是1,500元。"]),
    ],
)
def test_sentences_keep_what_belongs_together(language, expected):
    glue = "" if language == "zh" else " "
    found = split(glue.join(expected), language)
    if expected[-1].endswith("He left."):
        expected = [expected[0], 'Mr. Smith said: "It was. Very."', "He left."]
    assert found == expected


def test_prose_is_taken_out_of_markdown_and_entities():
    source = "# Head\n\nA *bold* caf&#233; with [a link](http://x.y).\n\n- one item\n- two\n"
    source += "\n```\ncode\n```\n\n| a | b |\n"
    assert clean(source, markdown=True) == "A bold café with a link.\n\none item\n\ntwo"
    assert clean("a  b\r\nc\n\n\n\nd") == "a b c\n\nd"


def test_nothing_is_no_sentence():
    assert sentences(clean("  \n \n"), language="en") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The prime minister said today that the tax on fuel will rise.", "en"),
        ("Die Regierung hat nicht gesagt, dass sie mit der Steuer auf Benzin rechnet.", "de"),
        ("Le ministre a dit que la taxe sur les carburants n'est pas pour cette année.", "fr"),
        ("El ministro dijo que el impuesto no es para los que más tienen.", "es"),
        ("O ministro disse que o imposto não é para os que mais têm.", "pt"),
        ("部长今天说，燃油税将会上涨。", "zh"),
    ],
)
def test_the_language_shows_in_small_words(text, language):
    assert language_of(text) == language
    assert language_of(text, told="de-AT") == "de"


@pytest.mark.parametrize(
    "text",
    [
        "However, profits fell.",
        "But Mr Brown declined.",
        "He denied it.",
        "In 2004, he moved to Paris.",
        "The move was criticised by many.",
        '"It was a hard year for all of us."',
        "For example, tea is sold there.",
    ],
)
def test_what_cannot_stand_alone_leans(text):
    assert leans(text, language="en")


@pytest.mark.parametrize(
    "text", ["Tony Blair said he would go.", "The firm sold its shares.", '"We did well," said Ann Lee.']
)
def test_what_names_its_subject_stands(text):
    assert not leans(text, language="en")


def test_mr_smith_needs_who_he_is():
    text = "Ann Lee runs the firm with John Smith. Sales rose. Mr Smith expects more. He said so."
    assert needs(sentences(text, language="en"), language="en") == [None, None, 0, 2]


def test_apostrophes_are_no_quotations():
    text = "The '90s were Bob's. The players' fans said 'not now' and \"it's 'fine'\" to us."
    assert [found.text for found in quotations(text)] == ["not now", "it's 'fine'"]
