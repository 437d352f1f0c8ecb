"""Which stretches of a video are shown, in which order, and when each begins in the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generec.domain.errors import DataError
from generec.media.decode import INDEXED, Reader, seek
from generec.media.probe import measured_duration

Stretch = tuple[float, float | None]
"""From where to where, in seconds of the source; None: to its end."""

WHOLE: tuple[Stretch, ...] = ((0.0, None),)
_SHORTEST_S = 0.02


class Span(NamedTuple):
    """A stretch of the source from `start_s` to `end_s` that begins at `begin_s` of the result.

    It plays at `speed`: `length_s` is how long it stays in the result.
    """

    start_s: float
    end_s: float
    begin_s: float
    speed: float

    @property
    def length_s(self) -> float:
        """Seconds of the result."""
        return (self.end_s - self.start_s) / self.speed

    def shown_at(self, source_s: float) -> float:
        """When a moment of the source comes in the result."""
        return self.begin_s + max(0.0, source_s - self.start_s) / self.speed


def timeline(reader: Reader, stretches: Sequence[Stretch], *, speed: float = 1.0) -> tuple[Span, ...]:
    """The stretches one behind the other; those that follow on each other in the source become one.

    An end beyond the video is the video's end. Raises `DataError` for a stretch outside of it.
    """
    if not stretches:
        raise DataError(f"{reader.path.name}: no stretch of it is asked for", field="spans")
    length = length_of(reader)
    found: list[tuple[float, float]] = []
    for start_s, end_s in stretches:
        start, end = _within(reader.path.name, start_s, end_s, length)
        if found and start == found[-1][1]:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    spans, begin = list[Span](), 0.0
    for start, end in found:
        spans.append(Span(start, end, begin, speed))
        begin += spans[-1].length_s
    return tuple(spans)


def in_result(source_s: float, spans: Sequence[Span]) -> list[float]:
    """When a moment of the source is shown, in seconds of the result: once for each span that holds it."""
    return [span.shown_at(source_s) for span in spans if span.start_s <= source_s < span.end_s]


def shown_within(start_s: float, end_s: float, spans: Sequence[Span]) -> list[tuple[float, float]]:
    """From when to when of the result a part of the source is shown: once for each span that holds some."""
    parts = ((span, max(start_s, span.start_s), min(end_s, span.end_s)) for span in spans)
    return [(span.shown_at(start), span.shown_at(end)) for span, start, end in parts if start < end]


def in_source(result_s: float, spans: Sequence[Span]) -> float:
    """The moment of the source that is shown at a moment of the result."""
    span = next((one for one in reversed(spans) if one.begin_s <= result_s), spans[0])
    return min(span.end_s, span.start_s + max(0.0, result_s - span.begin_s) * span.speed)


def length_of(reader: Reader) -> float:
    """Seconds from the file's first moment to the end of its pictures."""
    length = reader.own_duration or reader.duration
    if length is None:
        return measured_duration(reader.path)
    length = max(length, _seen_until(reader.path, length))
    first = reader.stream.start_time
    if first is not None and reader.stream.time_base:
        length += max(0.0, float(first * reader.stream.time_base) - reader.start)
    return length


def _seen_until(path: Path, told_s: float) -> float:
    """When the last frame goes, as its packet says, if it comes after the length that the header tells.

    Headers add up the steps of decoding, which for uneven frame times is less.
    """
    with Reader(path, threads=1) as reader:
        tick = reader.stream.time_base
        if not tick or reader.container_name not in INDEXED:
            return 0.0
        seek(reader, told_s)
        shown = [(p.pts, p.duration or 0) for p in reader.packets() if p.pts is not None and not p.is_discard]
        come, stays = max(shown, default=(0, 0))
        first = reader.stream.start_time or 0
        return float((come + stays - first) * tick) if (come - first) * tick >= told_s else 0.0


def _within(name: str, start_s: float, end_s: float | None, length: float) -> tuple[float, float]:
    end = math.inf if end_s is None else end_s
    if not (math.isfinite(start_s) and start_s >= 0 and end > start_s):
        raise DataError(
            f"{name}: a window from {start_s} s to {end_s} s cannot be cut; it runs from 0 on, forwards",
            field="start_s",
        )
    if start_s >= length:
        raise DataError(f"{name}: is {length:.2f} s long; no window starts at {start_s:g} s", field="start_s")
    return start_s, max(min(end, length), start_s + min(_SHORTEST_S, length - start_s))
