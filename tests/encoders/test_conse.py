"""Pictures in the space of words."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from generec.encoders import conse
from generec.encoders.pictures import unit


def test_concepts_are_the_weighted_best_classes() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(5, 40)).astype(np.float32)
    classes = rng.normal(size=(40, 8)).astype(np.float32)
    found = conse.concepts(logits, classes=classes, k=6, temperature=2.0)
    for row, scores in zip(found, logits, strict=True):
        best = np.argsort(-scores)[:6]
        weights = np.exp(scores[best] / 2) / np.exp(scores[best] / 2).sum()
        expected = (weights[:, None] * classes[best]).sum(axis=0)
        np.testing.assert_allclose(row, expected / np.linalg.norm(expected), atol=1e-5)


def test_one_class_gives_its_own_vector() -> None:
    classes = np.eye(4, dtype=np.float32)
    found = conse.concepts(
        np.array([[0.0, 9.0, 1.0, 2.0]], np.float32), classes=classes, k=1, temperature=1.0
    )
    np.testing.assert_array_equal(found, classes[1:2])


def test_all_classes_may_count() -> None:
    found = conse.concepts(
        np.zeros((1, 3), np.float32), classes=np.eye(3, dtype=np.float32), k=3, temperature=1.0
    )
    np.testing.assert_allclose(found, 3**-0.5, atol=1e-6)


@pytest.fixture
def linked(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model files in a folder of the test's own, without the kept class vectors."""
    for file in models.iterdir():
        if file.is_file() and not file.name.startswith("class-vectors"):
            (tmp_path / file.name).symlink_to(file)
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path))
    return tmp_path


def _rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """A unit vector for each text, quicker than a network's."""
    counts = [np.bincount(np.frombuffer(text.encode(), np.uint8), minlength=384)[:384] for text in texts]
    return unit(np.array(counts, dtype=np.float32))


def test_class_vectors_are_kept_and_mended(linked: Path) -> None:
    vectors = conse.class_vectors(_rows)
    assert vectors.shape == (1000, 384)
    np.testing.assert_allclose(vectors.mean(axis=0), 0, atol=1e-6)
    (kept,) = linked.glob("class-vectors-*.npy")

    def never(texts: Sequence[str]) -> NoReturn:
        raise AssertionError("computed again")

    np.testing.assert_array_equal(conse.class_vectors(never), vectors)
    kept.write_bytes(kept.read_bytes()[:1000])
    np.testing.assert_allclose(conse.class_vectors(_rows), vectors, atol=1e-6)
    np.testing.assert_array_equal(conse.class_vectors(never), vectors)
