"""Fixtures that more than one room uses."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of local data (`GENEREC_DATA`); tests that need it skip loudly without it."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("GENEREC_DATA", default))
    if not path.is_dir():
        pytest.skip(f"no local data at {path}: set GENEREC_DATA")
    return path
