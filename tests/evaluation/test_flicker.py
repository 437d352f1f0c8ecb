"""The measure of flicker, on pictures whose motion is known."""

from itertools import count

import cv2
import numpy as np
import pytest

from generec.evaluation import flicker
from generec.media.blend import Blended


@pytest.fixture(scope="module")
def panned():
    rng = np.random.default_rng(0)
    scene = cv2.GaussianBlur(rng.integers(0, 255, (120, 260, 3), dtype=np.uint8), (0, 0), 3)
    scene = cv2.normalize(scene, None, 0, 255, cv2.NORM_MINMAX)
    return [np.ascontiguousarray(scene[:, 2 * i : 2 * i + 200]) for i in range(10)]


class Trembling:
    """Noise that is new in each frame, and of each painter."""

    seeds = count()

    def __init__(self):
        self.rng = np.random.default_rng(next(Trembling.seeds))

    def __call__(self, image, *, at_s):
        return np.clip(image + self.rng.normal(0, 20, image.shape), 0, 255).astype(np.uint8)


class Still:
    """Noise that stays where it is."""

    noise = np.random.default_rng(5).normal(0, 20, (120, 200, 3))

    def __call__(self, image, *, at_s):
        return np.clip(image + self.noise, 0, 255).astype(np.uint8)


def test_a_pan_has_nearly_no_warp_error_and_noise_has(panned):
    motion = flicker.flows(panned)
    noisy = [Trembling()(frame, at_s=0.0) for frame in panned]
    assert flicker.warp_error(panned, motion) < 2
    assert flicker.warp_error(noisy, motion) > 10
    shaken = [np.roll(frame, 9 * (i % 2), axis=1) for i, frame in enumerate(panned)]
    assert flicker.warp_error(shaken, motion) > 5


@pytest.mark.parametrize("make", [Trembling, Still])
def test_a_painter_that_smooths_nothing_flickers_as_its_frames_alone(panned, make):
    found = flicker.steadiness(make, [panned])
    assert found.flicker == pytest.approx(1.0, abs=0.05)
    assert found.sharpness == pytest.approx(1.0, abs=0.05)
    assert found.strength == pytest.approx(1.0, abs=0.05)
    assert found.fps > 0


def test_a_blurred_or_weaker_result_shows_in_the_figures(panned):
    class Lazy:
        """Paints its first frame well, and less and less after it."""

        def __init__(self):
            self.n = 0

        def __call__(self, image, *, at_s):
            self.n += 1
            return Blended(Still(), 1.0 / self.n)(image, at_s=at_s)

    found = flicker.steadiness(Lazy, [panned])
    assert found.flicker < 0.5
    assert found.sharpness < 0.3
    assert found.strength < 0.3
