"""A picture beside the words: an example of how an item is to look, or of what is to be found.

Nothing of the picture is kept. A look is the 100 numbers of its style, in guidance and recipe; what is to
be found is how much each item is like it, for one request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MediaError
from generec.domain.guidance import Clause, Guidance, Like
from generec.domain.parts import Image
from generec.domain.profiles import Floats
from generec.instructor.beside import Heard, heard
from generec.media import pictures
from generec.models import style
from generec.system.home import Home

Source = str | Path | bytes
"""A picture as the caller has it: a file's path, or what is in the file."""

MOST_PIXELS = 40_000_000
"""Pictures above this are refused before they are unpacked: several may come at once."""

MOST = 100
"""How many items at most count as being like a picture."""

_SIDE = 640
_LOOKED_AT, _SAMPLE = 500, 2000
_APART, _LEAST = 1.0, 0.3
"""An item is like a picture from one standard deviation above the catalogue's mean likeness, and this sum
of two cosines: of the item's meaning with what the picture shows, and of the pictures themselves."""


@dataclass(frozen=True, slots=True)
class Example:
    """A picture as this request uses it: a `look`, or what is `like` it with how much (above 0)."""

    heard: Heard
    look: Like | None = None
    like: Mapping[str, float] = field(default_factory=dict)

    def guided(self, say: str | None, *, parse: Callable[[str | None], Guidance]) -> Guidance:
        """The guidance of the words with this picture (see `guided`)."""
        return guided(say, heard=self.heard, look=self.look, parse=parse)

    def told(self) -> tuple[str, str]:
        """(did, because) for the trace."""
        if self.look is not None:
            return "took the style of the picture and nothing else of it", "the words ask for its look"
        found = f"{len(self.like)} items are like it" if self.like else "nothing here is like it"
        return f"looked for what is like the picture: {found}", "the words ask for no look"


def opened(source: Source) -> Image:
    """A picture that somebody gave, at most 640 pixels wide and high.

    Raises `MediaError` for what is no picture, is damaged or has more than `MOST_PIXELS`.
    """
    source = Path(source) if isinstance(source, str) else source
    try:
        with pictures.open_picture(source) as header:
            width, height = header.size
        if width * height > MOST_PIXELS:
            raise MediaError(f"the picture is too large ({width} x {height}); at most {MOST_PIXELS:,} pixels")
        return pictures.read(source, longest=_SIDE)
    except MediaError as error:
        raise MediaError(error.message, field="image") from error


def look_of(source: Source) -> Like:
    """The style of a picture. Raises `MediaError`, `MissingModel`."""
    return Like(style=tuple(round(float(n), 3) for n in style.vector(opened(source))))


def read(source: Source, *, say: str | None, screen: bool, home: Home) -> Example:
    """What a picture is for, by the words beside it. Raises `MediaError`, `MissingModel`."""
    understood = heard(say, screen=screen)
    if understood.look is not None:
        return Example(understood, look=look_of(source))
    return Example(understood, like=alike(opened(source), home=home))


def guided(
    say: str | None, *, heard: Heard, look: Like | None, parse: Callable[[str | None], Guidance]
) -> Guidance:
    """The guidance of words with a picture: of what they say beside it, and its look where they ask for it.

    What is refused with the words about the picture is refused.
    """
    if heard.rest != say and say is not None and (whole := parse(say)).refuse:
        return whole
    guidance = parse(heard.rest)
    if look is None or heard.look is None or guidance.refuse or guidance.ask:
        return guidance
    clause = Clause(route="edit", target=heard.look, edits=(look,))
    return guidance.model_copy(update={"clauses": (*guidance.clauses, clause)})


def alike(image: Image, *, home: Home) -> dict[str, float]:
    """Ids of items that are like a picture, with how many standard deviations more than items are.

    Measured on 40 clips of known topics, each asked for by a frame: 0.60 of the first five share a topic
    with it, 0.46 by pictures alone, 0.16 by chance.
    """
    seen, shown = home.encoder.both([image])
    meaning, looks = home.collection("meaning"), home.collection("pictures")
    sample = _sample(meaning.snapshot().ids, meaning.snapshot().live)
    if not sample:
        return {}
    rows, known = looks.get(sample)
    middle = rows[known].mean(axis=0) if known.any() else np.zeros(looks.dim, np.float32)

    def likeness(ids: Sequence[str]) -> Floats:
        own, there = looks.get(ids)
        centred = _unit(own - middle) @ _unit(seen[0] - middle)
        return np.asarray(meaning.get(ids)[0] @ shown[0] + np.where(there, centred, 0.0), np.float32)

    usual = likeness(sample)
    near = [*meaning.search(shown, k=_LOOKED_AT)[0][0], *looks.search(seen, k=_LOOKED_AT)[0][0]]
    ids = list(dict.fromkeys(near))
    found = likeness(ids)
    apart = (found - usual.mean()) / max(float(usual.std()), 1e-6)
    best = [i for i in np.argsort(-found, kind="stable")[:MOST] if apart[i] >= _APART and found[i] >= _LEAST]
    return {ids[i]: float(apart[i]) for i in best}


def _sample(ids: Sequence[str], live: NDArray[np.bool_]) -> list[str]:
    rows = np.flatnonzero(live)
    return [ids[row] for row in rows[:: max(1, -(-len(rows) // _SAMPLE))]]


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)
