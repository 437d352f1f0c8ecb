"""Reading tensors from a PyTorch file of the old format (before 1.6) without PyTorch.

Such a file is a row of pickles (magic number, protocol, machine, the dictionary of tensors, the order of the
storages) followed by the raw storages. A pickle can name any function to call, so only the four names that a
dictionary of tensors needs are allowed.
"""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


@dataclass(frozen=True)
class _Storage:
    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    steps: tuple[int, ...]


def _tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], steps: tuple[int, ...], *_: object
) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(steps))


_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed in a file of tensors")
        return _ALLOWED[module, name]

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _device, count, view = pid
        if kind != "storage" or view is not None or not isinstance(dtype, np.dtype):
            raise pickle.UnpicklingError("only plain storages are allowed in a file of tensors")
        return _Storage(str(key), dtype, int(count))


def read_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Every tensor of the file by its name, with its own shape and type.

    Raises `DataError` when the file is something else, is cut short, or names anything that is not allowed.
    """
    try:
        with path.open("rb") as stream:
            return _read(stream)
    except (pickle.UnpicklingError, ValueError, TypeError, EOFError, struct.error, AttributeError) as error:
        raise DataError(f"not a PyTorch file of tensors: {error}", file=str(path)) from error


def _read(stream: BinaryIO) -> dict[str, NDArray[Any]]:
    magic, protocol, machine = (_Reader(stream).load() for _ in range(3))
    if magic != _MAGIC or protocol != _PROTOCOL or not machine["little_endian"]:
        raise ValueError("wrong magic number, protocol or byte order")
    tensors: dict[str, _Tensor] = dict(_Reader(stream).load())
    storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    raw = {key: _content(stream, storages[key]) for key in _Reader(stream).load()}
    return {name: _view(tensor, raw[tensor.storage.key]) for name, tensor in tensors.items()}


def _content(stream: BinaryIO, storage: _Storage) -> NDArray[Any]:
    (count,) = struct.unpack("<q", stream.read(8))
    content = stream.read(storage.count * storage.dtype.itemsize)
    if count != storage.count or len(content) != count * storage.dtype.itemsize:
        raise ValueError(f"storage {storage.key} is cut short")
    return np.frombuffer(content, dtype=storage.dtype)


def _view(tensor: _Tensor, values: NDArray[Any]) -> NDArray[Any]:
    last = tensor.offset + sum((n - 1) * step for n, step in zip(tensor.shape, tensor.steps, strict=True))
    if min((tensor.offset, *tensor.steps)) < 0 or min((1, *tensor.shape)) < 1 or last >= len(values):
        raise ValueError("a tensor reaches beyond its storage")
    steps = [step * values.itemsize for step in tensor.steps]
    view = np.lib.stride_tricks.as_strided(values[tensor.offset :], tensor.shape, steps, writeable=False)
    return np.ascontiguousarray(view)
