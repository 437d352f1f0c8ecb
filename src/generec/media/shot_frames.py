"""The frames of one shot at an even rate, all of one size and in the colours of BT.709."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter

from generec.domain.errors import MediaError
from generec.domain.parts import Image
from generec.media.chain import Chain, Change
from generec.media.decode import SAME_S, Reader, frames_from

_MISSING_S = 0.5
"""A source may end so much before what is asked of it; its last frame then stays."""
_SWS = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
"""Numbers that the scaler has for matrices of ITU-T H.273."""
_BT709 = 1


def source_frames(
    path: Path,
    times: Sequence[float],
    *,
    first: int,
    fps: int,
    size: tuple[int, int],
    frame: Sequence[Change],
    look: Sequence[Change],
) -> Iterator[av.VideoFrame]:
    """What is on screen in a video at `times` (s, ascending), `first` being the first one's number.

    `frame` changes what comes out of the decoder, `look` what has been brought to `size`. A frame that stays
    is given again. Raises `MediaError` where the video ends long before.
    """
    changes = [*frame, ("scale", f"w={size[0]}:h={size[1]}:flags=bicubic"), ("setsar", "1"), *look]
    tick = Fraction(1, fps)
    with Reader(path) as reader:
        chain: Chain | None = None
        scale = VideoReformatter()
        last: tuple[av.VideoFrame, av.VideoFrame] | None = None
        for number, held, at in _on_screen(reader, times):
            if last is None or last[0] is not held:
                if chain is None:
                    chain = Chain(held, ratio=reader.stream.sample_aspect_ratio, changes=changes)
                made = chain(held, pts=max(0, first + number), tick=tick, source_s=at)
                last = held, _in_709(made, chain.colours[0], size, scale)
            yield _copy(last[1])


def drawn_frames(
    draw: Callable[[float], Image], *, n: int, first: int, fps: int, size: tuple[int, int]
) -> Iterator[av.VideoFrame]:
    """`n` frames of a card, of which number `first` is that of its beginning."""
    scale = VideoReformatter()
    for number in range(n):
        image = np.ascontiguousarray(draw(max(0, number - first) / fps))
        frame = av.VideoFrame.from_ndarray(image, format="rgb24")
        made = scale.reformat(frame, *size, "yuv420p", dst_colorspace=Colorspace.ITU709)
        yield _named(made)


def _on_screen(reader: Reader, times: Sequence[float]) -> Iterator[tuple[int, av.VideoFrame, float]]:
    """For each time its number, the frame on screen, and that frame's own time."""
    held: tuple[av.VideoFrame, float] | None = None
    number = 0
    for at, frame in frames_from(reader, times[0]):
        while held is not None and number < len(times) and at > times[number] + SAME_S:
            yield number, *held
            number += 1
        if number == len(times):
            return
        held = frame, at
    if held is None or times[-1] - reader.end > _MISSING_S:
        what = f"ends at {reader.end:.2f} s; it is needed up to {times[-1]:.2f} s"
        raise MediaError(f"{reader.path.name}: {what}")
    for left in range(number, len(times)):
        yield left, *held


def _in_709(
    frame: av.VideoFrame, matrix: int, size: tuple[int, int], scale: VideoReformatter
) -> av.VideoFrame:
    if matrix == _BT709 and (frame.width, frame.height) == size:
        return _named(frame)
    made = scale.reformat(
        frame, *size, "yuv420p", src_colorspace=_SWS.get(matrix, 5), dst_colorspace=Colorspace.ITU709
    )
    return _named(made)


def _named(frame: av.VideoFrame) -> av.VideoFrame:
    frame.colorspace, frame.color_range = _BT709, 1
    return frame


def _copy(frame: av.VideoFrame) -> av.VideoFrame:
    """The frame with planes of its own: what lies over it changes it in place."""
    planes = frame.to_ndarray()
    return _named(av.VideoFrame.from_ndarray(planes, format="yuv420p"))
