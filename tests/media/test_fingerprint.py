"""How pictures look in few bits: the same after what files go through, another for other pictures."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from generec.media import fingerprint as marks
from generec.media import pictures


def image(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.clip(
        cv2.GaussianBlur(rng.normal(128, 2500, (180, 320, 3)).astype(np.float32), (0, 0), 18), 0, 255
    ).astype(np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_what_a_file_goes_through_changes_few_bits(seed: int) -> None:
    one = image(seed)
    word = marks.words([one])
    coded = cv2.imdecode(cv2.imencode(".jpg", one, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], 1)
    others = [coded, cv2.resize(one, (160, 90), interpolation=cv2.INTER_AREA), one[4:-4, 8:-8]]
    assert marks.distance(marks.words(others), word).max() <= marks.NEAR
    assert marks.likeness(marks.words(others), word) == 1.0


def test_other_pictures_are_far() -> None:
    words = marks.words([image(seed) for seed in range(30)])
    apart = marks.distance(words, words)[~np.eye(30, dtype=bool)]
    assert apart.min() > marks.NEAR
    assert marks.likeness(words[:10], words[10:]) == 0.0


def test_pictures_of_one_colour_have_no_word() -> None:
    flat = np.full((90, 160, 3), 77, np.uint8)
    assert marks.word(flat) is None
    assert len(marks.words([flat])) == 0
    assert marks.likeness(marks.words([flat]), marks.words([image(1)])) == 0.0


def test_words_come_back_from_text() -> None:
    words = marks.words([image(seed) for seed in range(3)])
    assert marks.packed(words) == "".join(f"{int(word):016x}" for word in words)
    assert marks.unpacked(marks.packed(words)).tolist() == words.tolist()
    assert len(marks.unpacked("")) == 0


def test_a_picture_file_has_one_word(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(pictures.jpeg(image(5)))
    assert marks.distance(marks.fingerprint(tmp_path / "a.jpg"), marks.words([image(5)])).tolist() <= [[2]]
