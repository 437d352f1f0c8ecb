"""Where a crop stands over time: with the subject, calm, and jumping at cuts alone."""

import numpy as np
import pytest

from generec.editor.camera import CameraConfig, plan
from generec.editor.subject import SIDE, Look, Seen, best_place, needed, watch
from generec.media.crop import Crop

SHARE, FRAME_S = 0.3, 0.04


def look(time, centre, *, face=None):
    weight = np.exp(-0.5 * ((np.arange(SIDE) / SIDE - centre) / 0.05) ** 2) + 0.01
    spans = np.zeros((0, 2)) if face is None else np.array([[face - 0.05, face + 0.05]])
    return Look(time, weight / weight.sum(), spans)


def path_of(centres, *, cuts=(), faces=None):
    faces = [None] * len(centres) if faces is None else faces
    looks = tuple(
        look(0.2 * place, centre, face=face)
        for place, (centre, face) in enumerate(zip(centres, faces, strict=True))
    )
    return plan(Seen(looks, tuple(cuts), FRAME_S), share=SHARE)


def windows(way, times):
    """(n, 2) from where to where the crop reaches."""
    crop = Crop((1, 1), times=way.times, x=way.places, y=(0.5,) * len(way.times))
    left = np.array([crop.at(time)[0] for time in times]) * (1 - SHARE)
    return np.c_[left, left + SHARE]


def test_it_stands_still_where_the_subject_does():
    way = path_of(0.3 + 0.03 * np.sin(np.arange(30)))
    assert len(way.times) == 1
    low, high = windows(way, [0.0])[0]
    assert low < 0.25
    assert high > 0.35


def test_it_follows_smoothly():
    centres = np.r_[np.full(10, 0.2), np.linspace(0.2, 0.8, 25), np.full(10, 0.8)]
    way = path_of(centres)
    times = np.arange(0, 0.2 * 44, FRAME_S)
    reach = windows(way, times)
    subject = np.interp(times, 0.2 * np.arange(45), centres)
    assert ((reach[:, 0] < subject) & (subject < reach[:, 1])).all()
    speed = np.diff(reach[:, 0]) / FRAME_S
    assert np.abs(speed).max() <= CameraConfig().speed * 1.3
    assert np.abs(np.diff(speed)).max() / FRAME_S < 3


def test_it_does_not_hop_between_two_subjects():
    way = path_of(np.where(np.arange(40) % 2, 0.15, 0.85))
    assert np.ptp(way.places) < 0.05


def test_it_jumps_at_a_cut_and_nowhere_else():
    way = path_of(np.r_[np.full(10, 0.2), np.full(10, 0.8)], cuts=[2.0])
    at = windows(way, [0.0, 1.96, 2.0, 3.0])[:, 0]
    assert at[0] == pytest.approx(at[1], abs=0.01)
    assert at[2] - at[1] > 0.3
    assert at[2] == pytest.approx(at[3], abs=0.01)


def test_a_face_stays_whole():
    faces = np.r_[np.full(10, 0.3), np.linspace(0.3, 0.6, 15), np.full(5, 0.6)]
    way = path_of(np.full(30, 0.45), faces=faces)
    reach = windows(way, 0.2 * np.arange(30))
    assert (reach[:, 0] <= faces - 0.05 + 0.02).mean() > 0.9
    assert (reach[:, 1] >= faces + 0.05 - 0.02).mean() > 0.9


def test_what_moves_is_seen(models, make, tmp_path):
    images = []
    for index in range(40):
        image = np.full((96, 160, 3), (60, 90, 120), np.uint8)
        image[40:60, 10 + 3 * index : 30 + 3 * index] = (220, 60, 40)
        images.append(image)
    path = make.clip(tmp_path / "v.mp4", seconds=2, size=(160, 96), fps=20, images=images)
    seen = watch(path, start_s=0.0, end_s=2.0, upright=False)
    assert len(seen.looks) == 10
    assert not seen.cuts
    peaks = [int(one.weight.argmax()) for one in seen.looks]
    assert peaks[-1] - peaks[0] > 0.4 * SIDE


def bars(start, end, *, faces=()):
    """A look whose subject reaches from `start` to `end` of the axis."""
    weight = np.where((np.arange(SIDE) >= start * SIDE) & (np.arange(SIDE) < end * SIDE), 1.0, 0.02)
    return Look(0.0, weight / weight.sum(), np.array(faces, float).reshape(-1, 2))


def test_a_crop_does_for_a_subject_that_it_holds():
    assert needed([bars(0.6, 0.8)], SHARE) == SHARE
    assert needed([bars(0.6, 0.85, faces=[(0.6, 0.85)])] * 3, SHARE) == SHARE


def test_as_much_is_shown_as_the_subject_takes():
    assert 0.5 <= needed([bars(0.2, 0.8)], SHARE) <= 0.7
    assert needed([bars(0.0, 1.0, faces=[(0.1, 0.3), (0.7, 0.9)])], SHARE) > 0.85
    assert 0.45 < needed([bars(0.5, 0.6, faces=[(0.3, 0.75)])], SHARE) < 0.75


def test_where_nothing_stands_out_a_crop_does():
    flat = np.full(SIDE, 1.0 / SIDE)
    assert needed([Look(0.0, flat, np.zeros((0, 2)))], SHARE) == SHARE
    among = [bars(0.2, 0.8), Look(0.0, np.zeros(SIDE), np.zeros((0, 2)))]
    assert 0.5 <= needed(among, SHARE) <= 0.7  # a white flash between says nothing


def test_a_small_face_behind_does_not_count():
    assert needed([bars(0.4, 0.6, faces=[(0.4, 0.6), (0.9, 0.95)])], SHARE) == SHARE


def test_a_large_face_does_not_stand_at_the_edge_because_something_else_is_bright():
    weight = look(0.0, 0.3).weight + 0.8 * look(0.0, 0.5).weight

    def middle(front):
        return SHARE / 2 + best_place(weight, SHARE, front=front) * (1 - SHARE)

    assert middle((0.0, 0.0)) > 0.36
    assert middle((0.22, 0.36)) == pytest.approx(0.29, abs=0.05)
    assert middle((0.28, 0.3)) == pytest.approx(middle((0.0, 0.0)), abs=0.03)  # a small one behind
