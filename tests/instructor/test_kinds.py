"""Wishes for other things than videos: what is to be made, of what, how long."""

import pytest

from generec.domain.items import Item
from generec.instructor.instructor import Instructor

WISHES = {
    "make me a poster of sailing boats": ("image", "poster", ["sailing boats"]),
    "i want a black and white poster of the sea": ("image", "poster", ["sea"]),
    "a collage of dogs and cats": ("image", "collage", ["dogs", "cats"]),
    "make me a dog poster": ("image", "poster", ["dog"]),
    "make me a cover for my dog videos": ("image", "cover", ["dog"]),
    "create an image of the sea, in watercolour": ("image", "picture", ["sea"]),
    "make me a poster": ("image", "poster", []),
    "write me a digest of today's business news": ("text", "digest", ["business"]),
    "sum up the news on rugby for me in one article": ("text", "digest", ["rugby"]),
    "catch me up on the rugby news": ("text", "digest", ["rugby"]),
    "give me a digest of the film news": ("text", "digest", ["film"]),
    "write me an article about the election": ("text", "digest", ["election"]),
    "sum up the news": ("text", "digest", []),
    "make me a video about posters": ("video", None, ["posters"]),
    "make me something about cats": (None, None, ["cats"]),
    "mach mir ein Plakat von Segelbooten": ("image", "poster", ["Segelbooten"]),
    "eine Collage aus Hunden": ("image", "collage", ["Hunden"]),
    "schreib mir eine Zusammenfassung der Wirtschaftsnachrichten": ("text", "digest", ["Wirtschaft"]),
    "fais-moi une affiche de voiliers": ("image", "poster", ["voiliers"]),
    "écris-moi un résumé des nouvelles sur le rugby": ("text", "digest", ["rugby"]),
    "hazme un cartel de veleros": ("image", "poster", ["veleros"]),
    "escríbeme un resumen de las noticias de negocios": ("text", "digest", ["negocios"]),
    "faça um cartaz de veleiros": ("image", "poster", ["veleiros"]),
    "uma colagem de cães": ("image", "collage", ["cães"]),
    "给我做一张帆船海报": ("image", "poster", ["帆船"]),
    "给我写一篇商业新闻摘要": ("text", "digest", ["商业"]),
}


@pytest.mark.parametrize("said", WISHES)
def test_it_is_told_what_is_to_be_made_and_of_what(said):
    guidance = Instructor()(text=said)
    assert guidance.route == "create"
    create = guidance.create
    kind, form, about = WISHES[said]
    assert (create.kind, create.form) == (kind, form)
    assert [topic[0] for topic in create.about] == about


def test_the_record_of_the_guidance_page_says_nothing_of_it():
    record = Instructor()(text="write me a digest of business news in five sentences").record()
    assert record["create"] == {"about": [["business"]], "seconds": None}


@pytest.mark.parametrize(
    ("said", "words", "sentences"),
    [
        ("write a summary of the tennis news in five sentences", None, 5),
        ("a digest of technology news in under 200 words", 200, None),
        ("make me a 200-word digest of health news", 200, None),
        ("in under 60 words, a digest of film news", 60, None),
        ("write me 150 words on the oscars", 150, None),
        ("a short digest about microsoft", 80, None),
        ("fass die Nachrichten über Rugby in drei Sätzen zusammen", None, 3),
        ("用五句话总结一下橄榄球的新闻", None, 5),
    ],
)
def test_how_long_a_text_is_to_be(said, words, sentences):
    create = Instructor()(text=said).create
    assert (create.kind, create.words, create.sentences) == ("text", words, sentences)
    assert create.seconds is None


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ("a picture of a lighthouse", "retrieve"),
        ("i want pictures of cats", "retrieve"),
        ("show me posters of cats", "retrieve"),
        ("less collage art", "retrieve"),
        ("give me news about tennis", "retrieve"),
        ("make a better cover", "edit"),
        ("make this a poster", "edit"),
        ("sum this up", "edit"),
        ("write a summary of this article", "edit"),
        ("make the picture brighter", "edit"),
    ],
)
def test_what_is_no_wish_to_create_stays_what_it_was(said, route):
    item = Item(id="a", work="a", kind="text", title="A storm", text="It rained.")
    assert Instructor()(text=said, item=item).route == route


def test_words_that_a_poster_shall_say_and_its_shape_are_edits():
    said = (
        'design a vertical poster for a jazz evening with the title "Blue Night", black and white, no people'
    )
    guidance = Instructor()(text=said)
    edits = {edit.op: edit for edit in guidance.edits}
    assert edits["caption"].text == "Blue Night"
    assert edits["reframe"].aspect == "9:16"
    assert edits["style"].name == "noir"
    assert guidance.create.about == (("jazz evening",),)
    assert guidance.less == (("people",),)
    assert guidance.create.form == "poster"


def test_the_last_wish_as_something_else():
    read = Instructor()
    last = read(text="make me a video of boats, black and white")
    now = read(text="make it a poster instead", previous=last)
    assert (now.create.kind, now.create.form, now.create.about) == ("image", "poster", (("boats",),))
    assert now.edits == last.edits
