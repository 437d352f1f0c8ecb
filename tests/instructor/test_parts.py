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


def test_without_a_video_on_screen_there_are_no_parts():
    assert not Instructor()(text="only the part with the cat").edits


def test_words_of_a_part_are_checked_like_others():
    assert Instructor()(text="only the part where you undress her", item=VIDEO).refuse == "unsafe"
