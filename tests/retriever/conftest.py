"""Fixtures over the small shop that stands beside them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from retriever_shop import FAST, NOW, Shop, open_shop

from generec.retriever.train import load, train


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop of one's own, without a fit."""
    out = open_shop(tmp_path)
    yield out
    out.rows.close()


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with a fit; tests that use it change nothing."""
    out = open_shop(tmp_path_factory.mktemp("shop"))
    rng = np.random.default_rng(0)
    train(config=FAST, rows=out.rows, catalogue=out.catalogue, out=out.folder / "fit", rng=rng, at=NOW)
    out.model = load(out.folder / "fit")
    yield out
    out.rows.close()
