"""The benchmark of rendering runs at a small size; both sides do the same work."""

import av
import pytest

from generec.evaluation import bench_render
from generec.evaluation.bench_render_peer import bare, made_film, repeated
from generec.media.probe import probe
from generec.media.render import Look, render


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return made_film(tmp_path_factory.mktemp("film") / "film.mp4", seconds=1.0, size=(160, 96))


def test_rows_of_filters_and_copies(film, tmp_path, models):
    rows = [*bench_render._filters(film, tmp_path, seconds=1.0, pairs=1)]
    assert len(rows) == 11
    assert all(row.ratio and row.ratio > 0 and float(row.figure) > 0 for row in rows)


@pytest.mark.parametrize(
    ("filters", "speed", "sound"), [((), 1.0, True), ((("hue", "s=0"),), 1.5, True), ((), 1.0, False)]
)
def test_the_peer_makes_the_same_film(film, tmp_path, filters, speed, sound):
    ours, theirs = tmp_path / "ours.mp4", tmp_path / "theirs.mp4"
    render(film, ours, look=Look(filters, speed=speed, mute=not sound), lossless=False)
    bare(film, theirs, filters=filters, speed=speed, sound=sound)
    one, other = probe(ours), probe(theirs)
    assert (one.width, one.height, one.n_frames) == (other.width, other.height, other.n_frames)
    assert one.has_audio == other.has_audio == sound
    with av.open(str(ours)) as a, av.open(str(theirs)) as b:
        for x, y in zip(a.decode(video=0), b.decode(video=0), strict=True):
            assert abs(x.to_ndarray(format="gray").mean() - y.to_ndarray(format="gray").mean()) < 2


def test_a_film_is_repeated(film, tmp_path):
    long = repeated(film, tmp_path / "long.mp4", times=3)
    assert probe(long).n_frames == 90
    assert probe(long).duration_s == pytest.approx(3.2, abs=0.1)
