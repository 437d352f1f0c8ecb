import numpy as np
import pytest

from generec.demo import camera, sources
from generec.demo.canvas import HEIGHT, WIDTH, ease, glide, overshoot


@pytest.fixture
def ramp(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture whose red grows to the right: its mean red tells where the window is."""
    image = np.zeros((400, 800, 3), np.uint8)
    image[..., 0] = np.linspace(0, 255, 800).round()
    monkeypatch.setattr(camera, "picture", lambda name: image)
    camera._prepared.cache_clear()
    yield
    camera._prepared.cache_clear()


def test_a_pan_moves_evenly_without_trembling(ramp: None):
    start, end = (0.3, 0.5, 0.8), (0.7, 0.5, 0.8)
    red = [float(f[..., 0].mean()) for f in camera.still("ramp", start=start, end=end, n=48)]
    step = np.diff(red)
    assert (step > 0).all()
    assert np.abs(np.diff(step)).max() < 0.35 * step.mean()


def test_a_window_never_leaves_the_picture(ramp: None):
    for frame in camera.still("ramp", start=(0.0, 0.0, 1.0), end=(1.0, 1.0, 1.0), n=3):
        assert frame.shape == (HEIGHT, WIDTH, 3)
        assert (np.diff(frame[HEIGHT // 2, :, 0].astype(int)) >= -2).all()


@pytest.mark.parametrize("move", ["in", "out", "up", "down", "left", "right", "hold", "pan", "back"])
def test_every_move_goes_somewhere(move: str):
    start, end = camera.journey(move, (0.5, 0.5, 0.6), (0.6, 0.5, 0.6))
    assert start != end


def test_easing_begins_at_nought_and_ends_at_one():
    for curve in (ease, glide, overshoot):
        assert curve(0) == pytest.approx(0, abs=1e-9)
        assert curve(1) == pytest.approx(1)


@pytest.mark.usefixtures("samples")
def test_film_goes_on_and_then_holds():
    frames = sources.film("cockatoo", start_s=13.5)
    shown = [next(frames) for _ in range(30)]
    assert not np.array_equal(shown[0], shown[8])
    assert np.array_equal(shown[-2], shown[-1])


@pytest.mark.usefixtures("samples")
def test_the_globe_turns():
    first, *_, last = camera.globe(n=6, turn=0.5)
    assert np.abs(first.astype(int) - last).mean() > 4
    assert first[5, 5].max() < 80
