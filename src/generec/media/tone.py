"""Pictures of high dynamic range shown on a plain screen: PQ and HLG brought to BT.709.

Reference white (203 cd/m2, ITU-R BT.2408) becomes the screen's white; what is brighter is rolled off
as ITU-R BT.2390-10, 5.4.1, does it, by the largest of red, green and blue, so that hues stay. Colours
that BT.709 has not are drawn towards grey until it has them.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PQ, HLG = 16, 18
"""Transfer curves by their numbers in ITU-T H.273."""
_UNKNOWN, _BT2020, _UNNAMED = 2, 9, (0, 2, 3)
_LIMITED, _FULL = 1, 2
_TICK = Fraction(1, 90_000)
_LEVEL = 6
"""Of the Hald picture: its cube has the square of that on a side."""
_WHITE, _PEAK = 203.0, 1000.0
"""cd/m2: reference white, and the brightest that is expected."""
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
"""From the primaries of BT.2020 to those of BT.709 (ITU-R BT.2407)."""
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128


def tone_of(frame: av.VideoFrame) -> Tone | None:
    """What brings frames like this one to BT.709, if they are of high dynamic range."""
    curve = int(frame.color_trc)
    return Tone(curve) if curve in (PQ, HLG) and not frame.format.is_rgb else None


class Tone:
    """Maps frames whose curve is PQ or HLG to RGB of BT.709, by a table of colours."""

    def __init__(self, curve: int) -> None:
        self._curve = curve
        self._graph: Graph | None = None

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The frame in planes of RGB of 10 bits, its times kept."""
        frame.time_base = frame.time_base or _TICK  # decoders that were given bare packets tell none
        frame.colorspace = _BT2020 if int(frame.colorspace) in _UNNAMED else int(frame.colorspace)
        frame.color_range = _FULL if int(frame.color_range) == _FULL else _LIMITED
        frame.color_primaries = frame.color_trc = _UNKNOWN
        if self._graph is None:
            self._graph = self._laid(frame)
        self._graph.vpush(frame, at=0)
        return self._graph.vpull()

    def _laid(self, frame: av.VideoFrame) -> Graph:
        graph = Graph()
        table = av.VideoFrame.from_ndarray(hald(self._curve), format="rgb48le")
        table.pts, table.time_base = 0, frame.time_base
        about = (
            f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base={frame.time_base}"
        )
        source = graph.add(
            "buffer", f"{about}:colorspace={int(frame.colorspace)}:range={int(frame.color_range)}"
        )
        clut = graph.add_buffer(
            width=table.width, height=table.height, format=table.format, time_base=frame.time_base
        )
        # Not in planes: there the filter takes the channels in another order than the table has.
        packed, paint = graph.add("format", "rgb48le"), graph.add("haldclut", "interp=tetrahedral:clut=first")
        source.link_to(packed)
        packed.link_to(paint, 0, 0)
        clut.link_to(paint, 0, 1)
        graph.link_nodes(paint, graph.add("format", "gbrp10le"), graph.add("buffersink")).configure()
        graph.vpush(table, at=1)
        graph.push(None, at=1)
        return graph


@lru_cache(maxsize=2)
def hald(curve: int) -> NDArray[np.uint16]:
    """The table of a curve as a Hald picture (n, n, 3): red runs fastest, then green, then blue."""
    side = _LEVEL**2
    steps = np.linspace(0.0, 1.0, side)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    mapped = mapped_to_709(np.stack([red, green, blue], axis=-1), curve)
    return np.rint(mapped.reshape(_LEVEL**3, _LEVEL**3, 3) * 65535).astype(np.uint16)


def mapped_to_709(signal: Floats, curve: int) -> Floats:
    """Non-linear RGB (..., 3) in [0, 1] of BT.2020 with PQ or HLG, as non-linear RGB of BT.709."""
    light = from_pq(signal) if curve == PQ else from_hlg(signal)
    most = light.max(axis=-1, keepdims=True)
    light = light * (rolled_off(most) / np.maximum(most, 1e-6)) / _WHITE @ _TO_709.T
    luma = np.clip(light @ _LUMA, 0.0, 1.0)[..., None]
    # The largest share of the colour that leaves every channel within [0, 1].
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(light > luma, (1 - luma) / (light - luma), luma / (luma - light))
    share = np.clip(np.nan_to_num(room, nan=1.0, posinf=1.0), 0, 1).min(axis=-1, keepdims=True)
    return np.asarray(np.clip(luma + share * (light - luma), 0.0, 1.0) ** (1 / 2.4), np.float64)


def from_pq(signal: Floats) -> Floats:
    """cd/m2 of a PQ signal (ITU-R BT.2100, table 4)."""
    power = np.clip(signal, 0, 1) ** (1 / _M2)
    return np.asarray(10_000 * (np.maximum(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1), np.float64)


def to_pq(light: Floats) -> Floats:
    """The PQ signal of so many cd/m2."""
    power = (np.maximum(light, 0) / 10_000) ** _M1
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2, np.float64)


def from_hlg(signal: Floats) -> Floats:
    """cd/m2 of an HLG signal (..., 3) on a screen of 1,000 cd/m2 (ITU-R BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    signal = np.clip(signal, 0, 1)
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luma = (scene @ np.array([0.2627, 0.6780, 0.0593]))[..., None]
    return np.asarray(_PEAK * scene * np.maximum(luma, 1e-9) ** 0.2, np.float64)


def rolled_off(light: Floats) -> Floats:
    """cd/m2 between 0 and reference white of those between 0 and the peak: the knee of BT.2390."""
    peak, white = to_pq(np.array(_PEAK)), to_pq(np.array(_WHITE))
    signal = np.minimum(to_pq(light) / peak, 1.0)
    top = white / peak
    knee = 1.5 * top - 0.5
    t = np.clip((signal - knee) / (1 - knee), 0, 1)
    curve = (
        (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    )
    return from_pq(np.where(signal < knee, signal, curve) * peak)
