"""Type that is fitted, measured and set apart."""

import numpy as np
import pytest

from generec.creator.image.typeset import Face, contrast, fit, hue_of, one_line, opacity, rgb
from generec.media.light import linear, luminance
from generec.models import path

pytestmark = pytest.mark.usefixtures("models")


@pytest.fixture
def bold(models):
    return path("font-bold")


def test_the_largest_size_that_fits_is_taken(bold):
    sizes = (90, 60, 40)
    wide = fit("Sailing boats", font=bold, width=900, height=300, sizes=sizes, rows=2)
    narrow = fit("Sailing boats", font=bold, width=240, height=300, sizes=sizes, rows=2)
    assert (wide.face.size, wide.rows) == (90, ("Sailing boats",))
    assert narrow.face.size < 90
    assert narrow.width <= 240
    assert fit("Sailing boats", font=bold, width=20, height=300, sizes=sizes, rows=2) is None


def test_what_is_measured_is_what_is_drawn(bold):
    one = fit("Hh", font=bold, width=500, height=200, sizes=(100,), rows=1).at(40, 30)
    rows, columns = (
        np.flatnonzero((opacity([one], width=400, height=200) > 0.5).any(axis=a)) for a in (1, 0)
    )
    assert rows[0] == pytest.approx(30, abs=7)
    assert rows[-1] + 1 == pytest.approx(30 + one.height, abs=2)
    assert columns[-1] - 40 == pytest.approx(one.width, abs=10)


def test_letters_apart_take_more_room(bold):
    assert Face(bold, 40, 0.1).width("WIDE") == pytest.approx(Face(bold, 40).width("WIDE") + 12)


def test_a_row_that_is_too_long_is_cut(bold):
    row = one_line("by somebody with a very long name", font=bold, size=20, width=120).rows[0]
    assert row.endswith("…")
    assert Face(bold, 20).width(row) <= 120


def test_contrast_is_that_of_the_accessibility_guidelines():
    grey = np.full((10, 3), 119, np.float32)
    assert contrast((255, 255, 255), grey) == pytest.approx(4.48, abs=0.02)
    assert contrast((0, 0, 0), np.full((10, 3), 255, np.float32)) == pytest.approx(21.0, abs=0.01)
    assert float(luminance(linear(np.array([[255, 0, 0]], np.float32)))[0]) == pytest.approx(0.2126, abs=1e-4)


def test_the_hue_of_a_picture():
    blue = np.zeros((50, 50, 3), np.uint8)
    blue[:] = rgb(0.6, 0.8, 0.8)
    hue, colourful = hue_of(blue)
    assert hue == pytest.approx(0.6, abs=0.03)
    assert colourful > 0.5
    assert hue_of(np.full((50, 50, 3), 128, np.uint8))[1] < 0.05
