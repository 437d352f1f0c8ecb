"""The sound of stretches of a video as blocks of samples, in step with the pictures.

Stretches are cross-faded where they meet: each brings what the source has behind and before the
cut, so neither length nor sync changes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph

from generec.media.chain import Filter
from generec.media.decode import Reader, seek, sound_of
from generec.media.samples import CHUNK, Block, Form, block_of, chained, pulled
from generec.media.spans import Span

_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000)
_SWING_S = 0.2
"""Decoders and changes of tempo need what comes before to swing in."""
_EDGE_S = 0.005
"""How long a source's own first and last moment fade."""


def form_of(reader: Reader) -> Form | None:
    """The form in which a file's sound is written: its own where AAC has it; None where it has no sound."""
    source = sound_of(reader)
    if source is None:
        return None
    rate = source.codec_context.sample_rate
    return Form(rate if rate in _AAC_RATES else 48_000, 1 if source.codec_context.channels == 1 else 2)


def source_sound(path: Path, spans: Sequence[Span], *, form: Form, fade_s: float = 0.0) -> Iterator[Block]:
    """The sound of all spans in order, as long as they are to the sample, cross-faded over `fade_s`.

    The fades keep the power, not the amplitude, for what meets is not alike. Gaps are silent.
    """
    shortest = [min(a.length_s, b.length_s) for a, b in pairwise(spans)]
    reach = [0, *(form.count(min(fade_s, one) / 2) for one in shortest), 0]
    tail = np.zeros((0, form.channels), np.float32)
    for span, before, behind in zip(spans, reach, reach[1:], strict=False):
        first = form.count(span.begin_s) - before
        n = form.count(span.begin_s + span.length_s) + behind - first
        blocks = _heard(path, span, before / form.rate, form, n)
        tail = yield from _faded(blocks, n, tail, 2 * before, 2 * behind)


def until(blocks: Iterable[Block], end: Callable[[], float], *, form: Form) -> Iterator[Block]:
    """The blocks up to `end()` seconds, which is asked again before each."""
    done = 0
    for block in blocks:
        left = end() * form.rate - done
        if left < len(block):
            if left >= 1:
                yield block[: int(left)]
            return
        done += len(block)
        yield block


def _faded(
    blocks: Iterable[Block], n: int, tail: Block, fade_in: int, fade_out: int
) -> Generator[Block, None, Block]:
    """The `n` samples of `blocks` with what the last span left added; returns what this one leaves."""
    done, kept = 0, [tail[:0]]
    for block in blocks:
        rise = block[: max(0, fade_in - done)]
        rise *= _ramp(done, len(rise), fade_in)
        rise += tail[done : done + len(rise)]
        fall = max(0, n - fade_out - done)
        block[fall:] *= _ramp(n - done - 1 - fall, len(block) - fall, fade_out, step=-1)
        if fall < len(block):
            kept.append(block[fall:])  # an empty part would keep the whole block in memory
        done += len(block)
        if fall:
            yield block[:fall]
    return np.concatenate(kept)


def _ramp(first: int, n: int, length: int, *, step: int = 1) -> Block:
    """A quarter of a sine from sample `first` on, as a column."""
    place = first + step * np.arange(n, dtype=np.float32) + np.float32(0.5)
    return np.asarray(np.sin(place[:, None] * np.float32(np.pi / 2 / max(length, 1))), np.float32)


def _heard(path: Path, span: Span, lead_s: float, form: Form, n: int) -> Iterator[Block]:
    """`n` samples of a span from `lead_s` seconds (of the result) before its begin on.

    More is read at both ends, so that a change of tempo has swung in, and nothing ends early.
    """
    swing_s = 0.0 if span.speed == 1.0 else _SWING_S
    start_s = span.start_s - (lead_s + swing_s) * span.speed
    end_s = start_s + (swing_s + n / form.rate + _SWING_S) * span.speed
    skip, left = form.count(swing_s), n
    with Reader(path, threads=1) as reader:
        blocks = _filtered(reader, start_s, end_s, span.speed, form)
        for block in _softened(blocks, form.count(_EDGE_S)):
            part = block[skip:][:left]
            skip -= min(skip, len(block))
            left -= len(part)
            if len(part):
                yield part
            if not left:
                return
    while left:
        yield np.zeros((min(left, CHUNK), form.channels), np.float32)
        left -= min(left, CHUNK)


def _softened(blocks: Iterable[Block], edge: int) -> Iterator[Block]:
    """The blocks, the last `edge` samples fading out: where a source ends within a stretch, none clicks."""
    held: Block | None = None
    for block in blocks:
        held = block if held is None else np.concatenate([held, block])
        ready, held = held[: max(0, len(held) - edge)], held[max(0, len(held) - edge) :]
        yield ready
    if held is not None:
        yield held * np.linspace(1, 0, len(held), dtype=np.float32)[:, None]


def _filtered(reader: Reader, start_s: float, end_s: float, speed: float, form: Form) -> Iterator[Block]:
    """The sound between two moments of the source at its tempo, silent as long as there is none yet."""
    graph: Graph | None = None
    kind: tuple[Any, ...] = ()
    alike: av.AudioResampler | None = None
    for frame in _decoded(reader, start_s, end_s):
        if graph is None:
            kind = frame.format.name, frame.layout.name, frame.sample_rate
            graph = Graph()
            source = graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format,
                layout=frame.layout,
                time_base=frame.time_base,
            )
            begin_s, stop_s = start_s + reader.start, end_s + reader.start
            chained(graph, source, _chain(begin_s, stop_s, speed, form, first_s=reader.start))
        frames = [frame]
        if (frame.format.name, frame.layout.name, frame.sample_rate) != kind:
            alike = alike or av.AudioResampler(*kind)
            frames = alike.resample(frame)
        for one in frames:
            graph.push(one)
        yield from map(block_of, pulled(graph))
    if graph is not None:
        graph.push(None)
        yield from map(block_of, pulled(graph))


def _decoded(reader: Reader, start_s: float, end_s: float) -> Iterator[av.AudioFrame]:
    """The frames around a stretch of the source; damaged packets are passed over, as players do."""
    source = sound_of(reader)
    if source is None:
        return
    seek(reader, start_s - _SWING_S)
    packets = reader.container.demux(source)
    while True:
        try:
            packet = next(packets)
            frames = packet.decode()
        except StopIteration:
            return
        except av.error.InvalidDataError:
            continue
        except av.FFmpegError:
            return
        for frame in frames:
            if frame.pts is None or frame.time_base is None:
                continue
            if float(frame.pts * frame.time_base) - reader.start >= end_s:
                return
            yield frame


def _chain(start_s: float, end_s: float, speed: float, form: Form, *, first_s: float) -> list[Filter]:
    """The filters from decoded frames, on the file's own clock, to blocks at their tempo.

    Where the file begins within, at `first_s`, it fades in.
    """
    # some files count by whole packets of sound, too coarse a clock to cut by
    cut = [("asettb", "expr=1/sr")]
    cut += [("atrim", f"start={start_s:.6f}:end={end_s:.6f}"), ("asetpts", f"PTS-({start_s:.6f})/TB")]
    if first_s > start_s:
        cut.append(("afade", f"type=in:start_time={first_s - start_s:.6f}:duration={_EDGE_S}"))
    return [
        *cut,
        *_tempo(speed),
        ("aresample", f"{form.rate}:async=1:first_pts=0"),
        ("aformat", f"sample_fmts=fltp:channel_layouts={form.layout}"),
    ]


def _tempo(speed: float) -> list[Filter]:
    """Another tempo at the same pitch, in steps of at most 2, where the filter keeps every sample.

    The filter looks for the best fit within windows that it takes from the sample rate, and so may
    be that much early. Told half the rate, it takes windows of 21 ms; what it is early on
    average, measured on clicks, is put back.
    """
    if speed == 1.0:
        return []
    steps: list[float] = []
    while not 0.5 <= speed <= 2.0:
        steps.append(2.0 if speed > 1 else 0.5)
        speed /= steps[-1]
    steps.append(speed)
    early = 0.0
    for step in steps:
        early = early / step + 0.003 + 0.010 * max(0.0, 1 / step - 1)
    return [
        ("aresample", "48000:async=1:first_pts=0"),
        ("asetrate", "24000"),
        *(("atempo", f"{step:.6f}") for step in steps),
        ("asetrate", "48000"),
        ("asetpts", f"N/SR/TB+{early:.6f}/TB"),
    ]
