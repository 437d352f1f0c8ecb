"""What hides faces: nothing of them is left, and nothing else is touched."""

import numpy as np

from generec.media.hide import GREY, Hide, Oval, steadied

NOISE = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
STILL = Oval(np.array([1.0, 2.0]), np.array([[0.4, 0.3, 0.2, 0.3]] * 2))


def is_painted(part):
    """Tiles of grey, light and dark, and nothing else."""
    away = part.astype(float) - GREY
    return -70 < away.min() < away.max() < 25 and np.ptp(part.astype(int), axis=2).max() < 15


def test_a_face_becomes_tiles_and_the_rest_stays():
    out = Hide([STILL])(NOISE, at_s=1.5)
    face = out[40:68, 68:92]
    assert is_painted(face)
    assert (out[:, :40] == NOISE[:, :40]).all()
    assert (out[100:] == NOISE[100:]).all()


def test_large_ovals_are_tiled_and_small_ones_plain():
    image = np.zeros((600, 800, 3), np.uint8)
    large = Hide([STILL])(image, at_s=1.0)[220:320, 360:440]
    small = Hide([STILL])(image[:80, :100], at_s=1.0)[32:40, 46:54]
    assert large.std(axis=(0, 1)).min() > 10
    assert small.std(axis=(0, 1)).max() < 2


def test_what_is_under_the_oval_does_not_matter():
    hide = Hide([STILL])
    one, other = (hide(np.full((120, 160, 3), grey, np.uint8), at_s=1.0)[40:68, 68:92] for grey in (0, 255))
    assert np.abs(one.astype(int) - other).max() <= 1


def test_only_while_the_face_is_there_and_where_it_is():
    moving = Oval(np.array([0.0, 1.0]), np.array([[0.0, 0.4, 0.2, 0.2], [0.8, 0.4, 0.2, 0.2]]))
    hide = Hide([moving])
    assert hide(NOISE, at_s=1.2) is NOISE
    middle = hide(NOISE, at_s=0.5)
    assert is_painted(middle[54:66, 74:86])
    assert (middle[:, :30] == NOISE[:, :30]).all()


def test_a_face_at_the_edge_or_outside_does_no_harm():
    edge = Oval(np.zeros(1), np.array([[-0.1, -0.1, 0.2, 0.2]]))
    gone = Oval(np.zeros(1), np.array([[1.5, 0.4, 0.2, 0.2]]))
    out = Hide([edge, gone])(NOISE, at_s=0.0)
    assert is_painted(out[:6, :6])
    assert (out[:, 60:] == NOISE[:, 60:]).all()


def test_steadied_ovals_tremble_less_and_cover_as_much():
    rng = np.random.default_rng(1)
    boxes = np.array([0.4, 0.4, 0.2, 0.2]) + np.c_[rng.normal(0, 0.01, (50, 2)), np.zeros((50, 2))]
    calm = steadied(np.arange(50) / 25, boxes)
    centres = calm.boxes[:, :2] + calm.boxes[:, 2:] / 2
    assert np.diff(centres, axis=0).std() < 0.4 * np.diff(boxes[:, :2], axis=0).std()
    assert (calm.boxes[:, 2:] >= 0.2 - 1e-9).all()
