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


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of model files, with the default pack in it (fetched once, then kept in a cache)."""
    from generec.models import folder, pull

    pull()
    return folder()
