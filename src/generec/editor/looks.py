"""Looks and adjustments as filters or painters, and what each does in plain words."""

from __future__ import annotations

from importlib import import_module

from generec.media.chain import Change, Filter, Painter


def _painter(name: str) -> Change:
    """What gives a new painter; its module is loaded when it is needed, for it brings a compiler."""

    def make() -> Painter:
        painter: Painter = getattr(import_module(f"generec.media.paint_{name}"), name.capitalize())()
        return painter

    return make


STYLES: dict[str, tuple[Change, ...]] = {
    "cartoon": (_painter("cartoon"),),
    "sketch": (_painter("sketch"),),
    "watercolor": (_painter("watercolor"),),
    "oil": (_painter("oil"),),
    "pixel": (_painter("pixel"),),
    "noir": (
        ("hue", "s=0"),
        ("curves", "master='0/0 0.22/0.13 0.5/0.54 0.78/0.92 1/1'"),
        ("vignette", "angle=PI/6"),
    ),
    "vintage": (
        ("hue", "s=0.62"),
        ("curves", "red='0/0.12 0.5/0.62 1/1':green='0/0.08 0.5/0.56 1/0.94':blue='0/0.16 0.5/0.47 1/0.76'"),
        ("vignette", "angle=PI/6"),
    ),
    "vivid": (
        ("vibrance", "intensity=0.5"),
        ("hue", "s=1.12"),
        ("curves", "master='0/0 0.25/0.22 0.5/0.52 0.75/0.8 1/1'"),
    ),
    "warm": (("colortemperature", "temperature=4500:pl=0.6"), ("hue", "s=1.08")),
    "cool": (("colortemperature", "temperature=11500:pl=0.6"), ("hue", "s=0.95")),
}

ADJUSTMENTS: dict[tuple[str, str], tuple[Filter, ...]] = {
    ("brightness", "up"): (("curves", "master='0/0.02 0.25/0.37 0.5/0.64 0.75/0.86 1/1'"),),
    ("brightness", "down"): (("curves", "master='0/0 0.25/0.14 0.5/0.35 0.75/0.61 1/0.95'"),),
    ("contrast", "up"): (("curves", "master='0/0 0.25/0.15 0.5/0.5 0.75/0.85 1/1'"),),
    ("contrast", "down"): (("curves", "master='0/0.1 0.25/0.32 0.5/0.5 0.75/0.68 1/0.9'"),),
    ("saturation", "up"): (("hue", "s=1.5"),),
    ("saturation", "down"): (("hue", "s=0.5"),),
}

WORDS: dict[tuple[str, str], str] = {
    ("brightness", "up"): "made brighter",
    ("brightness", "down"): "made darker",
    ("contrast", "up"): "given more contrast",
    ("contrast", "down"): "given less contrast",
    ("saturation", "up"): "made more colourful",
    ("saturation", "down"): "made less colourful",
}

ASPECTS: dict[str, tuple[int, int]] = {"9:16": (9, 16), "1:1": (1, 1), "16:9": (16, 9)}


def reframe(aspect: str, *, x: float, y: float) -> Filter:
    """The largest crop of that aspect, its free room shared by `x` and `y` in [0, 1]."""
    wide, high = ASPECTS[aspect]
    width, height = f"min(iw\\,ih*{wide}/{high})", f"min(ih\\,iw*{high}/{wide})"
    return "crop", f"w={width}:h={height}:x=(iw-ow)*{x:.3f}:y=(ih-oh)*{y:.3f}"
