"""Decode, look and embed at the same time: frames of many videos flow through one encoder.

Decoding threads feed a bounded queue of frames; the calling thread embeds them in batches that
cross the bounds of videos. So both stages work all the time, and what is held is the queue and
one batch, whatever the length of a video. (libav and ONNX Runtime work outside of the GIL.)
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from generec.domain.errors import MediaError
from generec.domain.parts import Encoder, Image
from generec.domain.profiles import Floats, FrameFeatures
from generec.media import pictures
from generec.media.frames import Scan
from generec.media.probe import Probe, probe

Tag = TypeVar("Tag")
_WAIT_S = 0.1


@dataclass(frozen=True, slots=True)
class Work(Generic[Tag]):
    """A video or picture to look at. `tag` is the caller's own, handed back with the result."""

    path: Path
    tag: Tag


@dataclass(frozen=True, slots=True)
class Looked(Generic[Tag]):
    """What came of it: facts, frame features and the thumbnail (JPEG); or the `problem`."""

    tag: Tag
    probe: Probe | None = None
    features: FrameFeatures | None = None
    thumbnail: bytes = b""
    problem: str = ""


class Facts(NamedTuple):
    """What decoding alone tells."""

    probe: Probe
    thumbnail: bytes
    shots: Floats
    keyframes: Floats
    duration_s: float


class Shape(NamedTuple):
    """How to look: a frame every `every_s` seconds, at most `limit`, at most `longest` pixels a side;
    `batch` frames a call of the encoder, `held` frames in the queue, `decoders` threads."""

    every_s: float = 0.5
    limit: int = 240
    longest: int = 480
    batch: int = 16
    held: int = 48
    decoders: int = 1


@dataclass
class _State(Generic[Tag]):
    tag: Tag
    times: list[float] = field(default_factory=list)
    measures: list[tuple[float, float]] = field(default_factory=list)
    pictures: list[Floats] = field(default_factory=list)
    concepts: list[Floats] = field(default_factory=list)
    facts: Facts | None = None

    @property
    def complete(self) -> bool:
        return self.facts is not None and len(self.pictures) == len(self.times)


def look(works: Iterator[Work[Tag]], *, encoder: Encoder, shape: Shape) -> Iterator[Looked[Tag]]:
    """Every work's result, as it is ready. Damaged media give a `problem`; other errors are raised.

    `works` is advanced in the calling thread, no further ahead than the decoders need.
    """
    pipe: _Pipe[Tag] = _Pipe(shape)
    try:
        yield from _Embedder(encoder, shape, pipe).run(works)
    finally:
        pipe.close()


class _Pipe(Generic[Tag]):
    """The decoding threads with their queue of works and their queue of what they found."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.works: queue.Queue[tuple[int, Work[Tag]]] = queue.Queue()
        self.out: queue.Queue[tuple[int, object]] = queue.Queue(maxsize=shape.held)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._decode, name=f"decode-{n}", daemon=True)
            for n in range(shape.decoders)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _decode(self) -> None:
        while not self._stop.is_set():
            try:
                number, work = self.works.get(timeout=_WAIT_S)
            except queue.Empty:
                continue
            try:
                self._put(number, self._one(number, work))
            except MediaError as error:
                self._put(number, error.message)
            except BaseException as error:  # noqa: BLE001 - handed to the calling thread, which raises it
                self._put(number, error)

    def _one(self, number: int, work: Work[Tag]) -> Facts | None:
        facts = probe(work.path)
        if facts.kind == "image":
            image = pictures.read(work.path, longest=self.shape.longest)
            self._frame(number, 0.0, image)
            nothing = np.zeros(0, np.float32)
            return Facts(facts, pictures.jpeg(image), np.zeros((1, 2), np.float32), nothing, 0.0)
        shape, thumbnail = self.shape, b""
        with Scan(work.path, every_s=shape.every_s, limit=shape.limit, longest=shape.longest) as scan:
            for time, image in scan:
                thumbnail = thumbnail or pictures.jpeg(image)
                if not self._frame(number, time, image):
                    return None
            return Facts(facts, thumbnail, scan.shots, scan.keyframes, scan.duration_s)

    def _frame(self, number: int, time: float, image: Image) -> bool:
        return self._put(number, (time, image, pictures.measure(image)))

    def _put(self, number: int, what: object) -> bool:
        while not self._stop.is_set():
            try:
                self.out.put((number, what), timeout=_WAIT_S)
            except queue.Full:
                continue
            return True
        return False


class _Embedder(Generic[Tag]):
    """The calling thread's half."""

    def __init__(self, encoder: Encoder, shape: Shape, pipe: _Pipe[Tag]) -> None:
        self.encoder, self.shape, self.pipe = encoder, shape, pipe
        self.open: dict[int, _State[Tag]] = {}
        self.batch: list[tuple[_State[Tag], Image]] = []

    def run(self, works: Iterator[Work[Tag]]) -> Iterator[Looked[Tag]]:
        number, more = 0, True
        waiting = 0
        while True:
            while more and waiting < self.shape.decoders + 2:
                work = next(works, None)
                if work is None:
                    more = False
                    break
                self.open[number] = _State(work.tag)
                self.pipe.works.put((number, work))
                number, waiting = number + 1, waiting + 1
            if not waiting:
                break
            key, what = self.pipe.out.get()
            waiting -= not isinstance(what, tuple) or isinstance(what, Facts)
            yield from self._take(key, what)
        self._embed()
        yield from self._complete()

    def _take(self, key: int, what: object) -> Iterator[Looked[Tag]]:
        state = self.open[key]
        if isinstance(what, Facts):
            state.facts = what
        elif isinstance(what, tuple):
            time, image, measures = what
            state.times.append(time)
            state.measures.append(measures)
            self.batch.append((state, image))
            if len(self.batch) >= self.shape.batch:
                self._embed()
        elif isinstance(what, BaseException):
            raise what
        else:
            del self.open[key]
            self.batch = [part for part in self.batch if part[0] is not state]
            yield Looked(state.tag, problem=str(what))
        yield from self._complete()

    def _embed(self) -> None:
        if not self.batch:
            return
        seen, meant = self.encoder.both([image for _, image in self.batch])
        for (state, _), row, concept in zip(self.batch, seen, meant, strict=True):
            state.pictures.append(row)
            state.concepts.append(concept)
        self.batch = []

    def _complete(self) -> Iterator[Looked[Tag]]:
        for key in [key for key, state in self.open.items() if state.complete]:
            state = self.open.pop(key)
            if state.facts is not None:
                yield Looked(
                    state.tag, state.facts.probe, _features(state, state.facts), state.facts.thumbnail
                )


def _features(state: _State[Tag], facts: Facts) -> FrameFeatures:
    measures = np.array(state.measures, np.float32).reshape(-1, 2)
    return FrameFeatures(
        times=np.array(state.times, np.float32),
        pictures=np.stack(state.pictures),
        concepts=np.stack(state.concepts),
        sharpness=measures[:, 0],
        brightness=measures[:, 1],
        shots=facts.shots,
        keyframes=facts.keyframes,
        duration_s=facts.duration_s,
    )
