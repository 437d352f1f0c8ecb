"""Which editor takes what of a wish."""

import pytest

from generec.domain.errors import ConfigError, NotAllowed
from generec.domain.guidance import Clause, Clip, Guidance, Mute, Style, Thumbnail
from generec.domain.items import Item
from generec.system.editing import Editors


class Offers:
    def __init__(self, name, ops, kind="video"):
        self.name, self.ops, self.kind = name, ops, kind

    def offers(self, edit, *, kind):
        return kind == self.kind and edit.op in self.ops


CLIP = Offers("editor.clip.v1", {"clip"})
VIDEO = Offers("editor.video.v1", {"clip", "mute", "style"})
COVER = Offers("editor.thumbnail.v1", {"thumbnail"})
ITEM = Item(id="a", work="a", kind="video", title="A", media="sha256:00")


def pick(*editors, edits, item=ITEM):
    guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))
    parts, notes = Editors({editor.name: editor for editor in editors}).pick(guidance, item)
    return [(editor.name, [edit.op for edit in able.edits]) for editor, able in parts], notes


def test_a_cut_alone_goes_to_the_editor_that_copies_and_a_mix_to_one_pass():
    assert pick(VIDEO, CLIP, COVER, edits=(Clip(),))[0] == [("editor.clip.v1", ["clip"])]
    mix = (Clip(), Thumbnail(), Mute())
    assert pick(VIDEO, CLIP, COVER, edits=mix)[0] == [
        ("editor.video.v1", ["clip", "mute"]),
        ("editor.thumbnail.v1", ["thumbnail"]),
    ]


def test_an_installed_editor_comes_before_the_built_in_ones():
    acme = Offers("acme.noir.v1", {"style"})
    assert pick(VIDEO, acme, edits=(Style(name="noir"), Mute()))[0] == [
        ("acme.noir.v1", ["style"]),
        ("editor.video.v1", ["mute"]),
    ]


def test_what_nobody_offers_is_told_beside_what_is_done():
    parts, notes = pick(CLIP, edits=(Clip(), Style(name="oil")))
    assert parts == [("editor.clip.v1", ["clip"])]
    assert notes == ("the style oil is not available here",)
    photo = ITEM.model_copy(update={"kind": "image"})
    with pytest.raises(NotAllowed, match="clip is not available for pictures"):
        pick(CLIP, edits=(Clip(),), item=photo)


def test_an_editor_that_is_gone_is_named():
    with pytest.raises(ConfigError, match=r"acme\.v1"):
        Editors({}).named("acme.v1")
