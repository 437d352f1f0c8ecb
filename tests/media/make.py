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
Times = NDArray[np.float64]

RATE = 44100
EVERY_S = 0.5
"""Films flash and click so often."""


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
    audio: bool | float | NDArray[np.float32] = False,
    rotation: int = 0,
    vfr: bool = False,
    codec: str = "libx264",
    fade_s: float = 0.0,
    images: Sequence[Picture] | None = None,
) -> Path:
    """Write a clip: `scenes` in equal parts, drifting a pixel every fourth frame; returns the path.

    size is (width, height); rotation is clockwise degrees kept as metadata alone; with `vfr`
    every third frame lasts twice as long; `fade_s` dissolves from scene to scene; `images`
    replace the scenes frame by frame; `audio` is a beep as long as the clip, or of so many seconds, or
    samples at 48 kHz.
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
        given = audio if isinstance(audio, np.ndarray) else None
        rate = 16_000 if given is None else 48_000
        sound = target.add_stream("aac", rate=rate, layout="mono") if given is not None or audio else None
        pts = 0
        target.start_encoding()
        for i, image in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = pts, Fraction(1, fps * 4)
            pts += 8 if vfr and i % 3 == 2 else 4
            target.mux(video.encode(frame))
        target.mux(video.encode(None))
        if sound and given is not None:
            _sounded(target, sound, given)
        elif sound:
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
    tone = np.sin(np.arange(int(16_000 * seconds)) * 2 * np.pi * 440 / 16_000) * 0.25
    _sounded(target, stream, tone.astype(np.float32))


def _sounded(
    target: av.container.OutputContainer, stream: av.AudioStream, samples: NDArray[np.float32]
) -> None:
    for begin in range(0, len(samples), 1024):
        part = samples[None, begin : begin + 1024]
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.rate, frame.pts, frame.time_base = stream.rate, begin, Fraction(1, stream.rate)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def flash(index: int, times: Sequence[float], size: tuple[int, int]) -> Picture:
    """A moving texture, white for the one frame at every half second."""
    width, height = size
    if index and round(times[index - 1] / EVERY_S - 0.49) != round(times[index] / EVERY_S - 0.49):
        return np.full((height, width, 3), 255, np.uint8)
    y, x = np.mgrid[0:height, 0:width]
    red = (x * 2 + index * 5) % 100
    return np.stack([red, (y * 3 + index) % 90, np.full_like(red, (index * 7) % 80)], axis=2).astype(np.uint8)


def film(
    path: Path,
    *,
    seconds: float = 4.0,
    fps: int = 30,
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    sound: str | None = "aac",
    layout: str = "stereo",
    rotate: int = 0,
    times: Sequence[float] | None = None,
    options: dict[str, str] | None = None,
    pix_fmt: str = "yuv420p",
    container: str | None = None,
    late_s: float = 0.0,
    sound_s: float | None = None,
) -> Path:
    """Write a video with a flash and a click at every half second; returns the path."""
    times = [i / fps for i in range(round(seconds * fps))] if times is None else times
    with av.open(str(path), "w", format=container) as out:
        default = {"g": "30", "bf": "2", "x264-params": "scenecut=0"} if codec == "libx264" else {}
        video = out.add_stream(codec, rate=fps, options=default if options is None else options)
        video.width, video.height, video.pix_fmt = *size, pix_fmt
        tick = Fraction(1, 100) if codec == "gif" else Fraction(1, 1000 if codec == "libvpx" else fps * 20)
        video.codec_context.time_base = tick
        if rotate:
            video.set_display_rotation(rotate)
        audio = None
        if sound:
            audio = out.add_stream(sound, rate=48000 if sound == "libopus" else RATE, layout=layout)
        packets = []
        for index, time in enumerate(times):
            image = flash(index, times, size)
            frame = av.VideoFrame.from_ndarray(image, "rgb24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = round(time / tick), tick
            packets += video.encode(frame)
        packets += video.encode(None)
        if audio:
            packets += clicks(audio, late_s, seconds if sound_s is None else sound_s)
        for packet in sorted(packets, key=lambda p: float(p.dts * p.time_base)):
            out.mux(packet)
    return Path(path)


def clicks(audio: av.AudioStream, late_s: float, seconds: float) -> list[av.Packet]:
    """The packets of a stream that clicks at every half second and begins `late_s` late."""
    rate = audio.rate
    wave = np.zeros(int(seconds * rate), np.float32)
    for start in np.arange(EVERY_S, seconds + late_s, EVERY_S):
        at = int((start - late_s) * rate)
        if at >= 0:
            wave[at : at + 200] = np.sin(np.arange(200) * 0.7)[: max(0, len(wave) - at)][:200] * 0.9
    resampler = av.AudioResampler(
        format=audio.format.name, layout=audio.layout.name, rate=rate, frame_size=960
    )
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
    frame.rate, frame.pts = rate, int(late_s * rate)
    frame.time_base = Fraction(1, rate)
    out = []
    for part in [*resampler.resample(frame), *resampler.resample(None), None]:
        out += audio.encode(part)
    return out


def flashes(path: Path) -> Times:
    """Seconds at which white frames come on."""
    with av.open(str(path)) as reader:
        luma = [(f.time, f.to_ndarray(format="gray").mean()) for f in reader.decode(video=0)]
    return np.array([time for time, mean in luma if mean > 200])


def heard(path: Path, *, loud: float = 0.3) -> Times:
    """Seconds at which clicks begin."""
    times, values = [], []
    with av.open(str(path)) as reader:
        for frame in reader.decode(audio=0):
            data = np.abs(frame.to_ndarray()).reshape(-1, frame.samples)[0]
            times.append(frame.time + np.arange(frame.samples) / frame.sample_rate)
            values.append(data)
    starts = np.concatenate(times)[np.concatenate(values) > loud]
    return starts[np.diff(starts, prepend=-1.0) > 0.1]


def timing(path: Path) -> list[float]:
    """Seconds of the frames."""
    with av.open(str(path)) as reader:
        return [round(float(f.time), 4) for f in reader.decode(video=0)]


def images(path: Path) -> list[Picture]:
    """The frames in RGB."""
    with av.open(str(path)) as reader:
        return [frame.to_ndarray(format="rgb24") for frame in reader.decode(video=0)]


def wave(path: Path) -> NDArray[np.float32]:
    """The first channel of the sound, samples in [-1, 1]."""
    with av.open(str(path)) as reader:
        parts = [frame.to_ndarray()[0] for frame in reader.decode(audio=0)]
    return np.concatenate(parts).astype(np.float32)


def packets(path: Path) -> set[bytes]:
    """The packets of the pictures."""
    with av.open(str(path)) as reader:
        return {bytes(packet) for packet in reader.demux(video=0) if packet.size}
