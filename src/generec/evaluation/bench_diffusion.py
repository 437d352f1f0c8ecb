"""Benchmark of the trained creator: does a group's taste decide what is drawn, and is it more than a copy?

It ingests the micro-videos with meaning by words alone, so that the small picture model has no part in
groups, words or training, trains the preset `tiny`, and judges by that model and by two measures of looks.
It does so once for each fold of the works, so that every work is held out of one training and judges it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from generec.creator.diffusion import checkpoint, material, run
from generec.creator.diffusion.config import PRESETS, TrainingConfig
from generec.creator.diffusion.material import Material
from generec.creator.diffusion.run import Trained
from generec.domain.errors import DataError
from generec.domain.parts import Encoder
from generec.evaluation.bench import Row
from generec.evaluation.dream_judges import Fold, Seen, judges
from generec.evaluation.dreams import Floats, Interval, compare, dealt, leaning
from generec.system import GeneRec, groups
from generec.system.training import counts, gather, profiles_by

BENCH: Final = "diffusion"
FOLDS: Final = 5
EACH: Final = 48
"""Clips for each group, and for nobody, in each fold: 240 in all."""
_MOST_S: Final = 3600.0
"""Half an hour of two cores."""
_OPTIONS: Final = {"ingest": {"words": 1.0}}


def bench_diffusion(data: Path, *, keep: Path | None = None) -> list[Row]:
    """Ingest, train all folds and judge: about two and a half hours of processor time.

    In a folder `keep` it leaves what it made, and goes on where it was cut. Raises `MissingExtra`.
    """
    folder = data / "microvideo"
    with _kept(keep) as place, GeneRec.open(place / "home", options=_OPTIONS) as system:
        system.ingest(folder / "items.csv", interactions=folder / "interactions.csv", rights="research")
        folders = [place / "folds" / str(fold) for fold in range(FOLDS)]
        done = [train_fold(system, at, fold=fold) for fold, at in enumerate(folders)]
        most = max(one.cpu_s for one in done)
        cost = Row(
            bench=BENCH,
            name=f"the longest of {FOLDS} trainings, s of processor time",
            figure=f"{most:.0f}",
            against=f"{_MOST_S:.0f}",
            ratio=most / _MOST_S,
        )
        return [cost, *judged(system, folders)]


@contextmanager
def _kept(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="generec-dreams-") as name:
        yield Path(name)


def train_fold(
    system: GeneRec, folder: Path, *, fold: int, config: TrainingConfig = PRESETS["tiny"]
) -> Trained:
    """Train with a fold of the works held out, to the end; what stands in the folder is gone on with."""
    cut = config.clips.model_copy(update={"fold": fold})
    config = config.model_copy(update={"clips": cut})
    done = run.train(
        folder,
        lambda: gather(system.home, system.parts.reading, config=config),
        config,
        resume=run.stands(folder),
    )
    if done.step < done.steps:
        # It saves and ends when interrupted; the other folds are not to begin then.
        raise KeyboardInterrupt
    return done


def judged(
    system: GeneRec, folders: Sequence[Path], *, each: int = EACH, guidance: float = 4.0, steps: int = 20
) -> list[Row]:
    """Rows for the checkpoints in force in the folders of trainings on a home, one for each fold."""
    if not folders or not all(checkpoint.current(at / run.CHECKPOINTS) for at in folders):
        return [Row(bench=BENCH, name="not run", figure="-", against="train one: generec train creator")]
    folds = [fold_of(system, at, each=each, guidance=guidance, steps=steps) for at in folders]
    return [*losses(folders), *compared(system.home.encoder, folds)]


def fold_of(system: GeneRec, folder: Path, *, each: int, guidance: float, steps: int) -> Fold:
    """A training, with what is drawn by what it left. Raises `DataError` where that is not there."""
    from generec.creator.diffusion.report import drawn
    from generec.creator.diffusion.sampling import Sampling

    path, known = checkpoint.current(folder / run.CHECKPOINTS), material.load(folder / run.MATERIAL)
    if path is None or known is None:
        raise DataError(f"there is no whole training in {folder}")
    clips = drawn(checkpoint.load(path), Sampling(steps=steps, guidance=guidance, seed=1), n=each)
    return Fold(known, likes(system, known), clips)


def losses(folders: Sequence[Path]) -> list[Row]:
    """The last loss on held-out works against that on works trained on, the mean of all folds."""
    last = [(at / "curve.csv").read_text(encoding="utf-8").splitlines()[-1].split(",") for at in folders]
    if any(line[0] == "step" or not line[3] for line in last):
        return []
    trained, held = (float(np.mean([float(line[at]) for line in last])) for at in (2, 3))
    told = f"{trained:.4f} on works trained on"
    name = f"loss on held-out works at step {last[0][0]}"
    return [Row(bench=BENCH, name=name, figure=f"{held:.4f}", against=told, ratio=held / trained)]


def compared(encoder: Encoder, folds: Sequence[Fold]) -> list[Row]:
    """Rows of every judge over clips of each group and, last, of nobody, in all folds."""
    return [
        row
        for name, judge in judges(encoder).items()
        for row in verdict(name, [Seen.of(judge, fold) for fold in folds])
    ]


def verdict(name: str, seen: Sequence[Seen]) -> list[Row]:
    """The rows of one judge, over the folds as it sees them."""
    found = compare(*(one.drawn for one in seen), rng=np.random.default_rng(0))
    real = compare(*(one.real for one in seen), rng=np.random.default_rng(0)).for_it
    deals = dealt(*(one.drawn for one in seen), rng=np.random.default_rng(0))
    return [
        _share(f"{name}: nearer to its group than what is drawn for another", found.for_it, real),
        Row(
            bench=BENCH,
            name=f"{name}: the same where groups' clips are dealt to groups at random",
            figure=f"{deals.low:.3f} to {deals.high:.3f}",
            against=f"{deals.reach:.4f} of deals reach {found.for_it.value:.3f}",
        ),
        _share(f"{name}: than what is drawn for nobody", found.than_nobody),
        _share(f"{name}: nearer to its own group than to the others", found.its_own),
        _share(f"{name}: the same of what is drawn for nobody", found.by_nobody),
        _copy(name, *(np.concatenate(part) for part in zip(*(one.far for one in seen), strict=True))),
    ]


def likes(system: GeneRec, known: Material) -> Floats:
    """(g, held-out works) how much more each group likes them, by the members that training found."""
    kept = {work.id for work in known.works if not work.held_out}
    home, reading = system.home, system.parts.reading
    found = groups.find(profiles_by(home, reading, kept=kept), rng=np.random.default_rng(0))
    if found is None or not _same(found[0].meaning, known.tastes):
        raise DataError("the groups are no longer those that were trained on: train anew")
    profiles = profiles_by(home, reading, kept={work.id for work in known.works})
    held = [known.works[i].id for i in known.of("held out")]
    return leaning(*counts(profiles, found[1], len(found[0]), held))


def _same(ones: Floats, others: Floats) -> bool:
    return ones.shape == others.shape and bool(np.allclose(ones, others, atol=1e-3))


def _share(name: str, found: Interval, real: Interval | None = None) -> Row:
    told = f"; {real.text()} of real clips that it likes" if real is not None else ""
    against = f"0.5 by chance{told}"
    return Row(bench=BENCH, name=name, figure=found.text(), against=against, ratio=found.value / 0.5)


def _copy(name: str, drawn: Floats, held: Floats) -> Row:
    mine, theirs = float(np.median(drawn)), float(np.median(held))
    return Row(
        bench=BENCH,
        name=f"{name}: distance to the nearest clip trained on",
        figure=f"{mine:.3f}",
        against=f"{theirs:.3f} of held-out works",
        ratio=mine / theirs,
    )
