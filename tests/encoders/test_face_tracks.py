"""Faces followed through a video: in every frame, past gaps, up to a cut."""

import cv2
import numpy as np
import pytest

from generec.demo import pack
from generec.encoders.face_tracks import TracksConfig, follow
from generec.media import pictures

FACE = np.array([0.33, 0.13, 0.21, 0.24])
SIZE = (320, 240)
WIDTH = 180


@pytest.fixture(scope="module")
def portrait(models):
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
    image = pictures.read(pack.path("astronaut"), longest=WIDTH)
    return cv2.resize(image, (WIDTH, WIDTH))


def frames_of(portrait, *, n=40, hidden=(), last=None):
    """A portrait that drifts over a pattern; in the `hidden` frames something stands before the face."""
    rng = np.random.default_rng(0)
    ground = cv2.GaussianBlur(rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8), (0, 0), 3)
    out = []
    for index in range(n):
        if last is not None and index >= last:
            out.append(np.full_like(ground, 250))
            continue
        image, left = ground.copy(), 20 + 2 * index
        image[30 : 30 + WIDTH, left : left + WIDTH] = portrait
        if index in hidden:
            x, y, w, h = (FACE * WIDTH).astype(int)
            image[30 + y : 30 + y + h, left + x : left + x + w] = (90, 160, 90)
        out.append(image)
    return out


def place(index):
    """The box of the face in a frame, in shares of it."""
    corner = np.array([20 + 2 * index, 30]) + FACE[:2] * WIDTH
    return np.concatenate([corner / SIZE, FACE[2:] * WIDTH / SIZE])


def covered(track, index, fps=20):
    at = int(np.argmin(np.abs(track.times - index / fps)))
    box, face = track.boxes[at], place(index)
    low, high = np.maximum(box[:2], face[:2]), np.minimum(box[:2] + box[2:], face[:2] + face[2:])
    return float(np.prod(np.clip(high - low, 0, None)) / np.prod(face[2:]))


def test_a_face_is_followed_through_a_gap(portrait, make, tmp_path):
    hidden = range(15, 23)
    path = make.clip(
        tmp_path / "v.mp4", seconds=2, size=SIZE, fps=20, images=frames_of(portrait, hidden=hidden)
    )
    (track,) = follow(path)
    assert track.times == pytest.approx(np.arange(40) / 20, abs=0.01)
    assert min(covered(track, index) for index in range(40)) > 0.6


def test_it_ends_at_a_cut(portrait, make, tmp_path):
    path = make.clip(tmp_path / "v.mp4", seconds=2, size=SIZE, fps=20, images=frames_of(portrait, last=24))
    (track,) = follow(path)
    assert track.times[-1] == pytest.approx(23 / 20, abs=0.01)


def test_it_is_hidden_before_it_was_first_seen(portrait, make, tmp_path):
    path = make.clip(
        tmp_path / "v.mp4", seconds=2, size=SIZE, fps=20, images=frames_of(portrait, hidden=range(6))
    )
    (track,) = follow(path, config=TracksConfig(sure=0.5))
    assert track.times[0] < 0.01
    assert covered(track, 0) > 0.5


def test_a_stretch_is_all_that_is_looked_at(portrait, make, tmp_path):
    path = make.clip(tmp_path / "v.mp4", seconds=2, size=SIZE, fps=20, images=frames_of(portrait))
    (track,) = follow(path, start_s=1.0, end_s=1.5, config=TracksConfig(around_s=0.2))
    assert 0.75 < track.times[0] < 0.85
    assert track.times[-1] == pytest.approx(1.45, abs=0.01)


def test_without_faces_there_are_no_tracks(models, make, tmp_path):
    assert follow(make.clip(tmp_path / "v.mp4", seconds=1, size=(160, 96))) == []
