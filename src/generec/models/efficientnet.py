"""EfficientNet-Lite0 as an ONNX graph, built from its PyTorch weights.

Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019; the Lite
variant (no squeeze-and-excitation, ReLU6) is that of the TensorFlow TPU models. Batch normalisation is
folded into the convolutions; padding is TensorFlow's "same", which for a stride of 2 puts the odd pixel
after the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

SIDE = 224
"""Pixels of a side of the square picture that goes in."""

FEATURES = 1280
CLASSES = 1000

_EPSILON = 1e-3
_MEAN, _SCALE = 127.0, 128.0
_OPSET, _IR = 17, 8
_FLOAT = 1
"""`TensorProto.FLOAT`; onnx itself is imported only where a graph is built."""
# kernel, repeats, stride, widening: the stages of EfficientNet-B0
_STAGES = ((3, 1, 1, 1), (3, 2, 2, 6), (5, 2, 2, 6), (3, 3, 2, 6), (5, 3, 1, 6), (5, 4, 2, 6), (3, 1, 1, 6))

Weights = Mapping[str, NDArray[Any]]


@dataclass
class _Graph:
    weights: Weights
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind: str, *inputs: str, out: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def convolution(self, source: str, *, conv: str, norm: str, side: int, stride: int, relu: bool) -> str:
        kernel, bias = _folded(self.weights, conv=conv, norm=norm)
        depthwise = kernel.shape[1] == 1
        out = self.node(
            "Conv",
            source,
            self.constant(f"{conv}.kernel", kernel),
            self.constant(f"{conv}.bias", bias),
            out=conv,
            kernel_shape=list(kernel.shape[2:]),
            strides=[stride, stride],
            pads=_same(side, kernel.shape[2], stride),
            group=kernel.shape[0] if depthwise else 1,
        )
        return self.node("Clip", out, "zero", "six", out=f"{conv}.relu6") if relu else out


def build(weights: Weights) -> bytes:
    """The serialised ONNX model of these weights.

    In: `pictures` uint8 (n, 224, 224, 3), sRGB. Out: `features` (n, 1280) after global average pooling, and
    `logits` (n, 1000). The same weights give the same graph. Raises `KeyError` when a weight is missing.
    """
    graph = _Graph(weights)
    hidden = _stem(graph)
    hidden, side = _blocks(graph, hidden)
    hidden = graph.convolution(hidden, conv="_conv_head", norm="_bn1", side=side, stride=1, relu=True)
    pooled = graph.node("GlobalAveragePool", hidden, out="pooled")
    graph.node("Flatten", pooled, out="features", axis=1)
    matrix = graph.constant("_fc.matrix", weights["_fc.weight"].astype(np.float32))
    bias = graph.constant("_fc.offset", weights["_fc.bias"].astype(np.float32))
    graph.node("Gemm", "features", matrix, bias, out="logits", transB=1)
    return bytes(_model(graph).SerializeToString(deterministic=True))


def _stem(graph: _Graph) -> str:
    for name, value in (("mean", _MEAN), ("scale", _SCALE), ("zero", 0.0), ("six", 6.0)):
        graph.constant(name, np.array(value, dtype=np.float32))
    planes = graph.node("Transpose", "pictures", out="planes", perm=[0, 3, 1, 2])
    numbers = graph.node("Cast", planes, out="numbers", to=_FLOAT)
    centred = graph.node("Sub", numbers, "mean", out="centred")
    scaled = graph.node("Div", centred, "scale", out="scaled")
    return graph.convolution(scaled, conv="_conv_stem", norm="_bn0", side=SIDE, stride=2, relu=True)


def _blocks(graph: _Graph, hidden: str) -> tuple[str, int]:
    side, number = SIDE // 2, 0
    for _kernel, repeats, first, widening in _STAGES:
        for repeat in range(repeats):
            stride = first if repeat == 0 else 1
            hidden = _block(
                graph, hidden, number=number, side=side, stride=stride, wide=widening > 1, add=repeat > 0
            )
            side //= stride
            number += 1
    return hidden, side


def _block(graph: _Graph, source: str, *, number: int, side: int, stride: int, wide: bool, add: bool) -> str:
    """One inverted residual: widen, convolve by channel, narrow, and add where the shape stays the same."""
    at, hidden = f"_blocks.{number}.", source
    if wide:
        hidden = graph.convolution(
            hidden, conv=f"{at}_expand_conv", norm=f"{at}_bn0", side=side, stride=1, relu=True
        )
    hidden = graph.convolution(
        hidden, conv=f"{at}_depthwise_conv", norm=f"{at}_bn1", side=side, stride=stride, relu=True
    )
    hidden = graph.convolution(
        hidden, conv=f"{at}_project_conv", norm=f"{at}_bn2", side=side // stride, stride=1, relu=False
    )
    return graph.node("Add", hidden, source, out=f"{at}sum") if add else hidden


def _folded(weights: Weights, *, conv: str, norm: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Kernel and bias of a convolution with the batch normalisation behind it."""
    kernel = weights[f"{conv}.weight"].astype(np.float64)
    mean, variance = (weights[f"{norm}.running_{what}"].astype(np.float64) for what in ("mean", "var"))
    gain, offset = (weights[f"{norm}.{what}"].astype(np.float64) for what in ("weight", "bias"))
    scale = gain / np.sqrt(variance + _EPSILON)
    return (kernel * scale[:, None, None, None]).astype(np.float32), (offset - mean * scale).astype(
        np.float32
    )


def _same(side: int, kernel: int, stride: int) -> list[int]:
    total = max((-(-side // stride) - 1) * stride + kernel - side, 0)
    before, after = total // 2, total - total // 2
    return [before, before, after, after]


def _model(graph: _Graph) -> onnx.ModelProto:
    from onnx import TensorProto, helper

    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", SIDE, SIDE, 3])
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", FEATURES])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", CLASSES])
    body = helper.make_graph(
        graph.nodes, "efficientnet-lite0", [pictures], [features, logits], initializer=graph.constants
    )
    opset = helper.make_opsetid("", _OPSET)
    return helper.make_model(body, opset_imports=[opset], ir_version=_IR, producer_name="generec")
