import pytest

from generec.domain.guidance import Clip
from generec.domain.items import Item
from generec.instructor.instructor import Instructor

VIDEO = Item(id="v", work="v", kind="video", title="Morning mix", duration_s=9.0)


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("only the part with the cat", Clip(about=("cat",))),
        ("just the bit where the goalkeeper falls", Clip(about=("goalkeeper falls",))),
        ("show me the part with my dog, please", Clip(about=("dog",))),
        ("cut it to the scene with a rocket and make it 5 seconds", Clip(seconds=5.0, about=("rocket",))),
        ("only the best part", Clip()),
    ],
)
def test_a_part_is_a_clip_that_says_what_of(text, clip):
    guidance = Instructor()(text=text, item=VIDEO)
    assert (guidance.route, guidance.target) == ("edit", "current")
    assert guidance.edits == (clip,)
    assert guidance.more == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("i just want the goal part of this", ("goal",)),
        ("only the scene with boats (thanks!)", ("boats",)),
        ("nur die Stelle mit dem Hund, danke", ("Hund", "dogs")),
        ("seulement le moment où on voit la mer merci", ("mer", "sea")),
        ("solo el momento con barcos, porfa", ("barcos", "boats")),
        ("só o trecho que mostra os gatos :)", ("gatos", "cats")),
        ("剪到有大海的片段", ("大海", "sea")),
    ],
)
def test_parts_are_asked_for_in_six_languages(text, names):
    guidance = Instructor()(text=text, item=VIDEO)
    assert guidance.edits == (Clip(about=names),)


@pytest.mark.parametrize(
    "text",
    [
        "could this be only 5 seconds",
        "this should last 5 seconds",
        "dieses Video bitte nur 5 Sekunden lang",
        "que este vídeo dure 5 segundos",
        "cette vidéo juste 5 secondes",
        "这个五秒就好",
    ],
)
def test_how_long_the_item_itself_is_to_be_cuts_it(text):
    assert Instructor()(text=text, item=VIDEO).edits == (Clip(seconds=5.0),)


def test_how_long_it_is_cuts_nothing():
    assert not Instructor()(text="this is 5 seconds long", item=VIDEO).edits


def test_without_a_video_on_screen_there_are_no_parts():
    assert not Instructor()(text="only the part with the cat").edits


def test_words_of_a_part_are_checked_like_others():
    assert Instructor()(text="only the part where you undress her", item=VIDEO).refuse == "unsafe"
