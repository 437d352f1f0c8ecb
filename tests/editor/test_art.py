"""Covers that are made: what may stand on them, where, and that the frame stays the frame."""

import cv2
import numpy as np
import pytest

from generec.editor import art
from generec.editor.upscale import doubled


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Cats meet the mirror", "Cats meet the mirror"),
        ("Sourdough: what nobody tells you about it", "Sourdough"),
        ("Night in Kyoto | 4K walking tour", "Night in Kyoto"),
        ("A very long title that goes on and on without any break", ""),
        ("IMG_20240503", ""),
        ("video.mp4", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_only_whole_short_phrases_become_titles(title, kept):
    assert art.short(title) == kept


def test_the_title_goes_where_least_is_to_be_seen(models):
    image = np.full((360, 640, 3), 120, np.uint8)
    rng = np.random.default_rng(0)
    image[220:] = rng.integers(0, 255, (140, 640, 3))
    assert art.place_of(image, "Still water") == "top"
    assert art.place_of(image[::-1].copy(), "Still water") == "bottom"
    assert art.place_of(image, "日本") is None
    assert art.place_of(image, "") is None


def test_enlarging_keeps_the_picture_and_does_not_show_its_tiles(models):
    y, x = np.mgrid[:300, :280]
    image = np.stack([127 + 100 * np.sin(x / 9 + c) * np.cos(y / 11) for c in range(3)], -1).astype(np.uint8)
    large = doubled(image)
    assert large.shape == (600, 560, 3)
    back = cv2.resize(large, (280, 300), interpolation=cv2.INTER_AREA).astype(float)
    assert np.abs(back - image).mean() < 4
    plain = cv2.resize(image, (560, 600), interpolation=cv2.INTER_CUBIC).astype(float)
    apart = np.abs(large - plain).mean(axis=(0, 2))
    assert apart[505:519].mean() < 2.5 * np.median(apart) + 1


def test_grading_is_bounded():
    rng = np.random.default_rng(0)
    image = np.clip(rng.normal(110, 25, (120, 160, 3)), 0, 255).astype(np.uint8)
    image = cv2.GaussianBlur(image, (0, 0), 3)
    out = art.graded(image)
    assert 1.0 < out.std() / image.std() < 2.2
    assert abs(float(out.mean()) - float(image.mean())) < 8
    night = np.full((60, 80, 3), 12, np.uint8)
    assert art.graded(night).mean() < 25


def test_a_crop_has_its_aspect_and_its_place():
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, 150:] = 255
    assert art.cropped(image, aspect="1:1", x=1.0, y=0.5).shape == (100, 100, 3)
    assert (
        art.cropped(image, aspect="1:1", x=1.0, y=0.5).mean()
        > art.cropped(image, aspect="1:1", x=0.0, y=0.5).mean()
    )
