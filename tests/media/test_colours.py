"""Colours come out as they went in, whatever the file says or does not say about them."""

from fractions import Fraction

import av
import numpy as np
import pytest

from generec.media.chain import Chain
from generec.media.crop import Crop
from generec.media.render import render

PLANES = (112, 160, 99)
SAME = ("curves", "master='0/0 1/1'")


class Painter:
    """Changes nothing, in RGB."""

    def __call__(self, image, *, at_s):
        return image


class Nothing:
    """Lays nothing over."""

    def patches(self, width, height, *, at_s):
        return []


CHANGES = {
    "none": (),
    "filter in RGB": (SAME,),
    "painter": (Painter,),
    "crop": (Crop((1, 1)),),
    "overlay": (Nothing,),
    "scaled": (("scale", "w=64:h=64"),),
    "many": (SAME, Painter, Crop((1, 1)), SAME, Nothing),
}


def plain(pixels, height, matrix, *, full=False):
    image = np.zeros((height * 3 // 2, 96), np.uint8)
    image[:height], image[height : height + height // 4], image[height + height // 4 :] = PLANES
    frame = av.VideoFrame.from_ndarray(image, format="yuvj420p" if full else "yuv420p")
    frame = frame if pixels is None else frame.reformat(format=pixels)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    frame.color_primaries, frame.color_trc = {9: (9, 14)}.get(matrix, (matrix, matrix))
    return frame


def means(frame):
    rows, height = frame.to_ndarray(), frame.height
    return [rows[a:b].mean() for a, b in ((0, height), (height, height * 5 // 4), (height * 5 // 4, None))]


@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("matrix", [1, 2, 5, 6, 9])
@pytest.mark.parametrize(
    ("height", "pixels"), [(96, None), (720, None), (96, "yuv444p"), (96, "yuv422p10le")]
)
def test_planes_are_kept(change, matrix, height, pixels):
    frame = plain(pixels, height, matrix)
    chain = Chain(frame, ratio=None, changes=CHANGES[change])
    out = chain(frame, pts=0, tick=Fraction(1, 1000))
    assert means(out) == pytest.approx(PLANES, abs=3.5 if change == "many" else 2)
    assert chain.colours[0] == {2: 1 if height == 720 else 6}.get(matrix, matrix)


def test_full_range_becomes_limited():
    frame = plain(None, 96, 1, full=True)
    out = Chain(frame, ratio=None, changes=())(frame, pts=0, tick=Fraction(1, 1000))
    y, *chroma = PLANES
    wanted = [16 + y * 219 / 255, *(128 + (c - 128) * 224 / 255 for c in chroma)]
    assert means(out) == pytest.approx(wanted, abs=1.5)


def test_the_file_says_what_the_colours_are(tmp_path, make):
    source = make.film(tmp_path / "in.mp4", size=(160, 96), seconds=0.5, sound=None)
    render(source, out := tmp_path / "out.mp4", lossless=False)
    with av.open(str(out)) as reader:
        frame = next(reader.decode(video=0))
        assert (int(frame.colorspace), int(frame.color_range)) == (6, 1)
