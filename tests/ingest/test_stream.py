"""The stream from decoder to encoder: bounded, complete, honest about errors."""

import threading

import pytest

from generec.ingest.stream import Shape, Work, look
from generec.media.frames import sample_times


def _works(paths):
    return (Work(path, path.name) for path in paths)


def test_every_video_comes_back_whole(tmp_path, make, home):
    paths = [make.clip(tmp_path / f"{i}.mp4", seconds=1 + i % 3, scenes=(i + 1,)) for i in range(7)]
    shape = Shape(batch=5, held=3, decoders=2)
    results = {r.tag: r for r in look(_works(paths), encoder=home.encoder, shape=shape)}
    for i, path in enumerate(paths):
        features = results[path.name].features
        assert features.times == pytest.approx(sample_times(1 + i % 3))
        assert len(features.pictures) == len(features.concepts) == len(features.sharpness)
        assert results[path.name].thumbnail.startswith(b"\xff\xd8")


def test_frames_belong_to_their_own_video(tmp_path, make, home):
    paths = [make.clip(tmp_path / f"{i}.mp4", seconds=1, scenes=(i + 1,)) for i in range(4)]
    together = {
        r.tag: r.features for r in look(_works(paths), encoder=home.encoder, shape=Shape(batch=3, decoders=3))
    }
    for path in paths:
        (alone,) = look(_works([path]), encoder=home.encoder, shape=Shape())
        assert (alone.features.pictures == together[path.name].pictures).all()


def test_only_few_frames_are_held(tmp_path, make, home):
    path = make.clip(tmp_path / "long.mp4", seconds=30, fps=10)
    asked = []

    class Watching(type(home.encoder)):
        def both(self, images):
            asked.append(len(images))
            return super().both(images)

    (result,) = look(_works([path]), encoder=Watching(), shape=Shape(batch=4, held=2))
    assert len(result.features.times) == 60
    assert max(asked) <= 4


def test_a_damaged_one_does_not_stop_the_others(tmp_path, make, home):
    good = make.clip(tmp_path / "good.mp4")
    cut = make.clip(tmp_path / "cut.mkv", seconds=8)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 3])
    results = {r.tag: r.problem for r in look(_works([cut, good]), encoder=home.encoder, shape=Shape())}
    assert results["good.mp4"] == ""
    assert "cut short" in results["cut.mkv"]


def test_an_encoder_that_fails_ends_it_and_the_threads(tmp_path, make):
    class Broken:
        name, dims = "encoder.broken.v1", (2, 2)

        def both(self, images):
            raise RuntimeError("out of order")

    paths = [make.clip(tmp_path / f"{i}.mp4") for i in range(3)]
    with pytest.raises(RuntimeError, match="out of order"):
        list(look(_works(paths), encoder=Broken(), shape=Shape(batch=2, held=1)))
    assert not [t for t in threading.enumerate() if t.name.startswith("decode-")]
