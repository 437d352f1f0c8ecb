"""One clip of the plan to one MP4: shots, joins, captions, grade, sound, H.264 and AAC."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from generec.demo import camera, canvas
from generec.demo.canvas import FPS, HEIGHT, WIDTH, Picture
from generec.demo.cards import CARDS, Palette
from generec.demo.joins import join
from generec.demo.plan import Clip, Shot, plan
from generec.demo.sound import soundtrack
from generec.media.music import RATE

MUX = {"movflags": "+faststart", "fflags": "+bitexact"}
X264 = {"preset": "veryfast", "crf": "26", "g": "24", "keyint_min": "12", "x264-params": "mbtree=0"}
"""Macroblock trees are off: with them the same frames give different bytes from run to run."""

_CONTINENTS = (0.695, 0.385, 0.95)
"""Where the globe begins, so that Africa, the Americas or Asia are in the middle of the shot."""

PALETTES: dict[str, Palette] = {
    "morning": ((250, 150, 92), (120, 44, 62), (255, 222, 140)),
    "wonder": ((14, 18, 44), (34, 26, 76), (132, 178, 255)),
    "city": ((22, 24, 44), (64, 22, 74), (255, 92, 138)),
    "playful": ((32, 112, 104), (14, 52, 66), (255, 206, 84)),
    "calm": ((52, 92, 84), (20, 40, 48), (206, 230, 178)),
    "lazy": ((92, 62, 82), (38, 28, 48), (255, 196, 150)),
    "storm": ((38, 52, 68), (12, 18, 28), (148, 208, 232)),
    "history": ((74, 56, 40), (28, 20, 16), (232, 196, 128)),
    "curious": ((40, 48, 104), (16, 18, 44), (255, 196, 72)),
    "drive": ((112, 24, 32), (28, 12, 18), (255, 174, 66)),
    "winter": ((70, 96, 128), (24, 34, 54), (224, 240, 255)),
}


def frames(clip: Clip) -> Iterator[Picture]:
    """The finished frames of a clip, (640, 360, 3) each."""
    rows = [(shot.into, _captioned(clip, shot)) for shot in clip.shots]
    yield from join(rows)


def render(clip: Clip, target: Path, *, seed: int = 0) -> Path:
    """Write the clip as MP4 (H.264, AAC, index in front); the same plan and seed give the same bytes.

    The file appears under its name only when it is whole. Raises `MissingModel` when the sample pack
    was not pulled.
    """
    partial = target.with_suffix(".part")
    total = clip.frames()
    changes = [at / FPS for at in clip.starts()[1:]]
    sound = soundtrack(
        clip.mood, clip.ambience, seconds=total / FPS, changes=changes, key=f"{seed}:{clip.id}"
    )
    with av.open(str(partial), "w", format="mp4", options=MUX) as writer:
        picture, voice = _streams(writer)
        for at, frame in enumerate(frames(clip)):
            part = av.VideoFrame.from_ndarray(cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420), format="yuv420p")
            part.pts, part.time_base = at, Fraction(1, FPS)
            writer.mux(picture.encode(part))
            if at % FPS == FPS - 1 or at == total - 1:
                _mix(writer, voice, sound, begin=at // FPS * RATE, end=round((at + 1) / FPS * RATE))
        writer.mux(picture.encode(None))
        writer.mux(voice.encode(None))
    return partial.replace(target)


def _captioned(clip: Clip, shot: Shot) -> Iterator[Picture]:
    n, accent = round(shot.s * FPS), PALETTES[clip.mood][2]
    look = "plain" if shot.card and shot.card != "globe" else clip.grade
    for i, frame in enumerate(_shot(clip, shot, n)):
        done = canvas.finish(frame, look)
        if shot.say:
            canvas.caption(done, shot.say, i=i, n=n, accent=accent)
        yield done


def _shot(clip: Clip, shot: Shot, n: int) -> Iterator[Picture]:
    if shot.card == "globe":
        return camera.globe(n=n, start=_CONTINENTS[len(clip.id) % 3])
    if shot.card == "title":
        return CARDS["title"](shot.lines, palette=PALETTES[clip.mood], n=n, behind=shot.behind)
    if shot.card is not None:
        return CARDS[shot.card](shot.lines, palette=PALETTES[clip.mood], n=n)
    views = plan().views
    view = views[shot.view or ""]
    if shot.below is not None:
        lower = views[shot.below]
        return camera.halves((view.of, view.box), (lower.of, lower.box), n=n)
    if shot.look == "print":
        return camera.print_on_table(view.of, n=n, move=shot.move, table=shot.behind)
    start, end = camera.journey(shot.move, view.box, view.to)
    if shot.look == "band":
        return camera.band(view.of, start=start, end=end, n=n)
    if view.at is not None:
        return camera.moving(view.of, start_s=view.at, start=start, end=end, n=n)
    return camera.still(view.of, start=start, end=end, n=n)


def _streams(writer: Any) -> tuple[Any, Any]:
    picture = writer.add_stream("libx264", rate=FPS, options=X264)
    picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    picture.codec_context.thread_count = 1
    voice = writer.add_stream("aac", rate=RATE)
    voice.layout, voice.bit_rate = "stereo", 96_000
    for stream in (picture, voice):
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
    return picture, voice


def _mix(writer: Any, voice: Any, sound: NDArray[np.float32], *, begin: int, end: int) -> None:
    part = np.ascontiguousarray(sound[:, begin:end])
    frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
    writer.mux(voice.encode(frame))
