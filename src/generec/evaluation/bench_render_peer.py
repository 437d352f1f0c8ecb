"""What rendering is held against: bare PyAV, as somebody would write it who needs one thing once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.filter import Graph

from generec.media.chain import Filter
from generec.media.crop import Crop, planes
from generec.media.encode import MUX, THREADS, X264
from generec.media.overlay import Patch
from generec.media.samples import pulled

_RATE = 48_000


def made_film(path: Path, *, seconds: float, size: tuple[int, int], fps: int = 30) -> Path:
    """A film of slow pans over made pictures with some noise, and a voice-like sound; returns the path."""
    width, height = size
    rng = np.random.default_rng(0)
    wide = cv2.GaussianBlur(rng.integers(0, 256, (height // 4, width // 2, 3)).astype(np.uint8), (0, 0), 1.2)
    wide = cv2.resize(cv2.normalize(wide, None, 0, 255, cv2.NORM_MINMAX), (width * 2, height))
    grain = rng.normal(0, 5, (8, height, width, 1)).astype(np.float32)
    at = np.arange(round(seconds * _RATE)) / _RATE
    tone = sum(np.sin(2 * np.pi * 140 * k * at) / k for k in range(1, 12)) * 0.1 * (np.sin(20 * at) > 0)
    with av.open(str(path), "w", options=dict(MUX)) as out:
        video: Any = out.add_stream("libx264", rate=fps, options={"preset": "veryfast", "g": str(fps * 2)})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound: Any = out.add_stream("aac", rate=_RATE, layout="mono")
        for index in range(round(seconds * fps)):
            left = int(width / 2 * (1 + np.sin(index / 40)))
            image = np.clip(wide[:, left : left + width] + grain[index % 8], 0, 255).astype(np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            part = tone[index * _RATE // fps : (index + 1) * _RATE // fps].astype(np.float32)
            frame = av.AudioFrame.from_ndarray(part[None], format="fltp", layout="mono")
            frame.rate, frame.pts, frame.time_base = _RATE, index * _RATE // fps, Fraction(1, _RATE)
            out.mux(sound.encode(frame))
        out.mux(video.encode(None))
        out.mux(sound.encode(None))
    return path


def repeated(film: Path, path: Path, *, times: int) -> Path:
    """The film so many times in a row, its packets copied; returns the path."""
    with av.open(str(path), "w", options=dict(MUX)) as out:
        streams: dict[int, Any] = {}
        for number in range(times):
            with av.open(str(film)) as source:
                for stream in source.streams:
                    if stream.index not in streams:
                        streams[stream.index] = out.add_stream_from_template(stream)
                length = Fraction(source.duration or 0, av.time_base) + Fraction(1, 10)
                for packet in source.demux():
                    if packet.dts is not None and packet.pts is not None:
                        later = round(number * length / packet.time_base)
                        packet.dts, packet.pts = packet.dts + later, packet.pts + later
                        packet.stream = streams[packet.stream.index]
                        out.mux(packet)
    return path


def bare(
    film: Path,
    target: Path,
    *,
    filters: Sequence[Filter] = (),
    speed: float = 1.0,
    sound: bool = True,
    over: Patch | None = None,
    change: Callable[[av.VideoFrame], av.VideoFrame] | None = None,
) -> None:
    """Decode, filter and encode with the settings of `render`; `over` is laid over by the overlay filter.

    `change` is done to each frame before the filters.
    """
    with av.open(str(film)) as source, av.open(str(target), "w", options=dict(MUX)) as out:
        video = source.streams.video[0]
        video.thread_type = "AUTO"
        pictures: Any = out.add_stream("libx264", rate=video.average_rate, options=dict(X264))
        pictures.codec_context.thread_count = THREADS
        pictures.codec_context.time_base = video.time_base
        heard = source.streams.audio[0] if sound else None
        sounds: Any = out.add_stream("aac", rate=_RATE, layout="mono", bit_rate=96_000) if heard else None
        seen = _Seen(filters, speed, over)
        tempo = _tempo(heard, speed) if heard else None
        waiting: list[av.Packet] = []
        for packet in source.demux([s for s in (video, heard) if s]):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    shown = seen(change(frame) if change else frame)
                    if not pictures.codec_context.is_open:
                        pictures.width, pictures.height = shown.width, shown.height
                    out.mux(pictures.encode(shown))
                elif tempo is not None:
                    tempo.push(frame)
                    waiting += [p for one in pulled(tempo) for p in sounds.encode(one)]
            # The first packet that is written opens the encoders, which must know the size by then.
            if pictures.codec_context.is_open:
                out.mux(waiting)
                waiting.clear()
        for stream in (pictures, sounds):
            out.mux(stream.encode(None) if stream else [])


def warped(frame: av.VideoFrame, *, crop: Crop) -> av.VideoFrame:
    """The same crop between pixels, by OpenCV's own function for that."""
    width, height = crop.size(frame.width, frame.height)
    x, y = crop.at(float(frame.time or 0))
    out = av.VideoFrame(width, height, "yuv420p")
    for number, (source, target) in enumerate(zip(planes(frame), planes(out), strict=True)):
        share = 0.5 if number else 1.0
        left, top = x * (frame.width - width) * share, y * (frame.height - height) * share
        cv2.warpAffine(
            source,
            np.array([[1.0, 0.0, left], [0.0, 1.0, top]]),
            target.shape[::-1],
            dst=target,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
    out.pts, out.time_base = frame.pts, frame.time_base
    return out


def bare_copy(film: Path, target: Path, *, start_s: float, end_s: float) -> None:
    """Copy the packets between two moments, from the keyframe before the first."""
    with av.open(str(film)) as source, av.open(str(target), "w", options=dict(MUX)) as out:
        streams = {s.index: out.add_stream_from_template(s) for s in source.streams}
        source.seek(int(start_s * av.time_base))
        for packet in source.demux():
            if packet.dts is None or packet.pts is None:
                continue
            time = packet.dts * packet.time_base
            if time > end_s:
                break
            packet.stream = streams[packet.stream.index]
            out.mux(packet)


class _Seen:
    """One filter graph for all frames."""

    def __init__(self, filters: Sequence[Filter], speed: float, over: Patch | None) -> None:
        self._filters, self._speed, self._over = filters, speed, over
        self._graph: Graph | None = None

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        if self._graph is None:
            self._graph = self._laid(frame)
        frame.pts = int((frame.pts or 0) / self._speed)
        self._graph.vpush(frame, at=0)
        shown = self._graph.vpull()
        shown.pict_type = 0
        return shown

    def _laid(self, frame: av.VideoFrame) -> Graph:
        graph = Graph()
        tick = frame.time_base
        last = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=tick)
        end = [graph.add("format", "yuv420p"), graph.add("buffersink")]
        if self._over is None:
            nodes = [graph.add(name, args) if args else graph.add(name) for name, args in self._filters]
            graph.link_nodes(last, *nodes, *end).configure()
            return graph
        image = _rgba(self._over)
        above = graph.add_buffer(width=image.width, height=image.height, format=image.format, time_base=tick)
        lay = graph.add("overlay", f"x={self._over.x}:y={self._over.y}")
        last.link_to(lay, 0, 0)
        above.link_to(lay, 0, 1)
        graph.link_nodes(lay, *end).configure()
        image.pts, image.time_base = 0, tick
        graph.vpush(image, at=1)
        graph.push(None, at=1)
        return graph


def _rgba(patch: Patch) -> av.VideoFrame:
    share = np.maximum(patch.opacity[..., None], 1e-3)
    pixels = np.concatenate([patch.colour / share, 255 * patch.opacity[..., None]], axis=2)
    return av.VideoFrame.from_ndarray(
        np.ascontiguousarray(pixels.clip(0, 255).astype(np.uint8)), format="rgba"
    )


def _tempo(stream: Any, speed: float) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(template=stream)
    nodes = [graph.add("atempo", f"{speed:g}")] if speed != 1.0 else []
    form = graph.add("aformat", f"sample_fmts=fltp:sample_rates={_RATE}:channel_layouts=mono")
    graph.link_nodes(source, *nodes, form, graph.add("abuffersink")).configure()
    return graph
