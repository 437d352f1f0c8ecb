"""Titles on pictures: legible on anything, whole or not at all."""

import numpy as np
import pytest

from generec.media import poster

SIZES = [(640, 360), (360, 640), (500, 500)]


@pytest.fixture
def font(models):
    from generec.models import path

    return path("font-bold")


def luminance(colour):
    c = np.asarray(colour, float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def backgrounds(width, height):
    rng = np.random.default_rng(0)
    yield np.full((height, width, 3), 255, np.uint8)
    yield np.full((height, width, 3), 8, np.uint8)
    yield rng.integers(0, 255, (height, width, 3)).astype(np.uint8)
    yield np.tile(np.linspace(60, 255, width)[None, :, None], (height, 1, 3)).astype(np.uint8)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", ["bottom", "top"])
def test_letters_stand_out_from_any_picture(font, size, place):
    width, height = size
    left, top, right, bottom = poster.room(
        "Cats at night", width=width, height=height, place=place, font=font
    )
    assert (bottom < height / 2) if place == "top" else (top > height / 2)
    for image in backgrounds(width, height):
        out = poster.titled(image, "Cats at night", place=place, font=font)
        part = out[top:bottom, left:right].reshape(-1, 3)
        ink = (part > 235).all(axis=1)
        assert ink.sum() > 200
        behind = np.percentile(luminance(part[~ink]), 75)
        assert (luminance([250] * 3) + 0.05) / (behind + 0.05) >= 4.4
        away = np.s_[height // 2 + height // 6 :] if place == "top" else np.s_[: height // 3]
        np.testing.assert_array_equal(out[away], image[away])


def test_what_cannot_be_set_whole_is_left_out(font):
    image = np.full((200, 120, 3), 90, np.uint8)
    long = "Donaudampfschifffahrtsgesellschaft"
    assert poster.room(long, width=120, height=200, place="bottom", font=font) is None
    np.testing.assert_array_equal(poster.titled(image, long, place="bottom", font=font), image)
