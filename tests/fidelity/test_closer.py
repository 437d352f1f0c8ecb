"""Pictures that no frame of ingest's is like are looked for where the recipe puts them, and in parts."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.drafts import Draft
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.domain.recipes import Recipe, Source, Step
from generec.encoders import open_encoder
from generec.fidelity.closer import closer, moments, overlaid, parts
from generec.fidelity.looking import COVER, exhibit, opened
from generec.fidelity.seeing import Eyes
from generec.media.frames import frame_at


def draft(*steps: Step) -> Draft:
    return Draft(recipe=Recipe(kind="video", sources=(Source(item="a"),), steps=steps), kind="video")


def step(op: str, **params: Any) -> Step:
    return Step(component="editor.video.v1", op=op, params=params)


def first(made: Draft, time: float, length_s: float = 20.0) -> float | None:
    return next(moments(made, time, length_s), None)


def test_moments_follow_cuts_and_tempo() -> None:
    assert first(draft(step("mute")), 3.0) == 3.0
    assert first(draft(step("speed", factor=2.0)), 3.0) == 6.0
    assert first(draft(step("clip", start_s=5.0, end_s=9.0)), 3.0) == 8.0
    both = draft(step("clip", spans=[[2.0, 4.0], [10.0, 14.0]]), step("speed", factor=0.5))
    assert [first(both, time) for time in (0.0, 3.0, 6.0)] == [2.0, 3.5, 11.0]
    assert first(both, 13.0) is None
    assert first(draft(step("mute")), COVER) is None


def test_parts_have_the_others_shape() -> None:
    wide, square = np.zeros((90, 160, 3), np.uint8), np.zeros((50, 50, 3), np.uint8)
    wide[:, :10] = 255
    left, middle, right = parts(wide, square)
    assert {one.shape for one in (left, middle, right)} == {(90, 90, 3)}
    assert (left.any(), middle.any(), right.any()) == (True, False, False)
    assert [one.shape for one in parts(square, wide)] == [(28, 50, 3)] * 3
    assert parts(wide, np.zeros((45, 80, 3), np.uint8)) == []


@pytest.mark.parametrize(("speed", "alike"), [(0.5, True), (1.0, False)])
def test_a_flash_is_found_where_the_recipe_puts_it(
    home: Any, models: Path, make: Any, tmp_path: Path, speed: float, alike: bool
) -> None:
    # Pictures of bars with a white flash at 0.5 s; shown at half the tempo it comes at 1 s.
    path = make.film(tmp_path / "in.mp4", seconds=2.0)
    encoder = open_encoder()
    seen, concepts = encoder.both([frame_at(path, 0.2)])
    one = np.zeros(1, np.float32)
    found = FrameFeatures(one, seen, concepts, one, one, np.zeros((1, 2), np.float32), one, 2.0)
    item = Item(id="a", work="a", kind="video", media=home.blobs.put(path.read_bytes()))
    made = draft(step("speed", factor=speed))
    white = np.full((96, 160, 3), 250, np.uint8)
    with opened(made, [item], files=home.blobs.path):
        eyes = Eyes(encoder, lambda key: found)
        best = closer(white, 1.01 if alike else 1.25, exhibit(made, [item]), [(item, found)], eyes)
    assert (best.likeness > 0.6) == alike


def test_light_and_dark_are_found_again_in_other_colours_cropped_and_fitted_in() -> None:
    rng = np.random.default_rng(0)
    source, other = (
        field.repeat(20, 0).repeat(20, 1) for field in rng.integers(0, 255, (2, 9, 16, 3), np.uint8)
    )
    grey = np.clip(source.mean(axis=2, keepdims=True) * 1.4 - 50, 0, 255)
    noir = grey.repeat(3, axis=2).astype(np.uint8)
    fitted = np.zeros((320, 320, 3), np.uint8)
    fitted[70:250] = source
    for made in (noir, source[:, 60:240], source[20:160, 40:290], fitted):
        assert overlaid(made, source) > 0.8
        assert overlaid(made, other) < 0.6
    plain = np.full_like(source, 90)
    assert overlaid(plain, plain) == 0
