from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from generec.demo import film
from generec.demo.canvas import FPS, HEIGHT, WIDTH
from generec.demo.joins import FRAMES, join
from generec.demo.plan import Clip, Shot
from generec.media.loudness import TARGET_LUFS, loudness
from generec.media.music import RATE
from generec.media.probe import probe
from generec.media.shots import shots

pytestmark = pytest.mark.usefixtures("samples")

CLIP = Clip(
    id="test",
    title="Test",
    description="",
    topics=("food",),
    mood="morning",
    shots=(
        Shot(view="cup", s=1.0, say="One"),
        Shot(card="question", lines=("Why?", "Yes*", "No"), s=1.0, into="whip"),
        Shot(view="dahlia", look="print", s=1.0, into="fade"),
    ),
)


def _decoded(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with av.open(str(path)) as container:
        pictures = np.stack([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])
    with av.open(str(path)) as container:
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    return pictures, sound


def test_a_clip_plays_in_full_with_sound(tmp_path: Path):
    path = film.render(CLIP, tmp_path / "test.mp4")
    found = probe(path)
    assert (found.width, found.height, found.has_audio) == (WIDTH, HEIGHT, True)
    pictures, sound = _decoded(path)
    assert len(pictures) == CLIP.frames()
    assert found.duration_s == pytest.approx(CLIP.frames() / FPS, abs=0.1)
    assert sound.shape[1] / RATE == pytest.approx(CLIP.frames() / FPS, abs=0.1)
    assert loudness([sound.T]) == pytest.approx(TARGET_LUFS, abs=1.0)
    assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat")
    assert not list(tmp_path.glob("*.part"))


def test_the_shots_are_different_pictures(tmp_path: Path):
    pictures, _ = _decoded(film.render(CLIP, tmp_path / "test.mp4"))
    middles = [pictures[at + 12].astype(int) for at in CLIP.starts()]
    for one, other in pairwise(middles):
        assert np.abs(one - other).mean() > 25
    assert all(picture.std() > 12 for picture in middles)


def test_changes_of_shot_can_be_found_again(tmp_path: Path):
    found = shots(film.render(CLIP, tmp_path / "test.mp4")).ravel()
    for at, shot in zip(CLIP.starts()[1:], CLIP.shots[1:], strict=True):
        middle = (at + FRAMES[shot.into] / 2) / FPS
        assert np.abs(found - middle).min() < 0.35, shot.into


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    one = film.render(CLIP, tmp_path / "one.mp4").read_bytes()
    assert film.render(CLIP, tmp_path / "two.mp4").read_bytes() == one
    assert film.render(CLIP, tmp_path / "three.mp4", seed=1).read_bytes() != one


@pytest.mark.parametrize("how", sorted(FRAMES))
def test_a_join_shares_its_frames(how: str):
    black, white = (np.full((HEIGHT, WIDTH, 3), value, np.uint8) for value in (0, 250))
    frames = list(join([("cut", [black] * 20), (how, [white] * 20)]))
    assert len(frames) == 40 - FRAMES[how]
    means = [float(frame.mean()) for frame in frames]
    assert means == sorted(means)
    assert (means[0], means[-1]) == (0, 250)
