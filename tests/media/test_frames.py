"""Sampled frames: right moments, upright, streamed."""

import numpy as np
import pytest

from generec.domain.errors import MediaError
from generec.media.frames import Scan, frame_at, sample, sample_times


def test_centres_of_bins(tmp_path, make):
    frames = list(sample(make.clip(tmp_path / "a.mp4", seconds=2)))
    assert [frame.time for frame in frames] == pytest.approx([0.25, 0.75, 1.25, 1.75])
    assert frames[0].image.shape == (64, 96, 3)


def test_long_videos_are_divided_evenly():
    times = sample_times(1000.0, limit=240)
    assert len(times) == 240
    assert np.diff(times) == pytest.approx(1000 / 240)
    assert times[0] == pytest.approx(1000 / 480)


@pytest.mark.parametrize("length", [0.04, 0.2, 0.5, 0.74, 0.76, 7.3])
def test_all_times_lie_inside(length):
    times = sample_times(length)
    assert times
    assert 0 < times[0] <= times[-1] < length


def test_a_clip_of_one_frame(tmp_path, make):
    frames = list(sample(make.clip(tmp_path / "one.mp4", seconds=0.1, fps=10)))
    assert len(frames) == 1


def test_every_frame_shows_its_own_scene(tmp_path, make):
    scenes = (1, 2, 3, 4)
    path = make.clip(tmp_path / "a.mp4", seconds=4, scenes=scenes)
    for frame in sample(path):
        likeness = [np.abs(frame.image.astype(int) - make.scene(s, 96, 64)).mean() for s in scenes]
        assert int(np.argmin(likeness)) == int(frame.time)


def test_variable_frame_rate_goes_by_time(tmp_path, make):
    shades = [np.full((64, 96, 3), 10 + 10 * i, np.uint8) for i in range(18)]
    path = make.clip(tmp_path / "v.mp4", images=shades, fps=10, vfr=True)
    starts, at = [], 0.0
    for i in range(18):
        starts.append(at)
        at += 0.2 if i % 3 == 2 else 0.1
    for frame in sample(path):
        shown = max(i for i, start in enumerate(starts) if start <= frame.time + 1e-6)
        assert frame.image.mean() == pytest.approx(10 + 10 * shown, abs=3)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_is_applied(tmp_path, make, rotation):
    image = np.zeros((64, 96, 3), np.uint8)
    image[:32, :48] = 255
    path = make.clip(tmp_path / "r.mp4", images=[image] * 5, rotation=rotation)
    upright = np.rot90(image, -rotation // 90)
    for out in (next(sample(path)).image, frame_at(path, 0.1)):
        assert out.shape == upright.shape
        assert np.abs(out.astype(int) - upright).mean() < 5


def test_odd_sizes_and_longest(tmp_path, make):
    path = make.clip(tmp_path / "odd.mp4", size=(97, 65))
    assert next(sample(path)).image.shape == (65, 97, 3)
    assert next(sample(path, longest=50)).image.shape[1] == 50


def test_frame_at_is_exact(tmp_path, make):
    shades = [np.full((64, 96, 3), 5 + 6 * i, np.uint8) for i in range(40)]
    path = make.clip(tmp_path / "s.mp4", images=shades, fps=10)
    for second in (0.0, 0.05, 0.1, 1.15, 2.95, 3.9, 99.0, -1.0):
        index = int(np.clip(np.floor(second * 10 + 1e-6), 0, 39))
        assert frame_at(path, second).mean() == pytest.approx(5 + 6 * index, abs=2), second


def test_a_file_cut_short_behind_its_header(tmp_path, make):
    path = make.clip(tmp_path / "w.mkv", seconds=8, fps=10)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(MediaError, match="damaged or cut short"):
        list(sample(path))


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_sound_that_outlasts_the_pictures_does_no_harm(tmp_path, make, name):
    path = make.clip(tmp_path / name, seconds=2, audio=12.0)
    assert [frame.time for frame in sample(path)] == pytest.approx([0.25, 0.75, 1.25, 1.75])


def test_one_pass_gives_everything(tmp_path, make):
    path = make.clip(tmp_path / "a.mp4", seconds=4, fps=20, scenes=(1, 2))
    with Scan(path) as scan:
        n = sum(1 for _ in scan)
    assert n == 8
    assert scan.duration_s == pytest.approx(4.0, abs=0.05)
    assert scan.shots[:, 0] == pytest.approx([0.0, 2.0], abs=0.06)
    assert scan.shots[-1, 1] == pytest.approx(scan.duration_s)
    assert scan.keyframes[0] == 0.0


def test_a_picture_is_no_video(tmp_path, make):
    from PIL import Image

    Image.fromarray(make.scene(1, 8, 8)).save(tmp_path / "p.jpg")
    with pytest.raises(MediaError, match="not a video"):
        list(sample(tmp_path / "p.jpg"))
