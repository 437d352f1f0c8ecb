"""How many faces are found: on frames of local clips and posters, labelled by hand.

The labels hold no pictures: a file, a second, and where a face is. They were made by looking at
what two detectors proposed at low certainty and adding what both had overlooked; faces of fewer than
about eight pixels, crowds and heads from behind were left out.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.domain.parts import Image
from generec.encoders.faces import MODEL, RECALL, Faces, overlap
from generec.evaluation.bench import Row, absent, data
from generec.media import pictures
from generec.media.frames import frame_at

Boxes = NDArray[np.float64]

SIZES: Final = ((0.0, 0.08), (0.08, 0.15), (0.15, 0.3), (0.3, 2.0))
"""Heights of faces in shares of the frame, by which recall is told."""

_PLAIN, _DRAWS = 0.5, 2_000
_COLOUR, _LARGE = 6.0, 0.08


def bench_faces() -> list[Row]:
    """Recall in all and by size, and the time beside OpenCV's own run of the same network at one size."""
    folder = data()
    if folder is None:
        return absent("faces")
    seen = [(file, _read(folder / file, at), boxes) for (file, at), boxes in labels().items()]
    ours, ours_s = _found(seen, _ours())
    peer, peer_s = _found(seen, _opencv())
    heights = np.concatenate([boxes[:, 3] for _, _, boxes in seen])
    names = np.concatenate([[file] * len(boxes) for file, _, boxes in seen])
    low, high = _interval(ours, names)
    figure = f"{ours.mean():.3f} ({low:.3f}-{high:.3f}, {len(ours)} faces)"
    against = f"stated {RECALL.share:.2f}, OpenCV at one size {peer.mean():.3f}"
    took, beside = f"{ours_s * 1e3:.1f} ms", f"OpenCV at one size {peer_s * 1e3:.1f} ms"
    share = float(ours.mean() / peer.mean())
    rows = [
        Row(bench="faces", name="recall", figure=figure, against=against, ratio=share),
        Row(bench="faces", name="time a picture", figure=took, against=beside, ratio=ours_s / peer_s),
    ]
    for least, most in SIZES:
        of = (heights >= least) & (heights < most)
        name = f"recall, height {least:g} to {most:g}" if most <= 1 else f"recall, height above {least:g}"
        figure, against = f"{ours[of].mean():.3f} ({of.sum()} faces)", f"OpenCV {peer[of].mean():.3f}"
        rows.append(Row(bench="faces", name=name, figure=figure, against=against))
    return rows + _by_tone(ours, heights, names, np.concatenate([tones(image, b) for _, image, b in seen]))


def tones(image: Image, boxes: Boxes) -> NDArray[np.float64]:
    """(n,) how light the skin of faces looks here, in degrees; NaN where a picture has hardly any colour.

    The individual typology angle (Chardon, Cretois and Hourseau 1991), arctan((L - 50) / b) in CIELAB, of the
    median colour of the middle half of a face. It is of skin as it was lit, not of a person.
    """
    high, wide = image.shape[:2]
    out = np.full(len(boxes), np.nan)
    for place, (left, top, width, height) in enumerate(boxes):
        rows = slice(max(0, int((top + height / 4) * high)), max(1, int((top + 3 * height / 4) * high)))
        columns = slice(max(0, int((left + width / 4) * wide)), max(1, int((left + 3 * width / 4) * wide)))
        part = image[rows, columns]
        if part.size:
            lab = cv2.cvtColor(part.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)
            light, red, yellow = np.median(lab, axis=0)
            if float(np.hypot(red, yellow)) >= _COLOUR:
                out[place] = np.degrees(np.arctan2(light - 50, max(float(yellow), 1e-3)))
    return out


def _by_tone(
    hits: NDArray[np.bool_],
    heights: NDArray[np.float64],
    names: NDArray[np.str_],
    tone: NDArray[np.float64],
) -> list[Row]:
    """Recall by how light skin looks, in thirds; small faces are told apart, for they are often dark."""
    known = np.isfinite(tone)
    if known.sum() < 3:
        return []
    first, second = np.quantile(tone[known], (1 / 3, 2 / 3))
    thirds = {
        "darkest": tone < first,
        "middle": (tone >= first) & (tone < second),
        "lightest": tone >= second,
    }
    rows = []
    for name, which in thirds.items():
        of = known & which
        low, high = _interval(hits[of], names[of])
        large = of & (heights >= _LARGE)
        rows.append(
            Row(
                bench="faces",
                name=f"recall, {name} third of skin as it looks here",
                figure=f"{hits[of].mean():.3f} ({low:.3f}-{high:.3f}, {of.sum()} faces)",
                against=f"height above {_LARGE:g}: {hits[large].mean():.3f} ({large.sum()} faces)",
            )
        )
    return rows


def labels() -> dict[tuple[str, float], Boxes]:
    """(n, 4) faces by file (in the folder of local data) and second: left, top, width, height in shares."""
    out: dict[tuple[str, float], list[list[float]]] = defaultdict(list)
    text = files("generec.evaluation").joinpath("faces.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        box = [float(row[name]) for name in ("left", "top", "width", "height")]
        out[row["file"], float(row["at_s"])].append(box)
    return {key: np.array(boxes) for key, boxes in out.items()}


def hit(face: Boxes, boxes: NDArray[np.floating]) -> bool:
    """Whether one of `boxes` overlaps with the face, or holds most of it and is not much larger."""
    if not len(boxes):
        return False
    low = np.maximum(face[:2], boxes[:, :2])
    high = np.minimum(face[:2] + face[2:], boxes[:, :2] + boxes[:, 2:])
    held = np.prod(np.clip(high - low, 0, None), axis=1) / np.prod(face[2:])
    fits = np.prod(boxes[:, 2:], axis=1) < 4 * np.prod(face[2:])
    return bool(((overlap(face, boxes) >= 0.25) | ((held >= 0.6) & fits)).any())  # type: ignore[arg-type]


def _read(path: Path, at_s: float) -> Image:
    return pictures.read(path) if path.suffix == ".jpg" else frame_at(path, at_s)


def _found(seen: Sequence[tuple[str, Image, Boxes]], find: object) -> tuple[NDArray[np.bool_], float]:
    """Which of all labelled faces are found, and seconds a picture."""
    assert callable(find)
    began, hits = time.perf_counter(), []
    for _, image, boxes in seen:
        found = find(image)
        hits += [hit(box, found) for box in boxes]
    return np.array(hits), (time.perf_counter() - began) / len(seen)


def _ours() -> object:
    find = Faces()
    return lambda image: find(image=image).boxes


def _opencv() -> object:
    net = cv2.FaceDetectorYN.create(str(models.path(MODEL)), "", (320, 320), _PLAIN)

    def find(image: Image) -> Boxes:
        height, width = image.shape[:2]
        net.setInputSize((width, height))
        _, rows = net.detect(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        rows = np.zeros((0, 15)) if rows is None else rows
        return np.asarray(rows[:, :4] / np.array([width, height, width, height]), np.float64)

    return find


def _interval(hits: NDArray[np.bool_], names: NDArray[np.str_]) -> tuple[float, float]:
    """95 %, drawing whole files anew: the frames of one clip are alike."""
    rng = np.random.default_rng(0)
    groups = [hits[names == name] for name in np.unique(names)]
    draws = [
        np.concatenate([groups[index] for index in rng.integers(0, len(groups), len(groups))]).mean()
        for _ in range(_DRAWS)
    ]
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)
