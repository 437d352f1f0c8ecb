"""How viewers put a wish into words: many ways, six languages, fillers and slips of keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from numpy.random import Generator

from generec.evaluation.simulator.people.population import Viewer

_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Keys beside each other on a keyboard."""


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(
        files("generec.evaluation.simulator.people").joinpath("words.toml").read_text("utf-8")
    )


def said(
    wish: str, *, viewer: Viewer, rng: Generator, x: str | None = None, y: str | None = None, n: float = 0.0
) -> str:
    """The words of a wish about the topics `x` and `y` and of `n` seconds, as this viewer writes them."""
    table = _table()[viewer.tongue]
    text = str(rng.choice(table[wish]))
    for slot, topic in (("{x}", x), ("{y}", y)):
        if topic is not None:
            text = text.replace(slot, named(topic, tongue=viewer.tongue, rng=rng))
    text = text.replace("{n}", f"{n:.0f}")
    text = str(rng.choice(table["open"])) + text + str(rng.choice(table["close"]))
    if rng.random() < viewer.typos:
        text = slipped(text, rng=rng)
    return text.upper() if viewer.tongue != "zh" and rng.random() < 0.02 else text


def named(topic: str, *, tongue: str, rng: Generator) -> str:
    """A name for a topic in a language; the catalogue's own where no other is known."""
    names = _table()[tongue]["topics"].get(topic)
    return str(rng.choice(names)) if names else topic


def slipped(text: str, *, rng: Generator) -> str:
    """One slip: a key beside the right one, a letter left out, doubled, or changed with the next."""
    places = [n for n, letter in enumerate(text) if letter in _NEAR and 0 < n < len(text) - 1]
    if not places:
        return text
    at = int(rng.choice(places))
    kind = int(rng.integers(4))
    letter, following = text[at], text[at + 1]
    put = (
        str(rng.choice(list(_NEAR[letter]))) + following,
        following,
        letter * 2 + following,
        following + letter,
    )
    return text[:at] + put[kind] + text[at + 2 :]
