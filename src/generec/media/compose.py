"""Puts a video together from stretches of several sources and drawn cards.

Every shot is brought to one size, one frame rate and one set of colours (BT.709). Shots meet in
cuts, dissolves or whips (a fast pan, blurred by its own motion), overlays lie over all of them.
Pictures are encoded shot by shot, so that a film that was interrupted can be gone on with; its sound
is made meanwhile. Memory holds a few frames, and the sound: 0.4 MB a second.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import av

from generec.domain.errors import DataError, MediaError
from generec.domain.parts import Image
from generec.media.ahead import ahead
from generec.media.chain import Change
from generec.media.compose_sound import Heard, joined
from generec.media.decode import reason
from generec.media.encode import MUX, Sound, merged, until
from generec.media.joins import joined_frames
from generec.media.loudness import levelled
from generec.media.mix import Music, scored
from generec.media.overlay import Laying, Overlay
from generec.media.part import part_of
from generec.media.samples import STUDIO, Block
from generec.media.shot_frames import drawn_frames, source_frames
from generec.media.shown import Shown
from generec.media.takes import Takes, kept_in
from generec.media.voice import Spoken, voiced
from generec.media.watermark import Watermark

BT709 = (1, 1, 1)
_ROOM = 16
"""Frames that are made while the encoder ends a shot."""
_ALL = 1 << 20

Drawing = Callable[[float], Image]
"""From seconds since a card began to its picture, (height, width, 3) RGB."""

Progress = Callable[[int], None]
"""Told the number of each shot, from 0 on, before its first frame; may raise, to end the pass."""


@dataclass(frozen=True, slots=True)
class Join:
    """How a shot takes over from the one before, in `frames` frames around the cut: an even number."""

    kind: Literal["cut", "dissolve", "whip"] = "cut"
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Shot:
    """What is on screen for `frames` frames of the result.

    A stretch of the video `source` from `start_s` (s of the source) on at `speed`; `frame` are
    changes before it is brought to the result's size, `look` those behind. Or a card that
    `draw` gives, made anew for each pass. `heard` says whether its own sound is kept.
    """

    frames: int
    source: Path | None = None
    start_s: float = 0.0
    speed: float = 1.0
    frame: Sequence[Change] = ()
    look: Sequence[Change] = ()
    draw: Callable[[], Drawing] | None = None
    heard: bool = True
    join: Join = Join()


class Composed(NamedTuple):
    """What was made: length (s), size in pixels, frames, and whether it has sound."""

    duration_s: float
    width: int
    height: int
    frames: int
    has_audio: bool


def compose(
    shots: Sequence[Shot],
    target: Path,
    *,
    size: tuple[int, int],
    fps: int = 30,
    overlays: Sequence[Overlay] = (),
    music: Music | None = None,
    voice: Sequence[Spoken] = (),
    mute: bool = False,
    watermark: Watermark | None = None,
    progress: Progress | None = None,
    kept: Path | None = None,
) -> Composed:
    """Write `shots` one behind the other to `target`: an MP4 (H.264, AAC) of exactly their frames.

    `size` is (width, height) in even pixels; overlays count in the result's time. With `music` it
    lies under what the shots bring, or stands alone; under the lines of `voice` both step back; `mute`
    leaves no sound but music and voice; `watermark` goes into every frame. The same input gives the same
    bytes. `kept` is a folder of this film alone: what is in it of finished shots, of a process that was
    killed or told to end, is used. Raises `MediaError` for a source that does not decode, `DataError` for
    shots that cannot be joined.
    """
    _check(shots, size)
    try:
        with part_of(target) as part, kept_in(kept) as folder, ExitStack() as stack:
            takes = Takes(folder, _counts(shots), fps=fps)
            blocks = _sound(shots, fps=fps, music=music, voice=voice, mute=mute)
            sounds = blocks is not None
            heard = stack.enter_context(closing(ahead(_each(blocks or iter(())), room=_ALL)))
            frames = _shown(shots, first=takes.kept, size=size, fps=fps, overlays=overlays, progress=progress)
            with closing(ahead(frames, room=_ROOM)) as made:
                takes.take(made, watermark=watermark)
            _write(part, takes, heard if sounds else None)
    except av.FFmpegError as error:
        raise MediaError(f"{target.name}: cannot be put together ({reason(error)})") from error
    n = sum(shot.frames for shot in shots)
    return Composed(n / fps, *size, n, sounds)


def _each(blocks: Iterator[Block]) -> Generator[Block, None, None]:
    yield from blocks


def _write(target: Path, takes: Takes, blocks: Iterator[Block] | None) -> None:
    """The finished pictures, as they are, with the sound."""
    with av.open(str(target), "w", format="mp4", options=dict(MUX)) as writer:
        stream = takes.stream(writer)
        sound = Sound(writer, STUDIO) if blocks is not None else None
        heard = sound.packets(blocks) if sound and blocks is not None else iter(())
        end = round(takes.seconds / stream.time_base)
        for packet in merged(until(takes.packets(stream), lambda: end, stream=stream), heard):
            writer.mux(packet)


def _counts(shots: Sequence[Shot]) -> list[int]:
    """How many frames are each shot's own: from the first of its join on, up to the next one's."""
    joins = [*(shot.join.frames // 2 for shot in shots), 0]
    return [shot.frames + joins[i] - joins[i + 1] for i, shot in enumerate(shots)]


def _check(shots: Sequence[Shot], size: tuple[int, int]) -> None:
    if not shots or min(size) < 2 or any(side % 2 for side in size):
        raise DataError("a video needs shots, and a size in even pixels", field="shots")
    if shots[0].join.frames:
        raise DataError("nothing comes before the first shot that it could be joined to", field="shots")
    for number, (before, shot) in enumerate(pairwise(shots), 1):
        if shot.join.frames % 2 or shot.join.frames > min(before.frames, shot.frames):
            raise DataError(f"shot {number}: its join is longer than the shot, or odd", field="shots")


def _shown(
    shots: Sequence[Shot],
    *,
    first: int,
    size: tuple[int, int],
    fps: int,
    overlays: Sequence[Overlay],
    progress: Progress | None,
) -> Generator[Shown, None, None]:
    """The finished frames with their times, from those of shot `first` on."""
    streams = _streams(shots, first=first, size=size, fps=fps, progress=progress)
    laying = [(overlay, Laying()) for overlay in overlays]
    counts = [(shot.frames, shot.join.kind, shot.join.frames) for shot in shots]
    with ExitStack() as stack:
        frames = joined_frames(streams, counts, first=first)
        stack.callback(frames.close)
        for number, frame in enumerate(frames, sum(_counts(shots)[:first])):
            at_s = number / fps
            for overlay, lay in laying:
                frame = lay(frame, overlay.patches(*size, at_s=at_s))
            yield Shown(frame, at_s, (number + 1) / fps, BT709)


def _streams(
    shots: Sequence[Shot], *, first: int, size: tuple[int, int], fps: int, progress: Progress | None
) -> Iterator[Iterator[av.VideoFrame]]:
    """The frames of each shot, with those that its joins need before and behind.

    The first is the one before shot `first`, from which that is joined.
    """
    begin = 0
    for number, shot in enumerate(shots):
        if number < first - 1:
            begin += shot.frames
            continue
        before = shot.join.frames // 2
        behind = shots[number + 1].join.frames // 2 if number + 1 < len(shots) else 0
        if progress and number >= first:
            progress(number)
        n, at = before + shot.frames + behind, begin - before
        if shot.source is None:
            assert shot.draw
            yield drawn_frames(shot.draw(), n=n, first=before, fps=fps, size=size)
        else:
            start_s = max(0.0, shot.start_s - before / fps * shot.speed)
            yield source_frames(
                shot.source,
                [start_s + i / fps * shot.speed for i in range(n)],
                first=at,
                fps=fps,
                size=size,
                frame=shot.frame,
                look=shot.look,
            )
        begin += shot.frames


def _sound(
    shots: Sequence[Shot], *, fps: int, music: Music | None, voice: Sequence[Spoken], mute: bool
) -> Iterator[Block] | None:
    """The finished sound; None where there is none."""
    length_s = sum(shot.frames for shot in shots) / fps
    parts = [_heard(shot, fps) for shot in shots]

    bare = mute or not any(part.path and part.sounds for part in parts)

    def own() -> Iterator[Block]:
        heard = None if bare else joined(parts, length_s=length_s)
        return voiced(heard, voice, length_s=length_s) if voice or heard is None else heard

    silent = bare and not voice
    if music is not None:
        return scored(None if silent else own, music, length_s=length_s)
    return None if silent else levelled(own)


def _heard(shot: Shot, fps: int) -> Heard:
    kept = shot.heard and shot.speed == 1.0
    return Heard(shot.source if kept else None, shot.start_s, shot.frames / fps)
