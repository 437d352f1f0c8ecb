"""Plots as SVG text that stands in a page: intervals, and lines with bands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

INK, SOFT, GRID, GOOD, BAD = "#1d2433", "#6b7488", "#dfe3ea", "#1f7a4d", "#b3402e"
_COLOURS = ("#2563a8", "#c2571a", "#1f7a4d", "#7a3fa0", "#8a6d1d")


class Bar(NamedTuple):
    """A value with its interval, and its name."""

    name: str
    mean: float
    low: float
    high: float


def intervals(bars: Sequence[Bar], *, unit: str, digits: int = 1, scale: float = 100.0) -> str:
    """Differences with intervals, one a row, about a line at zero."""
    left, width, row = 200, 640, 30
    values = [scale * v for bar in bars for v in (bar.low, bar.high, bar.mean) if v == v] + [0.0]
    low, high = min(values), max(values)
    room = max(high - low, 1e-6) * 0.08
    low, high = low - room, high + room

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (width - left - 110)

    height = row * len(bars) + 34
    parts = [f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="4" y2="{height - 26}" stroke="{SOFT}"/>']
    for n, bar in enumerate(bars):
        y = 18 + n * row
        mean, a, b = scale * bar.mean, scale * bar.low, scale * bar.high
        colour = GOOD if a > 0 else BAD if b < 0 else SOFT
        parts.append(_text(left - 12, y + 4, bar.name, anchor="end"))
        if mean == mean:
            parts.append(
                f'<line x1="{x(a):.1f}" x2="{x(b):.1f}" y1="{y}" y2="{y}" '
                f'stroke="{colour}" stroke-width="3"/>'
                f'<circle cx="{x(mean):.1f}" cy="{y}" r="5" fill="{colour}"/>'
            )
            parts.append(_text(width - 4, y + 4, f"{mean:+.{digits}f} {unit}", anchor="end", colour=colour))
    parts.append(_text(x(0), height - 8, "no difference", anchor="middle", colour=SOFT))
    return _svg(width, height, parts)


class Line(NamedTuple):
    """A curve: its name, and (x, mean, low, high) of each point."""

    name: str
    points: Sequence[tuple[float, float, float, float]]


def lines(curves: Sequence[Line], *, across: str, up: str, zero: bool = True, scale: float = 100.0) -> str:
    """Curves with bands; a line at zero where `zero`."""
    left, right, width, height, bottom = 58, 150, 640, 270, 42
    xs = [p[0] for curve in curves for p in curve.points]
    ys = [scale * v for curve in curves for p in curve.points for v in p[1:] if v == v] + (
        [0.0] if zero else []
    )
    if not xs or not ys:
        return ""
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    room = max(y1 - y0, 1e-6) * 0.08
    y0, y1 = y0 - room, y1 + room

    def x(value: float) -> float:
        return left + (value - x0) / max(x1 - x0, 1e-9) * (width - left - right)

    def y(value: float) -> float:
        return 10 + (y1 - value) / (y1 - y0) * (height - bottom - 10)

    parts = []
    for step in _steps(y0, y1):
        bold = SOFT if step == 0 and zero else GRID
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y(step):.1f}" y2="{y(step):.1f}" stroke="{bold}"/>'
        )
        parts.append(_text(left - 8, y(step) + 4, f"{step:g}", anchor="end", colour=SOFT))
    for value in sorted(set(xs)):
        parts.append(_text(x(value), height - bottom + 18, f"{value:g}", anchor="middle", colour=SOFT))
    for n, curve in enumerate(curves):
        colour = _COLOURS[n % len(_COLOURS)]
        there = [p for p in curve.points if p[1] == p[1]]
        band = [(x(p[0]), y(scale * p[3])) for p in there] + [
            (x(p[0]), y(scale * p[2])) for p in reversed(there)
        ]
        parts.append(f'<polygon points="{_points(band)}" fill="{colour}" opacity="0.13"/>')
        middle = [(x(p[0]), y(scale * p[1])) for p in there]
        parts.append(
            f'<polyline points="{_points(middle)}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in middle]
        parts.append(_text(width - right + 14, 24 + 20 * n, curve.name, colour=colour))
    parts.append(_text((left + width - right) / 2, height - 4, across, anchor="middle", colour=SOFT))
    parts.append(
        '<g transform="rotate(-90)">'
        + _text(-(height - bottom) / 2, 13, up, anchor="middle", colour=SOFT)
        + "</g>"
    )
    return _svg(width, height, parts)


def _steps(low: float, high: float) -> list[float]:
    """Round values between two."""
    size = 10.0 ** len(str(int(max(high - low, 1)))) / 10
    while (high - low) / size < 3:
        size /= 2
    while (high - low) / size > 7:
        size *= 2
    first = int(low / size) - 1
    return [round(k * size, 6) for k in range(first, first + 14) if low <= k * size <= high]


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in pairs)


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" width="{width}">{"".join(parts)}</svg>'
