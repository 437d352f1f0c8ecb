"""The ONNX graph of EfficientNet-Lite0."""

import csv
import json
import re
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from generec.models import efficientnet, path, session, torchfile

pytestmark = pytest.mark.usefixtures("models")


def _logits(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = session("efficientnet-lite0").run(["logits"], {"pictures": pictures})[0]
    return found


def test_the_graph_is_valid_and_always_the_same() -> None:
    weights = torchfile.read_tensors(path("efficientnet-lite0"))
    graph = efficientnet.build(weights)
    assert graph == efficientnet.build(weights)
    model = onnx.load_from_string(graph)
    onnx.checker.check_model(model, full_check=True)
    assert not [node for node in model.graph.node if node.op_type == "BatchNormalization"]


def test_folding_changes_nothing() -> None:
    weights = torchfile.read_tensors(path("efficientnet-lite0"))
    kernel, bias = efficientnet._folded(weights, conv="_blocks.1._project_conv", norm="_blocks.1._bn2")
    rng = np.random.default_rng(3)
    values = rng.normal(size=(96,))
    plain = weights["_blocks.1._project_conv.weight"][:, :, 0, 0] @ values
    norm = {
        what: weights[f"_blocks.1._bn2.{what}"] for what in ("running_mean", "running_var", "weight", "bias")
    }
    expected = (plain - norm["running_mean"]) / np.sqrt(norm["running_var"] + 1e-3) * norm["weight"] + norm[
        "bias"
    ]
    np.testing.assert_allclose(kernel[:, :, 0, 0] @ values + bias, expected, rtol=1e-4, atol=1e-4)


def test_logits_follow_from_features() -> None:
    weights = torchfile.read_tensors(path("efficientnet-lite0"))
    pictures = np.random.default_rng(5).integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)
    features, logits = session("efficientnet-lite0").run(["features", "logits"], {"pictures": pictures})
    assert features.shape == (3, 1280)
    assert features.min() >= 0
    expected = features @ weights["_fc.weight"].T + weights["_fc.bias"]
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-4)


def test_a_batch_gives_what_single_calls_give() -> None:
    pictures = np.random.default_rng(7).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
    alone = np.concatenate([_logits(picture[None]) for picture in pictures])
    np.testing.assert_allclose(_logits(pictures), alone, rtol=1e-4, atol=1e-4)


@pytest.mark.data
def test_everyday_photos_get_their_imagenet_class(data: Path) -> None:
    """0.849 and 0.964 on the 251 photos whose title is a known name; centre crop, bicubic, as in training."""
    with (data / "images/everyday/items.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = json.loads(path("imagenet-classes").read_text())
    known = json.loads(path("imagenet-descriptions").read_text())
    index = {
        re.sub("[^a-z]", "", name.lower()): i
        for i in reversed(range(1000))
        for name in (names[i], *known.get(str(i), {"name": []})["name"])
    }
    labels = np.array([index.get(re.sub("[^a-z]", "", row["title"].lower()), -1) for row in rows])
    rows = [row for row, label in zip(rows, labels, strict=True) if label >= 0]
    labels = labels[labels >= 0]
    pictures = [_crop(data / "images/everyday" / row["media"]) for row in rows]
    order = np.argsort(-np.concatenate([_logits(picture[None]) for picture in pictures]), axis=1)
    assert len(rows) > 240
    assert np.mean(order[:, 0] == labels) > 0.80
    assert np.mean((order[:, :5] == labels[:, None]).any(axis=1)) > 0.94


def _crop(path: Path) -> NDArray[np.uint8]:
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    scale = 256 / min(picture.shape[:2])
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    top, left = (picture.shape[0] - 224) // 2, (picture.shape[1] - 224) // 2
    return picture[top : top + 224, left : left + 224]
