"""Benchmark of new videos: do the shots show what was asked for, and is the film what was promised?

Relevance is judged by the labels (topics) that people wrote, one wish for each label. The chooser never
sees them: in one run it sees pictures alone (no title, description or label came in), in the other
titles and descriptions, too. Held against it are stretches drawn at random from all footage, and whole
items ranked by the mean of what their frames show, each in the same space of concepts and
with as many items as the film has. Films are measured by ffmpeg's own meter (EBU R128).
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import generec
from generec.creator.film.creator import NAME
from generec.domain.errors import GenerecError
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.profiles import Profile, Viewer
from generec.domain.recipes import Recipe
from generec.editor.taste import wished
from generec.encoders.topics import topic_vectors
from generec.evaluation.bench import Row
from generec.evaluation.film_measures import Measured, measured
from generec.evaluation.metrics.statistics import interval
from generec.media.loudness import TARGET_LUFS
from generec.system import GeneRec

BENCH = "storyboard"
SECONDS, FEWEST = 12.0, 3
FILMS = (
    "30 seconds of dogs being silly, happy music, captions",
    "20 seconds of sports, exciting",
    "15 seconds of tennis, vertical",
    "20 seconds of cooking, no music",
)
LATE_S, OFF_LU, LONGEST_S = 0.5, 1.0, 45.0
_SEED, _OUTSIDE = 11, {"outside": True}


@dataclass
class Shown:
    """Shares of what is on screen that carry the label, by topic."""

    chosen: list[float] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    items: list[float] = field(default_factory=list)
    wrong: int = 0
    shots: int = 0
    nothing: int = 0


def bench_storyboard(folder: Path) -> list[Row]:
    """Rows of relevance and of films; `folder` is that of the clips with `items.csv`."""
    labels = _labels(folder / "items.csv")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name:
        home = Path(name)
        for told in ("pictures alone", "titles and descriptions, too"):
            words = told != "pictures alone"
            _table(folder, home / "items.csv", words=words)
            settings = {"stock": {"evidence": {"words": words}}}
            with generec.open(home / "home", creator=settings, ingest=_OUTSIDE) as system:
                system.ingest(home / "items.csv", rights="own")
                rows += _relevance(told, _shown(system, labels))
        _table(folder, home / "items.csv", words=True, labels=labels)
        with generec.open(home / "home", ingest=_OUTSIDE) as system:
            system.ingest(home / "items.csv", rights="own")
            rows += _films(system)
    return rows


def _labels(path: Path) -> dict[str, frozenset[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["item_id"]: frozenset(row["topics"].split(";")) for row in csv.DictReader(stream)}


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


def _wish(topic: str) -> Guidance:
    create = Create(about=((topic,),), seconds=SECONDS, kind="video")
    return Guidance(clauses=(Clause(route="create", target=None, create=create),))


def _shown(system: GeneRec, labels: Mapping[str, frozenset[str]]) -> Shown:
    """What is shown of each label that enough items have."""
    counts: dict[str, int] = {}
    for names in labels.values():
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    out = Shown()
    creator, profile = system.parts.creators.named(NAME), Profile(viewer=Viewer(id="bench"))
    rng = np.random.default_rng(_SEED)
    for topic in sorted(name for name, count in counts.items() if count >= FEWEST):
        try:
            recipe = creator.plan(guidance=_wish(topic), profile=profile, rng=rng)
        except GenerecError:
            out.nothing += 1
            continue
        shots = _shots(recipe)
        right = [frames * (topic in labels[item]) for item, frames in shots]
        out.chosen.append(sum(right) / sum(frames for _, frames in shots))
        out.wrong += sum(topic not in labels[item] for item, _ in shots)
        out.shots += len(shots)
        scores = _items(system, topic, labels)
        best = sorted(scores, key=lambda id: (-scores[id][0], id))[: len({item for item, _ in shots})]
        out.items.append(float(np.mean([topic in labels[id] for id in best])))
        whole = sum(seconds for _, seconds in scores.values())
        out.chance.append(sum(s for id, (_, s) in scores.items() if topic in labels[id]) / whole)
    return out


def _shots(recipe: Recipe) -> list[tuple[str, int]]:
    """(item, frames) of each shot of footage."""
    params: list[Any] = [step.params for step in recipe.steps if step.op == "shot"]
    return [(recipe.sources[one["source"]].item, one["frames"]) for one in params]


def _items(
    system: GeneRec, topic: str, labels: Mapping[str, frozenset[str]]
) -> dict[str, tuple[float, float]]:
    """(mean likeness of its frames to the word, seconds) of each item."""
    home, out = system.home, {}
    about = topic_vectors([(topic,)], texts=home.encoder.texts)
    centre = system.parts.corpus.centre()
    for id, item in home.rows.items.get(sorted(labels)).items():
        known = home.features.get(item.media or "", encoder=home.encoder.name)
        if known is not None and len(known.times):
            out[id] = float(wished(known, about, centre=centre).mean()), item.duration_s
    return out


def _relevance(told: str, shown: Shown) -> list[Row]:
    rng = np.random.default_rng(_SEED)
    chosen, chance, items = (np.array(one) for one in (shown.chosen, shown.chance, shown.items))
    n = len(chosen)
    rows = [
        _row(
            f"{told}: share of the time that shows the label, {n} wishes",
            _mean(chosen, rng),
            f"{_mean(chance, rng)} by chance",
            float(chosen.mean() / max(chance.mean(), 1e-9)),
        ),
        _row(f"{told}: more than by chance", _mean(chosen - chance, rng), "above 0"),
        _row(
            f"{told}: beside the best whole items",
            _mean(chosen, rng),
            f"{_mean(items, rng)} of items",
            float(chosen.mean() / max(items.mean(), 1e-9)),
        ),
        _row(f"{told}: more than the best whole items", _mean(chosen - items, rng), "above 0"),
        _row(f"{told}: shots without the label", f"{shown.wrong} of {shown.shots}"),
    ]
    if shown.nothing:
        rows.append(_row(f"{told}: wishes for which nothing was made", str(shown.nothing)))
    return rows


def _mean(values: NDArray[np.float64], rng: np.random.Generator) -> str:
    low, high = interval(values, rng=rng)
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def _films(system: GeneRec) -> Iterator[Row]:
    for say in FILMS:
        yield from _film(say, measured(system, say))


def _film(say: str, found: Measured) -> Sequence[Row]:
    told = say.split(",")[0]
    rows = [
        _row(f"{told}: length off, s", f"{found.late_s:.3f}", f"{LATE_S}", found.late_s / LATE_S),
        _row(
            f"{told}: loudness, LUFS",
            f"{found.lufs:.1f}",
            f"{TARGET_LUFS:g} +- {OFF_LU:g}",
            abs(found.lufs - TARGET_LUFS) / OFF_LU,
        ),
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


def _row(name: str, figure: str, against: str = "", ratio: float | None = None) -> Row:
    return Row(bench=BENCH, name=name, figure=figure, against=against, ratio=ratio)
