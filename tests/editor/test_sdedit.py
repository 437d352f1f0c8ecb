"""Looks drawn by a diffusion model: a tiny one with random weights, in the one pass of the editors."""

import shutil
import sys
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.errors import ConfigError, DataError, MissingExtra
from generec.domain.guidance import Clause, Clip, Guidance, Reframe, Style
from generec.domain.items import Item
from generec.editor import open_editors
from generec.editor.sdedit import SdeditConfig
from generec.media import pictures
from generec.media.probe import probe

OIL = Style(name="oil")
PHOTO = Item(id="p1", work="p1", kind="image", title="Field", media="sha256:01", width=97, height=64)


@pytest.fixture
def photo(tmp_path):
    image = np.random.default_rng(2).integers(0, 256, (16, 24, 3), np.uint8).repeat(4, 0).repeat(4, 1)
    path = tmp_path / "photo.png"
    Pillow.fromarray(image).save(path)
    return path


@pytest.fixture
def do(tools, item, photo, video, make_viewer):
    media = {PHOTO.media: photo, item.media: video}
    own = replace(tools, media=lambda key: nullcontext(media[key]))

    def plan(config, source, *edits):
        name = "editor.picture.v1" if source.kind == "image" else "editor.video.v1"
        editor = open_editors(replace(own, sdedit=config))[name]
        guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=edits),))
        return editor, editor.plan(
            item=source, guidance=guidance, profile=make_viewer(), rng=np.random.default_rng(0)
        )

    return plan


@pytest.fixture
def config(diffusion_folder):
    return SdeditConfig(model=str(diffusion_folder), kinds=("image", "video"), steps=4, side=64)


def test_a_photo_is_redrawn_and_the_recipe_says_by_what(do, config, photo, diffusion_folder):
    editor, recipe = do(config, PHOTO, OIL)
    (step,) = recipe.steps
    assert {
        "model": "tiny-diffusion",
        "licence": "creativeml-openrail-m",
        "level": 0.5,
        "seed": 0,
    }.items() <= (step.params.items())
    assert set(step.models) == {"unet", "vae", "text-encoder"}
    assert str(diffusion_folder.parent) not in recipe.canonical()
    assert recipe.scope == "shared"
    first, second = (editor.render(recipe, [PHOTO]) for _ in range(2))
    assert first.changes == ("redrawn as oil by a diffusion model",)
    assert first.ai
    assert first.media.read_bytes() == second.media.read_bytes()
    assert np.abs(pictures.read(first.media).astype(int) - pictures.read(photo)).mean() > 5


def test_strength_is_a_share_of_the_level(do, config):
    _, recipe = do(config, PHOTO, Style(name="oil", strength=0.4))
    assert recipe.steps[0].params["level"] == 0.2


def test_a_video_is_redrawn_in_the_pass_with_the_rest(do, config, item):
    editor, recipe = do(config, item, OIL, Clip(seconds=1), Reframe(aspect="1:1"))
    assert [step.op for step in recipe.steps] == ["clip", "reframe", "style"]
    draft = editor.render(recipe, [item])
    facts = probe(draft.media)
    assert facts.has_audio
    assert abs(facts.duration_s - 1) < 0.1
    assert facts.width == facts.height == 96
    assert draft.media.read_bytes() == editor.render(recipe, [item]).media.read_bytes()


def test_what_is_not_listed_stays_built_in(do, config, item):
    long = config.model_copy(update={"longest_s": 2.0})
    pictures_only = config.model_copy(update={"kinds": ("image",)})
    for own, source, edits in (
        (SdeditConfig(), PHOTO, [OIL]),
        (config, PHOTO, [Style(name="noir")]),
        (pictures_only, item, [OIL]),
        (long, item, [OIL]),
    ):
        _, recipe = do(own, source, *edits)
        assert "model" not in recipe.steps[-1].params
        assert not recipe.steps[-1].models
    _, cut = do(long, item, OIL, Clip(seconds=1))
    assert cut.steps[-1].models


def test_other_weights_than_the_recipes_are_refused(do, config, tmp_path):
    _, recipe = do(config, PHOTO, OIL)
    copy = shutil.copytree(config.model, tmp_path / "tiny-diffusion")
    weights = copy / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    editor, _ = do(config.model_copy(update={"model": str(copy)}), PHOTO, Style(name="noir"))
    with pytest.raises(DataError, match="other weights"):
        editor.render(recipe, [PHOTO])
    editor, _ = do(SdeditConfig(), PHOTO, OIL)
    with pytest.raises(ConfigError, match="no model is named"):
        editor.render(recipe, [PHOTO])


def test_without_the_extra_the_error_names_it(do, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"generec\[hub\]"):
        do(SdeditConfig(model=str(tmp_path)), PHOTO, OIL)
