"""Compiled loops of the painters. Compiled at the first call, then cached."""

from __future__ import annotations

import numpy as np
from numba import njit

from generec.media.motion import Floats, Layer

MOST_TOOTH = 4.0
"""Deviations of the grain of paper beyond which it is cut off."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def along(values: Floats, dx: Floats, dy: Floats, steps: int, most: float, out: Floats) -> None:
    """Write the mean of `values` (h, w) along the direction field to `out`; those above `most` as they are.

    The walk goes `steps` pixels both ways from each pixel (line integral convolution: Cabral and
    Leedom, SIGGRAPH 1993); `dx`, `dy` (h, w) are unit vectors whose sign does not matter.
    """
    height, width = values.shape
    for y in range(height):
        for x in range(width):
            if values[y, x] > most:
                out[y, x] = values[y, x]
                continue
            total, n = values[y, x], 1
            for way in (np.float32(-1), np.float32(1)):
                px, py = np.float32(x) + np.float32(0.5), np.float32(y) + np.float32(0.5)
                vx, vy = dx[y, x] * way, dy[y, x] * way
                for _ in range(steps):
                    px += vx
                    py += vy
                    ix, iy = int(px), int(py)
                    if px < 0 or py < 0 or ix >= width or iy >= height:
                        break
                    total += values[iy, ix]
                    n += 1
                    nx, ny = dx[iy, ix], dy[iy, ix]
                    if nx * vx + ny * vy < 0:
                        nx, ny = -nx, -ny
                    vx, vy = nx, ny
            out[y, x] = total / n


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _span(
    dy: np.float32, c: np.float32, s: np.float32, reach: np.float32, side: np.float32
) -> tuple[np.float32, np.float32]:
    """From where to where, along a row `dy` below its middle, a stroke turned by (c, s) can reach."""
    one = np.float32(1.0)
    low, high = -reach - side - one, reach + side + one
    if abs(s) > 0.01:
        middle, span = c * dy / s, (side + np.float32(0.5)) / abs(s)
        low, high = max(low, middle - span), min(high, middle + span)
    if abs(c) > 0.01:
        middle, span = -s * dy / c, (reach * np.float32(1.3) + one) / abs(c)
        low, high = max(low, middle - span), min(high, middle + span)
    return low, high


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def strokes(
    colours: Layer,
    before: Floats,
    gate: float,
    angle: Floats,
    places: Floats,
    bristles: Floats,
    length: float,
    width: float,
    painted: Floats,
    height: Floats,
) -> None:
    """Paint one stroke for each of `places` (n, 5) over `painted` (h, w, 3) and `height` (h, w).

    A stroke has the colour of `colours` at its place, lies along `angle` (radians, at half the size),
    and is `length` and `width` pixels to each side; `bristles` (rows, columns) is its relief across.
    It is opaque where its colour differs from `before` (h, w, 3) by twice `gate`, and left out below `gate`.
    Columns of `places`: x, y, change of angle, change of lightness, row of bristles.
    """
    rows, columns = height.shape
    half = np.float32(0.5 * (bristles.shape[1] - 1))
    one, soft = np.float32(1.0), np.float32(0.5)
    across = half / np.float32(width + 0.5)
    reach, side = np.float32(length), np.float32(width)
    for n in range(places.shape[0]):
        cx, cy = places[n, 0], places[n, 1]
        ix, iy = min(int(cx), columns - 1), min(int(cy), rows - 1)
        wrong = np.float32(0.0)
        for k in range(3):
            wrong = max(wrong, abs(np.float32(colours[iy, ix, k]) - before[iy, ix, k]))
        opacity = min(one, np.float32((wrong - gate) / gate)) if gate > 0 else one
        if opacity <= 0.02:
            continue
        turn = angle[min(iy // 2, angle.shape[0] - 1), min(ix // 2, angle.shape[1] - 1)] + places[n, 2]
        c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        red = np.float32(colours[iy, ix, 0]) + places[n, 3]
        green = np.float32(colours[iy, ix, 1]) + places[n, 3]
        blue = np.float32(colours[iy, ix, 2]) + places[n, 3]
        bristle = bristles[int(places[n, 4])]
        tall = abs(s) * reach + abs(c) * side + one
        for y in range(max(0, int(cy - tall)), min(rows, int(cy + tall) + 1)):
            dy = np.float32(y) - cy
            low, high = _span(dy, c, s, reach, side)
            for x in range(max(0, int(cx + low)), min(columns, int(cx + high) + 1)):
                dx = np.float32(x) - cx
                v = c * dy - s * dx
                edge = side - abs(v) + soft
                if edge <= 0:
                    continue
                rough = bristle[int(v * across + half)]
                end = reach - abs(c * dx + s * dy) + soft + np.float32(0.12) * reach * rough
                if end <= 0:
                    continue
                a = opacity * min(one, edge) * min(one, end)
                painted[y, x, 0] += a * (red - painted[y, x, 0])
                painted[y, x, 1] += a * (green - painted[y, x, 1])
                painted[y, x, 2] += a * (blue - painted[y, x, 2])
                height[y, x] += a * (one + np.float32(0.55) * rough - height[y, x])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def lit(painted: Floats, relief: Floats, gain: float, most: float, out: Layer) -> None:
    """Write `painted` (h, w, 3) to `out`, lit from above left by the slopes of `relief` (h, w)."""
    rows, columns = relief.shape
    for y in range(rows):
        up, down = max(0, y - 1), min(rows - 1, y + 1)
        for x in range(columns):
            left, right = max(0, x - 1), min(columns - 1, x + 1)
            slope = relief[y, left] - relief[y, right] + relief[up, x] - relief[down, x]
            slope += relief[up, left] - relief[down, right]
            light = min(max(slope * gain, -most), most)
            for k in range(3):
                out[y, x, k] = int(min(max(painted[y, x, k] + light, 0.0), 255.0))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def aside(paper: Layer, scales: Floats, x: Floats, y: Floats) -> None:
    """Write to the maps `x`, `y` (h, w) where a wash comes from on a paper (h, w, 4) as in `glaze`."""
    for j in range(paper.shape[0]):
        for i in range(paper.shape[1]):
            x[j, i] = np.float32(i) + (np.float32(paper[j, i, 0]) - np.float32(127.5)) * scales[0]
            y[j, i] = np.float32(j) + (np.float32(paper[j, i, 1]) - np.float32(127.5)) * scales[1]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def glaze(wash: Layer, paper: Layer, scales: Floats, rims: Floats, out: Layer) -> None:
    """Write the wash (h, w, 3) as pigment on paper to `out`; `rims` (h, w) is where more of it gathers.

    `paper` (h, w, 4) holds how far colour wanders to the right and down, where pigment gathers and how
    the paper lies in the light, each around 127.5 and in units of `scales` (4,). Pigment of density d
    takes (C - C^2) (d - 1) from a colour C.
    """
    byte, middle, one = np.float32(1 / 255), np.float32(127.5), np.float32(1)
    for y in range(wash.shape[0]):
        for x in range(wash.shape[1]):
            extra = (np.float32(paper[y, x, 2]) - middle) * scales[2] + rims[y, x]
            light = one + (np.float32(paper[y, x, 3]) - middle) * scales[3]
            for k in range(3):
                colour = wash[y, x, k] * byte
                colour -= (colour - colour * colour) * extra
                colour = min(max(colour, np.float32(0)), one)
                out[y, x, k] = np.uint8(min(colour * light * np.float32(255), np.float32(255)))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def pencil(dark: Floats, lines: Layer, ground: Layer, out: Layer) -> None:
    """Write how far shades and lines (h, w) are covered with graphite to `out` (h, w).

    `ground` (h, w, 3) holds two fields of strokes, each as the rank in [0, 255] from which a stroke
    shows, of which the first begins at a lighter shade than the second; and a tooth that roughens what
    is drawn, from minus to plus `MOST_TOOTH`.
    """
    zero, one, byte = np.float32(0), np.float32(1), np.float32(1 / 255)
    for y in range(dark.shape[0]):
        for x in range(dark.shape[1]):
            d = dark[y, x]
            # Softly, and none at all on what is light.
            light, deep = (d - np.float32(0.18)) / np.float32(0.77), (d - np.float32(0.45)) / np.float32(0.5)
            shade = np.float32(0.34) * max(d - np.float32(0.1), zero)
            # What is dark is rubbed full: strokes alone leave a dark nose as grey as the fur around it.
            shade += np.float32(1.3) * max(d - np.float32(0.45), zero)
            ink = (light - ground[y, x, 0] * byte) * np.float32(3) + np.float32(0.5)
            shade += np.float32(0.34) * min(max(ink, zero), one)
            ink = (deep - ground[y, x, 1] * byte) * np.float32(3) + np.float32(0.5)
            shade += np.float32(0.22) * min(max(ink, zero), one)
            cover = one - (one - shade) * lines[y, x] * byte
            tooth = (ground[y, x, 2] * byte - np.float32(0.5)) * np.float32(2 * MOST_TOOTH)
            rough = min(max(one + np.float32(0.16) * tooth, np.float32(0.4)), np.float32(1.5))
            out[y, x] = np.uint8(min(max(cover * rough, zero), one) * np.float32(255) + np.float32(0.5))
