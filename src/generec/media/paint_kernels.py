"""Compiled loops of the painters. Compiled at the first call, then cached."""

from __future__ import annotations

import numpy as np
from numba import njit

from generec.media.motion import Floats


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def along(values: Floats, dx: Floats, dy: Floats, steps: int, out: Floats) -> None:
    """Write the mean of `values` (h, w) along the direction field to `out`.

    The walk goes `steps` pixels both ways from each pixel (line integral convolution: Cabral and
    Leedom, SIGGRAPH 1993); `dx`, `dy` (h, w) are unit vectors whose sign does not matter.
    """
    height, width = values.shape
    for y in range(height):
        for x in range(width):
            total, n = values[y, x], 1
            for way in (-1.0, 1.0):
                px, py = float(x), float(y)
                vx, vy = dx[y, x] * way, dy[y, x] * way
                for _ in range(steps):
                    px += vx
                    py += vy
                    ix, iy = int(px + 0.5), int(py + 0.5)
                    if ix < 0 or iy < 0 or ix >= width or iy >= height:
                        break
                    total += values[iy, ix]
                    n += 1
                    nx, ny = dx[iy, ix], dy[iy, ix]
                    if nx * vx + ny * vy < 0:
                        nx, ny = -nx, -ny
                    vx, vy = nx, ny
            out[y, x] = total / n


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def strokes(
    colours: Floats,
    cover: Floats,
    angle: Floats,
    places: Floats,
    bristles: Floats,
    length: float,
    width: float,
    painted: Floats,
    height: Floats,
) -> None:
    """Paint one stroke for each of `places` (n, 5) over `painted` (h, w, 3) and `height` (h, w).

    A stroke has the colour of `colours` and the opacity of `cover` at its place, lies along `angle`
    (radians), and is `length` and `width` pixels to each side; `bristles` (rows, columns) is its
    relief across. Columns of `places`: x, y, change of angle, change of lightness, row of bristles.
    """
    rows, columns = height.shape
    for n in range(places.shape[0]):
        cx, cy = places[n, 0], places[n, 1]
        ix, iy = min(int(cx), columns - 1), min(int(cy), rows - 1)
        opacity = cover[iy, ix]
        if opacity <= 0.02:
            continue
        turn = angle[iy, ix] + places[n, 2]
        c, s = np.cos(turn), np.sin(turn)
        red = colours[iy, ix, 0] + places[n, 3]
        green = colours[iy, ix, 1] + places[n, 3]
        blue = colours[iy, ix, 2] + places[n, 3]
        bristle = bristles[int(places[n, 4])]
        half = 0.5 * (len(bristle) - 1)
        reach_x = abs(c) * length + abs(s) * width + 1
        reach_y = abs(s) * length + abs(c) * width + 1
        for y in range(max(0, int(cy - reach_y)), min(rows, int(cy + reach_y) + 1)):
            for x in range(max(0, int(cx - reach_x)), min(columns, int(cx + reach_x) + 1)):
                dx, dy = x - cx, y - cy
                v = abs(c * dy - s * dx)
                edge = width - v + 0.5
                if edge <= 0:
                    continue
                u = c * dx + s * dy
                rough = bristle[int((c * dy - s * dx) / (width + 0.5) * half + half)]
                end = length - abs(u) + 0.5 + 0.12 * length * rough
                if end <= 0:
                    continue
                a = opacity * min(1.0, edge) * min(1.0, end)
                painted[y, x, 0] += a * (red - painted[y, x, 0])
                painted[y, x, 1] += a * (green - painted[y, x, 1])
                painted[y, x, 2] += a * (blue - painted[y, x, 2])
                height[y, x] += a * (1.0 + 0.55 * rough - height[y, x])
