"""The pictures of stretches of a video: decoded, changed, with their times in the result."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av

from generec.domain.errors import DataError
from generec.media.chain import Chain, Change, Colours
from generec.media.decode import SAME_S, Reader, frames_from
from generec.media.spans import Span

_LAST_STAYS_S = 1.0


class Held(NamedTuple):
    """A decoded frame of the moment `at_s` of the source, on screen from `come_s` to `go_s` of the result."""

    frame: av.VideoFrame
    at_s: float
    come_s: float
    go_s: float


class Shown(NamedTuple):
    """A frame as written, on screen from `come_s` to `go_s` of the result, its colours; painted or not."""

    frame: av.VideoFrame
    come_s: float
    go_s: float
    colours: Colours
    painted: bool = False


def shown(
    path: Path, spans: Sequence[Span], *, changes: Sequence[Change], max_fps: float, tick: Fraction
) -> Generator[Shown, None, None]:
    """The changed frames of all spans in order; each span has painters of its own, which remember no other.

    `max_fps` thins frames out where a faster tempo would pack them closer; `tick` is the clock of
    the result. Raises `MediaError`, `DataError` for a span of which no frame can be shown.
    """
    for span in spans:
        with Reader(path) as reader:
            chain: Chain | None = None
            for held in _frames(reader, span, max_fps=max_fps if span.speed > 1 else None):
                if chain is None:
                    chain = Chain(held.frame, ratio=reader.stream.sample_aspect_ratio, changes=changes)
                frame = chain(held.frame, pts=round(held.come_s / tick), tick=tick, source_s=held.at_s)
                yield Shown(frame, held.come_s, held.go_s, chain.colours, chain.painted)


def _frames(reader: Reader, span: Span, *, max_fps: float | None) -> Iterator[Held]:
    """The frames of a span; the first is the one on screen at its start.

    A frame is held back until the next one tells how long it stays.
    """
    step, end = 1 / max_fps if max_fps else 0.0, span.begin_s + span.length_s
    held: tuple[float, av.VideoFrame] | None = None
    until = 0.0
    for at, frame in frames_from(reader, span.start_s):
        if at >= span.end_s - SAME_S:
            if held is None:
                break
            yield _held(held, span, go_s=end)
            return
        length = float((frame.duration or 0) * (frame.time_base or 0)) or 1 / (reader.fps or 25.0)
        until = max(at + length, span.start_s + length if at + _LAST_STAYS_S > span.start_s else 0.0)
        if held and at > span.start_s + SAME_S:
            come = span.shown_at(at)
            if come + SAME_S < span.shown_at(held[0]) + step:
                continue
            yield _held(held, span, go_s=come)
        held = at, frame
    if held is None or until <= span.start_s:
        what = f"shows nothing from {span.start_s:g} s to {span.end_s:g} s"
        raise DataError(f"{reader.path.name}: {what}", field="start_s")
    # A last frame stays to the end of the video, unless a wrong header puts that far off.
    stays = span.end_s - until < _LAST_STAYS_S
    yield _held(held, span, go_s=end if stays else span.shown_at(until))


def _held(held: tuple[float, av.VideoFrame], span: Span, *, go_s: float) -> Held:
    return Held(held[1], held[0], span.shown_at(held[0]), go_s)
