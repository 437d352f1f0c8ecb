"""Features in files keep the contract of features."""

from pathlib import Path

import pytest
from contract_features import FeaturesContract, features_of, same
from store_made import key

from generec.domain.errors import DataError
from generec.store import open_features
from generec.store.interface import Features


class TestFileFeatures(FeaturesContract):
    @pytest.fixture
    def features(self, tmp_path: Path) -> Features:
        return open_features(tmp_path / "features")


def test_reopening_and_damage(tmp_path: Path) -> None:
    open_features(tmp_path).put(key("a"), features_of(4), encoder="e")
    again = open_features(tmp_path)
    assert same(again.get(key("a"), encoder="e"), features_of(4))
    (file,) = tmp_path.rglob("*.npz")
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(DataError, match="is damaged"):
        again.get(key("a"), encoder="e")
