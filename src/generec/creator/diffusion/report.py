"""What to look at after a training: the curve, clips by group of viewers, and how near they are to what
was trained on."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from generec.creator.diffusion import checkpoint
from generec.creator.diffusion.clips import Frames
from generec.creator.diffusion.drawing import SMOOTH, smoothed
from generec.creator.diffusion.material import Floats, Material
from generec.creator.diffusion.sampling import Condition, Model, Sampling, sample
from generec.creator.diffusion.training import Point
from generec.domain.parts import Image
from generec.media.pictures import png
from generec.store.durable import replacing

EACH: Final = 6
"""Clips of each group on the sheet."""
_CELL, _GAP, _THUMB = 96, 4, 16
_LIMIT: Final = """A model of this size, trained on so few clips, draws colours, light and the coarse layout
of what it saw, not things that one would recognise."""


def write(folder: Path, path: Path, material: Material, curve: Sequence[Point]) -> None:
    """`sheet.png` and `report.html` of a checkpoint."""
    model, card = checkpoint.load(path, "cpu"), checkpoint.card(path)
    rows = drawn(model, Sampling(seed=model.config.seed), n=EACH)
    picture = png(sheet(rows))
    with replacing(folder / "sheet.png") as file:
        file.write(picture)
    near = {"drawn": apart(np.concatenate(rows), material)}
    if material.has("held out"):
        near["held out"] = apart(_real(material, model.frames, model.side), material)
    with replacing(folder / "report.html") as file:
        file.write(_page(card, path, picture, curve, near).encode())


def drawn(model: Model, how: Sampling, *, n: int) -> list[Frames]:
    """(n, f, h, w, 3) clips for each group, and last for nobody, smoothed as they are for viewers.

    Equal places begin from equal noise.
    """
    wanted = [Condition(taste=taste) for taste in model.tastes]
    return [smoothed(sample(model, one, how, n=n), SMOOTH) for one in [*wanted, Condition()]]


def sheet(rows: Sequence[Frames]) -> Image:
    """A row for each: the middle frame of every clip."""
    lines = [np.concatenate([_cell(clip[len(clip) // 2]) for clip in clips], axis=1) for clips in rows]
    return np.concatenate(lines, axis=0)


def _cell(image: Image) -> Image:
    big = cv2.resize(image, (_CELL, _CELL), interpolation=cv2.INTER_CUBIC)
    white = (255.0, 255.0, 255.0)
    return np.asarray(cv2.copyMakeBorder(big, 0, _GAP, 0, _GAP, cv2.BORDER_CONSTANT, value=white), np.uint8)


def apart(clips: Frames, material: Material) -> Floats:
    """(n,) how far the middle frame of each clip is from the nearest that is trained on, mirrored or not.

    Root mean square over the colours of 16 x 16 pixels, of 1.
    """
    known = _thumbs(material.frames[material.numbers("train")[::2]])
    mine = _thumbs(clips[:, clips.shape[1] // 2])
    both = np.concatenate([known, known.reshape(-1, _THUMB, _THUMB, 3)[:, :, ::-1].reshape(known.shape)])
    square = (mine**2).sum(1)[:, None] + (both**2).sum(1)[None] - 2 * mine @ both.T
    return np.asarray(np.sqrt(np.maximum(square.min(axis=1), 0) / mine.shape[1]), np.float32)


def _thumbs(frames: Frames) -> Floats:
    small = [cv2.resize(frame, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA) for frame in frames]
    return np.asarray(np.stack(small).reshape(len(small), -1) / 255, np.float32)


def _real(material: Material, frames: int, side: int) -> Frames:
    """A clip of each held-out work, at most 64."""
    rng = np.random.default_rng(0)
    works = [int(work) for work in material.of("held out")[:64]]
    return np.stack([material.clip(rng, work, frames=frames, side=side) for work in works])


def _page(
    card: checkpoint.Card,
    path: Path,
    picture: bytes,
    curve: Sequence[Point],
    near: Mapping[str, Floats],
) -> str:
    groups = "".join(f"<li>{html.escape(name)}</li>" for name in card.groups)
    works = "".join(
        f"<tr><td>{html.escape(work.id)}<td>{html.escape(work.title)}<td>{html.escape(work.licence)}</tr>"
        for work in card.works
    )
    told = "".join(
        f"<tr><td>{name}<td>{np.median(values):.3f}<td>{values.min():.3f}</tr>"
        for name, values in near.items()
    )
    image = base64.b64encode(picture).decode()
    return f"""<!doctype html><meta charset="utf-8"><title>A trained creator</title>
<style>body{{font:15px sans-serif;max-width:60em;margin:2em auto}}
td,th{{padding:0 1em 0 0;text-align:left}}</style>
<h1>A trained creator</h1><p>{_LIMIT}</p><p>{card.steps} of {card.config.steps} steps; checkpoint
<code>{path.stem}</code></p><h2>Loss</h2>{_svg(curve)}
<h2>Drawn for groups of viewers</h2><p>One row a group, in this order; the last row for nobody. Each column
begins from the same noise.</p><ol>{groups}</ol><img src="data:image/png;base64,{image}">
<h2>How near to what was trained on</h2><p>Distance of the middle frame from the nearest frame trained on
(root mean square over 16 x 16 pixels). Far nearer than held-out works are would be copying.</p>
<table><tr><th>clips<th>median<th>nearest</tr>{told}</table>
<h2>Trained on</h2><table><tr><th>item<th>title<th>licence</tr>{works}</table>"""


def _svg(curve: Sequence[Point]) -> str:
    """Losses of the mean weights over steps: works trained on, and held out dashed."""
    lines = {
        "stroke='#06c'": [(p.step, p.trained) for p in curve],
        "stroke='#c60' stroke-dasharray='6 4'": [
            (p.step, p.held_out) for p in curve if p.held_out is not None
        ],
    }
    every = [value for line in lines.values() for _, value in line if np.isfinite(value)]
    if not every:
        return "<p>It was stopped before the first look at held-out works.</p>"
    low, high, far = min(every), max(every), max(p.step for p in curve)

    def at(step: int, value: float) -> str:
        return f"{50 + 640 * step / far:.1f},{190 - 170 * (value - low) / max(high - low, 1e-9):.1f}"

    drawn = "".join(
        f"<polyline fill='none' stroke-width='2' {style} points='{' '.join(at(*p) for p in line)}'/>"
        for style, line in lines.items()
    )
    return f"""<svg width="720" height="220">{drawn}<text x="2" y="24">{high:.3f}</text>
<text x="2" y="194">{low:.3f}</text><text x="620" y="214">step {far}</text></svg>
<p>Solid: works trained on. Dashed: works held out. Both on the same noise, by the mean of the weights.</p>"""
