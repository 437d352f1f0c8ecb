"""High dynamic range on a plain screen: known lights, no washed-out greys, colours of the right hue."""

import av
import numpy as np
import pytest

from generec.media.decode import Reader
from generec.media.render import Look, render
from generec.media.tone import HLG, PQ, from_hlg, from_pq, mapped_to_709, rolled_off, to_pq


def hdr(path, nits, *, curve=PQ, colour=(1, 1, 1), frames=6):
    """A clip of one colour of so many cd/m2, in BT.2020 with 10 bits."""
    light = np.array(colour, float) * nits
    signal = to_pq(light) if curve == PQ else np.array([_hlg(v) for v in light])
    red, green, blue = signal
    luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
    codes = (64 + 876 * luma, 512 + 896 * (blue - luma) / 1.8814, 512 + 896 * (red - luma) / 1.4746)
    image = np.zeros((96, 64), np.uint16)
    image[:64], image[64:80], image[80:] = (np.uint16(round(code)) for code in codes)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx265", rate=25, options={"x265-params": "log-level=none", "crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = curve, 9, 9, 1
        for _ in range(frames):
            frame = av.VideoFrame.from_ndarray(image, format="yuv420p10le")
            frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = curve, 9, 9, 1
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _hlg(nits):
    """The HLG signal of a grey of so many cd/m2, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if from_hlg(np.full(3, middle))[0] < nits else (low, middle)
    return low


def seen(path):
    with av.open(str(path)) as reader:
        frame = next(reader.decode(video=0))
        assert (int(frame.colorspace), int(frame.color_primaries), int(frame.color_trc)) == (1, 1, 1)
        return frame.reformat(format="rgb24").to_ndarray().mean(axis=(0, 1))


@pytest.mark.parametrize("curve", [PQ, HLG])
@pytest.mark.parametrize("nits", [5.0, 50.0, 203.0, 800.0])
def test_greys_come_out_as_bright_as_they_were_meant(tmp_path, curve, nits):
    source = hdr(tmp_path / "in.mp4", nits, curve=curve)
    render(source, out := tmp_path / "out.mp4")
    wanted = 255 * (rolled_off(np.array(nits)) / 203) ** (1 / 2.4)
    assert seen(out) == pytest.approx([wanted] * 3, abs=5)
    with Reader(source) as reader:
        still = reader.rgb(next(reader.frames())[1])
    assert still.mean(axis=(0, 1)) == pytest.approx([wanted] * 3, abs=5)


class Keep:
    """Notes the mean of what it sees."""

    def __call__(self, image, *, at_s):
        Keep.mean = image.mean(axis=(0, 1))
        return image


def test_colours_keep_their_hue_and_painters_see_them(tmp_path):
    source = hdr(tmp_path / "in.mp4", 180, colour=(0.9, 0.3, 0.1))
    render(source, out := tmp_path / "out.mp4", look=Look(filters=(Keep,)))
    wanted = 255 * mapped_to_709(to_pq(np.array([0.9, 0.3, 0.1]) * 180), PQ)
    assert seen(out) == pytest.approx(wanted, abs=6)
    assert Keep.mean == pytest.approx(wanted, abs=6)
    assert wanted[0] > wanted[1] + 60 > wanted[2] + 60


def test_the_curves_of_the_standard():
    assert from_pq(np.array([0.0, 0.5806889, 1.0])) == pytest.approx([0, 203, 10_000], rel=1e-3)
    assert from_hlg(np.full((1, 3), 0.75))[0, 0] == pytest.approx(203, rel=0.01)
    steps = rolled_off(np.linspace(0, 1000, 200))
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == pytest.approx(203, rel=1e-3)
    ramp = mapped_to_709(np.random.default_rng(0).random((1000, 3)), PQ)
    assert ((ramp >= 0) & (ramp <= 1)).all()
