"""Fixtures that more than one room uses."""

import csv
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

# A shell that runs tests in the background has them, and the programs that they start, ignore interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of local data (`GENEREC_DATA`); tests that need it skip loudly without it."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("GENEREC_DATA", default))
    if not path.is_dir():
        pytest.skip(f"no local data at {path}: set GENEREC_DATA")
    return path


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of model files, with the default pack in it (fetched once, then kept in a cache)."""
    from generec.models import folder, pull

    pull()
    return folder()


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """Real media made by code: `make.clip(path, ...)`, `make.scene(...)` (see tests/media/make.py)."""
    return _module("media/make.py", "generec_test_media")


@pytest.fixture(scope="session")
def table() -> Callable[[Path, list[dict[str, Any]]], Path]:
    """Writes rows as a CSV and gives back where it is: `table(path, rows)`."""

    def write(path: Path, rows: list[dict[str, Any]]) -> Path:
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def endpoint() -> Iterator[Any]:
    """A language model's endpoint that says what a test scripts (see tests/models/endpoint.py)."""
    with _module("models/endpoint.py", "generec_test_endpoint").Endpoint() as served:
        yield served


def _module(path: str, name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).parent / path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hear() -> ModuleType:
    """Measures of music: `hear.level(sound)`, `hear.chroma(...)` (see tests/media/hear.py)."""
    return _module("media/hear.py", "generec_test_hear")


@pytest.fixture(scope="session")
def diffusion_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Stable Diffusion with random weights (see tests/models/diffusers_tiny.py)."""
    for name in ("torch", "diffusers", "transformers"):
        pytest.importorskip(name, reason="needs the extra hub: pip install 'generec[hub]'")
    folder = tmp_path_factory.mktemp("models") / "tiny-diffusion"
    saved: Path = _module("models/diffusers_tiny.py", "generec_test_diffusers").save(folder)
    return saved


@pytest.fixture(scope="session")
def hub_tiny() -> ModuleType:
    """Tiny pipelines with random weights: `hub_tiny.drawing(folder)` (see tests/models/hub_tiny.py)."""
    for name in ("torch", "diffusers", "transformers"):
        pytest.importorskip(name, reason="needs the extra hub: pip install 'generec[hub]'")
    return _module("models/hub_tiny.py", "generec_test_hub")
