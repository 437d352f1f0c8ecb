"""Films that flash and sounds that burst; and such that only come near."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .cases import Attack, Found
from .media import RATE, Picture, Sound, fitted, panned
from .stage import Stage

SMALL = (160, 120)
Level = Callable[[float], float]
"""Of a time in seconds, where between its two looks a film stands: 0 to 1."""


def square(hz: float, *, duty: float = 0.5, begin: float = 0.0, end: float = 99.0) -> Level:
    """On and off `hz` times a second between two moments."""
    return lambda t: float(begin <= t < end and (t * hz) % 1.0 < duty)


def sine(hz: float) -> Level:
    """Softly up and down."""
    return lambda t: 0.5 - 0.5 * float(np.cos(2 * np.pi * hz * t))


def flashed(
    level: Level,
    *,
    fps: int = 25,
    seconds: float = 2.0,
    dark: tuple[int, int, int] = (0, 0, 0),
    light: tuple[int, int, int] = (255, 255, 255),
    area: float = 1.0,
    halves: bool = False,
    photo: str = "pebbles",
    mixed: float = 0.85,
) -> Attack:
    """A film of 160 x 120 whose look goes between two colours.

    `area` is the share of the frame that does so (in its middle; the rest is a photo), `halves` lets the
    right half do the opposite, `mixed` is how much of the colour is laid over the `photo`.
    """

    def frames() -> Iterator[Picture]:
        width, height = SMALL
        ground = fitted(photo, SMALL).astype(np.float32)
        side = np.sqrt(area)
        top, left = round(height * (1 - side) / 2), round(width * (1 - side) / 2)
        for n in range(round(seconds * fps)):
            look = _between(dark, light, level((n + 0.5) / fps))
            image = ground.copy()
            part = image[top : height - top, left : width - left]
            part[:] = part * (1 - mixed) + look * mixed
            if halves:
                other = _between(dark, light, 1 - level((n + 0.5) / fps))
                image[:, width // 2 :] = image[:, width // 2 :] * (1 - mixed) + other * mixed
            yield image.astype(np.uint8)

    return shot(frames, fps=fps)


def _between(dark: tuple[int, int, int], light: tuple[int, int, int], share: float) -> Picture:
    return np.asarray(dark, np.float32) * (1 - share) + np.asarray(light, np.float32) * share  # type: ignore[return-value]


def strobe(*, fps: int, hz: float, dim: float = 0.05) -> Attack:
    """A calm shot, then one second of a photo that goes dark and light, then calm again."""

    def frames() -> Iterator[Picture]:
        calm = list(panned(["dahlia"], SMALL, fps))
        yield from calm
        lit = square(hz)
        for n, image in enumerate(panned(["cactus"], SMALL, fps)):
            yield image if lit((n + 0.5) / fps) else (image * dim).astype(np.uint8)
        yield from calm

    return shot(frames, fps=fps)


def cuts(*, fps: int, hz: float) -> Attack:
    """Photos that follow each other so often in a second."""
    names = ("dahlia", "moon", "cactus", "bricks", "coffee", "rocket")

    def frames() -> Iterator[Picture]:
        stills = [fitted(name, SMALL) for name in names]
        for n in range(fps * 2):
            yield stills[int(n / fps * hz) % len(stills)]

    return shot(frames, fps=fps)


def shot(
    frames: Callable[[], Iterator[Picture]], *, fps: int, sound: Callable[[], Sound] | None = None
) -> Attack:
    """A film created of a calm source: as an edit it would be one that drifted, too."""

    def attack(stage: Stage) -> Found:
        heard = sound() if sound else None
        calm = stage.media.pan(("pebbles",), size=SMALL, seconds=2.0)
        if heard is not None:
            quiet = tone(0.05, seconds=len(heard) / RATE)
            total = round(12 * len(heard) / RATE)
            calm = stage.media.film(
                f"calm-{len(heard)}", lambda: panned(["pebbles"], SMALL, total), sound=quiet
            )
        source = stage.source("video", file=calm)
        recipe = stage.recipe(
            [source], ("creator.storyboard.v1", "footage", {}), kind="video", origin="created"
        )
        file = stage.media.film(f"shot-{stage.seed}", frames, fps=fps, sound=heard)
        return stage.submit(stage.draft(recipe, file=file, title="A walk outside"), [source])

    return attack


def tone(loud: float, *, seconds: float = 2.0, hz: float = 330.0) -> Sound:
    """A tone with a slow swell; `loud` is its peak, 1 is full scale."""
    t = np.arange(round(seconds * RATE)) / RATE
    return (loud * np.sin(2 * np.pi * hz * t) * (0.8 + 0.2 * np.sin(2 * np.pi * t))).astype(np.float32)


def heard(sound: Callable[[], Sound]) -> Attack:
    """A calm film with that sound; its source has a quiet tone."""
    return shot(lambda: panned(["dahlia"], SMALL, 24), fps=12, sound=sound)


def burst(*, quiet: float, loud: float, at_s: float, seconds: float, noise: bool = True) -> Attack:
    """A quiet tone with a burst of noise, or of a tone, that is clipped where it exceeds full scale."""

    def sound() -> Sound:
        out = tone(quiet)
        begin, end = round(at_s * RATE), round((at_s + seconds) * RATE)
        rng = np.random.default_rng(1)
        t = np.arange(end - begin) / RATE
        out[begin:end] = rng.normal(size=end - begin) * loud if noise else np.sin(2 * np.pi * 880 * t) * loud
        return np.clip(out, -1.0, 1.0)

    return heard(sound)
