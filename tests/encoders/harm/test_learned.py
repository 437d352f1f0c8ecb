"""The small model: what it is sure of, what it keeps out of, and how it is made."""

import numpy as np
import pytest

from generec.encoders.harm import harms
from generec.encoders.harm.learned import LIMITS, SURE, likely
from generec.encoders.harm.phrases import written
from generec.encoders.harm.teaching import KINDS, fitted, sample, sentences

pytestmark = pytest.mark.usefixtures("models")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("we will turn your wedding into a funeral ", "threat"),
        ("the quickest and most painless way to leave this life ", "self_harm"),
        ("even your own mother is ashamed of you ", "harassment"),
        ("the singer takes off her bra and moans on the bed ", "sexual"),
    ],
)
def test_it_is_sure_of_what_no_list_has(sentence, kind):
    assert likely([sentence])[0][kind] >= SURE


@pytest.mark.parametrize(
    "sentence",
    [
        "the bakery on the corner opens at seven ",
        "refugees and women sing together in the choir ",
        "shares of the bank fell by three per cent ",
        "how to whip cream and beat eggs ",
    ],
)
def test_ordinary_sentences_are_far_from_every_limit(sentence):
    assert max(likely([sentence])[0].values()) < SURE


def test_what_is_no_english_or_hardly_a_word_is_not_judged():
    assert likely(["der hund laeuft durch den garten ", "kill "]) == [{}, {}]
    assert likely([]) == []


def test_hatred_is_left_to_the_lists():
    assert "hate" not in LIMITS
    assert set(LIMITS) < set(KINDS)


def test_sentences_that_a_source_has_are_left_out():
    text = "We will turn your wedding into a funeral."
    (found, *_) = harms(text)
    assert harms(text, but={found.sentence}) == []


def test_examples_are_made_by_the_phrases():
    rng = np.random.default_rng(0)
    made = {sample("(i|we) [really] like @thing", {"thing": "tea|milk"}, rng) for _ in range(200)}
    assert made == {f"{a}{b} like {c}" for a in ("i", "we") for b in ("", " really") for c in ("tea", "milk")}
    texts, marks = sentences(rng, None)
    assert marks.shape == (len(texts), len(KINDS))
    assert (marks.sum(axis=0) > 100).all()
    assert (marks.sum(axis=1) == 0).sum() > 2_000
    assert written("en")["phrases"]["threat"]


def test_weights_tell_apart_what_can_be_told_apart():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(400, 8)).astype(np.float32)
    marks = (vectors[:, :1] > 0).astype(np.float32)
    weights, biases = fitted(vectors, marks)
    right = ((vectors @ weights.T + biases)[:, 0] > 0) == (marks[:, 0] > 0)
    assert right.mean() > 0.98
