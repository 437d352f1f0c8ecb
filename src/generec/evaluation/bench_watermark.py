"""Benchmark of the invisible mark: what it survives, what it costs, what it is mistaken for.

Each clip's first seconds are rendered by the product's own pass with the mark of a recipe of their own,
sealed, attacked, and the file that comes out is asked as `generec verify` asks it. One clip is one trial;
intervals are those of Wilson (95 %). Found is what leads to the recipe on record; read, what does so by its
check sum alone.
"""

from __future__ import annotations

import math
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe, Step
from generec.evaluation.attacks import ATTACKS, Attack, written
from generec.evaluation.bench import Row
from generec.evaluation.false_marks import false_marks
from generec.fidelity import SealConfig, Sealer, marking, verify_file
from generec.media import fingerprint
from generec.media.probe import probe
from generec.media.render import Look, render
from generec.media.watermark import Reading, Watermark

BENCH = "watermark"
CLIPS, SECONDS = 60, 6.0
LEAST, MOST_MS = 0.95, 10.0
_AT = 1_790_000_000.0
_SIZE = 854, 480


@dataclass
class _Told:
    """What became of an attack: trials, marks found and read, manifests valid, looks recognised."""

    n: int = 0
    found: int = 0
    read: int = 0
    valid: int = 0
    alike: int = 0
    scores: list[float] = field(default_factory=list)


def bench_watermark(
    videos: Sequence[Path], *, clips: int = CLIPS, keys: int = 1_000_000, only: str | None = None
) -> list[Row]:
    """The rows over at most `clips` of `videos`, evenly chosen among those of 5 s and more.

    `only` is `named`, for the attacks that must be survived each alone, and the cost; `others`, for the rest
    of the attacks, and the cost; or `false`, for marks that are seen where none is.
    """
    chosen = _chosen(videos, clips)
    if only == "false":
        return [*false_marks(chosen, keys=keys)]
    attacks = [attack for attack in ATTACKS if only is None or attack.named == (only == "named")]
    told = {attack.name: _Told() for attack in (Attack("the file itself"), *attacks)}
    quality: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name:
        sealer = Sealer(SealConfig(), Path(name) / "keys", new_mark=secrets.token_hex)
        for number, clip in enumerate(chosen):
            _clip(clip, Path(name), sealer, _recipe(number), attacks, told)
            quality.append(_quality(clip, sealer.watermark(_recipe(number))))
    rows = [_row(name, one, named=name in _NAMED) for name, one in told.items()]
    return [*rows, *_cost(quality), *(false_marks(chosen, keys=keys) if only is None else [])]


_NAMED = frozenset(attack.name for attack in ATTACKS if attack.named)


def _chosen(videos: Sequence[Path], most: int) -> list[Path]:
    long = [video for video in videos if probe(video).duration_s >= 5.0]
    return [long[round(at)] for at in np.linspace(0, len(long) - 1, min(most, len(long)))]


def _recipe(number: int) -> Recipe:
    step = Step(component="editor.video.v1", op="bench", params={"number": number})
    return Recipe(kind="video", origin="created", steps=(step,))


def _clip(
    clip: Path,
    folder: Path,
    sealer: Sealer,
    recipe: Recipe,
    attacks: Sequence[Attack],
    told: dict[str, _Told],
) -> None:
    mark = sealer.watermark(recipe)
    assert mark is not None
    marked = folder / "marked.mp4"
    end_s = min(SECONDS, probe(clip).duration_s - 0.05)
    done = render(clip, marked, spans=[(0.0, end_s)], look=Look(watermark=mark, mute=True), lossless=False)
    draft = Draft(recipe=recipe, kind="video", media=marked, mime="video/mp4", duration_s=done.duration_s)
    sealed = sealer(draft=draft, sources=[], files={}, folder=folder, at=_AT)
    assert sealed.media is not None
    words = fingerprint.unpacked(sealed.fingerprint or "")
    trust = sealer.trust(at=_AT)
    _judge(sealed.media, mark, words, trust, told["the file itself"])
    for attack in attacks:
        target = folder / ("attacked.png" if attack.still else "attacked.mp4")
        _judge(written(sealed.media, target, attack), mark, words, trust, told[attack.name])


def _judge(path: Path, mark: Watermark, words: fingerprint.Words, trust: str, told: _Told) -> None:
    seen = marking.seen(path)
    reading: Reading = seen.ballot.read(mark.key)
    if not reading.found:
        reading = max(reading, seen.ballot.mirrored().read(mark.key), key=lambda one: one.score)
    told.n += 1
    told.found += reading.found and reading.agrees(mark.payload) >= marking.AGREES
    told.read += reading.found and reading.payload == mark.payload
    told.valid += verify_file(path, at=_AT, trust=trust).trusted
    told.alike += fingerprint.likeness(seen.words, words) >= fingerprint.ALIKE
    told.scores.append(reading.score)


def _row(name: str, told: _Told, *, named: bool) -> Row:
    low, high = wilson(told.found, told.n)
    share = told.found / told.n
    figure = (
        f"found {told.found} of {told.n} ({low:.0%}-{high:.0%}), read {told.read}, least score"
        f" {min(told.scores):.1f}; manifest {told.valid}, looks {told.alike}"
    )
    limit = f"at least {LEAST:.0%} found" if named else ""
    return Row(bench=BENCH, name=name, figure=figure, against=limit, ratio=share / LEAST if named else None)


def wilson(found: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share (E. B. Wilson, Probable inference, 1927)."""
    share, wide = found / n, z * z / n
    middle = (share + wide / 2) / (1 + wide)
    half = z / (1 + wide) * math.sqrt(share * (1 - share) / n + wide / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _quality(clip: Path, mark: Watermark | None) -> tuple[float, float, float]:
    """(PSNR in dB, SSIM, CPU ms a frame) of a clip's frames, the time at 480 lines."""
    assert mark is not None
    told = [(cv2.PSNR(luma, new), ssim(luma, new)) for luma in _lumas(clip) for new in (mark(luma),)]
    large = [cv2.resize(luma, _SIZE, interpolation=cv2.INTER_CUBIC) for luma in _lumas(clip)]
    again = Watermark(mark.key, mark.payload)
    again(large[0])
    begin = time.process_time()
    for luma in large:
        again(luma)
    cost = (time.process_time() - begin) / len(large) * 1e3
    psnr, alike = np.mean(told, axis=0)
    return float(psnr), float(alike), cost


def _lumas(clip: Path) -> Iterator[NDArray[np.uint8]]:
    """Every tenth frame of the first seconds."""
    with av.open(str(clip)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number >= 120:
                break
            if number % 10 == 0:
                yield frame.to_ndarray(format="gray")


def ssim(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Structural similarity of two lumas (Wang et al., Image quality assessment, 2004)."""

    def blur(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), np.float64)

    a, b = one.astype(np.float64), other.astype(np.float64)
    ma, mb = blur(a), blur(b)
    va, vb, both = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    share = (2 * ma * mb + c1) * (2 * both + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    return float(share.mean())


def _cost(quality: Sequence[tuple[float, float, float]]) -> Iterator[Row]:
    psnr, alike, cost = np.array(quality).T
    yield Row(
        bench=BENCH,
        name="PSNR of the luma, dB",
        figure=f"median {np.median(psnr):.1f}, least {psnr.min():.1f}",
    )
    yield Row(
        bench=BENCH, name="SSIM of the luma", figure=f"median {np.median(alike):.4f}, least {alike.min():.4f}"
    )
    median = float(np.median(cost))
    yield Row(
        bench=BENCH,
        name=f"putting it in, CPU ms a frame of {_SIZE[0]} x {_SIZE[1]}",
        figure=f"median {median:.2f}, most {cost.max():.2f}",
        against=f"at most {MOST_MS:g}",
        ratio=median / MOST_MS,
    )
