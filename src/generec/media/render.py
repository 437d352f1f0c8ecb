"""Decode, change and encode stretches of a video in one pass, with bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import av

from generec.domain.errors import MediaError
from generec.media.ahead import ahead
from generec.media.chain import Change, Unfit
from generec.media.cut_copy import Window
from generec.media.decode import Reader, reason, upright_size
from generec.media.encode import MUX, Pictures, Sound, merged, rate_of, tick_of
from generec.media.lossless import lossless as copied
from generec.media.mix import Music, form_with, mixed
from generec.media.part import part_of
from generec.media.samples import STUDIO, Block, Form
from generec.media.shown import shown
from generec.media.sound import source_sound, until
from generec.media.spans import WHOLE, Span, Stretch, timeline
from generec.media.watermark import Watermark

Mode = Literal["copy", "smart", "encode"]
"""How pictures were written: as they were, encoded only at ends that cannot be copied, or encoded."""

FADE_S = 0.08
"""How long sounds fade into each other where stretches meet."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is changed on the way: filters and painters on the picture in order, tempo, sound or none.

    `mute` takes the source's own sound away; `music` is laid under it, or stands alone where there
    is none. `max_fps` thins frames out where a faster tempo would pack them closer. `fade_s` is how
    long sounds cross-fade where stretches meet; pictures are cut hard. `watermark` goes into pictures that
    are encoded, never into such as are copied.
    """

    filters: Sequence[Change] = ()
    speed: float = 1.0
    mute: bool = False
    music: Music | None = None
    max_fps: float = 60.0
    fade_s: float = FADE_S
    watermark: Watermark | None = None


class Rendered(NamedTuple):
    """What was made: length (s), size in pixels, frames, whether it has sound, what of the source."""

    duration_s: float
    width: int
    height: int
    frames: int
    has_audio: bool
    spans: tuple[Span, ...]
    mode: Mode = "encode"


def render(
    source: Path,
    target: Path,
    *,
    spans: Sequence[Stretch] = WHOLE,
    look: Look | None = None,
    lossless: bool = True,
) -> Rendered:
    """Write the stretches `spans` (s) of `source` to `target` one behind the other, changed by `look`.

    The result is an MP4 that every browser plays: H.264 and AAC, upright, square pixels, even
    sizes, the source's own frame times, index first; the same input gives the same bytes. Each
    stretch begins with the frame on screen at its start, and sound is cut to the sample.

    Where neither picture nor tempo of one stretch changes, pictures are copied if they can be (H.264
    around keyframes, see `lossless`), and so is sound that stays; rotation then stays in the metadata.
    `lossless=False` encodes all the same. Either way the result is as long as was asked, to the clock's tick.

    `target` is replaced at the end. Raises `MediaError` for a file without video or one that does not decode,
    `DataError` for a stretch outside it.
    """
    look = look or Look()
    try:
        with Reader(source) as reader:
            parts = timeline(reader, spans, speed=look.speed)
        same = lossless and len(parts) == 1 and not look.filters and look.speed == 1.0
        with part_of(target) as part:
            made = _kept(source, part, look, parts[0]) if same else None
            return made or _encoded(source, part, look, parts)
    except av.FFmpegError as error:
        raise MediaError(f"{source.name}: cannot be rendered ({reason(error)})") from error
    except Unfit as error:
        raise MediaError(f"{source.name}: cannot be rendered ({error})") from error


def _kept(source: Path, target: Path, look: Look, span: Span) -> Rendered | None:
    """Copy the pictures' packets, and the sound's where it stays; None where they cannot be copied."""

    def layer(writer: Any, window: Window) -> Iterator[av.Packet]:
        assert look.music
        kept = Span(window.start_s, window.end_s, 0.0, 1.0)
        sound = Sound(writer, STUDIO)
        return sound.packets(mixed(source, [kept], look.music, mute=look.mute, fade_s=look.fade_s))

    own = not look.mute and look.music is None
    music = layer if look.music else None
    window = copied(source, target, span.start_s, span.end_s, sound=own, layer=music)
    if window is None:
        return None
    with Reader(target, threads=1) as made:
        width, height = upright_size(made.stream, next(made.frames())[1])
        found = bool(made.container.streams.audio)
        frames = made.stream.frames
    kept = Span(window.start_s, window.end_s, 0.0, 1.0)
    mode: Mode = "copy" if window.seam is None else "smart"
    return Rendered(kept.length_s, width, height, frames, found, (kept,), mode)


def _encoded(source: Path, target: Path, look: Look, spans: tuple[Span, ...]) -> Rendered:
    """Pull pictures and sound through to the writer, in the order of time."""
    with Reader(source) as reader, av.open(str(target), "w", format="mp4", options=dict(MUX)) as writer:
        pictures = Pictures(writer, rate=rate_of(reader), tick=tick_of(reader), watermark=look.watermark)
        form = form_with(reader, mute=look.mute, music=look.music)
        sound = Sound(writer, form) if form else None

        def end_s() -> float:
            return pictures.until_s if pictures.done else math.inf

        frames = shown(source, spans, changes=look.filters, max_fps=look.max_fps, tick=tick_of(reader))
        heard: Iterator[av.Packet] = iter(())
        if sound and form:
            heard = sound.packets(until(_blocks(source, spans, look, form), end_s, form=form))
        with closing(ahead(frames)) as made:
            for packet in merged(pictures.packets(made), heard):
                writer.mux(packet)
        width, height = pictures.size
    return Rendered(pictures.until_s, width, height, pictures.frames, sound is not None, spans)


def _blocks(source: Path, spans: Sequence[Span], look: Look, form: Form) -> Iterator[Block]:
    if look.music:
        return mixed(source, spans, look.music, mute=look.mute, fade_s=look.fade_s)
    return source_sound(source, spans, form=form, fade_s=look.fade_s)
