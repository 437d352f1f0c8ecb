"""Whole frames in another aspect ratio."""

import av
import numpy as np
import pytest

from generec.media.crop import planes
from generec.media.fitted import Fitted


def frame(width, height, *, seed=0):
    image = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")


@pytest.mark.parametrize(
    ("size", "aspect"), [((90, 160), (16, 9)), ((160, 90), (9, 16)), ((160, 90), (1, 1))]
)
def test_all_of_the_frame_is_there_untouched_in_the_middle(size, aspect):
    source = frame(*size)
    made = Fitted(aspect)(source, source_s=0.0)
    assert made.width / made.height == pytest.approx(aspect[0] / aspect[1], abs=0.02)
    luma, own = planes(made)[0], planes(source)[0]
    left, top = (made.width - size[0]) // 4 * 2, (made.height - size[1]) // 4 * 2
    assert np.array_equal(luma[top : top + size[1], left : left + size[0]], own)


def test_what_is_around_is_dark_and_without_detail():
    luma = planes(Fitted((16, 9))(frame(90, 160), source_s=0.0))[0].astype(float)
    side = luma[:, :80]
    assert np.abs(np.diff(side, axis=0)).mean() < 2
    assert side.mean() < 0.7 * luma[:, 110:180].mean()
    assert side.min() >= 15


def test_large_frames_do_not_grow_beyond_bounds():
    assert Fitted((9, 16)).size(3840, 2160) == (2160, 3840)
    assert max(Fitted((9, 16)).size(1280, 720)) == 1920
    made = Fitted((9, 16))(frame(1280, 720), source_s=0.0)
    assert (made.width, made.height) == (1080, 1920)
