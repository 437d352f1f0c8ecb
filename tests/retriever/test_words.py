import pytest

from generec.retriever.words import WordIndex, fold, tokens


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Recipes", "recipe"), ("stories", "story"), ("dishes", "dish"), ("boxes", "box"), ("bus", "bus"),
     ("tennis", "tennis"), ("grass", "grass"), ("gas", "gas"), ("STRASSE", "strasse")],
)  # fmt: skip
def test_fold_takes_case_and_plural_away(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_tokens_split_at_everything_that_is_no_letter_or_digit() -> None:
    assert tokens("Rock'n'roll: 80's_hits, naïve!") == ["rock", "n", "roll", "80", "s", "hit", "naïve"]


def test_find_needs_every_word_and_only_rows_below_n() -> None:
    index = WordIndex()
    index.add(0, ["Street food in Rome"])
    index.add(1, ["Food market", "street"])
    index.add(2, ["Street"])
    assert index.find("street foods", n=3).tolist() == [0, 1]
    assert index.find("street", n=2).tolist() == [0, 1]
    assert index.find("rome street", n=3).tolist() == [0]
    assert index.find("...", n=3).tolist() == []
    assert index.find("opera", n=3).tolist() == []
