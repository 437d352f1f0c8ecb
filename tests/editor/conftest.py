"""Made-up frame features, a made video, and the tools that serve them."""

from contextlib import nullcontext
from fractions import Fraction

import av
import numpy as np
import pytest

from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures, Profile, Viewer
from generec.editor.tools import Tools

SIZE = (160, 96)


def features_of(pictures, *, step=0.5, shots=None, sharpness=None, brightness=None):
    """Features of frames every `step` seconds; concepts are the pictures."""
    rows = np.asarray(pictures, np.float32)
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    n = len(rows)
    total = n * step
    return FrameFeatures(
        times=((np.arange(n) + 0.5) * step).astype(np.float32),
        pictures=rows,
        concepts=rows,
        sharpness=np.full(n, 200.0, np.float32) if sharpness is None else np.asarray(sharpness, np.float32),
        brightness=np.full(n, 0.45, np.float32) if brightness is None else np.asarray(brightness, np.float32),
        shots=np.array([[0, total]] if shots is None else shots, np.float32),
        keyframes=np.zeros(1, np.float32),
        duration_s=float(total),
    )


def viewer(vector=None, **known):
    """A profile that likes `vector`, or one of whom nothing is known."""
    taste = None if vector is None else np.asarray(vector, np.float32)
    return Profile(viewer=Viewer(id="u"), meaning=taste, pictures=taste, **known)


@pytest.fixture(scope="session")
def make_features():
    return features_of


@pytest.fixture(scope="session")
def make_viewer():
    return viewer


@pytest.fixture(scope="session")
def four_scenes():
    """Four shots of 4 s in four directions, 8 frames each, slightly disturbed."""
    rng = np.random.default_rng(0)
    rows = np.repeat(np.eye(4), 8, axis=0) + 0.05 * rng.standard_normal((32, 4)) + 0.5
    return features_of(rows, shots=[[0, 4], [4, 8], [8, 12], [12, 16]])


@pytest.fixture(scope="session")
def video(tmp_path_factory):
    """A colourful video of 6 s at 20 frames a second, red square moving over blue, with a tone."""
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=20, options={"g": "40"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        sound = out.add_stream("aac", rate=44100)
        for index in range(120):
            image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
            image[...] = (60, 90, 170)
            image[::4, ::3] += 30
            image[30:70, 100 + index // 8 : 140 + index // 8] = (220, 60, 40)
            frame = av.VideoFrame.from_ndarray(image, "rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        tone = (0.3 * np.sin(np.arange(6 * 44100) * 2 * np.pi * 440 / 44100)).astype(np.float32)
        for at in range(0, len(tone), 1024):
            frame = av.AudioFrame.from_ndarray(np.stack([tone[at : at + 1024]] * 2), "fltp", "stereo")
            frame.rate, frame.pts, frame.time_base = 44100, at, Fraction(1, 44100)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return path


@pytest.fixture
def item():
    return Item(
        id="v1",
        work="v1",
        kind="video",
        title="Square",
        topics=("shapes",),
        media="sha256:00",
        duration_s=6.0,
        width=SIZE[0],
        height=SIZE[1],
        has_audio=True,
    )


@pytest.fixture
def tools(video, tmp_path):
    """Tools over the made video, whose second half is a scene of its own."""
    rows = np.repeat([[1.0, 0.2], [0.2, 1.0]], 6, axis=0)
    features = features_of(rows, shots=[[0, 3], [3, 6]])
    words = {"red": [1.0, 0.0], "blue": [0.0, 1.0]}
    return Tools(
        features=lambda key: features,
        media=lambda key: nullcontext(video),
        words=lambda names: np.array([words.get(name, [0.0, 0.0]) for name in names], np.float32),
        folder=tmp_path / "drafts",
    )
