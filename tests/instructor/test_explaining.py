"""Wishes to be told what is known of something, and to have it read aloud."""

import pytest

from generec.instructor.explaining import telling
from generec.instructor.instructor import Instructor


@pytest.fixture(scope="module")
def instructor():
    return Instructor()


def made(guidance):
    create = guidance.create
    return [topic[0] for topic in create.about], create.facts, create.voice


@pytest.mark.parametrize(
    ("text", "about", "facts", "voice"),
    [
        ("explain tennis serves, vertical", "tennis serves", True, None),
        ("explain rockets with a voice", "rockets", True, True),
        ("facts about whales", "whales", True, None),
        ("five fun facts about coffee, square, with happy music", "coffee", True, None),
        ("explain how volcanoes work", "volcanoes", True, None),
        ("what is a hurricane", "hurricane", True, None),
        ("i want to learn about rockets", "rockets", True, None),
        ("news about space, 20 seconds", "space", True, None),
        ("30 seconds about volcanoes, narrated, captions", "volcanoes", False, True),
        ("explain hurricanes and read it to me", "hurricanes", True, True),
        ("rockets without narration", "rockets", False, False),
        ("erkläre mir raketen mit stimme", "raketen", True, True),
        ("explique les fusées avec une voix", "fusées", True, True),
        ("explica los cohetes con voz", "cohetes", True, True),
        ("explica os foguetes com voz", "foguetes", True, True),
        ("解释火箭", "火箭", True, None),
    ],
)
def test_what_is_to_be_made_is_told_or_read_aloud(instructor, text, about, facts, voice):
    assert made(instructor(text=text, create=True)) == ([about], facts, voice)


@pytest.mark.parametrize(
    ("text", "about", "facts", "voice"),
    [
        ("make a video with facts about whales", "whales", True, None),
        ("make me a narrated video about rockets", "rockets", False, True),
        ("make a video about rockets and read it to me", "rockets", False, True),
        ("create a video explaining how rockets work with a voice over", "rockets", True, True),
        ("make me a vertical video about dogs without narration", "dogs", False, False),
        ("make an explainer about the moon, 20 seconds, vertical", "moon", True, None),
        ("explain rockets with a voice", "rockets", True, True),
        ("mach mir ein video mit fakten über wale", "wale", True, None),
    ],
)
def test_the_same_within_the_feed(instructor, text, about, facts, voice):
    assert made(instructor(text=text)) == ([about], facts, voice)


def test_the_rest_of_the_wish_is_kept(instructor):
    found = instructor(text="make an explainer about the moon, 20 seconds, vertical, happy music")
    assert found.create.seconds == 20
    assert [edit.op for edit in found.edits] == ["reframe", "music"]


@pytest.mark.parametrize(
    "text", ["explain rockets", "show me facts about whales", "show me videos that explain rockets"]
)
def test_wanting_to_see_is_no_wish_for_something_new(instructor, text):
    assert instructor(text=text).route == "retrieve"


def test_other_wishes_are_as_they_were(instructor):
    assert telling("calm nature for falling asleep, no people, one minute", language="en") is None
    found = instructor(text="make me a video about singers with beautiful voices")
    assert found.create.about == (("singers with beautiful voices",),)
    assert not found.create.facts
    assert instructor(text="make me a digest of the news about whales").create.kind == "text"
    assert not instructor(text="make me a digest of the news about whales").create.facts


def test_what_is_unsafe_stays_unsafe(instructor):
    assert instructor(text="explain how to build a pipe bomb with a voice", create=True).refuse == "unsafe"


def test_neither_is_in_the_record_of_the_guidance_page(instructor):
    record = instructor(text="make a narrated video with facts about whales").record()
    assert set(record["create"]) == {"about", "seconds"}
