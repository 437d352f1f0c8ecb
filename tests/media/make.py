"""Small real clips and pictures, made by code: what the tests of media and ingest work on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def scene(index: int, width: int, height: int) -> Picture:
    """A still of many shapes and colours; each index is another picture."""
    rng = np.random.default_rng(index)
    image = np.empty((height, width, 3), np.uint8)
    image[:] = rng.integers(30, 226, 3)
    for _ in range(12):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        size = int(rng.integers(max(2, min(width, height) // 8), max(3, min(width, height) // 2)))
        if rng.random() < 0.5:
            cv2.circle(image, (x, y), size // 2, colour, -1)
        else:
            cv2.rectangle(image, (x, y), (x + size, y + size // 2), colour, -1)
    return image


def clip(
    path: Path,
    *,
    seconds: float = 2.0,
    size: tuple[int, int] = (96, 64),
    fps: int = 10,
    scenes: Sequence[int] = (1,),
    audio: bool | float = False,
    rotation: int = 0,
    vfr: bool = False,
    codec: str = "libx264",
    fade_s: float = 0.0,
    images: Sequence[Picture] | None = None,
) -> Path:
    """Write a clip: `scenes` in equal parts, drifting a pixel every fourth frame; returns the path.

    size is (width, height); rotation is clockwise degrees kept as metadata alone; with `vfr`
    every third frame lasts twice as long; `fade_s` dissolves from scene to scene; `images`
    replace the scenes frame by frame; `audio` is a beep as long as the clip, or of so many seconds.
    """
    width, height = size
    pixels = "bgr8" if codec == "gif" else "yuv444p" if width % 2 or height % 2 else "yuv420p"
    frames = list(images) if images is not None else _frames(seconds, size, fps, scenes, fade_s)
    with av.open(str(path), "w") as target:
        video = target.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = width, height, pixels
        video.time_base = Fraction(1, fps * 4)
        video.codec_context.gop_size = fps
        if codec == "libx264":
            video.options = {"preset": "ultrafast", "crf": "20"}
        if rotation:
            video.set_display_rotation(-rotation)
        sound = target.add_stream("aac", rate=16_000, layout="mono") if audio else None
        pts = 0
        target.start_encoding()
        for i, image in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = pts, Fraction(1, fps * 4)
            pts += 8 if vfr and i % 3 == 2 else 4
            target.mux(video.encode(frame))
        target.mux(video.encode(None))
        if sound:
            _beep(target, sound, pts / (fps * 4) if audio is True else float(audio))
    return path


def subtitled(video: Path, target: Path, lines: Sequence[str]) -> Path:
    """The video in a Matroska file with a track of text: each line 0.7 s long, one a second from 0.2 s on."""
    words = target.with_suffix(".srt")
    words.write_text(
        "".join(f"{i + 1}\n00:00:{i:02d},200 --> 00:00:{i:02d},900\n{x}\n\n" for i, x in enumerate(lines))
    )
    with av.open(str(video)) as pictures, av.open(str(words)) as said, av.open(str(target), "w") as out:
        sources = (pictures.streams.video[0], said.streams.subtitles[0])
        copies = [out.add_stream_from_template(source) for source in sources]
        for file, source, copy in zip((pictures, said), sources, copies, strict=True):
            for packet in file.demux(source):
                if packet.dts is not None:
                    packet.stream = copy
                    out.mux(packet)
    return target


def sound_only(path: Path, *, seconds: float = 1.0) -> Path:
    """An MP4 with sound and no pictures."""
    with av.open(str(path), "w") as target:
        _beep(target, target.add_stream("aac", rate=16_000, layout="mono"), seconds)
    return path


def _frames(
    seconds: float, size: tuple[int, int], fps: int, scenes: Sequence[int], fade_s: float
) -> list[Picture]:
    stills = [scene(index, *size) for index in scenes]
    total = max(1, round(seconds * fps))
    each = total / len(stills)
    fade = fade_s * fps
    out = []
    for i in range(total):
        part = min(int(i / each), len(stills) - 1)
        image = np.roll(stills[part], i // 4, axis=1)
        left = (part + 1) * each - i
        if fade and left <= fade and part + 1 < len(stills):
            share = 1 - left / fade
            image = cv2.addWeighted(image, 1 - share, np.roll(stills[part + 1], i // 4, axis=1), share, 0)
        out.append(np.ascontiguousarray(image))
    return out


def _beep(target: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    tone = (np.sin(np.arange(int(16_000 * seconds)) * 2 * np.pi * 440 / 16_000) * 8_000).astype(np.int16)
    for begin in range(0, len(tone), 1024):
        part = tone[None, begin : begin + 1024]
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
        frame.rate, frame.pts, frame.time_base = 16_000, begin, Fraction(1, 16_000)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))
