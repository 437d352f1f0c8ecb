"""Benchmark of rendering: every filter-type operation beside bare PyAV with the same filters and codecs.

The film is made by code, so the figures need no data. Ours and the bare loop run in turns; the
figures are seconds of processor time of all threads, the least of several turns on either side: other
work on the machine only ever adds. Memory is the peak of a child process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cv2
import numpy as np

from generec import models
from generec.editor.looks import ADJUSTMENTS, FILTERED, PAINTED, reframe, styled
from generec.evaluation.bench import Row
from generec.evaluation.bench_render_peer import bare, bare_copy, made_film, repeated, warped
from generec.media.chain import Filter
from generec.media.crop import Crop
from generec.media.frames import frame_at
from generec.media.lettering import Lettering, Line, patch
from generec.media.overlay import Patch
from generec.media.paint_neural import Redrawn
from generec.media.render import Look, render
from generec.models import style

SECONDS = 4.0
SIZE = 854, 480
LIMIT, NETWORK_LIMIT = 1.15, 1.2
QUICKER = 20.0
MOST_MB = 600.0
MOST_S = 1800.0
"""What all of it may take of processor time, its children's included."""
WORDS = "Words that somebody dictated, set in two rows or so"

_CROP = reframe("9:16", x=0.4, y=0.5)
_WARM = FILTERED["warm"]
_BRIGHT = ADJUSTMENTS["brightness", "up"]
_DRAWN_SIDE = 288


def bench_render(
    *, only: str | None = None, seconds: float = SECONDS, pairs: int = 3, minutes: float = 10.0
) -> Iterator[Row]:
    """Rows of processor time against bare PyAV and the bare network, of cuts by copying, and of memory.

    `only` is one of `filters`, `copies`, `painted`, `network` and `memory`.
    """
    begun = _spent()
    few = min(seconds, 1.5)
    with TemporaryDirectory() as name:
        folder = Path(name)
        film = made_film(folder / "film.mp4", seconds=seconds, size=SIZE)
        parts: dict[str, Callable[[], Iterator[Row]]] = {
            "filters": partial(_filters, film, folder, seconds=seconds, pairs=pairs),
            "copies": partial(_copies, film, folder, seconds=seconds, pairs=pairs),
            "painted": partial(_painted, film, folder, seconds=few),
            "network": partial(_network, film, folder, seconds=few, pairs=max(1, pairs - 1)),
            "memory": partial(_memory, folder, minutes=minutes),
        }
        for part in parts if only is None else [only]:
            yield from parts[part]()
    yield _row("all of these rows: s", _spent() - begun, MOST_S, 1.0)


class _Case(NamedTuple):
    """One look, and the same for the peer."""

    name: str
    look: Look
    filters: tuple[Filter, ...] = ()
    over: Patch | None = None
    moving: Crop | None = None


def _filters(film: Path, folder: Path, *, seconds: float, pairs: int) -> Iterator[Row]:
    ours, theirs = folder / "ours.mp4", folder / "theirs.mp4"
    slowest = 0.0
    for case in _cases():
        one, other, ratio = _turns(
            partial(render, film, ours, look=case.look, lossless=False),
            partial(
                bare,
                film,
                theirs,
                filters=case.filters,
                speed=case.look.speed,
                sound=not case.look.mute,
                over=case.over,
                change=partial(warped, crop=case.moving) if case.moving else None,
            ),
            pairs=pairs,
        )
        slowest = max(slowest, one / seconds)
        yield _row(f"{case.name}: s, and bare PyAV", one, other, LIMIT, ratio=ratio)
    yield _row(f"slowest of these: s for a second of {SIZE[1]} lines", slowest, 1.0, 1.0)


def _moved(crop: Crop) -> Filter:
    """A crop that moves along straight lines between the positions of another, by ffmpeg's own filter."""
    wide, high = crop.aspect
    where = str(crop.x[-1])
    for (start, here), (end, there) in reversed(list(pairwise(zip(crop.times, crop.x, strict=True)))):
        pace = (there - here) / (end - start)
        where = rf"if(lt(t\,{end})\,{here}+{pace}*(t-{start})\,{where})"
    return "crop", rf"w=min(iw\,ih*{wide}/{high}):h=min(ih\,iw*{high}/{wide}):x=(iw-ow)*{where}:y=0"


def _cases() -> list[_Case]:
    font = models.path("font-bold")
    moving = Crop((9, 16), (0.0, 2.0, 4.0), (0.2, 0.7, 0.4), (0.5,) * 3)
    return [
        _Case("plain encoding", Look()),
        *(_Case(f"adjust {what} {by}", Look(f), f) for (what, by), f in ADJUSTMENTS.items()),
        *(_Case(f"style {name}", Look(filters), filters) for name, filters in FILTERED.items()),
        _Case("reframe", Look((_CROP,)), (_CROP,)),
        _Case("reframe that moves, the peer's by whole pixels", Look((moving,)), (_moved(moving),)),
        _Case("reframe that moves between pixels, OpenCV's there", Look((moving,)), moving=moving),
        _Case("speed 1.5", Look(speed=1.5)),
        _Case("mute with warm", Look(_WARM, mute=True), _WARM),
        _Case(
            "caption",
            Look((lambda: Lettering([Line(WORDS, -1.0)], font=font),)),
            over=patch(WORDS, *SIZE, font=font),
        ),
        _Case(
            "reframe, warm, brighter, 1.5 times as fast",
            Look((_CROP, *_WARM, *_BRIGHT), speed=1.5),
            (_CROP, *_WARM, *_BRIGHT),
        ),
    ]


def _copies(film: Path, folder: Path, *, seconds: float, pairs: int) -> Iterator[Row]:
    """Cuts without encoding beside the same cut encoded, and beside a bare copy of packets."""
    long, out = repeated(film, folder / "long.mp4", times=8), folder / "cut.mp4"
    # The film, which begins with a keyframe, comes again a tenth of a second after its end.
    lap = seconds + 0.1
    copied, between = (lap, 6 * lap), (1.25 * lap, 5.9 * lap)
    encode = partial(render, long, out, spans=[copied], lossless=False)
    copy, encoded, _ = _turns(partial(render, long, out, spans=[copied]), encode, pairs=pairs)
    yield _row("cut by copying: s, and encoding", copy, encoded, 1 / QUICKER)
    plain = _turns(
        partial(render, long, out, spans=[copied]),
        partial(bare_copy, long, out, start_s=copied[0], end_s=copied[1]),
        pairs=pairs,
    )
    yield _row("cut by copying: s, and a bare copy that neither looks nor checks", *plain[:2], None)
    smart = _seconds(partial(render, long, out, spans=[between]))
    yield _row("cut between keyframes, its ends encoded: s, and encoding", smart, encoded, 1.0)
    mute = _seconds(partial(render, long, out, look=Look(mute=True)))
    yield _row("mute: s, and encoding", mute, encoded, 1 / QUICKER)


def _painted(film: Path, folder: Path, *, seconds: float) -> Iterator[Row]:
    """Painted looks, which nobody else has: seconds for a second, the painter's compilation not counted."""
    for name in PAINTED:
        run = partial(render, film, folder / "painted.mp4", spans=[(0.0, seconds)], look=Look(styled(name)))
        render(film, folder / "first.mp4", spans=[(0.0, 0.2)], look=Look(styled(name)))
        yield _row(f"style {name}: s for a second", _seconds(run) / seconds, 1.0, None)


def _network(film: Path, folder: Path, *, seconds: float, pairs: int) -> Iterator[Row]:
    """The look of an example beside nothing but its network on the same number of pictures."""
    redraw = style.redrawer(style.vector(frame_at(film, 0.0)))
    shown = frame_at(film, 0.0)
    high, wide = shown.shape[:2]
    small = cv2.resize(shown, (round(wide * _DRAWN_SIDE / high), _DRAWN_SIDE)).astype(np.float32) / 255
    drawn = [0]

    def counted(image: style.Floats) -> style.Floats:
        drawn[0] += 1
        return redraw(image)

    look = Look((lambda: Redrawn(counted, side=_DRAWN_SIDE),))
    made = render(film, folder / "like.mp4", spans=[(0.0, seconds)], look=look)
    share = drawn[0] / made.frames

    def bare_network() -> None:
        for _ in range(made.frames):
            redraw(small)

    one, other, ratio = _turns(
        partial(render, film, folder / "like.mp4", spans=[(0.0, seconds)], look=look),
        bare_network,
        pairs=pairs,
    )
    yield _row("look of an example: s, and the bare network", one, other, NETWORK_LIMIT, ratio=ratio)
    yield _row("look of an example: share of frames that the network drew", share, None, None)


def _memory(folder: Path, *, minutes: float) -> Iterator[Row]:
    film = made_film(folder / "hd.mp4", seconds=10.0, size=(1280, 720), fps=24)
    long = repeated(film, folder / "hd_long.mp4", times=max(1, round(minutes * 6)))
    peak = _peak(long, folder / "out.mp4")
    yield _row(f"{minutes:g} minutes of 720 lines, warm and with music: peak MB", peak, MOST_MB, 1.0)
    large = made_film(folder / "uhd.mp4", seconds=1.5, size=(3840, 2160), fps=24)
    peak = _peak(large, folder / "out.mp4")
    yield _row("1.5 seconds of 2160 lines, warm and with music: peak MB", peak, None, None)


def _peak(film: Path, target: Path) -> float:
    """The peak in MB of a process that renders the film."""
    command = [sys.executable, "-c", _CHILD, str(film), str(target)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


_CHILD = """
import sys
from pathlib import Path
from generec.media.mix import Music
from generec.media.music import player
from generec.media.render import Look, render
warm = (("colortemperature", "temperature=4500:pl=0.6"), ("hue", "s=1.08"))
look = Look(warm, music=Music(player("calm", seed=1)))
render(Path(sys.argv[1]), Path(sys.argv[2]), look=look)
status = Path("/proc/self/status")
if status.exists():
    print(next(int(row.split()[1]) / 1e3 for row in status.read_text().splitlines() if "VmHWM" in row))
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""
"""The peak of the process itself: what `getrusage` tells on Linux begins with that of its parent."""


def _row(
    name: str, figure: float, peer: float | None, most: float | None, *, ratio: float | None = None
) -> Row:
    """A figure beside its peer, of which it may be `most` times as much."""
    against = "" if peer is None else f"{peer:.4g}"
    share = ratio if ratio is not None else figure / peer if peer else None
    if most is not None and share is not None:
        against += f", at most {most:g} times: {'pass' if share <= most else 'FAIL'}"
    return Row(bench="render", name=name, figure=f"{figure:.4g}", against=against, ratio=share)


def _seconds(run: Callable[[], object]) -> float:
    """Processor time of all threads."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _spent() -> float:
    """Processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _turns(
    one: Callable[[], object], other: Callable[[], object], *, pairs: int
) -> tuple[float, float, float]:
    """The least seconds of both, run in turns, and their ratio."""
    ours, theirs = np.min([(_seconds(one), _seconds(other)) for _ in range(pairs)], axis=0)
    return float(ours), float(theirs), float(ours / theirs)
