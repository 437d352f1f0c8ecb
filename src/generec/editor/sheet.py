"""A contact sheet: frames of a source above frames of what was made of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from generec.domain.parts import Image
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.probe import probe

_HEIGHT, _GAP, _LABEL = 180, 6, 22


def sheet(source: Path, result: Path, *, columns: int = 5) -> Image:
    """Two rows of `columns` frames, evenly spaced in each file, under their times. Raises `MediaError`."""
    rows = [_row(path, columns, name) for path, name in ((source, "source"), (result, "result"))]
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(r, ((0, 0), (0, width - r.shape[1]), (0, 0)), constant_values=24) for r in rows]
    return np.ascontiguousarray(np.concatenate(padded))


def _row(path: Path, columns: int, name: str) -> Image:
    facts = probe(path)
    if facts.kind == "image":
        frames = [(name, pictures.read(path, longest=1024))]
    else:
        times = [(i + 0.5) * facts.duration_s / columns for i in range(columns)]
        frames = [(f"{name} {time:.2f} s", frame_at(path, time, longest=1024)) for time in times]
    return np.concatenate([_cell(image, label) for label, image in frames], axis=1)


def _cell(image: Image, label: str) -> Image:
    width = max(1, round(image.shape[1] * _HEIGHT / image.shape[0]))
    cell = np.full((_HEIGHT + _LABEL + _GAP, max(width, 120) + _GAP, 3), 24, np.uint8)
    cell[_LABEL : _LABEL + _HEIGHT, :width] = cv2.resize(
        image, (width, _HEIGHT), interpolation=cv2.INTER_AREA
    )
    cv2.putText(cell, label, (4, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (235, 235, 235), 1, cv2.LINE_AA)
    return cell
