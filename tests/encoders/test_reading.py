"""Words that code has written into pictures are read where they stand; where there are none, none are."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec import models
from generec.encoders.reading import Reading, ReadingConfig

pytestmark = pytest.mark.usefixtures("models")


def written(make, *lines, size=22, at=(12, 12), tilt=0.0):
    picture = Pillow.fromarray(cv2.GaussianBlur(make.scene(3, 512, 288), (0, 0), 8))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(models.path("font-bold")), size)
    for row, line in enumerate(lines):
        place = (at[0], at[1] + row * 2 * size)
        draw.text(place, line, font=font, fill="white", stroke_width=2, stroke_fill="black")
    turn = cv2.getRotationMatrix2D((256, 144), tilt, 1.0)
    return cv2.warpAffine(np.asarray(picture), turn, (512, 288), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("size", [12, 16, 28])
def test_lines_are_read_from_top_to_bottom(make, size):
    image = written(make, "Tonight at seven", "Grüße aus Köln", "anna@example.org", size=size)
    read = [line.words.replace(" ", "") for line in Reading()(image=image)]
    assert read == ["Tonightatseven", "GrüßeausKöln", "anna@example.org"]


def test_a_line_says_where_it_stands(make):
    (line,) = Reading()(image=written(make, "Here", at=(256, 144), size=30))
    left, top, width, height = line.box
    assert left == pytest.approx(0.5, abs=0.03)
    assert top == pytest.approx(0.52, abs=0.04)
    assert 0.08 < width < 0.2
    assert 0.05 < height < 0.2


def test_words_side_by_side_are_told_from_left_to_right(make):
    image = written(make, "Left" + " " * 14 + "Middle" + " " * 14 + "Right", size=24)
    image = np.roll(image, 1, axis=0)
    assert [line.words for line in Reading()(image=image)] == ["Left", "Middle", "Right"]


def test_tilted_words_are_read(make):
    (line,) = Reading()(image=written(make, "Uphill we go", at=(150, 130), tilt=12.0))
    assert line.words == "Uphill we go"


def test_where_nothing_is_written_nothing_is_read(make):
    assert Reading()(image=make.scene(5, 512, 288)) == ()
    assert Reading()(image=np.full((64, 64, 3), 200, np.uint8)) == ()


def test_what_is_not_sure_enough_is_left_out(make):
    image = written(make, "Tonight at seven")
    assert Reading(ReadingConfig(sure=1.0))(image=image) == ()


def test_a_small_picture_is_no_fault():
    assert Reading()(image=np.zeros((3, 5, 3), np.uint8)) == ()
