"""One library over given files, articles and a knowledge service that the test starts."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from generec.creator.facts import FactsConfig, Library
from generec.creator.facts.passage import Bounds, spans
from generec.creator.facts.web import Web, WebConfig
from generec.domain.errors import ServiceError
from generec.domain.items import PERMISSIONS, Item
from generec.editor.text.facts import words_of
from generec.encoders.words import Words
from generec.retriever.catalogue import Catalogue

BODY = (
    "Dogs smell a drop of blood in a large pool of water. It is one of their best senses. "
    "A dog has about 220 million cells for it, and people have five.\n\n"
    "\u201cWe love dogs,\u201d she said. Do you like dogs? The market for steel fell by 3% on Monday."
)
PAGE = "Dogs have lived with people for more than 14,000 years. They were first."


def article(id="a1", **more):
    given = {"allow": PERMISSIONS, "licence": "CC BY 4.0", "rights": "own", "creator": "A paper"}
    return Item(
        **{"id": id, "work": id, "kind": "text", "title": "How dogs smell", "text": BODY, **given, **more}
    )


@pytest.fixture(scope="module")
def words():
    """The default encoder of words."""
    return Words()


class Rows:
    def __init__(self, items):
        self._items = items
        self.items = self

    def seq(self):
        return 1

    def changed(self, *, since=0):
        return iter([(1, item) for item in self._items] if since < 1 else [])

    def get(self, ids):
        return {item.id: item for item in self._items if item.id in set(ids)}


def library(tmp_path, items=(), **config):
    rows = Rows(list(items))
    return Library(
        FactsConfig(**config), folder=tmp_path, shelf=Catalogue(rows=rows).snapshot, items=rows.get
    )


@pytest.fixture
def about(words):
    """What a library has on topics."""

    def ask(found, *topics):
        return found.about([(topic,) for topic in topics], texts=words, at=1e9)

    return ask


def test_sentences_of_articles_are_facts_word_for_word(tmp_path, about):
    item = article()
    read = about(library(tmp_path, [item]), "dogs")
    assert read.facts
    for fact in read.facts:
        assert words_of(item)[slice(*fact.span)] == fact.text
        assert (fact.source.id, fact.source.title, fact.source.creator) == ("a1", "How dogs smell", "A paper")
    told = {fact.text for fact in read.facts}
    assert "Dogs smell a drop of blood in a large pool of water." in told
    assert not any(text.startswith(("It", "Do you")) or "steel" in text or "love" in text for text in told)


@pytest.mark.parametrize(
    "more", [{"allow": frozenset(("serve",))}, {"allow": PERMISSIONS - {"serve"}}, {"published_at": 2e9}]
)
def test_articles_that_may_not_be_used_give_none(tmp_path, more, about):
    assert about(library(tmp_path, [article(**more)]), "dogs").facts == ()


def test_articles_can_be_left_out_and_nothing_relevant_is_nothing(tmp_path, about):
    assert about(library(tmp_path, [article()], articles=False), "dogs").facts == ()
    assert about(library(tmp_path, [article()]), "volcanoes").facts == ()


def test_given_facts_come_along_and_can_be_looked_up(tmp_path, about):
    row = {
        "statement": "A dog hears 40 kHz.",
        "topic": "dogs",
        "source": "A book",
        "licence": "CC0-1.0",
        "number": "40",
        "unit": "kHz",
    }
    (tmp_path / "k.jsonl").write_text(json.dumps(row))
    found = library(tmp_path, [article()], files=("k.jsonl",))
    read = about(found, "dogs")
    given = next(fact for fact in read.facts if fact.source.kind == "given")
    assert {fact.source.kind for fact in read.facts} == {"given", "item"}
    assert found.words(given.source.id) == "A dog hears 40 kHz."
    assert found.words("given:none") is None
    assert len(about(library(tmp_path, [article()], files=("k.jsonl",), most=1), "dogs").facts) == 1


@pytest.fixture
def service():
    """A server with MediaWiki's interface: what it is asked, and what it answers."""
    asked, answer = [], {"status": 200, "licence": "Creative Commons Attribution-ShareAlike 4.0"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append({key: value[0] for key, value in parse_qs(urlsplit(self.path).query).items()})
            page = {
                "title": "Dog",
                "extract": PAGE,
                "canonicalurl": "https://wiki.example/Dog",
                "lastrevid": 7,
                "pagelanguage": "en",
                "index": 1,
            }
            body = {
                "query": {
                    "pages": [page],
                    "rightsinfo": {"text": answer["licence"]},
                    "general": {"sitename": "Wiki"},
                }
            }
            self.send_response(answer["status"])
            if answer["status"] == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(answer.get("body") or json.dumps(body).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/w/api.php", asked, answer
    server.shutdown()
    server.server_close()


def test_a_knowledge_service_is_asked_where_one_is_named(tmp_path, service, about):
    url, asked, _ = service
    found = library(tmp_path, web=WebConfig(url=url, pages=2))
    fact = about(found, "dogs").facts[0]
    assert asked[0]["gsrsearch"] == "dogs"
    assert asked[0]["gsrlimit"] == "2"
    assert fact.text == "Dogs have lived with people for more than 14,000 years."
    assert fact.source.licence == "Creative Commons Attribution-ShareAlike 4.0"
    assert (fact.source.kind, fact.source.address) == ("web", "https://wiki.example/Dog")
    assert fact.source.creator == "contributors of Wiki"
    kept = found.words(fact.source.id)
    assert kept[slice(*fact.span)] == fact.text
    # A library that is opened later still knows what was read.
    assert library(tmp_path).words(fact.source.id) == kept


def test_nothing_is_asked_by_default(tmp_path, service, about):
    about(library(tmp_path), "dogs")
    assert service[1] == []


@pytest.mark.parametrize(
    "change",
    [{"status": 500}, {"status": 302}, {"body": b"<html>"}, {"body": b'{"error": {}}'},
     {"licence": "All rights reserved"}, {"licence": ""}],
)  # fmt: skip
def test_a_service_that_fails_is_told_and_the_rest_goes_on(tmp_path, service, change, about):
    url, asked, answer = service
    answer.update(change)
    with pytest.raises(ServiceError, match="knowledge service failed"):
        list(Web(WebConfig(url=url), folder=tmp_path).facts("dogs", bounds=Bounds()))
    read = about(library(tmp_path, [article()], web=WebConfig(url=url)), "dogs")
    assert read.facts
    assert "knowledge service failed" in read.lacking
    assert all(one.get("action") == "query" for one in asked)


def test_a_service_that_is_not_there(tmp_path):
    with pytest.raises(ServiceError, match="knowledge service"):
        list(
            Web(WebConfig(url="http://127.0.0.1:9/api.php", timeout_s=1), folder=tmp_path).facts(
                "x", bounds=Bounds()
            )
        )


def test_sentences_that_lean_ask_or_quote_cannot_stand_alone():
    found = [BODY[start:end] for start, end in spans(BODY, language="en", bounds=Bounds())]
    assert found[0].startswith("Dogs smell")
    assert not any(text.startswith(("It", "Do you")) or "love" in text for text in found)
    assert all(
        len(text) <= 60 for text in (BODY[a:b] for a, b in spans(BODY, language="en", bounds=Bounds(60)))
    )
