"""ONNX sessions over the model files: on the CPU, one for each file and number of threads."""

from __future__ import annotations

import os
import threading

import onnxruntime as ort

from generec.domain.errors import ConfigError
from generec.models import anysize, cache, efficientnet, entries, ncnn, torchfile

_sessions: dict[tuple[str, str, int], ort.InferenceSession] = {}
_lock = threading.Lock()
_MOST_THREADS = 4
_OPEN = {"yunet": (2, 3), "style-transform": (1, 2)}
"""Networks that are stored for one size and work at any: where height and width of their picture stand."""


def session(name: str, threads: int | None = None) -> ort.InferenceSession:
    """A session for one model, made once in a process and safe to share between threads.

    `threads` is how many cores one call may use; by default those that this process may use, at most four.
    `efficientnet-lite0` is built from its weights: in `pictures` uint8 (n, 224, 224, 3); out `features`
    (n, 1280) and `logits` (n, 1000). A network of ncnn keeps its own names.

    Raises `MissingModel` when the file is absent or altered, `ConfigError` when it is not a network.
    """
    count = threads or min(_cores(), _MOST_THREADS)
    path = cache.path(name)
    with _lock:
        key = (str(path), name, count)
        if key not in _sessions:
            _sessions[key] = ort.InferenceSession(
                _network(name), sess_options=_options(count), providers=["CPUExecutionProvider"]
            )
        return _sessions[key]


def _cores() -> int:
    """The cores that this process may use (fewer than the machine's in a container or under `taskset`)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _network(name: str) -> str | bytes:
    path = cache.path(name)
    if name == "efficientnet-lite0":
        return efficientnet.build(torchfile.read_tensors(path))
    if path.suffix == ".bin" and any(file.name == f"{name}-graph" for file in entries.manifest()):
        return ncnn.build(cache.path(f"{name}-graph"), path)
    if name in _OPEN:
        return anysize.any_size(path, axes=_OPEN[name])
    if path.suffix != ".onnx":
        raise ConfigError(f"the model file {name!r} is not an ONNX network: use path({name!r})")
    return str(path)


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # idle threads that spin would take the cores from decoding and from other sessions
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
