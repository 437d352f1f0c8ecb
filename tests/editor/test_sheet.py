"""The contact sheet shows the same moments of both, their lengths on one scale, and their sound."""

import numpy as np
import pytest

from generec.domain.recipes import Step
from generec.editor.sheet import moment, sheet


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
