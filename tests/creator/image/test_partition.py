"""Cells that fill a sheet."""

import numpy as np
import pytest

from generec.creator.image.partition import partition

SHAPES = {
    3: [1.5, 1.0, 0.7],
    5: [1.5, 1.5, 0.75, 1.0, 1.78],
    7: [1.5, 0.67, 1.5, 1.0, 1.78, 0.56, 1.33],
    9: [1.5] * 9,
}


@pytest.mark.parametrize("n", SHAPES)
def test_cells_fill_the_sheet_but_for_the_gutters(n):
    found = partition(SHAPES[n], width=900, height=800, gutter=12, rng=np.random.default_rng(0))
    painted = np.zeros((800, 900), int)
    for left, top, width, height in found.cells:
        assert min(width, height) >= 0.12 * 800
        painted[top : top + height, left : left + width] += 1
    assert painted.max() == 1
    assert painted.mean() > 0.93
    assert painted[0].any()
    assert painted[-1].any()
    assert painted[:, 0].any()
    assert painted[:, -1].any()


@pytest.mark.parametrize("n", SHAPES)
def test_pictures_keep_nearly_their_shapes(n):
    found = partition(SHAPES[n], width=900, height=800, gutter=12, rng=np.random.default_rng(0))
    bent = [
        abs(np.log(cell[2] / cell[3] / shape)) for cell, shape in zip(found.cells, SHAPES[n], strict=True)
    ]
    assert max(bent) < 0.3


def test_the_same_pictures_lie_the_same():
    one, two = (
        partition(SHAPES[7], width=900, height=800, gutter=12, rng=np.random.default_rng(3)) for _ in range(2)
    )
    assert one == two
