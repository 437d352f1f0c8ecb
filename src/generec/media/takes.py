"""The pictures of a film shot by shot, each encoded on its own and kept until the film is whole.

Whoever makes the same film again after the process was killed goes on behind the last shot that is kept.
As no shot's pictures depend on how far a process came, the bytes are the same.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from generec.media.encode import MUX, Pictures
from generec.media.part import part_of
from generec.media.shown import Shown
from generec.media.watermark import Watermark


class Interrupted(BaseException):
    """The process ends: what is being made is left, and gone on with by another."""


TICKS = 512
"""Ticks of a film's clock to a frame."""


class Takes:
    """The files of a film's shots, `counts` frames each at `fps`, in a folder."""

    def __init__(self, folder: Path, counts: Sequence[int], *, fps: int) -> None:
        self._files = [folder / f"{number:04d}.mp4" for number in range(len(counts))]
        self._counts, self._rate = list(counts), Fraction(fps)

    @property
    def seconds(self) -> Fraction:
        """How long all shots are together."""
        return sum(self._counts) / self._rate

    @property
    def kept(self) -> int:
        """How many shots are there already, from the first on."""
        there = (number for number, file in enumerate(self._files) if not file.exists())
        return next(there, len(self._files))

    def take(self, frames: Iterator[Shown], *, watermark: Watermark | None) -> None:
        """Encode the shots that are not there, one file each; `frames` begin with the first of them."""
        first = self.kept
        for file, count in zip(self._files[first:], self._counts[first:], strict=True):
            with part_of(file) as part, av.open(str(part), "w", format="mp4", options=dict(MUX)) as writer:
                pictures = Pictures(
                    writer, rate=self._rate, tick=1 / (self._rate * TICKS), watermark=watermark
                )
                for packet in pictures.packets(self._timed(frames, count)):
                    writer.mux(packet)

    def _timed(self, frames: Iterator[Shown], count: int) -> Iterator[Shown]:
        """The next frames, on the clock of their own shot."""
        for number in range(count):
            shown = next(frames)
            yield shown._replace(come_s=float(number / self._rate), go_s=float((number + 1) / self._rate))

    def stream(self, writer: Any) -> Any:
        """A stream of `writer` for the pictures of all shots."""
        with av.open(str(self._files[0])) as reader:
            return writer.add_stream_from_template(reader.streams.video[0], opaque=True)

    def packets(self, stream: Any) -> Iterator[av.Packet]:
        """The encoded frames of all shots for that stream, in the order of decoding."""
        begin = Fraction(0)
        for file, count in zip(self._files, self._counts, strict=True):
            with av.open(str(file)) as reader:
                for packet in _whole(reader.demux(video=0)):
                    later = round(begin / packet.time_base)
                    packet.pts, packet.dts, packet.stream = packet.pts + later, packet.dts + later, stream
                    yield packet
            begin += count / self._rate


def _whole(packets: Iterable[Any]) -> Iterator[Any]:
    """The packets that hold something."""
    return (packet for packet in packets if packet.dts is not None)


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Path]:
    """A folder for takes: a new one, or `folder`, which outlives a process that is killed or told to end.

    It is gone where the block ends well, or in an error.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="takes-") as name:
            yield Path(name)
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
