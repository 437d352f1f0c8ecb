"""What every backend of features must do."""

from dataclasses import fields

import numpy as np
import pytest
from store_made import key

from generec.domain.errors import NotFound
from generec.domain.profiles import FrameFeatures
from generec.store.interface import Features


def features_of(n: int, seed: int = 0) -> FrameFeatures:
    rng = np.random.default_rng(seed)

    def floats(*shape: int) -> np.ndarray:
        return rng.random(shape, dtype=np.float32)

    return FrameFeatures(
        times=floats(n),
        pictures=floats(n, 6),
        concepts=floats(n, 4),
        sharpness=floats(n),
        brightness=floats(n),
        shots=floats(2, 2),
        keyframes=floats(0),
        duration_s=12.345678901,
    )


def same(one: FrameFeatures | None, two: FrameFeatures) -> bool:
    return one is not None and all(
        np.array_equal(getattr(one, field.name), getattr(two, field.name)) for field in fields(two)
    )


class FeaturesContract:
    def test_round_trip(self, features: Features) -> None:
        media = key("a")
        assert features.get(media, encoder="encoder.embedded.v1") is None
        features.put(media, features_of(5), encoder="encoder.embedded.v1")
        got = features.get(media, encoder="encoder.embedded.v1")
        assert same(got, features_of(5))
        assert got is not None
        assert got.pictures.dtype == np.float32

    def test_by_encoder(self, features: Features) -> None:
        for n, encoder in enumerate(("one.v1", "acme/clip ViT-B/32 🎬")):
            features.put(key("a"), features_of(n + 1), encoder=encoder)
        assert same(features.get(key("a"), encoder="one.v1"), features_of(1))
        assert same(features.get(key("a"), encoder="acme/clip ViT-B/32 🎬"), features_of(2))

    def test_putting_again_is_harmless(self, features: Features) -> None:
        for _ in range(2):
            features.put(key("a"), features_of(3), encoder="e")
        assert same(features.get(key("a"), encoder="e"), features_of(3))

    def test_delete_takes_all_encoders(self, features: Features) -> None:
        for encoder in ("one", "two"):
            for media in ("a", "b"):
                features.put(key(media), features_of(1), encoder=encoder)
        assert features.delete(key("a")) == 2
        assert features.delete(key("a")) == 0
        assert features.get(key("a"), encoder="one") is None
        assert features.get(key("b"), encoder="two") is not None

    def test_no_key(self, features: Features) -> None:
        with pytest.raises(NotFound):
            features.put("../a", features_of(1), encoder="e")
