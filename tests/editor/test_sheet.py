"""The contact sheet shows the same moments of both, their lengths on one scale, and their sound."""

import numpy as np
import pytest

from generec.domain.recipes import Step
from generec.editor.sheet import Moment, gathered, moment, sheet


def step(op, **params):
    return Step(component="editor.video.v1", op=op, params=params)


@pytest.mark.parametrize(
    ("steps", "shown", "at"),
    [
        ([], 2.0, 2.0),
        ([step("clip", start_s=3.0, end_s=5.0)], 0.5, 3.5),
        ([step("speed", factor=2.0)], 1.5, 3.0),
        ([step("clip", start_s=3.0, end_s=5.0), step("speed", factor=0.5)], 1.0, 3.5),
        ([step("clip", spans=[[1.0, 2.0], [6.0, 8.0]])], 1.5, 6.5),
        ([step("clip", spans=[[1.0, 2.0], [6.0, 8.0]]), step("speed", factor=2.0)], 0.25, 1.5),
    ],
)
def test_the_moment_of_the_source_is_found(steps, shown, at):
    assert moment(shown, steps) == pytest.approx(at)


def test_a_video_beside_itself_has_two_equal_rows_and_a_heading(video):
    plain, named = sheet(video, video, columns=3), sheet(video, video, steps=[step("mute")], columns=3)
    top, bottom = plain[8:].astype(int)[: len(plain) // 2 - 4], plain[8:].astype(int)[len(plain) // 2 - 4 :]
    n = min(len(top), len(bottom))
    assert np.abs(top[:n, 128:] - bottom[:n, 128:]).mean() < 1
    assert len(named) > len(plain)
    assert named.shape[1] == plain.shape[1]


def test_each_shot_stands_under_the_moment_of_its_own_source(make, tmp_path):
    files = []
    for number, shade in enumerate((40, 210)):
        images = [np.full((64, 96, 3), shade, np.uint8)] * 24
        path = tmp_path / f"{number}.mp4"
        files.append(make.clip(path, seconds=2.0, size=(96, 64), fps=12, images=images))
    images = [np.full((64, 96, 3), 40 if i < 12 else 210, np.uint8) for i in range(24)]
    result = make.clip(tmp_path / "r.mp4", seconds=2.0, size=(96, 64), fps=12, images=images)
    moments = [Moment(0.5, files[0], 1.0, "dark"), Moment(1.5, files[1], 0.5, "bright")]
    page = gathered(moments, result).astype(int).mean(axis=2)
    half, (left, right) = len(page) // 2, (128 + 130, 128 + 260 + 130)
    for column, shade in ((left, 40), (right, 210)):
        above, below = page[60:half, column], page[half + 60 :, column]
        assert abs(np.median(above) - shade) < 12
        assert abs(np.median(below) - shade) < 12
    assert len(gathered(moments, result, columns=1)) > 1.8 * len(gathered(moments, result))
