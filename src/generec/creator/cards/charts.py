"""Drawings of given values: a number that counts up, bars that grow, a line that is drawn on."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from generec.creator.cards.cards import WHITE
from generec.creator.cards.kinetic import Colour, block, eased, lay
from generec.creator.cards.panel import GREY, Box, Look, Painter, length, stroke
from generec.domain.facts import Fact, Series
from generec.media.overlay import Floats

_COUNT_S, _GROW_S, _STAGGER_S, _DRAW_S = 1.2, 0.9, 0.16, 2.2
_NUMBER = re.compile(r"^([^\d]*)(\d[\d,]*)(\.\d+)?(.*)$")
_YEARS = range(1000, 2200)


def counter(fact: Fact) -> Callable[[Look, Box], Painter]:
    """The fact's number, large, counting up to what it is; its unit under it."""

    def drawing(look: Look, box: Box) -> Painter:
        size = _largest(fact.number, look, box)
        small = max(round(size * 0.3), round(0.07 * look.side))
        tall = round(size * 1.05) + (small if fact.unit else 0)
        top = box.top + max(0, (box.height - tall) // 2)

        def paint(image: Floats, at_s: float) -> None:
            shown = counted(fact.number, eased((at_s - 0.15) / _COUNT_S))
            strength = min(1.0, max(0.0, at_s - 0.1) / 0.3)
            look.text(image, shown, size, x=box.left, y=top, bold=True, colour=look.colours.accent,
                      strength=strength)  # fmt: skip
            if fact.unit:
                rise = min(1.0, max(0.0, at_s - 0.5) / 0.4)
                look.text(image, fact.unit, small, x=box.left + size // 20, y=top + round(size * 1.05),
                          bold=True, strength=rise)  # fmt: skip

        return paint

    return drawing


def counted(number: str, share: float) -> str:
    """A number as it is written, on its way up from 0; years and what is no number stand still."""
    found = _NUMBER.match(number)
    if found is None or share >= 1:
        return number
    before, whole, part, behind = found[1], found[2], found[3] or "", found[4]
    value = float(whole.replace(",", "") + part)
    if "," not in whole and not part and int(value) in _YEARS:
        return number
    comma = "," if "," in whole else ""
    return f"{before}{value * share:{comma}.{max(0, len(part) - 1)}f}{behind}"


def bars(series: Series) -> Callable[[Look, Box], Painter]:
    """A bar for each value, from zero, with its name over it and its value behind it."""

    def drawing(look: Look, box: Box) -> Painter:
        n, side = len(series.points), look.side
        title = round(0.038 * side)
        room = Box(box.left, box.top + round(title * 1.8), box.right, box.bottom)
        row = min(room.height / n, 0.2 * side)
        label = max(9, round(min(0.042 * side, row * 0.34)))
        thick = max(4, round(min(0.055 * side, row * 0.4)))
        values = [point.value for point in series.points]
        low, high = min(0.0, *values), max(0.0, *values)
        room_right = max(length(_told(value, series), label, look.fonts.bold) for value in values)
        scale = (room.width - room_right - label) / max(high - low, 1e-9)
        zero = room.left + round(-low * scale)
        most = max(values)

        def paint(image: Floats, at_s: float) -> None:
            appear = min(1.0, at_s / 0.4)
            look.text(image, axis(series), title, x=box.left, y=box.top, colour=GREY, strength=appear)
            tall = round(row * n - (row - label * 1.3 - thick))
            line = block(max(1, side // 320), tall, colour=GREY, x=zero, y=room.top)
            lay(image, line._replace(strength=0.8 * appear))
            for i, point in enumerate(series.points):
                share = eased((at_s - 0.25 - _STAGGER_S * i) / _GROW_S)
                y = room.top + round(i * row)
                long = max(1, round(abs(point.value) * scale * share))
                left = zero if point.value >= 0 else zero - long
                colour = look.colours.accent if point.value == most else _between(look, 0.55)
                lay(image, block(long, thick, colour=colour, x=left, y=y + round(label * 1.3)))
                seen = min(1.0, max(0.0, at_s - 0.15 - _STAGGER_S * i) / 0.3)
                look.text(image, point.label, label, x=zero + label // 3, y=y, bold=True, strength=seen)
                told = _told(point.value * share, series, like=point.value)
                look.text(image, told, label, x=max(zero, left + long) + label // 2,
                          y=y + round(label * 1.3 + (thick - label * 1.15) / 2), bold=True,
                          colour=WHITE, strength=seen)  # fmt: skip

        return paint

    return drawing


def line(series: Series) -> Callable[[Look, Box], Painter]:
    """A line through the values from left to right, between labelled axes."""

    def drawing(look: Look, box: Box) -> Painter:
        side = look.side
        small = max(9, round(0.038 * side))
        values = np.array([point.value for point in series.points])
        marks = ticks(float(values.min()), float(values.max()))
        gutter = max(length(f"{mark:,g}", small, look.fonts.regular) for mark in marks) + small // 2
        plot = Box(box.left + gutter, box.top + round(small * 2.4), box.right - small, box.bottom - small * 2)
        x = plot.left + np.linspace(0, plot.width, len(values))
        y = plot.bottom - (values - marks[0]) / (marks[-1] - marks[0]) * plot.height
        path = np.stack([x, y], axis=1).astype(np.float32)
        thick = max(3, side // 110)

        def paint(image: Floats, at_s: float) -> None:
            appear = min(1.0, at_s / 0.4)
            look.text(image, axis(series), small, x=box.left, y=box.top, colour=GREY, strength=appear)
            for mark in marks:
                height = plot.bottom - round((mark - marks[0]) / (marks[-1] - marks[0]) * plot.height)
                lay(image, block(plot.width, max(1, side // 480), colour=GREY, x=plot.left, y=height,
                                 opacity=0.3 * appear))  # fmt: skip
                look.text(image, f"{mark:,g}", small, x=plot.left - small // 2, y=height - small * 2 // 3,
                          colour=GREY, strength=appear, anchor="right")  # fmt: skip
            for i in _labelled(series, plot.width, small, look):
                here, foot = round(float(x[i])), plot.bottom + small // 2
                look.text(
                    image, series.points[i].label, small, x=here, y=foot, colour=GREY, strength=appear,
                    anchor="middle",
                )  # fmt: skip
            drawn = _upto(path, _slow((at_s - 0.35) / _DRAW_S))
            if len(drawn) > 1:
                stroke(image, drawn, look.colours.accent, thick=thick)
                _head(image, drawn[-1], look, thick)
                now = float(np.interp(drawn[-1, 0], x, values))
                told = _told(now, series, like=float(values[-1]))
                left = bool(drawn[-1, 0] > plot.left + 0.6 * plot.width)
                tip = round(float(drawn[-1, 0])) + (-small if left else small)
                over = round(float(drawn[-1, 1])) - round(small * 2.2)
                anchor = "right" if left else "left"
                look.text(image, told, round(small * 1.5), x=tip, y=over, bold=True, anchor=anchor)

        return paint

    return drawing


def axis(series: Series) -> str:
    """What an axis measures, and in what."""
    named = series.label[:1].upper() + series.label[1:]
    return f"{named} ({series.unit})" if series.unit else named


def ticks(low: float, high: float, *, n: int = 4) -> list[float]:
    """Round numbers at even steps, from at most `low` to at least `high`; about `n` steps."""
    span = max(high - low, abs(high) * 1e-6, 1e-9)
    raw = span / n
    power = 10.0 ** np.floor(np.log10(raw))
    step = float(next(m for m in (1, 2, 2.5, 5, 10) if m * power >= raw) * power)
    first, last = int(np.floor(low / step)), int(np.ceil(high / step))
    return [round(i * step, 10) for i in range(first, max(last, first + 1) + 1)]


def _told(value: float, series: Series, *, like: float | None = None) -> str:
    """A value as it is shown, with as many decimals as it ends up with, and a short unit."""
    final = f"{value if like is None else like:g}"
    digits = len(final.partition(".")[2]) if "e" not in final else 0
    unit = f" {series.unit}" if 0 < len(series.unit) <= 4 else ""
    return f"{value:,.{digits}f}{unit}"


def _largest(text: str, look: Look, box: Box) -> int:
    """The largest type in which a number fits."""
    size = round(0.34 * look.side)
    while size > 12 and (length(text, size, look.fonts.bold) > box.width or size * 1.5 > box.height):
        size -= max(1, size // 20)
    return size


def _between(look: Look, share: float) -> Colour:
    """A colour from the light of the ground towards white."""
    red, green, blue = (round(part + share * (255 - part)) for part in look.colours.light)
    return red, green, blue


def _labelled(series: Series, width: int, size: int, look: Look) -> list[int]:
    """Which names fit under a line, evenly, the last one always."""
    n = len(series.points)
    widest = max(length(point.label, size, look.fonts.regular) for point in series.points) + size
    step = max(1, -(-n * widest // max(1, width)))
    return sorted(range(n - 1, -1, -step))


def _slow(place: float) -> float:
    """Slow, quick, slow, from 0 to 1."""
    place = min(max(place, 0.0), 1.0)
    return place * place * (3 - 2 * place)


def _upto(path: Floats, share: float) -> Floats:
    """The part of a path up to a share of its way from left to right."""
    end = path[0, 0] + share * (path[-1, 0] - path[0, 0])
    kept = path[path[:, 0] <= end]
    tip = np.array([[end, np.interp(end, path[:, 0], path[:, 1])]], np.float32)
    return np.concatenate([kept, tip]) if share > 0 else path[:0]


def _head(image: Floats, at: Floats, look: Look, thick: int) -> None:
    point = np.stack([at, at + 0.01])
    stroke(image, point, look.colours.accent, thick=thick * 3)
    stroke(image, point, WHITE, thick=thick)
