"""The benchmark of rendering runs at a small size; both sides do the same work."""

import av
import pytest

from generec.editor.looks import ADJUSTMENTS, FILTERED, PAINTED
from generec.evaluation import bench_render
from generec.evaluation.bench_render_peer import bare, made_film, repeated
from generec.media.probe import probe
from generec.media.render import Look, render

KINDS = (
    "plain encoding",
    "reframe:",
    "reframe that moves, the peer's by whole pixels",
    "reframe that moves between pixels, OpenCV's there",
    "speed 1.5",
    "mute with warm",
    "caption",
    "reframe, warm, brighter, 1.5 times as fast",
)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return made_film(tmp_path_factory.mktemp("film") / "film.mp4", seconds=1.0, size=(160, 96))


def test_rows_of_filters_and_copies(film, tmp_path, models):
    rows = [*bench_render._filters(film, tmp_path, seconds=1.0, pairs=1)]
    names = " ".join(row.name for row in rows)
    for wanted in (*FILTERED, *(f"{what} {by}" for what, by in ADJUSTMENTS), *KINDS):
        assert wanted in names
    assert len(rows) == 1 + len(FILTERED) + len(ADJUSTMENTS) + len(KINDS)
    assert all(row.ratio and row.ratio > 0 and float(row.figure) > 0 for row in rows)


def test_rows_beside_the_filters(film, tmp_path, models):
    """Copies, painted looks, the network, memory: each is there, and none is empty."""
    painted = [*bench_render._painted(film, tmp_path, seconds=0.1)]
    assert [row.name.split(":")[0] for row in painted] == [f"style {name}" for name in PAINTED]
    network, drawn = bench_render._network(film, tmp_path, seconds=0.1, pairs=1)
    assert float(network.figure) > 0
    assert network.ratio > 0
    assert 0 < float(drawn.figure) <= 1
    assert 50 < bench_render._peak(film, tmp_path / "out.mp4") < bench_render.MOST_MB
    copies = [*bench_render._copies(film, tmp_path, seconds=1.0, pairs=1)]
    assert len(copies) == 4
    assert all(row.ratio > 0 for row in copies)


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
