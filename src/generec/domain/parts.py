"""The parts that can be exchanged: what an encoder, an editor, a creator and a check must offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.drafts import Draft, Verdict
from generec.domain.guidance import Create, Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Version

Image = NDArray[np.uint8]
"""One picture: (height, width, 3), sRGB, 8 bit."""


class Encoder(Protocol):
    """Pictures and words to unit vectors. `dims` = (d of pictures, t of words)."""

    name: str
    dims: tuple[int, int]

    def images(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, d) unit rows: likeness between pictures."""
        ...

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, t) unit rows: meaning of words."""
        ...

    def concepts(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """(n, t) unit rows: pictures in the space of words."""
        ...

    def both(self, images: Sequence[Image]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`images` and `concepts` in one pass over the pictures: (n, d) and (n, t)."""
        ...


class Editor(Protocol):
    """Repurposes an existing item, in two steps."""

    name: str

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it can do this edit to items of that kind."""
        ...

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Resolve every choice (window, crop, style, seed); cheap."""
        ...

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """Make it. Pure: sees no viewer; the same recipe gives the same bytes."""
        ...


class Creator(Protocol):
    """Makes a new item, in the same two steps."""

    name: str

    def offers(self, create: Create) -> bool:
        """Whether it makes what is of that kind and form; `create.kind` is never None."""
        ...

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Resolve every choice; cheap."""
        ...

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Make it. Pure, like an editor's. `progress` is told how far it is, and may raise to end it."""
        ...


@runtime_checkable
class Versatile(Protocol):
    """A creator that plans several versions of one wish."""

    def versions(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Iterator[Version]:
        """The versions there are, at least one, the best first; `plan` gives the first."""
        ...


@runtime_checkable
class Recutting(Protocol):
    """A creator that can show something else where checks kept out what is on screen."""

    def recut(self, recipe: Recipe, sources: Sequence[Item], *, times: Sequence[float]) -> Recipe | None:
        """Its recipe with something else at `times` (s of what is made); None where that is no better."""
        ...


class Check(Protocol):
    """One fidelity check over a draft."""

    name: str

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Pass, warn, hold or block, with evidence."""
        ...
