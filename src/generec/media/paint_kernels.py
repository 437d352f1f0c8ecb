"""Compiled loops of the painters. Compiled at the first call, then cached."""

from __future__ import annotations

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
