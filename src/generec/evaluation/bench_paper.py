"""Benchmark of our choice of covers and windows beside the paper's released rule, on the same vectors."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.parts import Encoder
from generec.evaluation.bench import Row
from generec.evaluation.paper import Comparison, compare, tastes
from generec.media.frames import sample

CLIPS, FRAMES, FEW = 60, 18, 12
_UNKNOWN = 10

Floats = NDArray[np.float64]


def bench_paper(folder: Path, *, encoder: Encoder, clips: int = CLIPS, frames: int = FRAMES) -> list[Row]:
    """Real clips with the log of their viewers, and ten viewers who liked nothing.

    On features as they are, on features less their mean (where sums can be negative), and on a catalogue of
    fewer items than frames.
    """
    ids, rows = _features(folder, encoder=encoder, clips=clips, frames=frames)
    likes = _likes(folder / "interactions.csv", ids)
    out: list[Row] = []
    for name, some, level in (
        ("features as they are", len(ids), 0.0),
        ("features less their mean", len(ids), rows.mean(axis=(0, 1))),
        (f"a catalogue of {FEW}, features less their mean", FEW, rows.mean(axis=(0, 1))),
    ):
        frames_of = (rows - level)[:some]
        known = [liked[liked < some] for liked in likes]
        known = [liked for liked in known if len(liked)] + [np.array([], np.int64)] * _UNKNOWN
        found = compare(tastes(frames_of[:, 0], known), frames_of)
        place = f"{name} ({some} clips of {frames} frames, {len(known)} viewers)"
        out += report(found, place)
    return out


def report(found: Comparison, place: str) -> list[Row]:
    """Agreement where the released rule is right, then where it differs and how often."""
    rows = [
        ("the same cover, of viewers with history", f"{found.covers:.4f}", "1"),
        ("windows: where it takes a whole one, the best of its own", f"{found.windows_where_right:.4f}", "1"),
        ("our window nearer to the viewer than its, mean cosine", f"{found.gain:+.4f}", "0"),
        *((kind, f"{share:.4f}", "") for kind, share in found.kinds.items()),
    ]
    return [
        Row(bench="paper", name=f"{place}: {name}", figure=figure, against=against)
        for name, figure, against in rows
    ]


def _features(folder: Path, *, encoder: Encoder, clips: int, frames: int) -> tuple[list[str], Floats]:
    """Ids of clips, and (clips, frames, d) features of evenly spread frames."""
    ids, rows = [], []
    for path in sorted((folder / "videos").glob("*.mp4"))[:clips]:
        images = [frame.image for frame in sample(path, every_s=0.01, limit=frames, longest=256)]
        if len(images) == frames:
            ids.append(path.stem)
            rows.append(encoder.images(images))
    return ids, np.stack(rows).astype(np.float64)


def _likes(log: Path, ids: list[str]) -> list[NDArray[np.int64]]:
    """Of each viewer the clips that were liked."""
    index = {id: n for n, id in enumerate(ids)}
    found: defaultdict[str, list[int]] = defaultdict(list)
    with log.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["liked"] == "1" and row["item_id"] in index:
                found[row["user_id"]].append(index[row["item_id"]])
    return [np.array(sorted(set(liked)), np.int64) for liked in found.values()]
