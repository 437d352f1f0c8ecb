"""Where the subject of a picture is: the crop that keeps most of what catches the eye."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Image

_SIDE = 96


def free_room(images: Sequence[Image], *, width: int, height: int) -> tuple[float, float]:
    """(x, y) in [0, 1]: how the room that a crop of aspect `width`:`height` leaves is shared.

    The crop with the most detail and colour over all pictures; the middle wins where little speaks
    against it. Saliency is how far a point's colour and edges stand out from the whole picture
    (after Achanta et al., "Frequency-tuned salient region detection", CVPR 2009).
    """
    total = np.mean([_salience(image) for image in images], axis=0)
    size_y, size_x = images[0].shape[:2]
    share_x = min(1.0, (size_y * width / height) / size_x)
    share_y = min(1.0, (size_x * height / width) / size_y)
    return _best(total.sum(axis=0), share_x), _best(total.sum(axis=1), share_y)


def _best(profile: NDArray[np.float64], share: float) -> float:
    """Where a window of that share of the profile holds the most, leaning to the middle."""
    n = len(profile)
    span = max(1, round(n * share))
    if span >= n:
        return 0.5
    sums = np.convolve(profile, np.ones(span), mode="valid")
    places = np.linspace(0.0, 1.0, len(sums))
    return round(float(places[np.argmax(sums / profile.sum() - 0.4 * (places - 0.5) ** 2)]), 3)


def _salience(image: Image) -> NDArray[np.float64]:
    small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    lab = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), (5, 5), 0).astype(np.float64)
    apart = np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=2)
    edges = np.abs(cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.CV_64F))
    found = apart / max(apart.max(), 1.0) + cv2.GaussianBlur(edges, (9, 9), 0) / max(edges.max(), 1.0)
    return np.asarray(found + 1e-6)
