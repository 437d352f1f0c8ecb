"""Designed graphics between the photos: a title, a chart, a question, a clock, orbits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.demo.camera import still
from generec.demo.canvas import HEIGHT, WIDTH, Colour, Picture, ease, lay, overshoot, words

_FINE = 4
"""Binary places below a pixel that OpenCV draws with."""

Palette = tuple[Colour, Colour, Colour]
"""Ground above, ground below, accent."""


def title(lines: Sequence[str], *, palette: Palette, n: int, behind: str | None = None) -> Iterator[Picture]:
    """Large lines that rise one after the other over a ground of two colours or a dimmed photo."""
    grounds = _ground(palette, n=n, behind=behind)
    size = min(64, int(58 * 9 / max(5, *map(len, lines))) + 12)
    step = size + 14
    top = HEIGHT / 2 - step * len(lines) / 2
    for i, frame in enumerate(grounds):
        rule = ease(i / 14)
        cv2.rectangle(frame, (36, round(top) - 22), (36 + round(72 * rule), round(top) - 16), palette[2], -1)
        for row, line in enumerate(lines):
            rise = ease((i - 3 - 4 * row) / 11)
            colour = palette[2] if row == len(lines) - 1 and len(lines) > 1 else (255, 255, 255)
            sprite = words(line, size=size, colour=colour)
            lay(frame, sprite, x=24, y=top + row * step + 26 * (1 - rise) - 8, opacity=rise)
        yield frame


def bars(lines: Sequence[str], *, palette: Palette, n: int) -> Iterator[Picture]:
    """A chart of bars that grow. The first line is the heading, the others are `name=number unit`."""
    rows = [(name, float(rest.split()[0]), rest) for name, rest in (line.split("=") for line in lines[1:])]
    most = max(number for _, number, _ in rows)
    for i, frame in enumerate(_ground(palette, n=n)):
        _heading(frame, lines[0], i)
        for row, (name, number, rest) in enumerate(rows):
            grow = overshoot((i - 6 - 4 * row) / 20)
            y = 210 + row * 96
            lay(frame, words(name, size=25, shadow=False), x=20, y=y - 46, opacity=ease((i - 4 * row) / 10))
            length = max(2.0, 300 * number / most * grow)
            _bar(frame, x=32, y=y, length=length, height=26, colour=palette[2])
            tag = words(rest, size=22, colour=(20, 22, 30) if length > 130 else (255, 255, 255), shadow=False)
            x = 32 + length - tag.alpha.shape[1] + 4 if length > 130 else 32 + length - 4
            lay(frame, tag, x=x, y=y - 9, opacity=ease((i - 16 - 4 * row) / 8))
        yield frame


def question(lines: Sequence[str], *, palette: Palette, n: int) -> Iterator[Picture]:
    """A question with answers, a bar of time, and the right one (marked by `*`) lit at the end."""
    asked, answers = lines[0].split("|"), lines[1:]
    reveal = round(n * 0.62)
    for i, frame in enumerate(_ground(palette, n=n)):
        for row, line in enumerate(asked):
            lay(frame, words(line, size=34), x=22, y=100 + 42 * row, opacity=ease(i / 9))
        for row, answer in enumerate(answers):
            come = ease((i - 5 - 4 * row) / 10)
            lit = ease((i - reveal) / 6) if answer.endswith("*") else 0.0
            colour = _mix((52, 58, 78), palette[2], lit)
            y = 250 + row * 88
            _bar(frame, x=32 + 40 * (1 - come), y=y, length=296 * come, height=62, colour=colour)
            ink = (255, 255, 255) if lit < 0.5 else (18, 20, 28)
            lay(
                frame,
                words(answer.rstrip("*"), size=26, colour=ink, shadow=False),
                x=44,
                y=y + 8,
                opacity=come,
            )
        left = 1 - min(1.0, i / reveal)
        _bar(frame, x=32, y=545, length=max(1.0, 296 * left), height=8, colour=palette[2])
        yield frame


def clock(lines: Sequence[str], *, palette: Palette, n: int) -> Iterator[Picture]:
    """A clock face whose hands sweep from the first time to the second (`h:mm`), a line of text below."""
    begin, end = (_minutes(text) for text in lines[:2])
    middle = (WIDTH / 2, 285.0)
    for i, frame in enumerate(_ground(palette, n=n)):
        cv2.circle(frame, (round(middle[0]), round(middle[1])), 128, (246, 243, 236), -1, cv2.LINE_AA)
        cv2.circle(frame, (round(middle[0]), round(middle[1])), 128, palette[2], 7, cv2.LINE_AA)
        for tick in range(12):
            _hand(frame, middle, tick / 12, (104, 116), (60, 62, 70), 5 if tick % 3 == 0 else 2)
        now = begin + (end - begin) * ease(i / (n * 0.8))
        _hand(frame, middle, now / 720, (-14, 66), (28, 30, 38), 8)
        _hand(frame, middle, now / 60, (-18, 96), (28, 30, 38), 5)
        _hand(frame, middle, i / 24 / 6, (-22, 102), palette[2], 2)
        cv2.circle(frame, (round(middle[0]), round(middle[1])), 7, palette[2], -1, cv2.LINE_AA)
        for row, line in enumerate(lines[2:]):
            sprite = words(line, size=34)
            lay(
                frame,
                sprite,
                x=(WIDTH - sprite.alpha.shape[1]) / 2,
                y=450 + 42 * row,
                opacity=ease((i - 6) / 10),
            )
        yield frame


def orbits(lines: Sequence[str], *, palette: Palette, n: int) -> Iterator[Picture]:
    """The four inner planets on their rounds, with true relative periods; the first line is the heading."""
    planets = (
        ("Mercury", 52, 0.241, 4.5, (176, 160, 146)),
        ("Venus", 84, 0.615, 7.5, (236, 202, 140)),
        ("Earth", 116, 1.0, 8.0, (96, 158, 236)),
        ("Mars", 150, 1.881, 6.0, (222, 106, 70)),
    )
    middle = (WIDTH / 2, 345.0)
    for i, frame in enumerate(_ground(palette, n=n)):
        _heading(frame, lines[0], i)
        for radius in (46, 34, 27):
            _dot(frame, middle, radius * 0.9, _mix(palette[1], (255, 196, 84), (50 - radius) / 26))
        for at, (name, radius, period, size, colour) in enumerate(planets):
            cv2.circle(frame, (round(middle[0]), round(middle[1])), radius, (92, 100, 128), 1, cv2.LINE_AA)
            angle = 2 * np.pi * (i / 24 * 0.16 / period + 0.27 * at)
            x, y = middle[0] + radius * np.cos(angle), middle[1] + radius * np.sin(angle)
            _dot(frame, (x, y), size, colour)
            tag = words(name, size=17, bold=False)
            lay(
                frame,
                tag,
                x=min(x + 2, WIDTH - tag.alpha.shape[1] + 6),
                y=y - 34,
                opacity=ease((i - 8 - 4 * at) / 10),
            )
        yield frame


Card = Callable[..., Iterator[Picture]]
CARDS: dict[str, Card] = {
    "title": title,
    "bars": bars,
    "question": question,
    "clock": clock,
    "orbits": orbits,
}


def _ground(palette: Palette, *, n: int, behind: str | None = None) -> Iterator[Picture]:
    if behind is not None:
        tint = np.array(palette[0], np.float32) * 0.55
        for photo in still(behind, start=(0.5, 0.5, 0.9), end=(0.5, 0.5, 0.75), n=n):
            yield (photo * 0.32 + tint).astype(np.uint8)
        return
    t = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    flat = np.array(palette[0], np.float32) * (1 - t) + np.array(palette[1], np.float32) * t
    ground: NDArray[np.uint8] = np.repeat(flat, WIDTH, 1).astype(np.uint8)
    glow = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    cv2.circle(glow, (WIDTH - 40, 60), 150, palette[2], -1, cv2.LINE_AA)
    cv2.circle(glow, (20, HEIGHT - 30), 110, palette[2], -1, cv2.LINE_AA)
    glow = cv2.GaussianBlur(glow, (0, 0), 50)
    ground = cv2.addWeighted(ground, 1.0, glow, 0.16, 0)
    for _ in range(n):
        yield ground.copy()


def _heading(frame: Picture, text: str, i: int) -> None:
    for row, line in enumerate(text.split("|")):
        lay(frame, words(line, size=34), x=20, y=58 + 42 * row, opacity=ease((i - 2 * row) / 9))


def _bar(frame: Picture, *, x: float, y: float, length: float, height: int, colour: Colour) -> None:
    """A bar with round ends, to a sixteenth of a pixel."""
    r = height / 2
    ends = [(x + min(r, length / 2), y + r), (x + max(length - r, length / 2), y + r)]
    one, two = (tuple(round(v * 16) for v in end) for end in ends)
    cv2.line(frame, one, two, colour, max(1, round(min(height, length + 1))), cv2.LINE_AA, _FINE)


def _dot(frame: Picture, middle: tuple[float, float], radius: float, colour: Colour) -> None:
    at = (round(middle[0] * 16), round(middle[1] * 16))
    cv2.circle(frame, at, round(radius * 16), colour, -1, cv2.LINE_AA, _FINE)


def _hand(
    frame: Picture,
    middle: tuple[float, float],
    turn: float,
    reach: tuple[float, float],
    colour: Colour,
    wide: int,
) -> None:
    angle = 2 * np.pi * turn - np.pi / 2
    ends = [
        (round((middle[0] + r * np.cos(angle)) * 16), round((middle[1] + r * np.sin(angle)) * 16))
        for r in reach
    ]
    cv2.line(frame, ends[0], ends[1], colour, wide, cv2.LINE_AA, _FINE)


def _minutes(text: str) -> float:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _mix(a: Colour, b: Colour, t: float) -> Colour:
    t = min(1.0, max(0.0, t))
    return (round(a[0] + (b[0] - a[0]) * t), round(a[1] + (b[1] - a[1]) * t), round(a[2] + (b[2] - a[2]) * t))
