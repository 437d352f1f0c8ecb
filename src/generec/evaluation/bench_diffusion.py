"""Benchmark of the trained creator: does a group's taste decide what is drawn, and is it more than a copy?

It ingests the micro-videos with meaning by words alone, so that the small picture model has no part in
groups, words or training, trains the preset `tiny`, and judges by that model and by two measures of looks.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from generec.creator.diffusion import checkpoint, material, run
from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.config import PRESETS
from generec.creator.diffusion.material import Material
from generec.domain.parts import Encoder, Image
from generec.evaluation.bench import Row
from generec.evaluation.bench_taste import histogram
from generec.evaluation.dreams import Drawn, Floats, Interval, centred, compare, leaning, nearest
from generec.models import style
from generec.system import GeneRec, groups
from generec.system.training import counts, profiles_by, train_creator

BENCH: Final = "diffusion"
EACH: Final = 96
"""Clips for each group, and for nobody."""
_SIDE, _LOOKS, _REAL, _MARGIN = 224, 2, 3, 1.25
_MOST_S: Final = 3600.0
"""Half an hour of two cores."""
_OPTIONS: Final = {"ingest": {"words": 1.0}}

Judge = Callable[[Sequence[Image]], Floats]


def bench_diffusion(data: Path) -> list[Row]:
    """Ingest, train and judge: about an hour of processor time. Raises `MissingExtra`."""
    folder = data / "microvideo"
    with (
        tempfile.TemporaryDirectory(prefix="generec-dreams-") as name,
        GeneRec.open(Path(name) / "home", options=_OPTIONS) as system,
    ):
        system.ingest(folder / "items.csv", interactions=folder / "interactions.csv", rights="research")
        done = train_creator(system.home, system.parts.reading, PRESETS["tiny"])
        cost = Row(
            bench=BENCH,
            name="training, s of processor time",
            figure=f"{done.cpu_s:.0f}",
            against=f"{_MOST_S:.0f}",
            ratio=done.cpu_s / _MOST_S,
        )
        return [cost, *judged(system)]


def judged(system: GeneRec, *, each: int = EACH, guidance: float = 4.0, steps: int = 10) -> list[Row]:
    """Rows for the checkpoint in force in a home."""
    from generec.creator.diffusion.report import drawn
    from generec.creator.diffusion.sampling import Sampling

    folder = system.home.path / run.TRAINED
    path, known = checkpoint.current(folder / run.CHECKPOINTS), material.load(folder / run.MATERIAL)
    if path is None or known is None:
        return [Row(bench=BENCH, name="not run", figure="-", against="train one: generec train creator")]
    model = checkpoint.load(path)
    clips = drawn(model, Sampling(steps=steps, guidance=guidance, seed=1), n=each)
    return [*losses(folder), *compared(system, known, clips)]


def losses(folder: Path) -> list[Row]:
    """The last loss on held-out works against that on works trained on."""
    last = (folder / "curve.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    if last[0] == "step" or not last[3]:
        return []
    trained, held = float(last[2]), float(last[3])
    told = f"{trained:.4f} on works trained on"
    name = f"loss on held-out works at step {last[0]}"
    return [Row(bench=BENCH, name=name, figure=f"{held:.4f}", against=told, ratio=held / trained)]


def compared(system: GeneRec, known: Material, clips: Sequence[Frames]) -> list[Row]:
    """Rows of every judge over clips of each group and, last, of nobody."""
    weights = likes(system, known)
    rows = []
    for name, judge in judges(system.home.encoder).items():
        train, held = (_works(judge, known, part) for part in ("train", "held out"))
        mid = train.reshape(-1, train.shape[-1]).mean(axis=0)
        drawn = [_vectors(judge, group) for group in clips]
        told = Drawn(
            clips=np.stack([centred(group, mid) for group in drawn[:-1]]),
            nobody=centred(drawn[-1], mid),
            held=centred(held.mean(axis=1), mid),
            weights=weights,
        )
        found = compare(told, rng=np.random.default_rng(0))
        real = compare(_lent(told, known, centred(train, mid)), rng=np.random.default_rng(0)).for_it
        rows += [
            _share(f"{name}: nearer to its group than what is drawn for another", found.for_it, real),
            _share(f"{name}: than what is drawn for nobody", found.than_nobody),
            _share(f"{name}: nearer to its own group than to the others", found.its_own),
            _share(f"{name}: the same of what is drawn for nobody", found.by_nobody),
            _copy(name, np.concatenate(drawn), held[:, 0], train.reshape(-1, train.shape[-1])),
        ]
    return rows


def _lent(told: Drawn, known: Material, train: Floats) -> Drawn:
    """The same with real clips that were trained on in place of drawn ones: as good as it can get."""
    rng = np.random.default_rng(5)
    odds = known.liking[:, known.of("train")]
    n = 8 * told.clips.shape[1]

    def some(share: Floats | None) -> Floats:
        p = None if share is None else share / share.sum()
        return np.asarray(train[rng.choice(len(train), size=n, p=p), rng.integers(train.shape[1], size=n)])

    return Drawn(np.stack([some(share) for share in odds]), some(None), told.held, told.weights)


def likes(system: GeneRec, known: Material) -> Floats:
    """(g, held-out works) how much more each group likes them, by the members that training found."""
    kept = {work.id for work in known.works if not work.held_out}
    home, reading = system.home, system.parts.reading
    found = groups.find(profiles_by(home, reading, kept=kept), rng=np.random.default_rng(0))
    assert found is not None
    profiles = profiles_by(home, reading, kept={work.id for work in known.works})
    held = [known.works[i].id for i in known.of("held out")]
    return leaning(*counts(profiles, found[1], len(found[0]), held))


def judges(encoder: Encoder) -> dict[str, Judge]:
    """Pictures to vectors by measures that no training saw."""
    return {
        "picture model": lambda images: encoder.images(list(images)),
        "histogram": lambda images: np.stack([histogram(image) for image in images]),
        "style numbers": lambda images: np.stack([style.vector(image) for image in images]),
    }


def _works(judge: Judge, known: Material, part: material.Part) -> Floats:
    """(works, `_REAL`, d) of some clips of each work of a part, of the size that is drawn."""
    rng, side = np.random.default_rng(3), round(known.frames.shape[1] / _MARGIN)
    works = [int(work) for work in known.of(part)]
    clips = [known.clip(rng, work, frames=2, side=side) for work in works for _ in range(_REAL)]
    return _vectors(judge, np.stack(clips)).reshape(len(works), _REAL, -1)


def _vectors(judge: Judge, clips: Frames) -> Floats:
    """(n, d): each clip by some of its frames."""
    places = np.linspace(0, clips.shape[1] - 1, _LOOKS).round().astype(int)
    frames = [
        np.asarray(cv2.resize(clip[place], (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)
        for clip in clips
        for place in places
    ]
    rows = judge(frames)
    return np.asarray(rows.reshape(len(clips), _LOOKS, -1).mean(axis=1), np.float32)


def _share(name: str, found: Interval, real: Interval | None = None) -> Row:
    told = f"; {real.text()} of real clips that it likes" if real is not None else ""
    against = f"0.5 by chance{told}"
    return Row(bench=BENCH, name=name, figure=found.text(), against=against, ratio=found.value / 0.5)


def _copy(name: str, drawn: Floats, held: Floats, train: Floats) -> Row:
    mine, theirs = (float(np.median(nearest(_unit(rows), _unit(train)))) for rows in (drawn, held))
    return Row(
        bench=BENCH,
        name=f"{name}: distance to the nearest clip trained on",
        figure=f"{mine:.3f}",
        against=f"{theirs:.3f} of held-out works",
        ratio=mine / theirs,
    )


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
