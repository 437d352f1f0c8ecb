"""Near-duplicates of works that are protected, brought in under another name and a free licence."""

from __future__ import annotations

import csv
from collections.abc import Callable

import cv2
import numpy as np

from .cases import Attack, Found
from .media import Picture, fitted, frames_of
from .stage import SIZE, Stage

Change = Callable[[Picture], Picture]
FILMS, PHOTOS = (
    {"guarded-film": ("pagoda", "coins")},
    {"guarded-photo": "raccoon", "guarded-portrait": "tesla"},
)


def guarded(stage: Stage) -> dict[str, object]:
    """The protected works, ingested once as an operator would: all rights reserved, to be shown only."""
    if "guarded" not in stage.kept:
        folder = stage.media.folder / "guarded"
        folder.mkdir()
        files = {name: stage.media.pan(parts, size=SIZE, seconds=3.0) for name, parts in FILMS.items()}
        files |= {name: stage.media.photo(photo, size=(480, 320)) for name, photo in PHOTOS.items()}
        with (folder / "items.csv").open("w", newline="", encoding="utf-8") as stream:
            rows = csv.writer(stream)
            rows.writerow(("item_id", "title", "media", "licence", "allow"))
            for name, file in files.items():
                copy = folder / file.name
                copy.write_bytes(file.read_bytes())
                rows.writerow((name, "All rights reserved", copy.name, "All rights reserved", "serve"))
        report = stage.system.ingest(folder / "items.csv", rights="unknown")
        assert report.n_rejected == 0, report
        stage.kept["guarded"] = files
    kept: dict[str, object] = stage.kept["guarded"]
    return kept


def stolen(what: str, change: Change, *, pace: int = 1, crf: int = 23, suffix: str = ".jpg") -> Attack:
    """A source that is a changed copy of a protected work, and a draft that is a style of that source."""

    def attack(stage: Stage) -> Found:
        original = guarded(stage)[what]
        name = f"stolen-{stage.seed}"
        if what in FILMS:
            frames = frames_of(original)[::pace]  # type: ignore[arg-type]
            file = stage.media.film(name, lambda: (change(frame) for frame in frames), crf=crf)
            kind = "video"
        else:
            photo = fitted(PHOTOS[what], (480, 320))
            file = stage.media.picture(name, lambda: change(photo), suffix=suffix)
            kind = "image"
        source = stage.source(kind, file=file, title="My own work")
        recipe = stage.recipe([source], ("editor.video.v1", "mute", {}), kind=kind)
        return stage.submit(stage.draft(recipe, file=file, title="My own work"), [source])

    return attack


def likewise(names: tuple[str, ...]) -> Attack:
    """A work of one's own, made the same way of other photos."""

    def attack(stage: Stage) -> Found:
        guarded(stage)
        file = stage.media.pan(names, size=SIZE, seconds=3.0) if len(names) > 1 else None
        file = file or stage.media.photo(names[0], size=(480, 320))
        kind = "video" if len(names) > 1 else "image"
        source = stage.source(kind, file=file, title="My own work")
        recipe = stage.recipe([source], ("editor.video.v1", "mute", {}), kind=kind)
        return stage.submit(stage.draft(recipe, file=file, title="My own work"), [source])

    return attack


def same(image: Picture) -> Picture:
    """Nothing changed."""
    return image


def cropped(share: float) -> Change:
    """Only the middle."""

    def change(image: Picture) -> Picture:
        height, width = image.shape[:2]
        top, left = round(height * (1 - share) / 2), round(width * (1 - share) / 2)
        return cv2.resize(image[top : height - top, left : width - left], (width, height))  # type: ignore[return-value]

    return change


def mirrored(image: Picture) -> Picture:
    """Left is right."""
    return np.ascontiguousarray(image[:, ::-1])


def recoloured(image: Picture) -> Picture:
    """Other hues, and brighter."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + 40) % 180
    return cv2.convertScaleAbs(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), alpha=1.1, beta=8)  # type: ignore[return-value]


def grey(image: Picture) -> Picture:
    """Without colour."""
    return cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)  # type: ignore[return-value]


def bordered(image: Picture) -> Picture:
    """A wide frame around it."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (round(width * 0.8), round(height * 0.8)), interpolation=cv2.INTER_AREA)
    out = np.full_like(image, 24)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out


def inset(share: float) -> Change:
    """A picture in another picture."""

    def change(image: Picture) -> Picture:
        height, width = image.shape[:2]
        out = fitted("grass", (width, height)).copy()
        small = cv2.resize(image, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
        out[10 : 10 + small.shape[0], 10 : 10 + small.shape[1]] = small
        return out

    return change


def turned(degrees: float) -> Change:
    """A little aslant."""

    def change(image: Picture) -> Picture:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.1)
        return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)  # type: ignore[return-value]

    return change


def blurred(image: Picture) -> Picture:
    """Small and blurred."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 3, height // 3), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]


def noisy(image: Picture) -> Picture:
    """Grain over all."""
    noise = np.random.default_rng(3).normal(0, 12, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def both(*changes: Change) -> Change:
    """One after the other."""

    def change(image: Picture) -> Picture:
        for one in changes:
            image = one(image)
        return image

    return change
