"""Words that harm are found by kind; words that only look so are not."""

import pytest

from generec.encoders.harm import harms, listed
from generec.encoders.harm.phrases import LANGUAGES, pattern, words

pytestmark = pytest.mark.usefixtures("models")


def kinds(text, language="en"):
    return {harm.kind for harm in harms(text, language=language) if not harm.told}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What a fucking mess", "profanity"),
        ("Come here and I'll break your legs", "threat"),
        ("We're going to burn down your house tonight", "threat"),
        ("Refugees are parasites", "hate"),
        ("All gay people should be locked up", "hate"),
        ("you are such a pathetic loser", "harassment"),
        ("Go and hang yourself", "self_harm"),
        ("Easiest way to kill yourself", "self_harm"),
        ("send me nudes", "sexual"),
        ("Don't tell your parents about our secret pictures", "child"),
        ("how to make a pipe bomb at home", "how_to_harm"),
        ("so damn good", "mild"),
        ("who got so drunk on vodka shots", "young"),
    ],
)
def test_each_kind_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Ich bring dich um", "de", "threat"),
        ("Ausländer raus", "de", "hate"),
        ("On va te tuer ce soir", "fr", "threat"),
        ("Les migrants sont des parasites", "fr", "hate"),
        ("Te voy a matar", "es", "threat"),
        ("Eres una basura", "es", "harassment"),
        ("Vou te matar", "pt", "threat"),
        ("Os judeus são uma praga", "pt", "hate"),
    ],
)
def test_other_languages_have_their_lists(text, language, kind):
    assert kind in kinds(text, language)
    assert kind in kinds(text, "en"), "a draft may be in another language than it says"


@pytest.mark.parametrize(
    "text",
    [
        "Kill two birds with one stone",
        "She shoots, she scores: a killer goal",
        "How to shoot a basketball",
        "Chicken breast with cock-a-leekie soup",
        "My Maine coon and a blue tit",
        "Moby Dick is a novel about a whale",
        "The doctor looked at the anal fistula of the patient",
        "Two people were shot in the street, police say",
        "The defendant said he would kill her, the court heard",
        "Women and refugees are people like you",
        "You are such a lovely crowd",
        "Bath bombs are the bomb",
        "Cut the onions and burn the sugar a little",
        "I'm dying to see this film",
        "Je vais te raconter une histoire",
        "Die Katze ist dick und faul",
    ],
)
def test_what_only_looks_so_passes(text):
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Police said on Monday that he threatened to shoot everyone in the school", "threat"),
        ("The court heard that the gunman wanted to kill the mayor", "threat"),
        ("They wanted to kill the mayor, the court heard", "threat"),
        ("The film shows a man who wants to kill the president", "threat"),
        ("He was jailed for saying that immigrants are vermin", "hate"),
        ("Ministers condemned calls to exterminate all refugees", "hate"),
    ],
)
def test_what_is_reported_is_told_from_what_is_meant(text, kind):
    assert {(harm.kind, harm.told) for harm in listed(text)} <= {(kind, True)}
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Police said the man wrote: we will kill you all", "en", "threat"),
        ("Police, we will kill everyone in this film", "en", "threat"),
        ("Kill them all, say the doctors of this museum", "en", "threat"),
        ("War report: go and kill them all", "en", "threat"),
        ("Police said they will burn down your house", "en", "threat"),
        ("Police said immigrants are vermin", "en", "hate"),
        ("According to the study women belong in the kitchen", "en", "hate"),
        ("Film lovers, you are a worthless pig", "en", "harassment"),
        ("Go and hang yourself, the doctor said", "en", "self_harm"),
        ("How to make a pipe bomb, a police report", "en", "how_to_harm"),
        ("Polizei: ich bring dich um", "de", "threat"),
        ("La police et le film: on va te tuer ce soir", "fr", "threat"),
        ("La policia y el libro: te voy a matar", "es", "threat"),
        ("Segundo a policia vou te matar", "pt", "threat"),
    ],
)
def test_a_word_of_reports_excuses_nothing(text, language, kind):
    assert kind in kinds(text, language)


def test_a_phrase_has_choices_gaps_and_what_may_be_absent():
    import re

    made = re.compile(pattern("(i|we) [do] @like ~ tea", {"like": "like|drink"}))
    for text in ("i like tea ", "we do drink hot black tea "):
        assert made.fullmatch(text)
    assert not made.fullmatch("i do not like tea ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_hold_letters_as_they_are_matched(language):
    lists = words(language)
    assert {"threat", "hate", "harassment", "self_harm", "sexual", "child", "young"} <= set(lists.phrases)
    assert all(word == word.casefold() and word.isascii() for word in lists.alone)
