"""Networks of ncnn (`.param` and `.bin`) as ONNX graphs, for the few layers that ours have.

The formats are described in ncnn's own "param and model file structure": a line a layer, and the
weights one after the other in the order of the layers, as float16 behind a flag or as float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import ConfigError

if TYPE_CHECKING:
    import onnx

_MAGIC = "7767517"
_HALF = 0x01306B47
_MODES = {"1": "nearest", "2": "linear", "3": "cubic"}
_OPSET, _IR, _FLOAT = 17, 8, 1
Floats = NDArray[np.float32]


def build(param: Path, weights: Path) -> bytes:
    """The network as a serialised ONNX graph: pictures (1, 3, h, w) in, under the network's own names.

    Raises `ConfigError` for a layer that is not known, or weights that do not fit.
    """
    from onnx import helper

    lines = param.read_text(encoding="ascii").split("\n")
    if lines[0].strip() != _MAGIC:
        raise ConfigError(f"{param.name} is not a network of ncnn")
    graph = _Graph(_Bytes(weights.read_bytes(), name=weights.name))
    for line in filter(str.strip, lines[2:]):
        graph.layer(line.split())
    graph.bytes.end()
    made = helper.make_graph(
        graph.nodes,
        param.stem,
        [helper.make_tensor_value_info(name, _FLOAT, [1, 3, None, None]) for name in graph.inputs],
        [helper.make_tensor_value_info(graph.last, _FLOAT, None)],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    return bytes(model.SerializeToString())


@dataclass
class _Bytes:
    """The weights, taken from the front."""

    data: bytes
    name: str
    at: int = 0

    def floats(self, n: int) -> Floats:
        return self._take(np.dtype("<f4"), n)

    def tagged(self, n: int) -> Floats:
        """Numbers behind a flag that says how they are stored; halves are padded to 4 bytes."""
        (flag,) = struct.unpack("<I", self._raw(4))
        if flag == 0:
            return self.floats(n)
        if flag != _HALF:
            raise ConfigError(f"{self.name}: weights are stored in a way that is not known ({flag:#x})")
        out = self._take(np.dtype("<f2"), n)
        self.at += -2 * n % 4
        return out

    def end(self) -> None:
        if self.at != len(self.data):
            raise ConfigError(f"{self.name}: {len(self.data) - self.at} bytes are left over")

    def _take(self, kind: np.dtype[Any], n: int) -> Floats:
        return np.frombuffer(self._raw(n * kind.itemsize), kind).astype(np.float32)

    def _raw(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise ConfigError(f"{self.name}: ends too early")
        self.at += size
        return self.data[self.at - size : self.at]


@dataclass
class _Graph:
    bytes: _Bytes
    inputs: list[str] = field(default_factory=list)
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    last: str = ""

    def layer(self, words: list[str]) -> None:
        """Add one layer: kind, name, numbers of inputs and outputs, their names, settings."""
        kind, name, n_in, n_out = words[0], words[1], int(words[2]), int(words[3])
        ins, outs = words[4 : 4 + n_in], words[4 + n_in : 4 + n_in + n_out]
        settings = dict(word.split("=", 1) for word in words[4 + n_in + n_out :])
        if kind == "Input":
            self.inputs += outs
        elif kind == "Split":
            for out in outs:
                self._node("Identity", ins, [out])
        elif kind == "Convolution":
            self._convolution(name, ins, outs, settings)
        elif kind == "PReLU":
            slopes = self.bytes.floats(int(settings["0"])).reshape(-1, 1, 1)
            self._node("PRelu", [*ins, self._constant(f"{name}.slopes", slopes)], outs)
        elif kind == "PixelShuffle":
            self._node("DepthToSpace", ins, outs, blocksize=int(settings["0"]), mode="CRD")
        elif kind == "Interp":
            self._resize(name, ins, outs, settings)
        elif kind == "BinaryOp" and settings.get("0", "0") == "0":
            self._node("Add", ins, outs)
        else:
            raise ConfigError(f"a layer {kind} is not known here")
        self.last = outs[-1]

    def _convolution(self, name: str, ins: list[str], outs: list[str], settings: dict[str, str]) -> None:
        side, channels = int(settings["1"]), int(settings["0"])
        kernel = self.bytes.tagged(int(settings["6"])).reshape(channels, -1, side, side)
        inputs = [*ins, self._constant(f"{name}.kernel", kernel)]
        if settings.get("5") == "1":
            inputs.append(self._constant(f"{name}.bias", self.bytes.floats(channels)))
        pads = [int(settings.get("4", 0))] * 4
        self._node("Conv", inputs, outs, kernel_shape=[side, side], pads=pads)

    def _resize(self, name: str, ins: list[str], outs: list[str], settings: dict[str, str]) -> None:
        scales = np.array([1, 1, float(settings["1"]), float(settings["2"])], np.float32)
        mode = _MODES[settings["0"]]
        how = (
            {"nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}
            if mode == "nearest"
            else {"coordinate_transformation_mode": "half_pixel"}
        )
        self._node("Resize", [*ins, "", self._constant(f"{name}.scales", scales)], outs, mode=mode, **how)

    def _constant(self, name: str, values: Floats) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def _node(self, kind: str, ins: list[str], outs: list[str], **attributes: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, ins, outs, **attributes))
