"""The sample world as a folder: clips, photos, texts, their table and the log of their viewers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from generec.demo import pack
from generec.demo.canvas import FPS, HEIGHT, WIDTH
from generec.demo.film import render
from generec.demo.plan import Clip, Photo, Text, plan
from generec.demo.sources import picture
from generec.demo.viewers import NAMED, Viewer, log, viewers
from generec.domain.record import Record
from generec.media import pictures

FIRST = 4
"""How many clips make the first part of the world, with all photos and texts."""

COLUMNS = (
    "item_id", "title", "description", "topics", "kind", "media", "body", "duration_s", "width", "height",
    "has_audio", "licence", "creator", "source",
)  # fmt: skip


class Wish(Record):
    """An example of what to say, for a button: the words, who says them, and the item they are about."""

    text: str
    user: str
    item: str | None = None


WISHES = (
    Wish(text="more animals, fewer machines", user="ada"),
    Wish(text="cut this to 4 seconds and make it a cartoon", user="ada", item="raccoon-and-dahlia"),
    Wish(text="only the part with the cat", user="ada", item="morning-mix"),
)
"""Three wishes for the viewer that the demo opens with. The last one is a good one to show answered."""

COMPARE = ("morning-mix", ("ada", "ben", "chloe"))
"""An item whose covers differ from viewer to viewer: the cat, the rocket, the coffee."""


class World(Record):
    """What was made: the folder, its two tables, and what the demo shows of it."""

    folder: Path
    items: Path
    interactions: Path
    clips: tuple[str, ...]
    people: tuple[Viewer, ...]
    named: tuple[Viewer, ...] = NAMED
    wishes: tuple[Wish, ...] = WISHES
    compare: tuple[str, tuple[str, ...]] = COMPARE


def make_world(
    out: Path,
    *,
    now: int,
    seed: int = 0,
    progress: Callable[[int, int, Path], None] | None = None,
    first: Callable[[World], None] | None = None,
    workers: int = 2,
) -> World:
    """Make the sample world in the folder `out`: videos/*.mp4, photos/*.jpg and two tables.

    Clips are made one after the other in the order of the plan, the best first, and what is there already is
    kept. `first` is called once, as soon as the photos, the texts and the first clips stand in the tables;
    `progress` gets how many clips are ready, of how many, and the newest. `now` (epoch seconds) is when
    the log ends. The same seed and `now` give the same bytes. Raises `MissingModel` without the sample pack.
    """
    for name in ("videos", "photos"):
        (out / name).mkdir(parents=True, exist_ok=True)
    everything = plan()
    _photos(out)
    people = viewers(rng=np.random.default_rng((seed, 1)))
    seen = log(everything, people=people, now=now, rng=np.random.default_rng((seed, 2)))

    def tables(clips: Sequence[Clip]) -> World:
        rows = [_clip_row(clip) for clip in clips]
        rows += [_photo_row(photo) for photo in everything.photos]
        rows += [_text_row(text) for text in everything.texts]
        there = {row["item_id"] for row in rows}
        events = [row.model_dump() for row in seen if row.item_id in there]
        return World(
            folder=out,
            items=_write(out / "items.csv", COLUMNS, rows),
            interactions=_write(out / "interactions.csv", tuple(events[0]), events),
            clips=tuple(clip.id for clip in clips),
            people=people,
        )

    with ThreadPoolExecutor(max_workers=workers) as pool:
        targets = [out / "videos" / f"{clip.id}.mp4" for clip in everything.clips]
        waiting = [
            pool.submit(_ready, clip, target, seed)
            for clip, target in zip(everything.clips, targets, strict=True)
        ]
        try:
            for count, future in enumerate(waiting, start=1):
                newest = future.result()
                if progress is not None:
                    progress(count, len(waiting), newest)
                if count == FIRST and first is not None:
                    first(tables(everything.clips[:FIRST]))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return tables(everything.clips)


def credits_of(names: Iterable[str]) -> dict[str, str]:
    """Licence, creator and source of something made of these files of the pack, as columns."""
    files = [pack.samples()[name] for name in names]
    licences = sorted({file.licence for file in files})
    makers = dict.fromkeys(file.creator for file in files)
    carried = dict.fromkeys(f"{file.package} {file.version}: {file.upstream}" for file in files)
    return {"licence": " + ".join(licences), "creator": "; ".join(makers), "source": "; ".join(carried)}


def _ready(clip: Clip, target: Path, seed: int) -> Path:
    return target if target.is_file() else render(clip, target, seed=seed)


def _photos(out: Path) -> None:
    for photo in plan().photos:
        target = out / "photos" / f"{photo.id}.jpg"
        partial = target.with_suffix(".part")
        partial.write_bytes(pictures.jpeg(picture(photo.of), quality=88))
        partial.replace(target)


def _clip_row(clip: Clip) -> dict[str, Any]:
    return {
        "item_id": clip.id,
        "title": clip.title,
        "description": clip.description,
        "topics": ";".join(clip.topics),
        "kind": "video",
        "media": f"videos/{clip.id}.mp4",
        "duration_s": round(clip.frames() / FPS, 3),
        "width": WIDTH,
        "height": HEIGHT,
        "has_audio": 1,
    } | credits_of(clip.uses())


def _photo_row(photo: Photo) -> dict[str, Any]:
    height, width = picture(photo.of).shape[:2]
    return {
        "item_id": photo.id,
        "title": photo.title,
        "description": photo.description,
        "topics": ";".join(photo.topics),
        "kind": "image",
        "media": f"photos/{photo.id}.jpg",
        "width": width,
        "height": height,
        "has_audio": 0,
    } | credits_of([photo.of])


def _text_row(text: Text) -> dict[str, Any]:
    return {
        "item_id": text.id,
        "title": text.title,
        "topics": ";".join(text.topics),
        "kind": "text",
        "body": text.body,
        "has_audio": 0,
        "licence": "CC0-1.0",
        "creator": "GeneRec contributors",
        "source": "generec",
    }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return partial.replace(path)
