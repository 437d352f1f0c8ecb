"""The labelled faces, and the recall that is stated of them."""

import numpy as np
import pytest

from generec.encoders.faces import RECALL
from generec.evaluation.bench_faces import bench_faces, hit, labels, tones


def test_labels_are_as_many_as_stated():
    found = labels()
    assert sum(map(len, found.values())) == RECALL.faces
    assert all((boxes[:, 2:] > 0).all() and (boxes[:, :2] < 1).all() for boxes in found.values())


def test_a_hit_is_on_the_face_and_not_much_larger():
    face = np.array([0.4, 0.4, 0.2, 0.2])
    assert hit(face, np.array([[0.42, 0.42, 0.2, 0.2]]))
    assert hit(face, np.array([[0.36, 0.36, 0.3, 0.3]]))
    assert not hit(face, np.array([[0.0, 0.0, 1.0, 1.0]]))
    assert not hit(face, np.array([[0.7, 0.7, 0.2, 0.2]]))
    assert not hit(face, np.zeros((0, 4)))


@pytest.mark.data
def test_recall_is_as_stated(data, models, monkeypatch):
    monkeypatch.setenv("GENEREC_DATA", str(data))
    rows = {row.name: row for row in bench_faces()}
    share = float(rows["recall"].figure.split()[0])
    assert share == pytest.approx(RECALL.share, abs=0.011)
    assert rows["recall"].ratio > 1


def test_tones_go_from_light_to_dark_and_grey_pictures_have_none() -> None:
    image = np.zeros((40, 160, 3), np.uint8)
    for place, colour in enumerate(((245, 214, 190), (198, 134, 66), (90, 56, 37), (120, 120, 120))):
        image[:, 40 * place : 40 * place + 40] = colour
    boxes = np.array([[place / 4, 0.0, 0.25, 1.0] for place in range(4)])
    light, middle, dark, grey = tones(image, boxes)
    assert light > 41 > middle > dark
    assert dark < -30
    assert np.isnan(grey)
