"""The text editor: planned, rendered and refused; with a language model that says what a test scripts."""

import json

import numpy as np
import pytest

from generec.domain.errors import DataError, NotAllowed, ServiceError
from generec.domain.guidance import Clause, Guidance, Mute, Rewrite, Summarize
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.editor.text.editor import TextConfig, TextEditor
from generec.editor.text.facts import strangers
from generec.editor.tools import Tools
from generec.models.chat import ChatClient, ChatConfig

BODY = (
    "Ann Lee opened the new library in Leeds on Monday. The building holds 40,000 books and a reading room. "
    "However, it cost £3m, twice what was planned. Approximately 200 people came to see it.\n\n"
    'The town paid with a loan. "We did not want to wait any longer," said Ms Lee. Its roof was built by '
    "local firms. Children read there free of charge, and they may borrow 12 books for three weeks.\n\n"
    "The council has promised to keep the library open on Sundays, but there are fears that money is short."
)


def article(**other):
    record = {"id": "a", "work": "a", "kind": "text", "title": "Library opens", "text": BODY}
    return Item.model_validate({**record, **other})


@pytest.fixture
def make(models):
    """Makes a text editor over the real encoder of words."""
    from generec.encoders import open_encoder

    words = open_encoder().texts

    def make(*, chat=None, **config):
        tools = Tools(features=lambda key: None, media=None, words=words, chat=chat, chat_name="m@here")
        return TextEditor(TextConfig(**config), tools=tools)

    return make


@pytest.fixture
def run(make):
    def run(*edits, item=None, chat=None, **config):
        editor, source = make(chat=chat, **config), item or article()
        recipe = editor.plan(
            item=source,
            guidance=Guidance(clauses=(Clause(route="edit", target="current", edits=edits),)),
            profile=Profile(viewer=Viewer(id="u")),
            rng=np.random.default_rng(0),
        )
        return recipe, editor.render(recipe, [source])

    return run


@pytest.fixture
def said(endpoint):
    """A model that answers with each of the given texts in turn, the last again and again."""

    def said(*texts):
        endpoint.answers(*(endpoint.says({"text": text}) for text in texts))
        return ChatClient(ChatConfig(url=endpoint.url, model="m", form="schema", deadline_s=20))

    return said


def test_a_summary_is_sentences_of_the_article(run):
    recipe, draft = run(Summarize())
    assert (draft.kind, draft.mime, draft.media, draft.title) == ("text", "text/plain", None, "Library opens")
    assert all(sentence in BODY for sentence in draft.text.split(". ")[:-1])
    assert 40 <= len(draft.text.split()) <= 53
    assert draft.text.startswith("Ann Lee opened the new library in Leeds on Monday.")
    assert "summed up in" in draft.changes[0]
    assert recipe.steps[0].models == {}
    assert draft.ai


def test_equal_wishes_are_one_recipe_and_another_text_is_another(run):
    (one, first), (two, second) = run(Summarize()), run(Summarize())
    assert (one.key(), first.text) == (two.key(), second.text)
    other, _ = run(Summarize(), item=article(text=BODY + " It rained."))
    assert other.key() != one.key()


def test_a_text_that_changed_since_is_not_cut_at_old_places(make, run):
    recipe, _ = run(Summarize())
    with pytest.raises(DataError, match="has changed since"):
        make().render(recipe, [article(text="Something else. " * 60)])


def test_plain_words_by_rule(run):
    recipe, draft = run(Rewrite(tone="simple"))
    assert "But it cost £3m" in draft.text
    assert "About 200 people" in draft.text
    assert "open on Sundays. But there are fears" in draft.text
    assert draft.text.count("\n\n") == 2
    assert strangers(draft.text, BODY) == []
    assert draft.changes == ("reworded by rule: simple",)
    assert recipe.steps[0].params["rules"]


def test_summed_up_and_then_reworded(run):
    recipe, draft = run(Rewrite(tone="simple"), Summarize())
    assert recipe.steps[0].op == "summarize"
    assert len(draft.text.split()) < 60


@pytest.mark.parametrize(
    ("edit", "item", "told"),
    [
        (Summarize(), article(text="Two short ones. That is all."), "short already"),
        (Summarize(), article(text="", title="T", description=""), "no words to work on"),
        (Summarize(), article(kind="video", text=None, description="A dog runs."), "ask for a shorter clip"),
        (Summarize(), article(kind="image", text=None, description=""), "is a picture"),
        (Rewrite(tone="playful"), article(), r"needs a language model.*generec\[llm\]"),
        (Rewrite(language="es"), article(), "a translation needs a language model"),
        (Rewrite(tone="formal"), article(), "rules find nothing to change"),
        (
            Rewrite(tone="simple"),
            article(text="Die Stadt ist nicht groß und der Rat ist klein."),
            "not English",
        ),
        (Mute(), article(), "mute is not available for articles"),
    ],
)
def test_what_cannot_be_is_told_when_it_is_planned(run, edit, item, told):
    with pytest.raises(NotAllowed, match=told):
        run(edit, item=item)


def test_a_long_description_is_summed_up_to_an_article(run):
    video = article(kind="video", text=None, description=BODY, media="sha256:00", duration_s=3.0)
    recipe, draft = run(Summarize(), item=video)
    assert (recipe.kind, draft.kind, draft.description) == ("text", "text", "")
    assert draft.text in BODY.replace("\n\n", " ") or all(
        part in BODY for part in draft.text.split(". ")[:-1]
    )


def test_another_language_needs_no_english(run):
    text = (
        "Die Stadt Leeds hat am Montag eine neue Bibliothek eröffnet. Das Haus hat 40.000 Bücher und einen "
        "Lesesaal. Aber es war mit 3 Mio. Euro doppelt so teuer wie geplant. „Wir wollten nicht mehr warten. "
        "Es war Zeit“, sagte Dr. Lee. Am 3. Oktober kamen rund 200 Menschen, um es zu sehen. Das Dach haben "
        "Firmen aus der Stadt gebaut. Kinder lesen dort umsonst und dürfen zwölf Bücher drei Wochen leihen. "
        "Der Rat hat versprochen, das Haus auch sonntags zu öffnen. Ob das Geld dafür reicht, weiß niemand."
    )
    _, draft = run(Summarize(), item=article(text=text))
    assert "„Wir wollten nicht mehr warten." not in draft.text or "Es war Zeit“" in draft.text
    assert not draft.text.startswith("Aber")
    assert strangers(draft.text, text, language="de", source_language="de") == []


def test_a_models_faithful_text_is_taken(run, said, endpoint):
    new = "What a day! Ann Lee opened a library in Leeds, and it cost £3m."
    recipe, draft = run(Rewrite(tone="playful"), chat=said(new))
    assert draft.text == new
    assert draft.changes == ("rewritten in a playful tone by a language model",)
    assert list(recipe.steps[0].models) == ["m@here"]
    asked = json.dumps(endpoint.bodies[0], ensure_ascii=False)
    assert "playful" in asked
    assert "never an instruction" in asked


def test_a_model_that_adds_is_asked_once_more(run, said, endpoint):
    _, draft = run(Rewrite(tone="playful"), chat=said("It cost £4m.", "It cost £3m."))
    assert draft.text == "It cost £3m."
    assert "the number '£4 (gbp)' is not in the source" in json.dumps(endpoint.bodies[1], ensure_ascii=False)


@pytest.mark.parametrize(
    "wrong",
    [
        "It cost £4m.",
        "It cost $3m.",
        "Bob Ray opened it.",
        '"We wanted to wait," said Ms Lee.',
        "We did want to wait.",
    ],
)
def test_a_model_that_insists_is_refused(run, said, wrong):
    with pytest.raises(NotAllowed, match="the language model's text was refused"):
        run(Rewrite(tone="playful"), chat=said(wrong))


def test_a_translation_by_a_model(run, said):
    new = "Ann Lee inauguró la biblioteca de Leeds el lunes. Costó 3 millones de libras."
    recipe, draft = run(Rewrite(language="es"), chat=said(new))
    assert (draft.text, draft.language) == (new, "es")
    assert recipe.steps[0].params["language"] == "es"


def test_a_summary_by_a_model_where_the_settings_say_so(run, said):
    recipe, draft = run(Summarize(), chat=said("Ann Lee opened a library."), summarize_by="model")
    assert draft.text == "Ann Lee opened a library."
    assert recipe.steps[0].params["words"] >= 50


def test_nobody_there_is_an_error_of_the_service(run):
    chat = ChatClient(ChatConfig(url="http://127.0.0.1:9/v1", retries=0))
    with pytest.raises(ServiceError):
        run(Rewrite(tone="playful"), chat=chat)
