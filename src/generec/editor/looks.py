"""Looks and adjustments as filters or painters, how strong they are, and what each does in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from generec.media.blend import Blended
from generec.media.chain import Change, Filter, Painter


def _painter(name: str) -> Callable[[], Painter]:
    """What gives a new painter; its module is loaded when it is needed, for it brings a compiler."""

    def make() -> Painter:
        painter: Painter = getattr(import_module(f"generec.media.paint_{name}"), name.capitalize())()
        return painter

    return make


PAINTED: dict[str, Callable[[], Painter]] = {
    name: _painter(name) for name in ("cartoon", "sketch", "watercolor", "oil", "pixel")
}

FILTERED: dict[str, tuple[Filter, ...]] = {
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
        ("unsharp", "luma_msize_x=13:luma_msize_y=13:luma_amount=0.8"),
        # Contrast of lightness alone: a curve for each colour would make full colours glare. Then dull
        # colours gain most and full ones next to nothing; without `alternate` it is the other way round.
        (
            "lutyuv",
            r"y=clip(val-0.07*(maxval-minval)*sin(2*PI*(val-minval)/(maxval-minval))\,minval\,maxval)",
        ),
        ("vibrance", "intensity=1.25:alternate=1"),
    ),
    "warm": (("colortemperature", "temperature=4500:pl=0.6"), ("hue", "s=1.08")),
    "cool": (("colortemperature", "temperature=11500:pl=0.6"), ("hue", "s=0.95")),
}

STYLES: tuple[str, ...] = (*PAINTED, *FILTERED)

_POINT = re.compile(r"([\d.]+)/([\d.]+)")
_NUMBER = re.compile(r"(?<==)([\d.]+)")
_AMOUNT = re.compile(r"(?<=val-)([\d.]+)")


DID_WELL: float = 0.2
"""From which effect on a viewer a look is given unasked: it did well several times over."""


def favourite(looks: Mapping[str, float], among: Iterable[str] = STYLES) -> str | None:
    """Of `among` the look that did best with a viewer, by effect in [-1, 1]; None where none did well."""
    known = {name: looks[name] for name in among if looks.get(name, 0.0) >= DID_WELL}
    return max(known, key=lambda name: known[name], default=None)


def styled(name: str, strength: float = 1.0) -> tuple[Change, ...]:
    """The changes of a look; `strength` in (0, 1], at 1 all of it.

    A weaker painter is mixed with the picture; a weaker filter goes a part of its way.
    """
    if name in PAINTED:
        return (Blended.of(PAINTED[name], strength),)
    return tuple((kind, _weaker(kind, args, strength)) for kind, args in FILTERED[name])


def _weaker(kind: str, args: str, strength: float) -> str:
    """The arguments of a filter that goes `strength` of the way from doing nothing."""
    if strength == 1.0:
        return args
    if kind == "curves":
        return _POINT.sub(lambda m: f"{m[1]}/{_part(float(m[1]), float(m[2]), strength)}", args)
    if kind == "hue":
        return _NUMBER.sub(lambda m: _part(1.0, float(m[1]), strength), args)
    if kind == "vibrance":
        return _NUMBER.sub(lambda m: _part(0.0, float(m[1]), strength), args, count=1)
    if kind == "lutyuv":
        return _AMOUNT.sub(lambda m: _part(0.0, float(m[1]), strength), args)
    if kind == "unsharp":
        sizes, amount = args.rsplit("=", 1)
        return f"{sizes}={_part(0.0, float(amount), strength)}"
    return f"{args}*{strength:.3f}" if kind == "vignette" else f"{args}:mix={strength:.3f}"


def _part(nothing: float, all_of_it: float, strength: float) -> str:
    return f"{nothing + strength * (all_of_it - nothing):.4g}"


ADJUSTMENTS: dict[tuple[str, str], tuple[Filter, ...]] = {
    ("brightness", "up"): (("curves", "master='0/0.02 0.25/0.37 0.5/0.64 0.75/0.86 1/1'"),),
    ("brightness", "down"): (("curves", "master='0/0 0.25/0.14 0.5/0.35 0.75/0.61 1/0.95'"),),
    ("contrast", "up"): (("curves", "master='0/0 0.25/0.15 0.5/0.5 0.75/0.85 1/1'"),),
    ("contrast", "down"): (("curves", "master='0/0.1 0.25/0.32 0.5/0.5 0.75/0.68 1/0.9'"),),
    ("saturation", "up"): (("hue", "s=1.75"),),
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
