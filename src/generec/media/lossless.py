"""Stretches written as they are: packets copied, only frames before a first keyframe encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av

from generec.domain.errors import MediaError
from generec.media.cut_copy import Window, copied_streams, find, moved
from generec.media.cut_smart import head, prove
from generec.media.decode import Reader
from generec.media.encode import MUX, merged

Layer = Callable[[Any, Window], Iterator[av.Packet]]
"""From a writer and the window to packets of another sound."""


def lossless(
    source: Path,
    target: Path,
    start_s: float,
    end_s: float,
    *,
    sound: bool = True,
    layer: Layer | None = None,
) -> Window | None:
    """Write a stretch (s) with its packets as they are; None, and nothing written, where that cannot be.

    With `sound` the source's own goes along; `layer` gives another one instead. H.264 that begins
    on a keyframe is copied; where a keyframe follows soon, the frames before it are encoded and
    the rest copied, if both prove to decode as one.
    """
    try:
        with Reader(source) as reader:
            window = find(reader, start_s, end_s, sound=sound)
        if window is None:
            return None
        with Reader(source) as reader:
            packets, header = ([], None) if window.seam is None else head(reader, window)
        with Reader(source) as reader, av.open(str(target), "w", format="mp4", options=dict(MUX)) as writer:
            streams = copied_streams(reader, writer, sound=sound, header=header)
            for packet in packets:
                packet.stream = streams[reader.stream.index]
            first = window.start if window.seam is None else window.seam
            begin = packets[0].dts if packets else None
            pictures = chain(packets, moved(reader, window, streams, first=first, begin=begin))
            for packet in merged(pictures, layer(writer, window)) if layer else pictures:
                writer.mux(packet)
        if window.seam is not None:
            prove(source, target, window)
        return window
    except (av.FFmpegError, MediaError):
        # The packets contradict what their headers promise; decoding copes with more than copying.
        target.unlink(missing_ok=True)
        return None
