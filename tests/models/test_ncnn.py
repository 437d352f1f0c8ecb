"""Networks of ncnn, read into ONNX and run."""

import struct

import numpy as np
import onnxruntime as ort
import pytest
import scipy.signal

from generec.domain.errors import ConfigError
from generec.models import ncnn, session

PARAM = """7767517
4 5
Input in 0 1 data
Convolution conv 1 1 data a 0=4 1=3 4=1 5=1 6=108
PReLU act 1 1 a b 0=4
PixelShuffle up 1 1 b out 0=2
"""


@pytest.fixture
def network(tmp_path):
    """A network of four layers, with the numbers that it holds."""
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(4, 3, 3, 3)).astype(np.float16)
    bias, slopes = (rng.normal(size=4).astype(np.float32) for _ in range(2))
    param, weights = tmp_path / "net.param", tmp_path / "net.bin"
    param.write_text(PARAM)
    weights.write_bytes(struct.pack("<I", 0x01306B47) + kernel.tobytes() + bias.tobytes() + slopes.tobytes())
    return param, weights, kernel.astype(np.float64), bias, slopes


def test_layers_compute_what_they_say(network):
    param, weights, kernel, bias, slopes = network
    image = np.random.default_rng(1).random((3, 5, 6))
    maps = np.stack(
        [
            sum(scipy.signal.correlate2d(image[c], kernel[o, c], mode="same") for c in range(3)) + bias[o]
            for o in range(4)
        ]
    )
    maps = np.where(maps > 0, maps, maps * slopes[:, None, None])
    expected = maps.reshape(2, 2, 5, 6).transpose(2, 0, 3, 1).reshape(10, 12)
    run = ort.InferenceSession(ncnn.build(param, weights), providers=["CPUExecutionProvider"])
    got = run.run(None, {"data": image[None].astype(np.float32)})[0]
    np.testing.assert_allclose(got[0, 0], expected, atol=1e-4)


def test_what_does_not_fit_is_told(network, tmp_path):
    param, weights, *_ = network
    data = weights.read_bytes()
    for wrong, told in (
        (data[:-4], "ends too early"),
        (data + b"1234", "left over"),
        (b"\1" * 4 + data[4:], "not known"),
    ):
        weights.write_bytes(wrong)
        with pytest.raises(ConfigError, match=told):
            ncnn.build(param, weights)
    weights.write_bytes(data)
    param.write_text(PARAM.replace("PReLU", "Mystery"))
    with pytest.raises(ConfigError, match="layer Mystery"):
        ncnn.build(param, weights)
    param.write_text("7767516\n")
    with pytest.raises(ConfigError, match="not a network"):
        ncnn.build(param, weights)


def test_the_packed_one_doubles_a_picture_and_keeps_it(models):
    image = np.full((1, 3, 24, 32), 0.25, np.float32)
    image[..., 16:] = 0.75
    out = session("super-resolution").run(None, {"data": image})[0]
    assert out.shape == (1, 3, 48, 64)
    assert np.abs(out[..., 2:-2, 4:24] - 0.25).max() < 0.05
    assert np.abs(out[..., 2:-2, 40:60] - 0.75).max() < 0.05
