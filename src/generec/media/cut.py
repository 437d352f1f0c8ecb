"""Cut a window out of a video: without loss where its frames allow it, by encoding where not."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from generec.media.render import Mode, render


class Cut(NamedTuple):
    """What was cut: the window in seconds of the source, and how."""

    start_s: float
    end_s: float
    mode: Mode


def cut(source: Path, target: Path, start_s: float, end_s: float, *, lossless: bool = True) -> Cut:
    """Write the window of `source` from `start_s` to `end_s` (s) to `target`, an MP4 for browsers.

    As `render` does with nothing to change; a copied end may lie up to 0.1 s off. Raises `DataError`,
    `MediaError`.
    """
    made = render(source, target, spans=[(start_s, end_s)], lossless=lossless)
    return Cut(made.spans[0].start_s, made.spans[0].start_s + made.duration_s, made.mode)
