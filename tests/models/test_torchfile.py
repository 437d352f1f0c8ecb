"""Reading PyTorch's old file format, from files written by hand and, where PyTorch is there, against it."""

import io
import os
import pickle
import struct
import sys
from collections import OrderedDict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.models import torchfile

HEAD = (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}})


class _Tensor:
    """Pickles as PyTorch's tensors do."""

    def __init__(self, *, count: int, offset: int, shape: tuple[int, ...], steps: tuple[int, ...]) -> None:
        self.parts = (_Stored(count), offset, shape, steps, False, OrderedDict())

    def __reduce__(self) -> Any:
        return sys.modules["torch._utils"]._rebuild_tensor_v2, self.parts


class _Stored:
    def __init__(self, count: int) -> None:
        self.count = count


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: Any) -> Any:
        if not isinstance(thing, _Stored):
            return None
        return ("storage", sys.modules["torch"].FloatStorage, "key", "cpu", thing.count, None)


@pytest.fixture
def torch_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules with the two names of PyTorch that a pickle mentions, so that the test can write one."""
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    torch.FloatStorage = type("FloatStorage", (), {"__module__": "torch"})  # type: ignore[attr-defined]

    def _rebuild_tensor_v2() -> None: ...

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2  # type: ignore[attr-defined]
    torch._utils = utils  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)


def _write(path: Path, tensors: dict[str, _Tensor], values: Any) -> Path:
    stream = io.BytesIO()
    for part in HEAD:
        pickle.dump(part, stream, protocol=2)
    _Pickler(stream, protocol=2).dump(OrderedDict(tensors))
    pickle.dump(["key"], stream, protocol=2)
    stream.write(struct.pack("<q", len(values)) + np.asarray(values, "<f4").tobytes())
    path.write_bytes(stream.getvalue())
    return path


@pytest.mark.usefixtures("torch_names")
def test_tensors_keep_shape_offset_and_order(tmp_path: Path) -> None:
    tensors = {
        "plain": _Tensor(count=12, offset=0, shape=(3, 4), steps=(4, 1)),
        "turned": _Tensor(count=12, offset=0, shape=(4, 3), steps=(1, 4)),
        "tail": _Tensor(count=12, offset=10, shape=(2,), steps=(1,)),
        "single": _Tensor(count=12, offset=5, shape=(), steps=()),
    }
    values = np.arange(12, dtype=np.float32)
    found = torchfile.read_tensors(_write(tmp_path / "file.pth", tensors, values))
    np.testing.assert_array_equal(found["plain"], values.reshape(3, 4))
    np.testing.assert_array_equal(found["turned"], values.reshape(3, 4).T)
    np.testing.assert_array_equal(found["tail"], [10, 11])
    assert found["single"] == 5


@pytest.mark.usefixtures("torch_names")
def test_a_tensor_beyond_its_storage_is_refused(tmp_path: Path) -> None:
    tensors = {"long": _Tensor(count=4, offset=1, shape=(4,), steps=(1,))}
    with pytest.raises(DataError, match=r"beyond its storage"):
        torchfile.read_tensors(_write(tmp_path / "file.pth", tensors, range(4)))


@pytest.mark.usefixtures("torch_names")
def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    tensors = {"plain": _Tensor(count=4, offset=0, shape=(4,), steps=(1,))}
    path = _write(tmp_path / "file.pth", tensors, range(4))
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(DataError, match=r"cut short"):
        torchfile.read_tensors(path)


class _Harmful:
    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.trace),)


@pytest.mark.parametrize("place", range(4))
def test_a_pickle_that_calls_something_else_is_refused(tmp_path: Path, place: int) -> None:
    parts: list[Any] = [*HEAD, OrderedDict()]
    parts[place] = _Harmful(tmp_path / "trace")
    path = tmp_path / "file.pth"
    path.write_bytes(b"".join(pickle.dumps(part, protocol=2) for part in parts))
    with pytest.raises(DataError, match=r"mkdir is not allowed"):
        torchfile.read_tensors(path)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("content", [b"", b"no pickle at all", b"PK\x03\x04 a new file", b"\x80\x02K\x01."])
def test_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.pth"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"file.pth: not a PyTorch file"):
        torchfile.read_tensors(path)


def test_the_weights_are_what_pytorch_reads(models: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra hub: pip install 'generec[hub]'")
    path = models / "efficientnet-lite0.pth"
    ours, theirs = torchfile.read_tensors(path), torch.load(path, weights_only=True)
    assert list(ours) == list(theirs)
    for name, tensor in theirs.items():
        np.testing.assert_array_equal(ours[name], tensor.numpy())
