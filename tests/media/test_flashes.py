"""Flashes are counted as the guidelines have it, and what is no flash is not."""

import av
import numpy as np
import pytest

from generec.media.flashes import flashes


def film(path, picture, *, seconds=3.0, fps=30, size=(160, 96)):
    """A video whose frame at t is `picture(t)`: RGB of all of it, or (RGB, share of the width)."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=fps, options={"crf": "16", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(round(seconds * fps)):
            image = np.full((size[1], size[0], 3), 60, np.uint8)
            colour, share = picture(number / fps)
            image[:, : round(size[0] * share)] = colour
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def square(hz, low, high, *, share=1.0):
    return lambda t: (high if int(t * hz * 2 + 1e-6) % 2 else low, share)


@pytest.mark.parametrize("fps", [24, 30, 60])
@pytest.mark.parametrize("hz", [2, 3, 5, 10])
def test_flashes_are_counted(tmp_path, hz, fps):
    found = flashes(film(tmp_path / "a.mp4", square(hz, (20,) * 3, (230,) * 3), fps=fps))
    assert found.most == pytest.approx(hz, abs=0.5)


def test_a_slow_fade_is_no_flash(tmp_path):
    path = film(tmp_path / "a.mp4", lambda t: ((int(120 + 110 * np.sin(t * 2)),) * 3, 1.0))
    assert flashes(path).most <= 1


def test_a_small_part_that_flashes_does_not_count(tmp_path):
    path = film(tmp_path / "a.mp4", square(8, (20,) * 3, (230,) * 3, share=0.2))
    assert flashes(path).most == 0
    path = film(tmp_path / "b.mp4", square(8, (20,) * 3, (230,) * 3, share=0.3))
    assert flashes(path).most == pytest.approx(8, abs=0.5)


def test_small_changes_and_bright_ones_do_not_count(tmp_path):
    assert flashes(film(tmp_path / "a.mp4", square(8, (120,) * 3, (135,) * 3))).most == 0
    assert flashes(film(tmp_path / "b.mp4", square(8, (235,) * 3, (250,) * 3))).most == 0


def test_red_counts_where_light_would_not(tmp_path):
    found = flashes(film(tmp_path / "a.mp4", square(6, (30, 0, 0), (130, 0, 0))))
    assert found.red
    assert found.most == pytest.approx(6, abs=0.5)


def test_the_worst_second_is_named(tmp_path):
    strobe = square(8, (20,) * 3, (230,) * 3)
    path = film(tmp_path / "a.mp4", lambda t: strobe(t) if 2.0 <= t < 3.2 else ((60,) * 3, 1.0), seconds=5)
    found = flashes(path)
    assert found.most >= 7
    assert 1.9 <= found.at_s <= 2.3


def _film(make, path, frames):
    return make.clip(path, seconds=len(frames) / 25, size=(160, 120), fps=25, images=frames)


def test_halves_that_flash_in_turn_are_flashes_though_the_whole_stays_as_bright(make, tmp_path):
    lit, dark = np.full((120, 80, 3), 255, np.uint8), np.zeros((120, 80, 3), np.uint8)
    ways = [np.hstack([lit, dark]), np.hstack([dark, lit])]
    frames = [ways[(n // 2) % 2] for n in range(50)]
    assert flashes(_film(make, tmp_path / "halves.mp4", frames)).most > 3


def test_three_flashes_and_a_half_are_three(make, tmp_path):
    lit, dark = np.full((120, 160, 3), 255, np.uint8), np.zeros((120, 160, 3), np.uint8)
    pair = [dark] * 4 + [lit] * 4
    frames = [*pair[1:], *pair, *pair, *pair[:4], *[lit] * 30]
    assert flashes(_film(make, tmp_path / "half.mp4", frames)).most == 3
