"""Which sentences open a story, and which are taken for what was asked."""

import numpy as np
import pytest

from generec.creator.text.articles import Article, lines_of
from generec.creator.text.quoting import Meaning, QuotingConfig, quoted, stems
from generec.domain.items import Item

LEAD = "Three harbours of the north opened their gates to the fishing fleet on Monday morning."
BACK = "Trust in the harbours of the north is falling as a result."
CUT = "The prize of the harbour society in Hull was handed over to the famous Dr. Anna Lee spoke."
BOATS = "The fishing boats of Hull had waited for six weeks in front of the harbour wall."
PLAIN = "The mayor of Hull thanked the people of the town for their great patience."


def article(*sentences):
    body = " ".join(sentences)
    item = Item(
        id="a", work="a", kind="text", title="Harbours", text=body, licence="own", rights="own", media="m"
    )
    lines = tuple(lines_of(body, language="en"))
    return Article(item, body, lines, 0, 1.0, np.ones(4, np.float32) / 2)


def chosen(one, *, n, words=()):
    """The texts that are chosen where sentences are unlike each other, and equally like all else."""
    rows = np.eye(8, dtype=np.float32)[: len(one.lines)]
    meaning = Meaning(np.full((1, 8), 8**-0.5, np.float32), None, words)
    picked = quoted(
        [one], [[0]], [rows], meaning, words=None, sentences=n, language="en", config=QuotingConfig()
    )
    return [one.lines[quote.line].text for quote in picked]


@pytest.mark.parametrize("sentences", [(BACK, LEAD), (LEAD, BACK)])
def test_what_answers_something_before_opens_no_story(sentences):
    assert chosen(article(*sentences), n=1) == [LEAD]


def test_the_sentence_that_names_what_was_asked_for_comes_before_one_that_does_not():
    one = article(LEAD, PLAIN, BOATS)
    assert chosen(one, n=2, words=(stems("fishing boats"),)) == [LEAD, BOATS]
    assert stems("Fishing boats") == stems("fishing boats")


def test_a_sentence_that_was_cut_at_a_title_is_not_quoted():
    one = article(LEAD, CUT)
    assert not any(text.endswith("Dr.") for text in chosen(one, n=3))
