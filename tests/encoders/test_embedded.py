"""The default encoder: shapes, units, limits and errors."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import numpy as np
import pytest

from generec.domain.errors import ConfigError, DataError
from generec.domain.parts import Encoder, Image
from generec.encoders import EmbeddedConfig, EmbeddedEncoder, open_encoder
from generec.encoders.words import Words

pytestmark = pytest.mark.usefixtures("models")

TEXTS = ["a cat", "How to bake bread at home without yeast", "стекло", "", "word " * 400, "日本語 😀"]


@pytest.fixture(scope="module")
def encoder(models: Any) -> Encoder:
    return open_encoder()


def _pictures(*sizes: tuple[int, int]) -> list[Image]:
    rng = np.random.default_rng(11)
    return [rng.integers(0, 256, (*size, 3), dtype=np.uint8) for size in sizes]


def test_rows_are_units_whatever_the_size(encoder: Encoder) -> None:
    pictures = _pictures((1, 1), (1, 500), (500, 1), (224, 224), (480, 270), (3, 7))
    rows, concepts = encoder.both(pictures)
    assert encoder.dims == (1280, 384)
    assert (rows.shape, concepts.shape) == ((6, 1280), (6, 384))
    for array in (rows, concepts, encoder.texts(TEXTS)):
        assert array.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(array, axis=1), 1, atol=1e-5)


def test_both_is_images_and_concepts(encoder: Encoder) -> None:
    pictures = _pictures((60, 90), (90, 60), (10, 10))
    rows, concepts = encoder.both(pictures)
    np.testing.assert_array_equal(rows, encoder.images(pictures))
    np.testing.assert_array_equal(concepts, encoder.concepts(pictures))


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.images([]).shape == (0, 1280)
    assert encoder.concepts([]).shape == encoder.texts([]).shape == (0, 384)


def test_a_flipped_view_is_a_picture_too(encoder: Encoder) -> None:
    (picture,) = _pictures((40, 50))
    view = picture[:, ::-1]
    np.testing.assert_array_equal(encoder.images([view]), encoder.images([view.copy()]))


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        "picture.jpg",
    ],
)
def test_a_wrong_picture_is_named(encoder: Encoder, wrong: Any) -> None:
    good = _pictures((4, 4)) * 5
    with pytest.raises(DataError, match=r"images\[5\].*\(height, width, 3\) of uint8"):
        encoder.both([*good, wrong])


@pytest.mark.parametrize("wrong", [None, 7, b"bytes", "half a pair \ud83d"])
def test_a_wrong_text_is_named(encoder: Encoder, wrong: Any) -> None:
    with pytest.raises(DataError, match=r"texts\[1\]"):
        encoder.texts(["good", wrong])


def test_a_text_has_one_vector_in_any_company(models: Any) -> None:
    alone = np.concatenate([Words(keep=0)([text]) for text in TEXTS])
    np.testing.assert_allclose(Words(keep=0)(TEXTS), alone, atol=1e-5)
    np.testing.assert_allclose(Words(keep=0)(TEXTS[::-1])[::-1], alone, atol=1e-5)


def test_texts_are_remembered_and_forgotten(models: Any) -> None:
    words = Words(keep=2)
    first = words(["one", "two", "one"])
    np.testing.assert_array_equal(first[0], first[2])
    np.testing.assert_array_equal(words(["two", "three", "one"])[[2, 0]], first[:2])
    assert len(words._known) == 2


def test_what_is_alike_is_near(encoder: Encoder) -> None:
    rows = encoder.texts(
        ["a dog plays in the park", "a puppy runs on the grass", "shares fell on Wall Street"]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3
    dark, bright, noise = np.full((3, 64, 64, 3), [[[[20]]], [[[30]]], [[[0]]]], np.uint8)
    noise = _pictures((64, 64))[0]
    likeness = encoder.images([dark, bright, noise])
    assert likeness[0] @ likeness[1] > likeness[0] @ likeness[2]


def test_threads_may_share_an_encoder(encoder: Encoder) -> None:
    pictures = _pictures((30, 40), (50, 20))
    alone, words = encoder.images(pictures), encoder.texts(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda _: (encoder.images(pictures), encoder.texts(TEXTS)), range(8)))
    for row, text in rows:
        np.testing.assert_allclose(row, alone, atol=1e-5)
        np.testing.assert_array_equal(text, words)


def test_the_network_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    encoder = EmbeddedEncoder(EmbeddedConfig(threads=1))
    encoder.both(_pictures((9, 9)))
    encoder.texts(["a new text without a network"])


def test_settings_are_checked() -> None:
    with pytest.raises(ConfigError, match=r"encoder\.embedded\.v1: temperature"):
        open_encoder(settings={"temperature": 0})
    with pytest.raises(ConfigError, match="colour"):
        open_encoder(settings={"colour": "red"})
    with pytest.raises(ConfigError, match=r"encoder\.embedded\.v1"):
        open_encoder("encoder.nobody.v1")
