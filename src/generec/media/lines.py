"""Lines that an artist would draw: dark where lightness dips or falls, smooth along the edge."""

from __future__ import annotations

import cv2
import numpy as np

from generec.media.motion import Floats, Layer
from generec.media.paint_kernels import along


def tangents(grey: Layer, *, sigma: float) -> tuple[Floats, Floats]:
    """Unit vectors (h, w) along the edges: the minor axis of the structure tensor, smoothed by `sigma` px."""
    values = grey.astype(np.float32) / 255
    gx, gy = (cv2.Sobel(values, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), sigma) for part in (gx * gx, gy * gy, gx * gy))
    angle = np.float32(0.5) * cv2.phase(xx - yy, 2 * xy)
    return np.asarray(-np.sin(angle), np.float32), np.asarray(np.cos(angle), np.float32)


def drawn(grey: Layer, *, unit: float, width: float, sure: float) -> Layer:
    """Ink on white (h, w): 255 is paper, 0 a full line.

    The difference of Gaussians across edges, averaged along them and thresholded softly
    (Kang et al., "Coherent line drawing", NPAR 2007; Winnemöller, "XDoG", NPAR 2011). `width` is
    the deviation in pixels at 480 lines, `sure` how hard the threshold is.
    """
    sigma = max(0.6, width * unit)
    values = grey.astype(np.float32)
    narrow = cv2.GaussianBlur(values, (0, 0), sigma)
    wide = cv2.GaussianBlur(values, (0, 0), sigma * 1.6)
    response = narrow - np.float32(0.985) * wide
    dx, dy = tangents(grey, sigma=2.5 * sigma)
    smooth = np.empty_like(response)
    along(response, dx, dy, max(2, round(3 * sigma)), smooth)
    dark = np.clip(-(smooth - 0.2) * sure * 0.5, 0, 1)
    return np.asarray(255 - dark * 255, np.uint8)
