"""Words that are both a topic and a shape, a look or a medium: where they stand decides."""

import pytest

from generec.domain.guidance import Reframe, Style
from generec.domain.items import Item
from generec.instructor.glossary import in_english
from generec.instructor.instructor import Instructor

VIDEO = Item(id="v", work="v", kind="video", title="Morning mix", topics=("music",), duration_s=9.0)


def parse(text):
    return Instructor()(text=text, item=VIDEO)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("any clips of landscape?", "landscape"),
        ("more landscape", "landscape"),
        ("i feel like portrait today", "portrait"),
        ("mostra clipes de landscape", "landscape"),
        ("quero ver mais retrato", "retrato"),
        ("davantage de paysage", "paysage"),
        ("more animation and less golf", "animation"),
        ("films, please", "films"),
        ("多来点卡通", "卡通"),
    ],
)
def test_where_a_topic_is_due_they_name_one(text, name):
    guidance = parse(text)
    assert not guidance.edits
    assert guidance.more[0][0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no more cartoons", "cartoons"),
        ("less portrait", "portrait"),
        ("keine Zeichentrickfilme mehr", "Zeichentrickfilme"),
        ("nunca mais desenho", "desenho"),
        ("不要卡通片", "卡通片"),
    ],
)
def test_so_they_do_where_one_is_refused(text, name):
    guidance = parse(text)
    assert not guidance.edits
    assert guidance.less[0][0] == name


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("flip this to landscape", Reframe(aspect="16:9")),
        ("landscape mode", Reframe(aspect="16:9")),
        ("i want this in portrait format", Reframe(aspect="9:16")),
        ("põe em formato retrato", Reframe(aspect="9:16")),
        ("turn it into a cartoon", Style(name="cartoon")),
    ],
)
def test_elsewhere_they_say_how_an_item_is_to_look(text, edit):
    assert parse(text).edits == (edit,)


def test_a_film_about_one_is_about_it():
    made = parse("create a video about landscape")
    assert made.create.about == (("landscape",),)
    assert not made.edits


def test_a_medium_that_describes_names_nothing():
    assert parse("show me a film about owls").more == (("owls",),)
    assert not parse("more videos").more


@pytest.mark.parametrize(
    "text",
    [
        "enough music",
        "less music",
        "rather golf than music",
        "weniger Musik bitte",
        "ras le bol de musique",
        "别放音乐",
    ],
)
def test_music_is_a_topic_where_less_of_it_is_to_be_shown(text):
    guidance = parse(text)
    assert not guidance.edits
    assert any("music" in topic for topic in guidance.less)


@pytest.mark.parametrize("text", ["no music", "get rid of the music", "ohne Musik", "sem música"])
def test_elsewhere_it_is_what_is_heard(text):
    assert [edit.op for edit in parse(text).edits] == ["mute"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("cocina", "cooking"),
        ("烹饪", "cooking"),
        ("Küche", "cooking"),
        ("Tiere", "animals"),
        ("cuisine", "cuisine"),
        ("film", "film"),
        ("soccer", "soccer"),
        ("zyzzyva", "zyzzyva"),
        ("quiero ver cocina", "quiero ver cocina"),
    ],
)
def test_only_what_english_has_no_word_for_gets_its_english_name(said, meant):
    assert in_english(said) == meant
