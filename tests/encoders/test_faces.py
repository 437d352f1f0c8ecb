"""Faces and eyes: found where they are, near and far, and nowhere else."""

import csv

import cv2
import numpy as np
import pytest

from generec.demo import pack
from generec.encoders.eyes import SHUT, Eyes, blinking
from generec.encoders.faces import Faces, FacesConfig, overlap
from generec.media import pictures
from generec.media.frames import frame_at

FACE = np.array([0.33, 0.13, 0.21, 0.24])
"""Where the face of the portrait is, in shares of it."""


@pytest.fixture(scope="module")
def portrait(models):
    """An astronaut's portrait of the sample pack: NASA, in the public domain."""
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
    return pictures.read(pack.path("astronaut"))


def test_a_face_is_found_where_it_is(portrait):
    found = Faces()(image=portrait)
    assert len(found) == 1
    assert overlap(FACE, found.boxes)[0] > 0.6
    assert found.scores[0] > 0.8
    right, left, nose = found.points[0, :3]
    assert right[0] < nose[0] < left[0]
    assert right[1] < nose[1] > left[1]


@pytest.mark.parametrize("share", [0.12, 0.3, 1.0])
def test_near_and_far(portrait, share):
    canvas = np.full((480, 480, 3), 120, np.uint8)
    small = cv2.resize(
        portrait, None, fx=share * 480 / 512, fy=share * 480 / 512, interpolation=cv2.INTER_AREA
    )
    canvas[: small.shape[0], : small.shape[1]] = small
    found = Faces()(image=canvas)
    assert len(found) == 1
    assert overlap(FACE * share, found.boxes)[0] > 0.5


def test_no_face_in_pictures_of_none(models, make):
    find = Faces(FacesConfig(score=0.7))
    assert sum(len(find(image=make.scene(number, 320, 200))) for number in range(12)) == 0
    assert len(find(image=np.zeros((2, 3, 3), np.uint8))) == 0


def test_overlap_is_the_share_of_the_union():
    boxes = np.array([[0, 0, 1, 1], [0.5, 0, 1, 1], [2, 2, 1, 1]], np.float32)
    assert overlap(boxes[0], boxes) == pytest.approx([1, 1 / 3, 0])


def test_open_eyes_are_open(portrait):
    found = Faces()(image=portrait)
    assert Eyes()(image=portrait, found=found)[0] > SHUT + 0.05
    assert blinking(portrait) == 0.0
    tiny = cv2.resize(portrait, (60, 60), interpolation=cv2.INTER_AREA)
    assert np.isnan(Eyes()(image=tiny, found=found)).all()


@pytest.mark.data
def test_shut_eyes_are_seen(data, models):
    with (data / "microvideo" / "items.csv").open() as rows:
        lengths = {row["item_id"]: float(row["duration_s"]) for row in csv.DictReader(rows)}

    def shares(item):
        path = data / "microvideo" / "videos" / f"{item}.mp4"
        return np.mean([blinking(frame_at(path, at)) for at in np.linspace(0.1, 0.9, 9) * lengths[item]])

    assert shares("mv_069") > 0.9
    assert shares("mv_000") < 0.3
