import pytest

from generec.domain.errors import DataError
from generec.domain.guidance import Adjust, Caption, Clip, Mute, Reframe, Rewrite, Speed, Style, Taste
from generec.system.operations import PARAMETERS, operation, wish


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("clip", Clip()),
        ("clip:6.5", Clip(seconds=6.5)),
        ("reframe:9:16", Reframe(aspect="9:16")),
        ("adjust:brightness:up", Adjust(what="brightness", by="up")),
        ("caption:Sunday: a story", Caption(text="Sunday: a story")),
        ("speed:0.5", Speed(factor=0.5)),
        ("rewrite:formal", Rewrite(tone="formal")),
        ("mute", Mute()),
        ("style:oil", Style(name="oil")),
        ("style:oil:0.5", Style(name="oil", strength=0.5)),
        ("taste:0.3", Taste(strength=0.3)),
        ("taste::boats at sea", Taste(about=("boats at sea",))),
    ],
)
def test_operations_are_read(text, edit):
    assert operation(text) == edit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fly",
        "clip:soon",
        "clip:-3",
        "clip:0",
        "mute:now",
        "style:ugly",
        "style:oil:2",
        "like:me",
        "adjust:brightness",
    ],
)
def test_a_wrong_operation_is_named(text):
    with pytest.raises(DataError) as caught:
        operation(text)
    assert caught.value.field == "op"


def test_every_operation_has_its_parameters():
    from generec.domain.guidance import Edit

    models = Edit.__args__[0].__args__
    assert {
        m.model_fields["op"].default: tuple(n for n in m.model_fields if n != "op") for m in models
    } == PARAMETERS


def test_a_wish_is_an_edit_of_what_is_on_screen():
    guidance = wish(["clip:4", "mute"])
    assert (guidance.route, guidance.target) == ("edit", "current")
    assert guidance.edits == (Clip(seconds=4), Mute())
