"""Patches over frames: the same as blending in RGB, wherever they lie."""

from fractions import Fraction

import av
import numpy as np
import pytest

from generec.media.chain import Chain
from generec.media.overlay import Laying, Patch


class Over:
    """Lays one patch over every frame."""

    def __init__(self, patch):
        self.patch = patch

    def patches(self, width, height, *, at_s):
        return [self.patch] if at_s < 1 else []


def shown(image, changes, *, at_s=0.0):
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
        format="yuv444p", dst_colorspace="ITU709"
    )
    frame.colorspace = 1
    chain = Chain(frame, ratio=None, changes=changes)
    out = chain(frame, pts=round(at_s * 1000), tick=Fraction(1, 1000))
    return out.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray().astype(float)


@pytest.mark.parametrize("corner", [(40, 20), (41, 21), (-13, -7), (150, 100), (400, 0)])
@pytest.mark.parametrize("strength", [1.0, 0.4])
def test_a_patch_is_blended_as_in_rgb(corner, strength):
    image = np.full((120, 200, 3), (60, 120, 180), np.uint8)
    y, x = np.mgrid[0:45, 0:67]
    opacity = (np.clip(1.2 - np.hypot(x - 33, y - 22) / 25, 0, 1)).astype(np.float32)
    colour = np.float32([200, 40, 90]) * opacity[..., None]
    patch = Patch(colour, opacity, *corner, strength)
    got = shown(image, [lambda: Over(patch)])
    room = np.zeros((400, 700, 4), np.float32)
    left, top = corner[0] + 100, corner[1] + 100
    room[top : top + 45, left : left + 67] = np.concatenate([colour, opacity[..., None]], axis=2)
    room = room[100:220, 100:300] * np.float32(strength)
    wanted = image * (1 - room[..., 3:]) + room[..., :3]
    assert np.abs(got - wanted).mean() < 1.6
    assert np.percentile(np.abs(got - wanted), 99.5) < 14
    assert np.array_equal(shown(image, [lambda: Over(patch)], at_s=2.0), shown(image, []))


def test_a_patch_made_anew_for_each_frame_is_not_taken_for_an_earlier_one():
    laying = Laying()
    opacity = np.ones((8, 8), np.float32)
    for value in (16.0, 90.0, 160.0, 235.0):
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24").reformat(
            format="yuv420p"
        )
        frame = laying(frame, [Patch(np.full((8, 8, 3), value, np.float32), opacity, 8, 8)])
        assert abs(int(frame.to_ndarray(format="gray")[12, 12]) - value) < 4
