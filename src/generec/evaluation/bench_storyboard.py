"""Benchmark of new videos: do the shots show what was asked for, and is the film what was promised?

Relevance is judged by the labels (topics) that people wrote (see `evaluation.footage_labels`). The chooser
never sees them: in one run it sees pictures alone (no title, description or label came in), in the next
titles and descriptions, too. As clips show one thing throughout, the third run sees pictures alone of
compilations, four clips in a row and each clip in one of them, where a part has to be found in a whole.
Films are measured by ffmpeg's own meter (EBU R128).
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

import generec
from generec.evaluation.bench import Row
from generec.evaluation.compilations import planned, rendered
from generec.evaluation.film_measures import Measured, measured
from generec.evaluation.footage_labels import Part, Parts, Shown, mean, shown
from generec.media.loudness import TARGET_LUFS
from generec.system import GeneRec

BENCH = "storyboard"
FILMS = (
    "30 seconds of dogs being silly, happy music, captions",
    "20 seconds of sports, exciting",
    "15 seconds of tennis, vertical",
    "20 seconds of cooking, no music",
)
LATE_S, OFF_LU, LONGEST_S = 0.5, 1.0, 45.0
_SEED, _OUTSIDE, _SILENT_LUFS = 11, {"outside": True}, -69.0


def bench_storyboard(folder: Path) -> list[Row]:
    """Rows of relevance and of films; `folder` is that of the clips with `items.csv`."""
    parts = _parts(folder / "items.csv")
    labels = {id: own for id, [(_, _, own)] in parts.items()}
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name:
        home = Path(name)
        for told in ("pictures alone", "titles and descriptions, too"):
            words = told != "pictures alone"
            _table(folder, home / "items.csv", words=words)
            with _opened(home, words=words) as system:
                system.ingest(home / "items.csv", rights="own")
                rows += _relevance(told, shown(system, parts))
        _table(folder, home / "items.csv", words=True, labels=labels)
        with generec.open(home / "home", ingest=_OUTSIDE) as system:
            system.ingest(home / "items.csv", rights="own")
            mixed = _mixed(system, home / "mixes")
            rows += _films(system)
        with _opened(home / "mixes", words=False) as system:
            system.ingest(home / "mixes" / "items.csv", rights="own")
            rows += _relevance("compilations, pictures alone", shown(system, mixed))
    return rows


def _opened(home: Path, *, words: bool) -> GeneRec:
    return generec.open(home / "home", creator={"stock": {"evidence": {"words": words}}}, ingest=_OUTSIDE)


def _mixed(system: GeneRec, folder: Path) -> Parts:
    """Make compilations of all clips, with a table that says nothing of them; what is where in each."""
    folder.mkdir()
    items = [item for _, item in system.home.rows.items.changed()]
    rng = np.random.default_rng(_SEED)
    mixes = list(planned(items, folder=folder, n=len(items), rng=rng, again=False))
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("item_id", "media"))
        writer.writerows((mix.id, rendered(mix, media=system.media).name) for mix in mixes)
    return {mix.id: [(start, end, frozenset(topics)) for start, end, topics in mix.parts] for mix in mixes}


def _parts(path: Path) -> dict[str, list[Part]]:
    """Every clip is one part, from its start to its end."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["item_id"]: [(0.0, float(row["duration_s"]), frozenset(row["topics"].split(";")))] for row in rows
    }


def _table(
    folder: Path, target: Path, *, words: bool, labels: Mapping[str, frozenset[str]] | None = None
) -> None:
    """The table of items without labels, and without words where these are not to be seen."""
    with (folder / "items.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["media"] = str((folder / row["media"]).resolve())
        row["topics"] = ";".join(sorted(labels[row["item_id"]])) if labels else ""
        row["title"], row["description"] = (row["title"], row["description"]) if words else ("", "")
        row["licence"] = row["source"] = ""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _relevance(told: str, found: Shown) -> list[Row]:
    rng = np.random.default_rng(_SEED)
    chosen, chance, items = (np.array(one) for one in (found.chosen, found.chance, found.items))
    n = len(chosen)
    rows = [
        _row(
            f"{told}: share of the time that shows the label, {n} wishes",
            mean(chosen, rng),
            f"{mean(chance, rng)} by chance",
            float(chosen.mean() / max(chance.mean(), 1e-9)),
        ),
        _row(f"{told}: more than by chance", mean(chosen - chance, rng), "above 0"),
        _row(
            f"{told}: beside the best whole items",
            mean(chosen, rng),
            f"{mean(items, rng)} of items",
            float(chosen.mean() / max(items.mean(), 1e-9)),
        ),
        _row(f"{told}: more than the best whole items", mean(chosen - items, rng), "above 0"),
        _row(f"{told}: shots without the label", f"{found.wrong} of {found.shots}"),
    ]
    if found.nothing:
        rows.append(_row(f"{told}: wishes for which nothing was made", str(found.nothing)))
    return rows


def _films(system: GeneRec) -> Iterator[Row]:
    for say in FILMS:
        yield from _film(say, measured(system, say))


def _film(say: str, found: Measured) -> Sequence[Row]:
    told = say.split(",")[0]
    rows = [
        _row(f"{told}: length off, s", f"{found.late_s:.3f}", f"{LATE_S}", found.late_s / LATE_S),
        _loud(told, found.lufs),
        _row(f"{told}: black frames", str(found.black), "0"),
        _row(f"{told}: stretches shown twice", str(found.twice), "0"),
    ]
    if found.seconds >= 30:
        rows += [
            _row(
                f"{told}: seconds to plan, make and check",
                f"{found.wall_s:.1f} ({found.cpu_s:.1f} CPU)",
                f"{LONGEST_S:g}",
                found.wall_s / LONGEST_S,
            ),
            _row(f"{told}: CPU share of bare encoding", f"{found.encode_s / found.cpu_s:.2f}"),
        ]
    return rows


def _loud(told: str, lufs: float) -> Row:
    """The meter's floor is that of a film without any sound: sources without, and no music asked for."""
    name = f"{told}: loudness, LUFS"
    if lufs <= _SILENT_LUFS:
        return _row(name, "no sound")
    return _row(name, f"{lufs:.1f}", f"{TARGET_LUFS:g} +- {OFF_LU:g}", abs(lufs - TARGET_LUFS) / OFF_LU)


def _row(name: str, figure: str, against: str = "", ratio: float | None = None) -> Row:
    return Row(bench=BENCH, name=name, figure=figure, against=against, ratio=ratio)
