"""Decode, change and encode stretches of a video in one pass, with bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import av

from generec.domain.errors import MediaError
from generec.media.chain import Change
from generec.media.decode import Reader, reason
from generec.media.encode import MUX, Pictures, Sound, merged, tick_of
from generec.media.mix import Music, form_with, mixed
from generec.media.shown import shown
from generec.media.sound import source_sound, until
from generec.media.spans import Span, Stretch, timeline

FADE_S = 0.08
"""How long sounds fade into each other where stretches meet."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is changed on the way: filters and painters on the picture in order, tempo, sound or none.

    `mute` takes the source's own sound away; `music` is laid under it, or stands alone where there
    is none. `max_fps` thins frames out where a faster tempo would pack them closer. `fade_s` is how
    long sounds cross-fade where stretches meet; pictures are cut hard.
    """

    filters: Sequence[Change] = ()
    speed: float = 1.0
    mute: bool = False
    music: Music | None = None
    max_fps: float = 60.0
    fade_s: float = FADE_S


class Rendered(NamedTuple):
    """What was made: length (s), size in pixels, frames, whether it has sound, what of the source."""

    duration_s: float
    width: int
    height: int
    frames: int
    has_audio: bool
    spans: tuple[Span, ...]


def render(
    source: Path,
    target: Path,
    *,
    spans: Sequence[Stretch] | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
    look: Look | None = None,
) -> Rendered:
    """Write the stretches `spans` (s) of `source` to `target` one behind the other, changed by `look`.

    Without `spans`, the one from `start_s` to `end_s` (None: the end).

    The result is an MP4 that every browser plays: H.264 and AAC, upright, square pixels, even
    sizes, the source's own frame times, index first; the same input gives the same bytes. Each
    stretch begins with the frame on screen at its start, and sound is cut to the sample. `target`
    is replaced at the end. Raises `MediaError` for a file without video or one that does not decode,
    `DataError` for a stretch outside it.
    """
    part = target.with_name(target.name + ".part")
    look = look or Look()
    try:
        with Reader(source) as reader:
            parts = timeline(reader, [(start_s, end_s)] if spans is None else spans, speed=look.speed)
            with av.open(str(part), "w", format="mp4", options=dict(MUX)) as writer:
                made = _written(reader, writer, look, parts)
        part.replace(target)
    except av.FFmpegError as error:
        raise MediaError(f"{source.name}: cannot be rendered ({reason(error)})") from error
    finally:
        part.unlink(missing_ok=True)
    return made


def _written(reader: Reader, writer: Any, look: Look, spans: tuple[Span, ...]) -> Rendered:
    """Pull pictures and sound through to the writer, in the order of time."""
    path, tick = reader.path, tick_of(reader)
    pictures = Pictures(writer, reader)
    frames = shown(path, spans, changes=look.filters, max_fps=look.max_fps, tick=tick)
    form = form_with(reader, mute=look.mute, music=look.music)
    sound = Sound(writer, form) if form else None

    def end_s() -> float:
        return pictures.until_s if pictures.done else float("inf")

    blocks = (
        iter(())
        if form is None
        else source_sound(path, spans, form=form, fade_s=look.fade_s)
        if look.music is None
        else mixed(path, spans, look.music, mute=look.mute, fade_s=look.fade_s)
    )
    heard = sound.packets(until(blocks, end_s, form=form)) if sound and form else iter(())
    for packet in merged(pictures.packets(frames), heard):
        writer.mux(packet)
    width, height = pictures.size
    return Rendered(pictures.until_s, width, height, pictures.frames, sound is not None, spans)
