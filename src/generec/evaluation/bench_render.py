"""Benchmark of rendering: every filter-type operation beside bare PyAV with the same filters and codecs.

The film is made by code, so the figures need no data. Ours and the bare loop run in turns, so that a
busy machine burdens both alike; the figures are medians of seconds. Memory is the peak of a child
process that renders ten minutes.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from generec import models
from generec.editor.looks import ADJUSTMENTS, reframe
from generec.evaluation.bench import Row
from generec.evaluation.bench_render_peer import bare, bare_copy, made_film, repeated
from generec.media.chain import Filter
from generec.media.crop import Crop
from generec.media.lettering import Lettering, Line, patch
from generec.media.overlay import Patch
from generec.media.render import Look, render

SECONDS = 8.0
SIZE = 854, 480
LIMIT = 1.15
QUICKER = 20.0
MOST_MB = 600.0
WORDS = "Words that somebody dictated, set in two rows or so"

_CROP = reframe("9:16", x=0.4, y=0.5)
_NOIR: tuple[Filter, ...] = (
    ("hue", "s=0"),
    ("curves", "master='0/0 0.22/0.13 0.5/0.54 0.78/0.92 1/1'"),
    ("vignette", "angle=PI/6"),
)
_WARM: tuple[Filter, ...] = (("colortemperature", "temperature=4500:pl=0.6"), ("hue", "s=1.08"))
_BRIGHT = ADJUSTMENTS["brightness", "up"]


def bench_render(*, seconds: float = SECONDS, pairs: int = 3, minutes: float = 10.0) -> Iterator[Row]:
    """Rows of seconds against bare PyAV, of cuts by copying, and of peak memory."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        film = made_film(folder / "film.mp4", seconds=seconds, size=SIZE)
        yield from _filters(film, folder, seconds=seconds, pairs=pairs)
        yield from _copies(film, folder, pairs=pairs)
        yield _memory(folder, minutes=minutes)


class _Case(NamedTuple):
    """One look, and the same for the peer."""

    name: str
    look: Look
    filters: tuple[Filter, ...] = ()
    over: Patch | None = None


def _filters(film: Path, folder: Path, *, seconds: float, pairs: int) -> Iterator[Row]:
    ours, theirs = folder / "ours.mp4", folder / "theirs.mp4"
    slowest = 0.0
    for case in _cases():
        one, other = _turns(
            partial(render, film, ours, look=case.look, lossless=False),
            partial(
                bare,
                film,
                theirs,
                filters=case.filters,
                speed=case.look.speed,
                sound=not case.look.mute,
                over=case.over,
            ),
            pairs=pairs,
        )
        slowest = max(slowest, one / seconds)
        yield _row(f"{case.name}, s against {LIMIT} x bare PyAV", one, other * LIMIT)
    yield _row(f"the slowest of these, s for a second of {SIZE[1]} lines", slowest, 1.0)


def _cases() -> list[_Case]:
    font = models.path("font-bold")
    moving = Crop((9, 16), (0.0, 4.0, 8.0), (0.2, 0.7, 0.4), (0.5,) * 3)
    return [
        _Case("plain encoding", Look()),
        _Case("adjust brightness", Look(_BRIGHT), _BRIGHT),
        _Case("style noir", Look(_NOIR), _NOIR),
        _Case("style warm", Look(_WARM), _WARM),
        _Case("reframe", Look((_CROP,)), (_CROP,)),
        _Case("reframe that moves between pixels", Look((moving,)), (_CROP,)),
        _Case("speed 1.5", Look(speed=1.5)),
        _Case("mute with warm", Look(_WARM, mute=True), _WARM),
        _Case(
            "caption",
            Look((lambda: Lettering([Line(WORDS, -1.0)], font=font),)),
            over=patch(WORDS, *SIZE, font=font),
        ),
        _Case(
            "reframe, warm, brighter, 1.5 times as fast",
            Look((moving, *_WARM, *_BRIGHT), speed=1.5),
            (_CROP, *_WARM, *_BRIGHT),
        ),
    ]


def _copies(film: Path, folder: Path, *, pairs: int) -> Iterator[Row]:
    """Cuts without encoding beside the same cut encoded, and beside a bare copy of packets."""
    long, out = repeated(film, folder / "long.mp4", times=4), folder / "cut.mp4"
    span = (2.0, 3 * SECONDS)
    encode = partial(render, long, out, spans=[span], lossless=False)
    copy, encoded = _turns(partial(render, long, out, spans=[span]), encode, pairs=pairs)
    yield _row(f"cut by copying, s against encoding / {QUICKER:g}", copy, encoded / QUICKER)
    plain = _turns(encode, partial(bare_copy, long, out, start_s=span[0], end_s=span[1]), pairs=1)[1]
    yield _row("cut by copying, s against a bare copy that neither looks nor checks", copy, plain)
    smart = _seconds(partial(render, long, out, spans=[(span[0] + 1.0, span[1])]))
    yield _row("cut between keyframes, s against encoding", smart, encoded)
    mute = _seconds(partial(render, long, out, look=Look(mute=True)))
    yield _row(f"mute, s against encoding / {QUICKER:g}", mute, encoded / QUICKER)


def _memory(folder: Path, *, minutes: float) -> Row:
    film = made_film(folder / "hd.mp4", seconds=10.0, size=(1280, 720), fps=24)
    long = repeated(film, folder / "hd_long.mp4", times=max(1, round(minutes * 6)))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(long), str(folder / "out.mp4")],
        capture_output=True,
        text=True,
        check=True,
    )
    peak = float(done.stdout)
    return _row(f"{minutes:g} minutes of 720 lines, warm and with music: peak MB", peak, MOST_MB)


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


def _row(name: str, figure: float, limit: float) -> Row:
    return Row(
        bench="render", name=name, figure=f"{figure:.4g}", against=f"{limit:.4g}", ratio=figure / limit
    )


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _turns(one: Callable[[], object], other: Callable[[], object], *, pairs: int) -> tuple[float, float]:
    """Median seconds of both, run in turns."""
    timed = np.array([(_seconds(one), _seconds(other)) for _ in range(pairs)])
    return float(np.median(timed[:, 0])), float(np.median(timed[:, 1]))
