"""Pictures held against their source, and by themselves: PSNR, SSIM, blur. Colours are RGB, 0 to 255."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError
from generec.domain.parts import Image

_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_SIGMA, _RADIUS = 1.5, 5
_BLUR = 11

Floats = NDArray[np.float64]


def psnr(made: Image, source: Image) -> float:
    """Peak signal-to-noise ratio in dB over all three colours; infinite for the same picture."""
    _alike(made, source)
    error = float(np.mean((made.astype(np.float64) - source.astype(np.float64)) ** 2))
    return float("inf") if error == 0 else float(10 * np.log10(255.0**2 / error))


def ssim(made: Image, source: Image) -> float:
    """Structural similarity of the luma: Wang, Bovik, Sheikh and Simoncelli 2004, with their constants.

    Gaussian windows of 11 by 11, sigma 1.5, population moments; only whole windows count. The luma is
    that of Rec. 601. Raises `DataError` for pictures of two sizes or under 11 pixels.
    """
    _alike(made, source)
    if min(made.shape[:2]) < 2 * _RADIUS + 1:
        raise DataError(f"SSIM needs pictures of 11 by 11 pixels at least, not {made.shape[1::-1]}")
    x, y = luma(made), luma(source)
    mx, my = _windowed(x), _windowed(y)
    xx, yy, xy = _windowed(x * x) - mx * mx, _windowed(y * y) - my * my, _windowed(x * y) - mx * my
    map_ = ((2 * mx * my + _C1) * (2 * xy + _C2)) / ((mx * mx + my * my + _C1) * (xx + yy + _C2))
    return float(map_.mean())


def blur(image: Image) -> float:
    """How blurred a picture is, from 0 (sharp) to 1: Crete, Dolmiere, Ladret and Nicolas 2007.

    What a mean over 11 pixels takes away from the differences of neighbours, of the luma, in the
    worse of both directions. An even picture counts as 1.
    """
    grey = luma(image) / 255
    return max(_blur(grey), _blur(grey.T))


def _blur(grey: Floats) -> float:
    """Along the first axis, without the borders (as scikit-image cuts them)."""
    soft = cv2.blur(grey, (1, _BLUR), borderType=cv2.BORDER_REFLECT)
    here, there = np.abs(_sobel(grey)), np.abs(_sobel(soft))
    inner = (slice(2, -1), slice(2, -1))
    lost, whole = np.maximum(0.0, here - there)[inner].sum(), here[inner].sum()
    return float(1 - lost / whole) if whole > 0 else 1.0


def _sobel(grey: Floats) -> Floats:
    return np.asarray(cv2.Sobel(grey, cv2.CV_64F, 0, 1, ksize=3, borderType=cv2.BORDER_REFLECT), np.float64)


def luma(image: Image) -> Floats:
    """(height, width) luma of Rec. 601, 0 to 255, not rounded."""
    return np.asarray(image.astype(np.float64) @ np.array([0.299, 0.587, 0.114]))


def _windowed(values: Floats) -> Floats:
    """Gaussian means of whole windows."""
    size = 2 * _RADIUS + 1
    mean = cv2.GaussianBlur(values, (size, size), _SIGMA)
    return np.asarray(mean[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS], np.float64)


def _alike(made: Image, source: Image) -> None:
    if made.shape != source.shape or made.ndim != 3:
        raise DataError(f"pictures of one size are compared, not {made.shape} and {source.shape}")
