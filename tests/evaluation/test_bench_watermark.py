"""The benchmark of the invisible mark: its attacks, its intervals, and that it counts as the reader does."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from generec.evaluation.attacks import ATTACKS, written
from generec.evaluation.bench_watermark import ssim, wilson
from generec.evaluation.false_marks import _beacon, _signs, false_marks
from generec.fidelity import marking
from generec.media.watermark.plane import plane


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    rng = np.random.default_rng(2)
    wide = cv2.GaussianBlur(rng.normal(128, 500, (180, 420, 3)).astype(np.float32), (0, 0), 3)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for at in range(30):
            part = np.ascontiguousarray(np.clip(wide[:, 3 * at : 3 * at + 320], 0, 255).astype(np.uint8))
            out.mux(stream.encode(av.VideoFrame.from_ndarray(part, format="rgb24")))
        out.mux(stream.encode())
    return path


SIZES = {"resized to 0.75": (240, 134), "cropped by 5 %, one side": (304, 180), "letterboxed": (320, 224)}
LENGTHS = {"a third of the frames dropped": 20, "first 2 s cut off": 10}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_does_what_it_says(clip: Path, tmp_path: Path, attack) -> None:
    target = written(clip, tmp_path / ("a.png" if attack.still else "a.mp4"), attack)
    if attack.still:
        assert cv2.imread(str(target)).shape == (180, 320, 3)
        return
    with av.open(str(target)) as film:
        frames = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    assert frames[0].shape[::-1] == SIZES.get(attack.name, frames[0].shape[::-1])
    assert len(frames) == LENGTHS.get(attack.name, 30)


def test_the_named_attacks_are_those_with_a_limit() -> None:
    assert sum(attack.named for attack in ATTACKS) == 5
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 12


def test_an_interval_is_wilsons() -> None:
    """Newcombe (1998), table I: 81 of 263, and 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_a_picture_is_like_itself_alone() -> None:
    one = np.random.default_rng(1).integers(0, 255, (64, 64), dtype=np.uint8)
    assert ssim(one, one) == pytest.approx(1.0)
    assert ssim(one, one[::-1]) < 0.3


def test_random_keys_are_scored_as_the_reader_scores(clip: Path) -> None:
    ballot = marking.seen(clip).ballot
    secret, cells = plane(b"some key"), ballot.cells()
    chosen = _beacon(cells, secret.bits)
    height, width = cells.shape
    here = (secret.bits[:height, :width] < 0) & (cells != 0.0)
    score = float(secret.signs[:height, :width][here] @ chosen) / float(np.linalg.norm(chosen))
    assert score == pytest.approx(ballot.read(b"some key", search=False).score, rel=1e-4)
    signs = _signs(np.random.default_rng(0), 400, 37)
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert abs(float(signs.mean())) < 0.05


def test_a_clip_without_a_mark_is_not_taken_for_marked(clip: Path) -> None:
    rows = list(false_marks([clip], keys=4_000, searches=2))
    assert [row.figure.split(",")[0] for row in rows] == ["0", "0"]
    assert "4,000 random keys on each of 1 clips" in rows[0].name
