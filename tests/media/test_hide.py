"""What hides faces: nothing of them is left, and nothing else is touched."""

import numpy as np

from generec.media.hide import FROST, Hide, Oval, steadied

NOISE = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
STILL = Oval(np.array([1.0, 2.0]), np.array([[0.4, 0.3, 0.2, 0.3]] * 2))


def test_a_face_becomes_frost_and_the_rest_stays():
    out = Hide([STILL])(NOISE, at_s=1.5)
    face = out[40:68, 68:92].astype(float)
    assert np.abs(face - FROST).max() < 45
    assert face.std() < 12
    assert (out[:, :40] == NOISE[:, :40]).all()
    assert (out[100:] == NOISE[100:]).all()


def test_what_is_under_the_oval_hardly_matters():
    hide = Hide([STILL])
    one, other = (hide(np.full((120, 160, 3), grey, np.uint8), at_s=1.0)[40:68, 68:92] for grey in (0, 255))
    assert np.abs(one.astype(int) - other).max() <= 27


def test_only_while_the_face_is_there_and_where_it_is():
    moving = Oval(np.array([0.0, 1.0]), np.array([[0.0, 0.4, 0.2, 0.2], [0.8, 0.4, 0.2, 0.2]]))
    hide = Hide([moving])
    assert hide(NOISE, at_s=1.2) is NOISE
    middle = hide(NOISE, at_s=0.5)
    assert np.abs(middle[54:66, 74:86].astype(float) - FROST).max() < 45
    assert (middle[:, :30] == NOISE[:, :30]).all()


def test_a_face_at_the_edge_or_outside_does_no_harm():
    edge = Oval(np.zeros(1), np.array([[-0.1, -0.1, 0.2, 0.2]]))
    gone = Oval(np.zeros(1), np.array([[1.5, 0.4, 0.2, 0.2]]))
    out = Hide([edge, gone])(NOISE, at_s=0.0)
    assert np.abs(out[:6, :6].astype(float) - FROST).max() < 45
    assert (out[:, 60:] == NOISE[:, 60:]).all()


def test_steadied_ovals_tremble_less_and_cover_as_much():
    rng = np.random.default_rng(1)
    boxes = np.array([0.4, 0.4, 0.2, 0.2]) + np.c_[rng.normal(0, 0.01, (50, 2)), np.zeros((50, 2))]
    calm = steadied(np.arange(50) / 25, boxes)
    centres = calm.boxes[:, :2] + calm.boxes[:, 2:] / 2
    assert np.diff(centres, axis=0).std() < 0.4 * np.diff(boxes[:, :2], axis=0).std()
    assert (calm.boxes[:, 2:] >= 0.2 - 1e-9).all()
