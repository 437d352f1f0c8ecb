"""Style transfer by the packaged networks: any size, and as the picture is."""

import numpy as np
import pytest

from generec.models import style


@pytest.fixture(scope="module")
def stripes():
    picture = np.full((300, 400, 3), (235, 140, 30), np.uint8)
    picture[:, ::16] = picture[:, 1::16] = (30, 20, 90)
    return picture


def test_a_style_is_100_numbers_of_what_the_picture_looks_like(stripes):
    one, same, other = (style.vector(x) for x in (stripes, stripes[:, ::-1], 255 - stripes // 3))
    assert one.shape == (style.DIMS,)
    assert np.abs(one - same).mean() < np.abs(one - other).mean()


@pytest.mark.parametrize("size", [(96, 128), (150, 97), (384, 384)])
def test_pictures_of_any_size_are_redrawn_and_take_on_the_colours(stripes, size):
    plain = np.full((*size, 3), 0.5, np.float32)
    plain[size[0] // 3 :, size[1] // 3 :] = 0.8
    found = style.redrawer(style.vector(stripes))(plain)
    assert found.shape == plain.shape
    assert found.min() >= 0
    assert found.max() <= 1
    assert found[..., 0].mean() > found[..., 2].mean() + 0.05


def test_another_style_gives_another_picture(stripes):
    plain = np.linspace(0, 1, 128 * 128 * 3, dtype=np.float32).reshape(128, 128, 3)
    one, two = (style.redrawer(style.vector(x))(plain) for x in (stripes, 255 - stripes))
    assert np.abs(one - two).mean() > 0.05


def test_the_file_is_named_for_recipes():
    assert {name: len(sha) for name, sha in style.models().items()} == {"style-transform": 64}
