"""Digests of articles: which are read, which sentences are taken, and that each names its source."""

import time
from contextlib import nullcontext

import numpy as np
import pytest

from generec.creator.footage.stock import Studio
from generec.creator.text.articles import body_of, lines_of
from generec.creator.text.digest import DigestCreator, DigestCreatorConfig
from generec.domain.errors import DataError, NotAllowed
from generec.domain.guidance import Clause, Create, Guidance, Limits, Music
from generec.domain.items import PERMISSIONS, Item
from generec.domain.profiles import Profile, Viewer
from generec.editor.text.notes import taken_apart
from generec.editor.text.summary import count
from generec.editor.tools import Tools
from generec.fidelity.facts import FactsCheck
from generec.fidelity.traced import TracedCheck
from generec.retriever.catalogue import Catalogue

HARBOUR = (
    "LONDON (Reuters) - The port of Dover has opened a new harbour for sailing boats. "
    "It cost 12 million pounds. He said that was cheap.\n\n"
    "Mayor Ann Lee cut the ribbon on Monday in front of two hundred sailing crews. "
    '"I have waited for this," she said. Would you sail there? Write to us at www.port.example.'
)
RACE = (
    "Sailing crews from Norway have won the boat race around the Isle of Wight. "
    "Skipper Odd Berg finished nine minutes before the French boats. But he was not happy."
)
SAME = (
    "Dover has opened its new harbour for sailing boats. The harbour cost Dover 12 million pounds, Lee said."
)
BREAD = "Bakers in Bath have baked the longest bread of England. Baker Tom Hall measured 40 metres of bread."
GERMAN = "Die Stadt Kiel hat einen neuen Hafen für die Segelboote gebaut. Der Hafen ist nicht teuer gewesen."


class Words:
    """Vectors of the words of a text, by hashing."""

    def __call__(self, texts):
        out = np.zeros((len(texts), 256), np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in text.casefold().replace(".", " ").replace(",", " ").split():
                row[hash_of(word.rstrip("s"))] += 1.0
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)


def hash_of(word):
    value = 7
    for letter in word:
        value = (value * 31 + ord(letter)) % 251
    return value


class Rows:
    def __init__(self, items):
        self.items, self._items = self, items

    def seq(self):
        return 1

    def changed(self, *, since=0):
        return iter([(1, item) for item in self._items] if since < 1 else [])

    def get(self, ids):
        return {item.id: item for item in self._items if item.id in set(ids)}


def article(id, title, text, topics=("sailing",), **more):
    given = {"kind": "text", "rights": "own", "licence": "CC BY 4.0", "creator": f"Writer of {id}"}
    own = {"id": id, "work": id, "title": title, "text": text, "topics": topics, "allow": PERMISSIONS}
    return Item(**{**own, **given, **more})


ARTICLES = (
    article("harbour", "Dover opens harbour for sailing", HARBOUR),
    article("race", "Norway wins sailing race", RACE),
    article("bread", "The longest bread", BREAD, topics=("food",)),
    article("secret", "Sailing secrets", "Nobody may quote the Sailing Club of Hull here.", allow=("serve",)),
)


def studio_of(items, tmp_path, **tools):
    rows = Rows(list(items))
    given = {"features": lambda key: None, "media": nullcontext, "words": Words(), "items": rows.get}
    return Studio(
        tools=Tools(folder=tmp_path / "drafts", **{**given, **tools}),
        shelf=Catalogue(rows=rows).snapshot,
        clock=time.time,
    )


def wish(*about, **more):
    limits = Limits(language=more.pop("language", None))
    edits = more.pop("edits", ())
    create = Create(about=tuple((topic,) for topic in about), kind="text", **more)
    return Guidance(clauses=(Clause(route="create", target=None, create=create, limits=limits, edits=edits),))


def made(studio, guidance, config=None):
    creator = DigestCreator(config, studio=studio)
    profile = Profile(viewer=Viewer(id="u"))
    recipe = creator.plan(guidance=guidance, profile=profile, rng=np.random.default_rng(0))
    sources = list(studio.tools.items([source.item for source in recipe.sources]).values())
    return recipe, sources, creator.render(recipe, sources)


def test_each_sentence_stands_in_the_article_that_its_mark_names(tmp_path):
    recipe, sources, draft = made(studio_of(ARTICLES, tmp_path), wish("sailing"))
    noted = taken_apart(draft.text)
    assert not noted.loose
    bodies = {source.id: body_of(source) for source in sources}
    named = [source.item for source in recipe.sources]
    assert set(named) == {"harbour", "race"}
    for words, numbers in noted.parts:
        assert all(words in bodies[named[number]] for number in numbers)
    steps = [step.params for step in recipe.steps if step.op == "sentence"]
    assert [bodies[named[p["source"]]][p["start"] : p["end"]] for p in steps] == [w for w, _ in noted.parts]
    assert "by Writer of race, CC BY 4.0" in noted.notes[named.index("race")]
    assert (draft.title, draft.asked, draft.kind, draft.origin) == (
        "Sailing in brief",
        ("sailing",),
        "text",
        "created",
    )
    for check in (FactsCheck(), TracedCheck()):
        assert check(draft=draft, sources=sources).outcome == "pass"


def test_what_dangles_asks_or_talks_to_the_reader_is_left_out(tmp_path):
    _, _, draft = made(studio_of(ARTICLES, tmp_path), wish("sailing", sentences=9))
    for no in ("Reuters", "He said", "Would you", "www.", "But he"):
        assert no not in draft.text
    assert 'sailing crews.¹ "I have waited for this," she said.¹' in draft.text
    assert draft.text.startswith(("The port of Dover has opened", "Sailing crews from Norway"))


def test_what_another_article_said_is_not_said_again(tmp_path):
    items = (*ARTICLES, article("again", "Harbour for sailing in Dover", SAME))
    _, _, draft = made(studio_of(items, tmp_path), wish("sailing", sentences=9))
    assert draft.text.count("harbour for sailing boats") == 1


@pytest.mark.parametrize("asked", [{"sentences": 1}, {"sentences": 2}, {"words": 20}, {"words": 34}])
def test_it_is_no_longer_than_asked(asked, tmp_path):
    _, _, draft = made(studio_of(ARTICLES, tmp_path), wish("sailing", **asked))
    parts = [words for words, _ in taken_apart(draft.text).parts]
    assert 1 <= len(parts) <= asked.get("sentences", 99)
    assert sum(map(count, parts)) <= asked.get("words", 999)


def test_one_story_goes_by_its_own_title_and_all_news_by_a_plain_one(tmp_path):
    studio = studio_of(ARTICLES, tmp_path)
    assert made(studio, wish("bread"))[2].title == "The longest bread"
    assert made(studio, wish())[2].title == "News in brief"


def test_it_is_written_in_one_language(tmp_path):
    studio = studio_of((*ARTICLES, article("kiel", "Segelboote in Kiel", GERMAN)), tmp_path)
    recipe, sources, draft = made(studio, wish("sailing", language="de"))
    assert [source.item for source in recipe.sources] == ["kiel"]
    assert draft.text.split("\n\n")[1].startswith("Quellen\n")
    assert TracedCheck()(draft=draft, sources=sources).outcome == "pass"


@pytest.mark.parametrize(
    ("guidance", "told"),
    [
        (wish("volcanoes"), "no article here is about volcanoes"),
        (wish("sailing", words=5), "digests of 5 words are not made here"),
        (wish("sailing", edits=(Music(),)), "music is not available for a digest"),
        (wish("sailing", language="fr"), "no article about it is in the language 'fr'"),
    ],
)
def test_what_cannot_be_made_is_said(guidance, told, tmp_path):
    with pytest.raises(NotAllowed, match=told):
        made(studio_of(ARTICLES, tmp_path), guidance)


def test_a_home_without_articles_says_so(tmp_path):
    with pytest.raises(NotAllowed, match="there are no articles here"):
        made(studio_of((), tmp_path), wish("sailing"))


def test_a_text_that_has_changed_since_is_an_error(tmp_path):
    studio = studio_of(ARTICLES, tmp_path)
    recipe, sources, _ = made(studio, wish("sailing"))
    changed = [source.model_copy(update={"text": "Nothing."}) for source in sources]
    with pytest.raises(DataError, match="has changed since"):
        DigestCreator(studio=studio).render(recipe, changed)


class Model:
    """A language model that answers from a list."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def __call__(self, messages, kind, seconds=None):
        return kind(text=self.answers.pop(0))


def reworded(tmp_path, *answers):
    studio = studio_of(ARTICLES, tmp_path, chat=Model(*answers), chat_name="tiny")
    return made(studio, wish("bread"), DigestCreatorConfig(by="model"))


def test_what_a_language_model_rewords_is_flagged(tmp_path):
    recipe, sources, draft = reworded(
        tmp_path, "In Bath, bakers baked the longest bread of England, 40 metres."
    )
    assert draft.text.startswith("In Bath, bakers baked the longest bread of England, 40 metres.¹")
    assert "tiny" in recipe.steps[-1].models
    verdict = TracedCheck()(draft=draft, sources=sources)
    assert (verdict.outcome, verdict.score) == ("warn", 1.0)
    assert FactsCheck()(draft=draft, sources=sources).outcome == "pass"


def test_what_a_language_model_gets_wrong_stays_in_the_articles_words(tmp_path):
    wrong = "Bakers in Bath baked 90 metres of bread."
    _, sources, draft = reworded(tmp_path, wrong, wrong)
    assert "Bakers in Bath have baked the longest bread of England.¹" in draft.text
    assert TracedCheck()(draft=draft, sources=sources).outcome == "pass"


def test_datelines_are_no_part_of_a_sentence():
    for dateline in (
        "NEW YORK (Reuters) - ",
        "Reuters - ",
        "WASHINGTON -- ",
        "LOS ANGELES ",
        "HANOI: ",
        "ORLANDO, Fla.",
    ):
        body = f"{dateline}Pilots have landed a boat. It swam."
        first = lines_of(body, language="en")[0]
        assert first.text == "Pilots have landed a boat."
        assert body[first.start : first.end] == first.text
