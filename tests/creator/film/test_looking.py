"""What is seen in a stretch: where its crop goes."""

import dataclasses
from contextlib import nullcontext

import numpy as np
import pytest

from generec.creator.film.creator import StoryboardCreator, StoryboardCreatorConfig
from generec.creator.film.filming import _crop
from generec.creator.film.looking import look, place, soft_bars, way
from generec.media.compose import Shot, compose
from generec.media.crop import Crop


@pytest.fixture(scope="module")
def runner(make, tmp_path_factory):
    """A red block that crosses a grey field from left to right in four seconds."""
    images = []
    for index in range(80):
        image = np.full((96, 176, 3), (70, 90, 110), np.uint8)
        left = 4 + 2 * index
        image[36:66, left : left + 14] = (220, 50, 40)
        images.append(image)
    path = tmp_path_factory.mktemp("runner") / "runner.mp4"
    return make.clip(path, seconds=4.0, size=(176, 96), fps=20, images=images)


def held(crop, seconds):
    """(times,) whether the block is wholly inside the crop, by its middle and half its width."""
    out = []
    for at in np.arange(0.2, seconds - 0.2, 0.1):
        width, _ = crop.size(176, 96)
        left = crop.at(at)[0] * (176 - width)
        middle = 4 + 2 * (20 * at) + 7
        out.append(left <= middle - 7 and middle + 7 <= left + width)
    return np.mean(out)


def test_the_crop_follows_what_leaves_a_still_one(runner, models):
    looked = look(runner, 0.0, 4.0)
    found = way(runner, 0.0, 4.0, looked=looked, aspect=(9, 16))
    assert len(found.times) > 1
    x, y = place(looked.images, aspect=(9, 16))
    still = Crop((9, 16), x=(x,), y=(y,))
    moving = Crop((9, 16), times=found.times, x=found.x, y=found.y)
    assert held(still, 4.0) < 0.45
    assert held(moving, 4.0) > 0.6


def test_where_nearly_all_is_kept_it_stands_still(runner, models):
    looked = look(runner, 0.0, 4.0)
    assert len(way(runner, 0.0, 4.0, looked=looked, aspect=(16, 9)).times) == 1


def test_a_crop_that_stands_is_one_filter_and_a_way_is_a_crop_along_it():
    still = {"aspect": "9:16", "times": [0.0], "x": [0.3], "y": [0.5]}
    assert isinstance(_crop(still), tuple)
    moving = {"aspect": "9:16", "times": [0.0, 1.0], "x": [0.3, 0.6], "y": [0.5, 0.5]}
    assert _crop(moving) == Crop((9, 16), times=(0.0, 1.0), x=(0.3, 0.6), y=(0.5, 0.5))


def test_bars_of_the_blurred_picture_are_seen_and_plain_skies_are_none():
    rng = np.random.default_rng(1)
    busy = rng.integers(0, 255, (60, 160, 3)).astype(np.uint8)
    film = np.full((180, 160, 3), 90, np.uint8)
    film[60:120] = busy
    left, top, right, bottom = soft_bars([film, film])
    assert (left, right) == (0, 0)
    assert top == bottom == pytest.approx(1 / 3, abs=0.03)
    sky = film.copy()
    sky[120:] = rng.integers(0, 255, (60, 160, 3))
    assert soft_bars([sky]) == (0, 0, 0, 0)
    assert soft_bars([np.full((90, 160, 3), 200, np.uint8)]) == (0, 0, 0, 0)


def test_the_shape_of_a_film_is_that_of_its_footage_within_black_bars(studio, wish, somebody, tmp_path):
    square = np.random.default_rng(3).integers(60, 220, (9, 9, 3)).astype(np.uint8)
    frame = np.zeros((108, 192, 3), np.uint8)
    frame[:, 42:150] = square.repeat(12, axis=0).repeat(12, axis=1)

    def moving(at_s):
        return np.roll(frame, round(4 * at_s), axis=0)

    path = tmp_path / "boxed.mp4"
    compose([Shot(240, draw=lambda: moving)], path, size=(192, 108))

    def aspects(studio):
        creator = StoryboardCreator(StoryboardCreatorConfig(side=96), studio=studio)
        recipe = creator.plan(
            guidance=wish("dogs", seconds=6), profile=somebody, rng=np.random.default_rng(0)
        )
        return {step.params["aspect"] for step in recipe.steps if step.op == "shot"}

    boxed = dataclasses.replace(studio.tools, media=lambda key: nullcontext(path))
    assert aspects(studio) == {"16:9"}
    assert aspects(dataclasses.replace(studio, tools=boxed)) == {"1:1"}
