"""Cards that draw facts: what counts, grows and appears, where, and that nothing leaves the picture."""

import numpy as np
import pytest

from generec import models
from generec.creator.cards.cards import Fonts, palette
from generec.creator.cards.charts import axis, bars, counted, counter, line, ticks
from generec.creator.cards.maps import COASTS, rings, world
from generec.creator.cards.panel import Box, Look, Panel
from generec.creator.cards.plates import Plate
from generec.domain.errors import DataError
from generec.domain.facts import Fact, FactSource, Place, Point, Series

SOURCE = FactSource(kind="given", id="given:1", title="A book of many pages", licence="CC0-1.0")
TEXT = "A whale weighs 150 tonnes and eats four of them a day."
POINTS = tuple(Point(label=str(1960 + 10 * i), value=300 + i * i) for i in range(6))
SIZES = [(480, 854), (854, 480), (480, 480)]


@pytest.fixture(scope="module")
def fonts():
    return Fonts(models.path("font-regular"), models.path("font-bold"))


@pytest.fixture
def look(fonts):
    return Look((480, 854), palette(0.6), fonts)


def fact(**more):
    return Fact(text=TEXT, source=SOURCE, span=(0, len(TEXT)), topic="Whales", **more)


def lit(image, colour, *, near=60):
    """(h, w) where a picture has about a colour."""
    return np.abs(image.astype(int) - np.array(colour)).sum(axis=2) < near


def test_numbers_count_up_as_they_are_written():
    assert counted("28,000", 0.5) == "14,000"
    assert counted("26.5", 0.5) == "13.2"
    assert counted("28,000", 1.0) == "28,000"
    assert counted("2.8 million", 0.5) == "1.4 million"
    assert counted("1969", 0.3) == "1969"
    assert counted("many", 0.3) == "many"


@pytest.mark.parametrize(("low", "high"), [(317, 414), (0, 7), (-3, 12), (0.01, 0.05), (5, 5), (1e6, 3e7)])
def test_ticks_are_round_and_hold_all_values(low, high):
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8
    assert np.allclose(np.diff(marks), marks[1] - marks[0])


def test_an_axis_says_what_it_measures():
    assert axis(Series(label="height", unit="m", points=POINTS)) == "Height (m)"
    assert axis(Series(label="count", points=POINTS)) == "Count"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", [True, False])
def test_every_card_fits_its_picture_and_moves(fonts, size, words):
    whole = fact(
        number="150",
        unit="tonnes",
        series=Series(label="length", unit="m", points=POINTS),
        places=(
            Place(name="Hawaii", latitude=20.8, longitude=-156.5),
            Place(name="Oslo", latitude=60, longitude=10),
        ),
    )
    for drawing in (counter(whole), bars(whole.series), line(whole.series), world(whole.places), None):
        draw = Panel(whole, Look(size, palette(0.6), fonts), drawing, words=words)()
        first, later = draw(0.2), draw(4.0)
        assert later.shape == (size[1], size[0], 3)
        assert np.abs(later.astype(int) - first).max() > 100
        bright = later.astype(int).sum(axis=2) > 560
        rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
        assert rows[0] > 0.03 * size[1]
        assert rows[-1] < 0.97 * size[1]
        assert columns[0] > 0.02 * size[0]
        assert columns[-1] < 0.98 * size[0]
        if not words and drawing is not None:
            assert rows[-1] < 0.78 * size[1]


def test_bars_grow_to_lengths_that_are_as_their_values(look):
    series = Series(label="length", unit="m", points=(Point(label="a", value=10), Point(label="b", value=40)))
    paint = bars(series)(look, Box(40, 100, 440, 500))
    image = np.zeros((854, 480, 3), np.float32)
    paint(image, 5.0)
    most = lit(image, look.colours.accent).sum(axis=1).max()
    light = np.array(look.colours.light)
    rest = lit(image, np.rint(light + 0.55 * (255 - light)), near=12).sum(axis=1).max()
    assert rest == pytest.approx(most / 4, abs=3)
    early = np.zeros_like(image)
    paint(early, 0.5)
    assert lit(early, look.colours.accent).sum() < lit(image, look.colours.accent).sum()


def test_a_line_goes_up_where_values_do(look):
    paint = line(Series(label="count", kind="line", points=POINTS))(look, Box(40, 100, 440, 500))
    image = np.zeros((854, 480, 3), np.float32)
    paint(image, 6.0)
    rows, columns = np.nonzero(lit(image, look.colours.accent))
    left, right = rows[columns < columns.min() + 20].mean(), rows[columns > columns.max() - 20].mean()
    assert left > right + 100


def test_places_are_where_they_are_on_the_map(look):
    coasts = list(rings(models.path(COASTS)))
    assert len(coasts) > 170
    assert all(np.abs(ring[:, 0]).max() <= 180.01 and np.abs(ring[:, 1]).max() <= 90.01 for ring in coasts)
    west, east = Place(name="W", latitude=0, longitude=-60), Place(name="E", latitude=0, longitude=20)
    north = Place(name="N", latitude=50, longitude=10)
    paint = world((west, east, north))(look, Box(40, 100, 440, 500))
    image = np.zeros((854, 480, 3), np.float32)
    paint(image, 2.5)
    found = lit(image, look.colours.accent)
    rows, columns = np.nonzero(found)
    assert columns.max() - columns.min() > 150
    assert rows.max() - rows.min() > 80


def test_what_is_no_shapefile_is_refused(tmp_path):
    path = tmp_path / "x.shp"
    path.write_bytes(b"no map" * 40)
    with pytest.raises(DataError, match="no shapefile"):
        list(rings(path))


def test_a_plate_is_there_in_its_time_alone(look):
    plate = Plate(fact(), begin_s=2.0, end_s=6.0, look=look)
    assert plate.patches(480, 854, at_s=1.9) == []
    assert plate.patches(480, 854, at_s=6.0) == []
    there = plate.patches(480, 854, at_s=4.0)
    assert len(there) > len(TEXT.split())
    words = there[2:]
    assert all(one.x >= 0 and one.x + one.opacity.shape[1] <= 480 + 8 for one in words)
    assert all(854 * 0.5 < one.y < 854 * 0.9 for one in words)
