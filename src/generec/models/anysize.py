"""Networks that were stored for pictures of one size, opened to any."""

from __future__ import annotations

from pathlib import Path


def any_size(path: Path, *, axes: tuple[int, int] = (2, 3)) -> bytes:
    """The network of an ONNX file with height and width of its picture, its `axes`, left open.

    For networks of convolutions alone, which hold no size inside. What they give is open, too.
    """
    import onnx

    network = onnx.load(str(path))
    picture = network.graph.input[0].type.tensor_type.shape.dim
    picture[axes[0]].dim_param, picture[axes[1]].dim_param = "height", "width"
    for out in network.graph.output:
        for place, size in enumerate(out.type.tensor_type.shape.dim):
            size.dim_param = f"{out.name}_{place}"
    del network.graph.value_info[:]
    return bytes(network.SerializeToString(deterministic=True))
