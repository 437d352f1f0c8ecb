"""The script that writes the parts of the pages which follow from the code."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The script docs/make.py."""
    file = Path(__file__).resolve().parents[2] / "docs" / "make.py"
    spec = spec_from_file_location("generec_docs_make", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
