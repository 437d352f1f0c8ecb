"""The second look: a face stays, what is none is given up, what is too small to tell stays."""

import numpy as np
import pytest

from generec.demo import pack
from generec.encoders.face_looks import FaceLooks, LooksConfig, glance
from generec.encoders.faces import Faces, FacesConfig
from generec.media import pictures


def sample(name):
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
    return pictures.read(pack.path(name), longest=480)


def test_a_face_stays_even_where_it_was_doubtful(models):
    image = sample("astronaut")
    found = Faces()(image=image)
    one = glance(image, found.boxes[0], 0.4)
    assert one.cut.shape == (224, 224, 3)
    assert FaceLooks()(glances=[one], mean=0.4)


def test_a_pattern_is_given_up_unless_it_was_sure(models):
    image = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    one = glance(image, np.array([0.4, 0.3, 0.2, 0.3], np.float32), 0.62)
    assert not FaceLooks()(glances=[one], mean=0.5)
    assert FaceLooks()(glances=[one], mean=0.7)


def test_a_cat_is_given_up_where_it_is_large_enough_to_tell(models):
    image = sample("cat")
    found = Faces(FacesConfig(score=0.05))(image=image)
    box = found.boxes[0] if len(found) else np.array([0.2, 0.1, 0.5, 0.7], np.float32)
    looks = LooksConfig(resembling=1.0)
    assert not FaceLooks(looks)(glances=[glance(image, box, 0.7)], mean=0.7)
    assert FaceLooks(looks)(glances=[glance(image, box, 0.7)._replace(side=20.0)], mean=0.7)


def test_a_face_at_the_edge_is_cut_out_whole():
    image = np.zeros((100, 200, 3), np.uint8)
    image[:20, :20] = 255
    one = glance(image, np.array([-0.05, -0.1, 0.1, 0.2], np.float32), 0.5)
    assert one.side == pytest.approx(20)
    assert one.cut[112:120, 112:120].mean() > 200
