"""Which sentences a summary holds, and how long it is, on texts with a known middle."""

import numpy as np
import pytest

from generec.editor.text.passages import sentences
from generec.editor.text.summary import Passage, SummaryConfig, chosen, count, length_of, looked_at, usable

TEXT = (
    "Ann Lee opened the new library on Monday. The building holds forty thousand books and a reading room. "
    "However, it cost twice what was planned. Bob Ray sells ice cream on the square outside. "
    "The town paid for the library with a loan. Its roof was built by local firms. "
    "Children read books there free of charge."
)


@pytest.fixture(scope="module")
def passage(models):
    from generec.encoders import open_encoder

    found = sentences(TEXT, language="en")
    rows = open_encoder().texts([*(one.text for one in found), TEXT, "New library opened"])
    return Passage(found, rows[:-2], rows[-2], rows[-1])


def words(passage, places):
    return sum(count(passage.sentences[n].text) for n in places)


def test_the_length_asked_for_is_kept(passage):
    config = SummaryConfig()
    for asked in (10, 16, 25, 40):
        places = chosen(passage, words=asked, language="en", config=config)
        assert places == sorted(set(places))
        assert 0 < words(passage, places) <= asked * (1 + config.over)


def test_what_is_beside_the_point_is_left_out(passage):
    places = chosen(passage, words=24, language="en", config=SummaryConfig())
    assert 0 in places
    assert 3 not in places


def test_no_sentence_is_taken_without_the_one_it_leans_on(passage):
    for asked in range(8, 60, 4):
        places = chosen(passage, words=asked, language="en", config=SummaryConfig())
        assert all(n - 1 in places for n in places if n in (2, 5))


def test_a_sentence_longer_than_all_that_is_asked_is_none(passage):
    assert chosen(passage, words=3, language="en", config=SummaryConfig()) == []


def test_broken_quotations_and_headings_are_not_used():
    found = sentences(
        'He said: "Sales rose by a fifth.\n\nProfits of the year\n\nSales rose by a fifth.', language="en"
    )
    assert [usable(one, most=50) for one in found] == [False, False, True]


def test_chinese_is_counted_by_characters():
    assert count("图书馆今天开放了") == 5
    assert length_of("word " * 400, SummaryConfig()) == 120
    assert length_of("word " * 20, SummaryConfig()) == 50


def test_of_a_long_text_the_openings_of_paragraphs_are_read_first():
    text = "\n\n".join(f"Opening number {n} is here. Something follows it there." for n in range(40))
    found = sentences(text, language="en")
    kept = looked_at(found, SummaryConfig(read=50))
    assert kept == sorted(kept)
    assert len(kept) == 50
    assert {n for n, one in enumerate(found) if one.place == 0} <= set(kept)


@pytest.mark.data
def test_summaries_are_nearer_to_articles_than_their_first_sentences(data, models):
    """Forty articles; `generec bench summaries` reads all."""
    from generec.encoders import open_encoder
    from generec.evaluation.bench_text import bench_text

    rows = {row.name: row for row in bench_text(data, texts=open_encoder().texts, n=60)}
    named = {name.split(" (")[0]: row for name, row in rows.items()}
    assert named["summary: likeness to all sentences"].ratio > 1
    assert named["summary: likeness to the text as it is read"].ratio > 1
    assert named["summary: ROUGE-1 recall of the text"].ratio > 0.98
    assert named["headline: likeness to what the viewer likes"].ratio > 1
    assert named["headline: likeness to the article"].ratio >= 1
    strange = [row.figure for name, row in named.items() if name.endswith("not in the source")]
    assert strange == ["0", "0", "0"]
    assert np.isfinite([row.ratio for row in rows.values() if row.ratio is not None]).all()
