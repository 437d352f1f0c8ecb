"""From code values of sRGB to light."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SHARES: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


def linear(colours: NDArray[np.uint8] | Floats) -> Floats:
    """Linear light in [0, 1] of sRGB in [0, 255] (IEC 61966-2-1), of any shape."""
    if colours.dtype == np.uint8:
        return np.asarray(_CURVE[colours])
    coded = colours / np.float32(255.0)
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def luminance(light: Floats) -> Floats:
    """(...) relative luminance of (..., 3) linear light (WCAG 2.2, BT.709)."""
    return np.asarray(light @ _SHARES, np.float32)


_CURVE: Final = linear(np.arange(256, dtype=np.float32))
