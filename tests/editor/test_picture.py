"""The editor of photos, on a picture made by code."""

from contextlib import nullcontext
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.errors import MediaError, NotAllowed
from generec.domain.guidance import Adjust, Caption, Clause, Clip, Guidance, Mute, Reframe, Style, StyleName
from generec.domain.items import Item
from generec.editor import open_editors, operations
from generec.editor.picture import changed
from generec.editor.tools import Tools
from generec.media import pictures

WIDE, HIGH = 301, 200


@pytest.fixture
def photo(tmp_path):
    image = np.full((HIGH, WIDE, 3), (70, 120, 60), np.uint8)
    image[60:140, 210:280] = (230, 70, 40)
    path = tmp_path / "photo.png"
    Pillow.fromarray(image).save(path)
    return path


@pytest.fixture
def do(photo, tmp_path, make_viewer):
    tools = Tools(features=lambda key: None, media=lambda key: nullcontext(photo), folder=tmp_path / "drafts")
    editor = open_editors(tools)["editor.picture.v1"]
    item = Item(id="p1", work="p1", kind="image", title="Field", media="sha256:00", width=WIDE, height=HIGH)

    def run(*edits):
        guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))
        recipe = editor.plan(
            item=item, guidance=guidance, profile=make_viewer(), rng=np.random.default_rng(0)
        )
        draft = editor.render(recipe, [item])
        return recipe, draft, pictures.read(draft.media)

    return run


def test_crop_keeps_what_stands_out(do):
    recipe, draft, image = do(Reframe(aspect="1:1"))
    assert image.shape[:2] == (200, 200)
    assert (draft.kind, draft.mime, draft.ai, recipe.kind) == ("image", "image/jpeg", True, "image")
    assert draft.changes == ("cropped to 1:1",)
    reds = (image[..., 0] > 180) & (image[..., 2] < 110)
    assert reds.sum() > 0.95 * 80 * 70


def test_looks_and_adjustments_change_the_picture(do, photo):
    before = pictures.read(photo)
    assert np.ptp(do(Style(name="noir"))[2], axis=2).mean() < 4
    assert do(Adjust(what="brightness", by="up"))[2].mean() > before.mean() + 10
    assert len(np.unique(do(Style(name="pixel"))[2].reshape(-1, 3), axis=0)) > 1


@pytest.mark.parametrize("look", get_args(StyleName))
def test_every_look_takes_photos_of_odd_sizes(look, do, photo):
    Pillow.fromarray(pictures.read(photo)[:199]).save(photo)
    assert do(Style(name=look))[2].shape == (198, 300, 3)


@pytest.mark.parametrize("what", ["brightness", "contrast", "saturation"])
def test_every_adjustment_takes_photos_of_odd_sizes(what, do, photo):
    Pillow.fromarray(pictures.read(photo)[:199]).save(photo)
    assert do(Adjust(what=what, by="down"))[2].shape == (198, 300, 3)


def test_what_the_filters_refuse_is_told_in_a_line(photo):
    with pytest.raises(MediaError, match=r"300 x 199 cannot go through .*crop"):
        changed(pictures.read(photo)[:199, :300], [("crop", "w=600:h=600")])


def test_dictated_words_stand_on_it_and_stay_private(do):
    recipe, _, image = do(Caption(text="Summer 1987"))
    assert recipe.scope == "private"
    assert (image[140:] > 235).all(axis=2).sum() > 100


def test_equal_wishes_make_equal_bytes(do):
    (one, first, _), (two, second, _) = (do(Style(name="cartoon"), Reframe(aspect="9:16")) for _ in range(2))
    assert one.key() == two.key()
    assert first.media.read_bytes() == second.media.read_bytes()


@pytest.mark.parametrize("edit", [Clip(seconds=2), Mute(), Caption()])
def test_what_needs_time_is_not_for_pictures(do, edit):
    with pytest.raises(NotAllowed, match=r"picture|image"):
        do(edit)
    if not isinstance(edit, Caption):
        assert edit.op not in operations("image")


def test_what_no_crop_holds_is_fitted_in(tools, tmp_path, make_viewer):
    wide = np.full((120, 400, 3), 90, np.uint8)
    wide[40:80, 30:370] = (230, 60, 50)
    (tmp_path / "wide.png").write_bytes(pictures.png(wide))
    own = replace(tools, media=lambda key: nullcontext(tmp_path / "wide.png"))
    editor = open_editors(own)["editor.picture.v1"]
    item = Item(id="w", work="w", kind="image", media="sha256:07", width=400, height=120)
    guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=(Reframe(aspect="1:1"),)),))
    recipe = editor.plan(item=item, guidance=guidance, profile=make_viewer(), rng=np.random.default_rng(0))
    draft = editor.render(recipe, [item])
    assert "fitted into 1:1" in draft.changes[0]
    image = pictures.read(draft.media)
    assert image.shape[0] == image.shape[1]
    red = ((image[..., 0] > 190) & (image[..., 2] < 110)).any(axis=0)
    assert red.sum() >= 305, "nearly all of the bar is in sight"
    assert image[:20].mean() < 0.8 * wide.mean(), "what is around is darker"
