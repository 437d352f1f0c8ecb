"""Films shot by shot: what is kept of one that was interrupted, and the same bytes."""

from pathlib import Path

import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.media.compose import Join, Shot, compose
from generec.media.decode import Reader
from generec.media.takes import Interrupted

SIZE = (96, 64)


@pytest.fixture(scope="module")
def shots(make, tmp_path_factory):
    """Five shots of noise with dissolves, a whip and a cut, one of them a card."""
    folder, rng = tmp_path_factory.mktemp("films"), np.random.default_rng(3)
    films = []
    for number in range(3):
        noise = rng.integers(0, 255, (60, 8, 12, 3), np.uint8)
        images = [np.kron(one, np.ones((8, 8, 1), np.uint8)) for one in noise]
        at = np.arange(4 * 48_000) / 48_000
        hum = (0.2 * np.sin(2 * np.pi * (200 + 90 * number) * at)).astype(np.float32)
        films.append(make.clip(folder / f"{number}.mp4", fps=15, images=images, audio=hum))
    sheet = np.full((64, 96, 3), 90, np.uint8)
    return [
        Shot(30, films[0]),
        Shot(40, films[1], start_s=0.7, join=Join("dissolve", 12), look=[("hue", "s=0")]),
        Shot(31, draw=lambda: lambda at_s: sheet, join=Join("whip", 8)),
        Shot(25, films[2], start_s=0.5),
        Shot(33, films[0], start_s=1.0, speed=1.5, join=Join("dissolve", 10)),
    ]


def interrupted(shots, target: Path, kept: Path, *, at: int):
    """Begin a film, and be killed when shot `at` begins."""

    def killed(number):
        if number == at:
            raise Interrupted

    with pytest.raises(Interrupted):
        compose(shots, target, size=SIZE, kept=kept, progress=killed)


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_it_goes_on_behind_the_last_finished_shot_to_the_same_bytes(shots, tmp_path, at):
    compose(shots, tmp_path / "whole.mp4", size=SIZE)
    kept, target, seen = tmp_path / "takes", tmp_path / "film.mp4", []
    interrupted(shots, target, kept, at=at)
    assert not target.exists()
    there = {file.name: file.stat().st_mtime_ns for file in kept.glob("*.mp4")}
    assert list(there) or at == 1
    assert len(there) in (at - 1, at)
    made = compose(shots, target, size=SIZE, kept=kept, progress=seen.append)
    assert seen == list(range(len(there), len(shots)))
    assert target.read_bytes() == (tmp_path / "whole.mp4").read_bytes()
    assert made.frames == 159
    assert not kept.exists()


def test_every_frame_stands_in_it_at_its_time(shots, tmp_path):
    out = tmp_path / "film.mp4"
    compose(shots, out, size=SIZE)
    with Reader(out) as reader:
        times = [float(frame.pts * frame.time_base) for frame in reader.container.decode(video=0)]
    assert times == pytest.approx([number / 30 for number in range(159)], abs=1e-4)


def test_an_error_leaves_nothing(shots, tmp_path):
    def wrong(number):
        if number:
            raise DataError("wrong")

    with pytest.raises(DataError, match="wrong"):
        compose(shots, tmp_path / "film.mp4", size=SIZE, kept=tmp_path / "takes", progress=wrong)
    assert not list(tmp_path.iterdir())
