"""Cut a window out of a video: without loss where its frames allow it, by encoding where not."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from generec.domain.errors import MediaError
from generec.media.cut_copy import Window, copy, find
from generec.media.cut_smart import join
from generec.media.decode import Reader
from generec.media.render import render
from generec.media.spans import timeline


class Cut(NamedTuple):
    """What was cut: the window in seconds of the source, and how.

    `copy` took the packets as they were, `smart` encoded only the frames before the first
    keyframe, `encode` encoded everything.
    """

    start_s: float
    end_s: float
    mode: Literal["copy", "smart", "encode"]


def cut(source: Path, target: Path, start_s: float, end_s: float, *, lossless: bool = True) -> Cut:
    """Write the window of `source` from `start_s` to `end_s` (s) to `target`, an MP4 for browsers.

    H.264 that begins on a keyframe is copied; where a keyframe follows soon, the frames before it
    are encoded and the rest copied, if both parts prove to decode as one. Everything else is
    encoded: other codecs, an end that later frames lean on, `lossless=False`. A copied end may
    lie up to 0.1 s off. Rotation, frame times and the tie of sound to picture stay; the same
    input gives the same bytes. `target` is replaced at the end.

    Raises `DataError` for a window outside the video, `MediaError` for a file without video or one that
    does not decode.
    """
    with Reader(source) as reader:
        start_s, end_s = timeline(reader, [(start_s, end_s)])[0][:2]
        window = find(reader, start_s, end_s) if lossless else None
    if window:
        try:
            return _lossless(source, target, window)
        except MediaError:
            # The packets contradict what their headers promise; decoding copes with more than copying.
            target.unlink(missing_ok=True)
    made = render(source, target, spans=[(start_s, end_s)])
    return Cut(start_s, start_s + made.duration_s, "encode")


def _lossless(source: Path, target: Path, window: Window) -> Cut:
    part = target.with_name(target.name + ".part")
    try:
        if window.seam is None:
            copy(source, part, window)
        else:
            join(source, part, window)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Cut(window.start_s, window.end_s, "copy" if window.seam is None else "smart")
