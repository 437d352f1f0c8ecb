"""The watermark in pictures: not seen, found after what pictures go through, and nowhere else."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from generec.media.watermark import Ballot, Watermark

KEY, PAYLOAD = b"a key", 0x5EED0042
Luma = NDArray[np.uint8]


def scene(seed: int, *, frames: int = 12, size: tuple[int, int] = (480, 272)) -> list[Luma]:
    """A moving scene with flat parts, edges and texture."""
    rng = np.random.default_rng(seed)
    width, height = size
    wide = cv2.GaussianBlur(rng.normal(0, 60, (height, width + 4 * frames)).astype(np.float32), (0, 0), 2)
    hills = cv2.GaussianBlur(rng.normal(0, 900, wide.shape).astype(np.float32), (0, 0), 24)
    whole = np.clip(128 + hills + wide * (hills > 0), 0, 255).astype(np.uint8)
    return [np.ascontiguousarray(whole[:, 4 * at : 4 * at + width]) for at in range(frames)]


def marked(frames: list[Luma]) -> list[Luma]:
    mark = Watermark(KEY, PAYLOAD)
    return [mark(frame) for frame in frames]


ATTACKS = {
    "nothing": lambda one: one,
    "jpeg": lambda one: cv2.imdecode(cv2.imencode(".jpg", one, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], 0),
    "smaller": lambda one: cv2.resize(one, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA),
    "larger": lambda one: cv2.resize(one, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC),
    "cropped": lambda one: one[7:-7, 12:-12],
    "cropped at one side": lambda one: one[:, 24:],
    "cropped and stretched back": lambda one: cv2.resize(one[13:, 24:], one.shape[::-1]),
    "brighter": lambda one: cv2.convertScaleAbs(one, alpha=0.8, beta=30),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_read_after(attack: str) -> None:
    clip = [ATTACKS[attack](one) for one in marked(scene(1))]
    reading = Ballot().extend(clip).read(KEY)
    assert reading.found, reading.score
    assert reading.payload == PAYLOAD
    assert reading.agrees(PAYLOAD) > 8 > reading.agrees(PAYLOAD ^ 0xFFFF)


def test_it_is_hardly_seen() -> None:
    for before, after in zip(scene(2), marked(scene(2)), strict=True):
        change = after.astype(np.int16) - before
        assert np.abs(change).max() <= 6
        assert 0 < (change.astype(float) ** 2).mean() < 65025 / 10**3.6
        assert abs(change.mean()) < 0.3


def test_flat_parts_are_changed_least() -> None:
    flat = np.full((272, 480), 120, np.uint8)
    assert np.abs(Watermark(KEY, PAYLOAD)(flat).astype(int) - flat).max() <= 2


def test_another_key_finds_nothing() -> None:
    ballot = Ballot().extend(marked(scene(3)))
    assert not any(ballot.read(b"key %d" % at).found for at in range(6))


def test_unmarked_frames_hold_nothing() -> None:
    ballot = Ballot().extend(scene(4))
    assert not any(ballot.read(b"key %d" % at).found for at in range(6))


def test_nothing_seen_is_nothing_found() -> None:
    assert not Ballot().read(KEY).found
    assert not Ballot().extend([np.zeros((40, 60), np.uint8)] * 3).read(KEY).found


def test_the_same_again() -> None:
    frame = scene(5, frames=1)[0]
    kept = frame.copy()
    assert np.array_equal(Watermark(KEY, PAYLOAD)(frame), Watermark(KEY, PAYLOAD)(frame))
    assert np.array_equal(frame, kept)
