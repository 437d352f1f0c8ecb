"""Several sources in one video: lengths, colours, joins, overlays and sound."""

from itertools import pairwise

import numpy as np
import pytest

from generec.domain.errors import DataError, MediaError
from generec.media.compose import Join, Shot, compose
from generec.media.decode import Reader
from generec.media.frames import frame_at
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.mix import Music
from generec.media.overlay import Patch
from generec.media.probe import probe
from generec.media.samples import STUDIO
from generec.media.sound import source_sound
from generec.media.spans import Span

SIZE = (96, 64)
RED, GREEN, BLUE = (200, 40, 30), (30, 160, 60), (40, 60, 190)


def plain(colour, n=60, size=SIZE):
    return [np.full((size[1], size[0], 3), colour, np.uint8)] * n


def tone(hertz, seconds=4.0):
    at = np.arange(round(seconds * 48_000)) / 48_000
    return (0.2 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


@pytest.fixture(scope="module")
def films(make, tmp_path_factory):
    """Three films of 4 s in one colour each; the second is upright, at another rate, and silent."""
    folder = tmp_path_factory.mktemp("films")
    return [
        make.clip(folder / "red.mp4", fps=15, images=plain(RED), audio=tone(300)),
        make.clip(folder / "green.mp4", fps=24, size=(64, 96), images=plain(GREEN, 96, (64, 96))),
        make.clip(folder / "blue.mp4", fps=15, images=plain(BLUE), audio=tone(700) * 0.1),
    ]


def colour(path, at_s, where=np.s_[24:40, 36:60]):
    return frame_at(path, at_s)[where].reshape(-1, 3).mean(axis=0)


def heard(path):
    seconds = probe(path).duration_s
    return np.concatenate(list(source_sound(path, [Span(0.0, seconds, 0.0, 1.0)], form=STUDIO)))


def test_shots_last_their_frames_and_keep_their_colours(films, tmp_path):
    out = tmp_path / "out.mp4"
    shots = [Shot(31, films[0]), Shot(45, films[1], start_s=1.0), Shot(17, films[2], start_s=0.5)]
    made = compose(shots, out, size=SIZE)
    facts = probe(out)
    assert made.frames == 93
    assert made.duration_s == pytest.approx(3.1)
    assert (facts.width, facts.height, facts.n_frames) == (*SIZE, 93)
    assert facts.duration_s == pytest.approx(3.1, abs=1 / 30)
    for at_s, wanted in ((0.5, RED), (1.02, RED), (1.05, GREEN), (2.5, GREEN), (2.6, BLUE), (3.05, BLUE)):
        assert np.abs(colour(out, at_s) - wanted).max() < 6


def test_the_same_shots_give_the_same_bytes(films, tmp_path):
    shots = [Shot(20, films[0]), Shot(20, films[2], join=Join("dissolve", 8))]
    one, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    for path in (one, other):
        compose(shots, path, size=SIZE, music=Music(play=hum))
    assert one.read_bytes() == other.read_bytes()


def test_a_dissolve_goes_from_one_to_the_other_around_the_cut(films, tmp_path):
    out = tmp_path / "out.mp4"
    compose([Shot(30, films[0]), Shot(30, films[2], start_s=1.0, join=Join("dissolve", 12))], out, size=SIZE)
    assert probe(out).n_frames == 60
    middle = (np.array(RED) + BLUE) / 2
    assert np.abs(colour(out, 1.0) - middle).max() < 25
    assert np.abs(colour(out, 0.75) - RED).max() < 6
    assert np.abs(colour(out, 1.25) - BLUE).max() < 6
    way = [colour(out, 0.8 + i / 30)[0] for i in range(12)]
    assert all(a >= b - 1 for a, b in pairwise(way))


def test_a_whip_brings_the_next_shot_in_from_the_side(films, tmp_path):
    out = tmp_path / "out.mp4"
    compose([Shot(30, films[0]), Shot(30, films[2], start_s=1.0, join=Join("whip", 8))], out, size=SIZE)
    left, right = (colour(out, 1.0, np.s_[:, part]) for part in (slice(0, 8), slice(88, 96)))
    assert left[0] > left[2]
    assert right[2] > right[0]


def test_a_card_is_drawn_on_its_own_clock(tmp_path):
    told = []

    def draw():
        def card(at_s):
            told.append(at_s)
            return np.full((64, 96, 3), (20, 200, 120), np.uint8)

        return card

    out = tmp_path / "out.mp4"
    made = compose([Shot(10, draw=draw), Shot(20, draw=draw, join=Join("dissolve", 4))], out, size=SIZE)
    assert not made.has_audio
    assert np.abs(colour(out, 0.5) - (20, 200, 120)).max() < 4
    assert min(told) == 0.0
    assert max(told) == pytest.approx(19 / 30)


def test_overlays_count_in_the_time_of_the_result_and_stay_out_of_other_frames(films, tmp_path):
    class Spot:
        def patches(self, width, height, *, at_s):
            white = np.full((16, 16, 3), 255, np.float32)
            return [Patch(white, np.ones((16, 16), np.float32), 40, 24)] if at_s < 0.5 else []

    out = tmp_path / "out.mp4"
    # One frame of a slow source is on screen several times: what lay over it must not stay.
    compose([Shot(30, films[0], speed=0.1)], out, size=SIZE, overlays=[Spot()])
    assert colour(out, 0.3, np.s_[28:36, 44:52]).min() > 240
    assert np.abs(colour(out, 0.6, np.s_[28:36, 44:52]) - RED).max() < 8


def hum(seconds):
    n = round(seconds * 48_000)
    for begin in range(0, n, 5000):
        at = np.arange(begin, min(begin + 5000, n)) / 48_000
        wave = sum(np.sin(2 * np.pi * f * at) for f in (110, 165, 220)) * 0.1
        yield np.stack([wave, wave], axis=1).astype(np.float32)


def test_sounds_are_brought_to_one_level_and_to_the_target(films, tmp_path):
    out = tmp_path / "out.mp4"
    # The blue film is twenty decibels quieter than the red one.
    compose([Shot(90, films[0]), Shot(90, films[2])], out, size=SIZE)
    sound = heard(out)
    loud, quiet = (
        np.sqrt((sound[part] ** 2).mean()) for part in (slice(24_000, 120_000), slice(168_000, 264_000))
    )
    assert 20 * np.log10(loud / quiet) < 12
    assert loudness(iter([sound])) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_a_shot_may_be_silent_and_music_covers_everything(films, tmp_path):
    out, other = tmp_path / "out.mp4", tmp_path / "other.mp4"
    compose([Shot(60, films[0]), Shot(60, films[2], heard=False)], out, size=SIZE)
    assert np.abs(heard(out)[120_000:186_000]).max() < 1e-3
    compose([Shot(60, films[1]), Shot(60, films[2])], other, size=SIZE, mute=True, music=Music(play=hum))
    assert loudness(iter([heard(other)])) == pytest.approx(TARGET_LUFS, abs=1.0)


def test_progress_is_told_shot_by_shot_and_may_end_it(films, tmp_path):
    seen, out = [], tmp_path / "out.mp4"
    compose([Shot(9, films[0]), Shot(9, films[1])], out, size=SIZE, progress=seen.append)
    assert seen == [0, 1]

    def stop(number):
        if number:
            raise DataError("enough")

    with pytest.raises(DataError, match="enough"):
        compose([Shot(9, films[0]), Shot(9, films[1])], tmp_path / "no.mp4", size=SIZE, progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp4"]


def test_what_cannot_be_is_told(films, tmp_path):
    out = tmp_path / "out.mp4"
    with pytest.raises(MediaError, match=r"red\.mp4: ends at 4\.00 s"):
        compose([Shot(60, films[0], start_s=3.0)], out, size=SIZE)
    for shots in ([], [Shot(9, films[0], join=Join("dissolve", 4))]):
        with pytest.raises(DataError):
            compose(shots, out, size=SIZE)
    with pytest.raises(DataError, match="longer than the shot"):
        compose([Shot(9, films[0]), Shot(9, films[0], join=Join("dissolve", 10))], out, size=SIZE)
    with Reader(films[0]) as reader:
        assert reader.fps == 15
