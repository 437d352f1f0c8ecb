"""Lines that an artist would draw: dark where lightness dips or falls, smooth along the edge."""

from __future__ import annotations

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media.motion import Floats, Layer
from generec.media.paint_kernels import along

_NO_LINE = 0.8
"""A response above which no line can be: such pixels need no walk."""


def tangents(grey: Layer, *, sigma: float) -> tuple[Floats, Floats]:
    """Unit vectors (h, w) along the edges: the minor axis of the structure tensor, smoothed by `sigma` px.

    Found at half the size, which the smoothing makes as good.
    """
    height, width = grey.shape
    half = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    gx, gy = (cv2.Sobel(half, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
    tensor = cv2.merge([gx * gx - gy * gy, 2 * gx * gy])
    smooth = cv2.GaussianBlur(tensor, (0, 0), max(0.5, sigma / 2))
    angle = np.float32(0.5) * cv2.phase(smooth[..., 0], smooth[..., 1])
    size = (width, height)
    # Nearest: a tangent and its opposite are one, but their mean is none.
    return (
        cv2.resize(-np.sin(angle), size, interpolation=cv2.INTER_NEAREST),
        cv2.resize(np.cos(angle), size, interpolation=cv2.INTER_NEAREST),
    )


def drawn(grey: Layer, colours: Image, *, unit: float, width: float, sure: float) -> Layer:
    """Ink on white (h, w): 255 is paper, 0 a full line.

    The difference of Gaussians across edges, averaged along them and thresholded softly
    (Kang et al., "Coherent line drawing", NPAR 2007; Winnemöller, "XDoG", NPAR 2011). `colours` is
    the same picture, of any smaller size: it shows edges between colours of one lightness. `width`
    is the deviation in pixels at 480 lines, `sure` how hard the threshold is.
    """
    sigma = max(0.6, width * unit)
    fine = _response(grey, sigma)
    share = colours.shape[0] / grey.shape[0]
    between = _response(colours, max(0.5, sigma * share))
    red, green, blue = cv2.split(between)
    coarse = cv2.min(cv2.min(red, green), blue)
    size = grey.shape[1], grey.shape[0]
    response = cv2.min(fine, 0.6 * cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR) + _NO_LINE)
    dx, dy = tangents(grey, sigma=2.5 * sigma)
    smooth = np.empty_like(fine)
    along(response, dx, dy, max(2, round(3 * sigma)), _NO_LINE, smooth)
    dark = np.clip(-(smooth - 0.2) * sure * 0.5, 0, 1)
    return np.asarray(255 - dark * 255, np.uint8)


def _response(layer: Layer, sigma: float) -> Floats:
    """Below 0 on the dark side of an edge, a little above 0 on plain ground."""
    values = layer.astype(np.float32)
    narrow = cv2.GaussianBlur(values, (0, 0), sigma)
    wide = cv2.GaussianBlur(values, (0, 0), sigma * 1.6)
    return np.asarray(cv2.addWeighted(narrow, 1.0, wide, -0.985, 0), np.float32)
