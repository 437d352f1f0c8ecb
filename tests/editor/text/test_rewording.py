"""Plainer, formal and neutral wording by rule."""

import pytest

from generec.editor.text.simple import plain_words, simplified
from generec.editor.text.tone import formal, neutral


@pytest.mark.parametrize(
    ("hard", "easy"),
    [
        ("He utilised it in order to obtain an additional loan.", "He used it to get an extra loan."),
        ("However, they commenced prior to noon.", "But they started before noon."),
        ("An erroneous report was a crucial factor.", "A wrong report was a very important factor."),
        (
            "They plan to purchase it, but the purchase failed.",
            "They plan to buy it, but the purchase failed.",
        ),
        ("The purchase price and purchasing power rose.", "The purchase price and purchasing power rose."),
        ('"We utilised it," he said, and utilised it.', '"We utilised it," he said, and used it.'),
        ("The Department of Attorney Affairs terminated it.", "The Department of Attorney Affairs ended it."),
        ("It is so crucial that they are retaining it.", "It is so crucial that they are keeping it."),
        ("They have participated and had proceeded.", "They have taken part and had gone ahead."),
        ("They participated.", "They participated."),
        ("The majority of the voters, most of which agree.", "Most of the voters, most of which agree."),
        ("He was alleged, charged and acquitted.", "He was alleged, charged and acquitted."),
    ],
)
def test_words_are_plainer_and_names_and_quotations_stay(hard, easy):
    assert plain_words(hard) == easy


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (
            "The town promised to open its new library on the first of May, but there are fears of a delay.",
            "The town promised to open its new library on the first of May. But there are fears of a delay.",
        ),
        (
            "Although the firm has sold nine shops in the north, the board said that more must follow soon.",
            "The firm has sold nine shops in the north. But the board said that more must follow soon.",
        ),
        (
            "The union, which was excluded from the talks in March, will ask the court to stop the sale.",
            "The union will ask the court to stop the sale. The union was excluded from the talks in March.",
        ),
        (
            "The shops - among them the oldest in town - will close.",
            "The shops will close.",
        ),
        (
            "The shops (among them the oldest in town) will close, but the (not so old) mill stays.",
            "The shops will close, but the (not so old) mill stays.",
        ),
    ],
)
def test_long_sentences_are_split_where_it_is_safe(long, short):
    assert simplified(long) == short


@pytest.mark.parametrize(
    "text",
    [
        "He said that shops in the north of the country were sold, and they will be closed before May.",
        "If shops in the north of the country are sold this year, but they are not closed, prices fall.",
        "“The shops in the north were sold by the board, and they will be closed in May,” she said.",
    ],
)
def test_what_hangs_together_stays_together(text):
    assert simplified(text) == text


def test_formal_writes_out_and_calms_down():
    text = "We can't go!! The kids won't \"can't stop!\" and they're happy 🎉. It's Bob's."
    assert (
        formal(text) == "We cannot go. The children will not \"can't stop!\" and they are happy. It's Bob's."
    )


def test_neutral_takes_the_noise_out_and_leaves_acronyms():
    text = "This is ABSOLUTELY NOT A DRILL!!! It was totally amazing. NATO said?! “WHAT A DAY!” she said."
    assert neutral(text) == ("This is not a drill. It was amazing. NATO said? “WHAT A DAY!” she said.")
