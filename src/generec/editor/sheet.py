"""A contact sheet: frames of a source above the same moments of what was made of it, with their sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec.domain.parts import Image
from generec.domain.recipes import Step
from generec.media import pictures
from generec.media.decode import Reader, sound_of
from generec.media.frames import frame_at
from generec.media.probe import probe
from generec.media.samples import Form
from generec.media.sound import source_sound
from generec.media.spans import Span

_AREA: Final = 44_000
"""Pixels of a frame: upright and wide ones are equally large."""
_SIDE, _GAP, _WORDS, _SOUND = 128, 8, 18, 34
_PAPER, _INK, _DIM, _BAR = (24, 24, 24), (240, 240, 240), (165, 165, 165), (150, 150, 150)
_TOLD = ("name", "text", "aspect", "factor", "mood", "what", "by")
_SAMPLES = Form(8000, 1)


class _Row(NamedTuple):
    """One file: what it is called, its facts, its frames under their times, and how loud it is when."""

    name: str
    facts: tuple[str, ...]
    cells: tuple[tuple[Image, str], ...]
    seconds: float
    levels: np.ndarray[Any, np.dtype[np.float32]] | None


def sheet(source: Path, result: Path, *, steps: Sequence[Step] = (), columns: int = 5) -> Image:
    """`columns` frames of both, moment for moment, under what was done; a picture (h, w, 3) in RGB.

    `steps` are the result's: they tell which moment of the source each of its frames shows. Bars
    show the lengths on one scale of time, and in them the sound. Raises `MediaError`.
    """
    facts = probe(source), probe(result)
    if facts[1].kind == "image":
        times = [next((float(str(s.params["at_s"])) for s in steps if "at_s" in s.params), 0.0)]
        shown = [0.0]
    else:
        shown = [(i + 0.5) * facts[1].duration_s / columns for i in range(columns)]
        times = [moment(time, steps) for time in shown]
    rows = (_row("before", source, times), _row("after", result, shown))
    return _laid(rows, told=", ".join(map(_named, steps)))


class Moment(NamedTuple):
    """A second of a result, with the file and second that are seen there, and what that file is called."""

    shown_s: float
    source: Path
    source_s: float
    name: str


def gathered(moments: Sequence[Moment], result: Path, *, columns: int = 6) -> Image:
    """Frames of a result under those that they were made of, each of its own source; in RGB.

    Bands of `columns` frames stand one under the other. Raises `MediaError`.
    """
    facts = probe(result)
    about = (f"{facts.width} x {facts.height}", f"{facts.duration_s:.1f} s")
    bands = []
    for first in range(0, len(moments), columns):
        part = moments[first : first + columns]
        before = tuple(
            (frame_at(one.source, one.source_s, longest=1024), f"{one.name[:18]} {one.source_s:.1f} s")
            for one in part
        )
        after = tuple(
            (frame_at(result, one.shown_s, longest=1024), f"at {one.shown_s:.2f} s") for one in part
        )
        rows = _Row("sources", (), before, 0.0, None), _Row("result", about, after, 0.0, None)
        bands.append(_laid(rows, told=""))
    width = max(band.shape[1] for band in bands)
    page = np.full((sum(len(band) for band in bands), width, 3), _PAPER, np.uint8)
    top = 0
    for band in bands:
        page[top : top + len(band), : band.shape[1]] = band
        top += len(band)
    return page


def moment(shown_s: float, steps: Sequence[Step]) -> float:
    """The second of the source that is seen at `shown_s` of what the steps made of it."""
    params: dict[str, Any] = {}
    for step in steps:
        params |= {key: step.params[key] for key in _TIMED & step.params.keys()}
    at = shown_s * float(params.get("factor", 1.0))
    spans = params.get("spans") or [[params.get("start_s", 0.0), params.get("end_s")]]
    for start, end in spans[:-1]:
        if at < end - start:
            return float(start) + at
        at -= end - start
    return float(spans[-1][0]) + at


_TIMED: Final = frozenset(("factor", "spans", "start_s", "end_s"))


def _named(step: Step) -> str:
    """A step as a viewer would ask for it."""
    words = (str(step.params[key]) for key in _TOLD if step.params.get(key) not in (None, ""))
    return " ".join((step.op.replace("_", " "), *words))


def _row(name: str, path: Path, times: Sequence[float]) -> _Row:
    facts = probe(path)
    size = f"{facts.width} x {facts.height}"
    if facts.kind == "image":
        return _Row(name, (size,), ((pictures.read(path, longest=1024), "a picture"),), 0.0, None)
    cells = tuple((frame_at(path, time, longest=1024), f"at {time:.2f} s") for time in times)
    levels = _levels(path, facts.duration_s)
    sound = "silent" if levels is None or not levels.any() else "with sound"
    return _Row(name, (size, f"{facts.duration_s:.1f} s", sound), cells, facts.duration_s, levels)


def _levels(path: Path, seconds: float, n: int = 400) -> np.ndarray[Any, np.dtype[np.float32]] | None:
    """How loud each of `n` parts of the file is, in [0, 1] from -60 dB to full; None without sound."""
    with Reader(path) as reader:
        if sound_of(reader) is None:
            return None
    power, count = np.zeros(n), np.zeros(n)
    at = 0
    for block in source_sound(path, (Span(0.0, seconds, 0.0, 1.0),), form=_SAMPLES):
        part = np.minimum((at + np.arange(len(block))) * n // max(1, _SAMPLES.count(seconds)), n - 1)
        np.add.at(power, part, np.square(block[:, 0], dtype=np.float64))
        np.add.at(count, part, 1)
        at += len(block)
    decibels = 10 * np.log10(power / np.maximum(count, 1) + 1e-9)
    return np.clip(decibels / 60 + 1, 0, 1).astype(np.float32)


def _laid(rows: tuple[_Row, _Row], *, told: str) -> Image:
    """The rows one above the other, each frame of the source above the same moment of the result."""
    sizes = [[_size(image) for image, _ in row.cells] for row in rows]
    wide = [max(both[i][0] for both in sizes) for i in range(len(sizes[0]))]
    width = _SIDE + sum(wide) + _GAP * (len(wide) + 1)
    talls = [max(high for _, high in each) for each in sizes]
    heights = [
        tall + _WORDS + (_SOUND if row.seconds else 0) + 2 * _GAP
        for row, tall in zip(rows, talls, strict=True)
    ]
    page = Pillow.new("RGB", (width, (_WORDS + 2 * _GAP if told else _GAP) + sum(heights)), _PAPER)
    draw, top = ImageDraw.Draw(page), _GAP
    if told:
        draw.text((_GAP, top), told, font=ImageFont.load_default(17), fill=_INK)
        top += _WORDS + _GAP
    longest = max(row.seconds for row in rows)
    for row, size, tall, height in zip(rows, sizes, talls, heights, strict=True):
        _named_row(draw, row, top)
        left = _SIDE
        for (image, label), (w, h), room in zip(row.cells, size, wide, strict=True):
            small = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
            page.paste(Pillow.fromarray(small), (left, top + _WORDS))
            draw.text((left, top), label, font=ImageFont.load_default(13), fill=_DIM)
            left += room + _GAP
        if row.seconds:
            _bar(draw, row, (_SIDE, top + _WORDS + tall + 4), (width - _SIDE - _GAP) * row.seconds / longest)
        top += height
    return np.asarray(page)


def _named_row(draw: ImageDraw.ImageDraw, row: _Row, top: int) -> None:
    draw.text((_GAP, top + _WORDS), row.name, font=ImageFont.load_default(22), fill=_INK)
    for line, fact in enumerate(row.facts):
        draw.text((_GAP, top + _WORDS + 32 + 19 * line), fact, font=ImageFont.load_default(14), fill=_DIM)


def _bar(draw: ImageDraw.ImageDraw, row: _Row, corner: tuple[int, int], width: float) -> None:
    """As long as the file, on one scale for both; the sound stands in it."""
    left, top = corner
    draw.rectangle((left, top, left + width, top + _SOUND - 6), outline=(70, 70, 70))
    for x, high in _columns(row, width):
        draw.line((left + x, top + _SOUND - 7, left + x, top + _SOUND - 7 - high), fill=_BAR)


def _columns(row: _Row, width: float) -> Iterator[tuple[int, int]]:
    if row.levels is not None:
        for x in range(1, int(width)):
            yield x, round(float(row.levels[int(x * len(row.levels) / width)]) * (_SOUND - 9))


def _size(image: Image) -> tuple[int, int]:
    """(width, height) of a frame of the sheet's area, in its own proportions."""
    scale = (_AREA / (image.shape[0] * image.shape[1])) ** 0.5
    return max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
