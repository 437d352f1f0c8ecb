"""Stretches written as they are: packets copied, only frames at ends that cannot be copied encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import av

from generec.domain.errors import MediaError
from generec.media.cut_copy import Window, copied_streams, find, moved
from generec.media.cut_smart import ends, prove
from generec.media.decode import Reader
from generec.media.encode import MUX, merged, until

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

    With `sound` the source's own goes along; `layer` gives another one instead. H.264 is copied from
    a keyframe to the last frame that leans on none behind the end; frames before and behind are
    encoded, if all prove to decode as one. The first frame is shown from `start_s` on, the last one
    until `end_s`.
    """
    try:
        with Reader(source) as reader:
            window = find(reader, start_s, end_s, sound=sound)
        if window is None:
            return None
        head, tail, header = ends(source, window)
        with Reader(source) as reader, av.open(str(target), "w", format="mp4", options=dict(MUX)) as writer:
            streams = copied_streams(reader, writer, sound=sound, header=header)
            stream = streams[reader.stream.index]
            for packet in head + tail:
                packet.stream = stream
            pictures = chain(head, moved(reader, window, streams), tail)
            length = window.end - window.start
            lasting = until(pictures, lambda: length, stream=stream)
            for packet in merged(lasting, layer(writer, window)) if layer else lasting:
                writer.mux(packet)
        prove(source, target, window)
        return window
    except (av.FFmpegError, MediaError):
        # The packets contradict what their headers promise; decoding copes with more than copying.
        target.unlink(missing_ok=True)
        return None
