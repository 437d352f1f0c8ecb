"""Shots: cuts and fades are found, motion is not taken for one."""

import av
import numpy as np
import pytest

from generec.media.shots import ShotDetector, shots


def test_hard_cuts_at_known_times(tmp_path, make):
    found = shots(make.clip(tmp_path / "c.mp4", seconds=6, fps=25, scenes=range(1, 7)))
    assert found[:, 0] == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.05)
    assert (found[1:, 0] == found[:-1, 1]).all()


def test_one_shot_stays_one(tmp_path, make):
    assert len(shots(make.clip(tmp_path / "o.mp4", seconds=4, fps=25))) == 1


def test_a_dissolve_is_one_boundary(tmp_path, make):
    found = shots(make.clip(tmp_path / "d.mp4", seconds=4, fps=25, scenes=(1, 2), fade_s=0.6))
    assert len(found) == 2
    assert found[1, 0] == pytest.approx(1.7, abs=0.3)


def test_a_fade_through_black_is_one_boundary(tmp_path, make):
    first, second = make.scene(1, 96, 64), make.scene(2, 96, 64)
    ramp = np.linspace(0, 1, 12)
    images = [first] * 25 + [np.uint8(first * (1 - a)) for a in ramp] + [np.uint8(second * a) for a in ramp]
    found = shots(make.clip(tmp_path / "b.mp4", images=images + [second] * 25, fps=25))
    assert len(found) == 2
    assert found[1, 0] == pytest.approx(37 / 25, abs=0.3)


def test_a_flash_of_light_is_no_cut(tmp_path, make):
    still = make.scene(1, 96, 64)
    bright = np.clip(still.astype(int) + 60, 0, 255).astype(np.uint8)
    path = make.clip(tmp_path / "f.mp4", images=[still] * 20 + [bright] + [still] * 20, fps=25)
    assert len(shots(path)) == 1


def test_no_frames_and_one_frame():
    assert ShotDetector().shots(0.0).tolist() == [[0.0, 0.0]]
    one = ShotDetector()
    one.add_signature(0.0, np.zeros((3, 32, 32), np.uint8))
    assert one.shots(0.04).tolist() == [[0.0, pytest.approx(0.04)]]


def _part(path, *, frames, size):
    out = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            out.append(frame.reformat(*size, "rgb24").to_ndarray())
            if len(out) == frames:
                break
    return out


@pytest.mark.slow
@pytest.mark.data
def test_precision_and_recall_on_real_clips_joined(data, make, tmp_path):
    rng = np.random.default_rng(7)
    clips = sorted((data / "microvideo" / "videos").glob("*.mp4"))
    hits = false = missed = 0
    for trial in range(8):
        images, cuts = [], []
        for index in rng.choice(len(clips), 5, replace=False):
            images += _part(clips[index], frames=int(rng.integers(20, 75)), size=(320, 240))
            cuts.append(len(images) / 25)
        path = make.clip(tmp_path / f"{trial}.mp4", images=images, fps=25, size=(320, 240))
        found = shots(path)[1:, 0]
        near = [any(abs(cut - at) < 0.07 for at in found) for cut in cuts[:-1]]
        hits, missed = hits + sum(near), missed + len(near) - sum(near)
        false += sum(all(abs(cut - at) >= 0.07 for cut in cuts) for at in found)
    # A few of the clips have cuts of their own, which count against precision here.
    assert hits / (hits + missed) >= 0.9
    assert hits / (hits + false) >= 0.8


@pytest.mark.data
def test_few_false_alarms_in_long_takes(data):
    takes = ("mv_000", "mv_002", "mv_003", "mv_007", "mv_014", "mv_020")
    paths = [p for name in takes if (p := data / "microvideo" / "videos" / f"{name}.mp4").exists()]
    assert sum(len(shots(path)) - 1 for path in paths) <= 1
